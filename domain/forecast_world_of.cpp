// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_world_of.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

#include "domain/forecast_calendars.hpp"
#include "domain/forecast_delays.hpp"
#include "domain/forecast_inflow.hpp"
#include "domain/forecast_staff.hpp"
#include "domain/priority.hpp"

namespace echeance {
namespace {

constexpr std::size_t delay_values_max = 16;

std::string skill_text(const RequirementClass& asked) {
    if (asked.skills.empty()) return std::string{to_text(asked.stage)};
    std::string text;
    for (const auto& skill : asked.skills) {
        if (!text.empty()) text += '+';
        text += skill;
    }
    return text;
}

int days_to_complete(const ForecastArrival& arrival) {
    return arrival.complete_after.value_or(0);
}

/// Puts each number into one of at most `delay_values_max` groups of like size, and in its place
/// the middle one of its group; 0 stays.
void round_delays(std::vector<ForecastArrival>& arrivals) {
    std::vector<int> delays;
    for (const auto& one : arrivals)
        if (days_to_complete(one) > 0) delays.push_back(days_to_complete(one));
    std::ranges::sort(delays);
    const std::size_t groups = delay_values_max - 1;
    std::map<int, int> rounded;
    for (std::size_t n = 0; n < delays.size(); ++n) {
        const auto group = n * groups / delays.size();
        const auto first = (group * delays.size() + groups - 1) / groups;
        const auto next = ((group + 1) * delays.size() + groups - 1) / groups;
        rounded.try_emplace(delays[n], delays[(first + next - 1) / 2]);
    }
    for (auto& one : arrivals)
        if (days_to_complete(one) > 0) one.complete_after = rounded.at(days_to_complete(one));
}

class WorldMaker {
public:
    explicit WorldMaker(const ForecastInputs& inputs)
        : inputs_(inputs),
          calendar_(inputs.rules.working_calendar()),
          delays_(observed_delays(inputs.history, calendar_, inputs.today)),
          calendars_(inputs.rules, inputs.today, inputs.days),
          world_{.first_day = inputs.today,
                 .requirements = {},
                 .waiting = {},
                 .arrivals = {},
                 .calendars = {},
                 .inflow = {.mean = {}},
                 .doctors = {},
                 .next_session = {}} {
        world_.days = inputs.days;
        world_.on_time_share_percent = inputs.rules.priorities.on_time_share_percent;
        world_.supervision_percent = inputs.rules.priorities.supervision_percent;
        world_.minutes_spread = delays_.minutes_spread;
    }

    [[nodiscard]] ForecastWorld make() && {
        world_.inflow = inflow_of(
            inputs_.history, calendar_, {inputs_.today, inputs_.days}, inputs_.files_a_year);
        const auto kinds = kinds_to_come();
        name_requirements(kinds);
        world_.doctors = forecast_doctors(inputs_.doctors, world_, inputs_.rules);
        index_doctors();
        for (const auto& round : inputs_.history.rounds)
            if (round.is_open()) add_waiting(round);
        for (const auto* const round : kinds) world_.arrivals.push_back(arrival_of(*round));
        round_delays(world_.arrivals);
        for (std::size_t n = 0; n < kinds.size(); ++n) set_calendar(world_.arrivals[n], *kinds[n]);
        world_.calendars = std::move(calendars_).take();
        add_sessions();
        return std::move(world_);
    }

private:
    using Rounds = std::vector<const HistoryRound*>;

    [[nodiscard]] LegalDay today() const { return inputs_.today; }
    [[nodiscard]] int day_of(LegalDay day) const { return day - inputs_.today; }

    [[nodiscard]] Rounds begun_within(LegalDay from, LegalDay until) const {
        Rounds found;
        for (const auto& round : inputs_.history.rounds)
            if (from <= round.began_on && round.began_on <= until) found.push_back(&round);
        return found;
    }
    /// Those of the last twelve months of the period on record; of the last twelve months where
    /// there is none, survivors though they are; of any time where these are empty too.
    [[nodiscard]] Rounds kinds_to_come() const {
        const auto& inflow = world_.inflow;
        const auto until = inflow.observed_until.value_or(today() - 1);
        auto from = add_months(until + 1, -std::chrono::months{12});
        if (inflow.observed_from) from = std::max(from, *inflow.observed_from);
        auto kinds = begun_within(from, until);
        if (kinds.empty()) kinds = begun_within(LegalDay::from_number(0), today());
        const auto comes_first = [](const HistoryRound* a, const HistoryRound* b) {
            const double lot_a = lot_of(*a, Lot::arrival);
            const double lot_b = lot_of(*b, Lot::arrival);
            return lot_a != lot_b ? lot_a < lot_b : a->id < b->id;
        };
        std::ranges::sort(kinds, comes_first);
        kinds.resize(std::min(kinds.size(), arrival_kinds_max));
        return kinds;
    }

    /// Only those that some file asks for, in the order of their names.
    void name_requirements(const Rounds& kinds) {
        std::map<std::string_view, std::uint32_t> used;
        const auto& names = inputs_.history.requirements;
        for (const auto& round : inputs_.history.rounds)
            if (round.is_open()) used.emplace(names[round.requirement], round.requirement);
        for (const auto* const round : kinds)
            used.emplace(names[round->requirement], round->requirement);
        for (const auto& [name, index] : used) {
            requirement_indexes_.emplace(index, world_.requirements.size());
            const auto asked = RequirementClass::parse(name);
            world_.requirements.push_back(
                {std::string{name}, asked ? skill_text(*asked) : std::string{}});
        }
    }

    void index_doctors() {
        std::map<DoctorId, std::size_t> indexes;
        for (std::size_t n = 0; n < world_.doctors.size(); ++n)
            indexes.emplace(world_.doctors[n].id, n);
        for (const auto& id : inputs_.history.doctors) {
            const auto at = indexes.find(id);
            doctor_indexes_.push_back(at == indexes.end() ? std::nullopt
                                                          : std::optional{at->second});
        }
    }
    [[nodiscard]] std::vector<std::size_t> closed_to(const HistoryRound& round) const {
        std::vector<std::size_t> closed;
        for (const auto doctor : inputs_.history.barred(round))
            if (const auto index = doctor_indexes_[doctor]) closed.push_back(*index);
        std::ranges::sort(closed);
        return with_unsupervised(std::move(closed), world_.doctors);
    }

    void add_waiting(const HistoryRound& round) {
        auto file = case_file_of(inputs_.history, round);
        const auto complete_on = round.complete_on ? *round.complete_on : completed_on(round);
        file.facts.complete_on = complete_on;
        file.state = FileState::queued;
        const auto ready_on = std::max(complete_on, end_suspensions(file, round));
        const auto seen_on = std::max(today(), ready_on);
        ForecastFile made{.requirement = requirement_indexes_.at(round.requirement),
                          .minutes = round.minutes_left,
                          .filed = day_of(round.filed_on),
                          .complete = day_of(std::max(complete_on, round.began_on)),
                          .ready = day_of(ready_on),
                          .tie = queue_tie(file.id, inputs_.salt),
                          .limits = {},
                          .closed_to = closed_to(round),
                          .id = file.id};
        for (const auto& request : file.facts.requests)
            if (is_open(request))
                add_limit(made.limits, limit_of(file, request, inputs_.rules, seen_on, today()));
        made.effective_due = ordered_by(made.limits, round.filed_on, today()) -
                             credit_days(file, inputs_.rules.priorities, seen_on);
        set_course(made, round);
        world_.waiting.push_back(std::move(made));
    }

    /// When the last mandatory document comes; beyond the horizon where nobody can say.
    [[nodiscard]] LegalDay completed_on(const HistoryRound& round) const {
        const auto& curve = delays_.of(round.requirement).completeness;
        const auto drawn =
            curve.draw_from(today() - round.began_on, lot_of(round, Lot::completeness));
        const auto beyond = today() + inputs_.days;
        return drawn ? std::min(beyond, round.began_on + *drawn) : beyond;
    }

    /// Ends those that run, and says when; the round's first day where none does.
    [[nodiscard]] LegalDay end_suspensions(CaseFile& file, const HistoryRound& round) const {
        auto ready_on = round.began_on;
        for (auto& one : file.suspensions) {
            if (!is_open(one, today())) continue;
            const auto drawn = delays_.suspension.draw_from(today() - one.asked_on,
                                                            lot_of(round, Lot::suspension));
            if (drawn) one.received_on = std::min(one.time_limit_on, one.asked_on + *drawn);
            ready_on = std::max(ready_on, one.received_on.value_or(one.time_limit_on));
        }
        return ready_on;
    }

    void set_course(ForecastFile& made, const HistoryRound& round) const {
        const auto gone =
            delays_.withdrawal.draw_from(today() - round.began_on, lot_of(round, Lot::withdrawal));
        if (gone && day_of(round.began_on + *gone) < inputs_.days)
            made.withdrawn = day_of(round.began_on + *gone);
        const auto since = round.evaluated_on ? round.evaluated_on : round.submitted_on;
        if (!since) {
            made.held_by = holder_of(round);
            set_decision(made, round, 0);
            return;
        }
        made.evaluated = day_of(*since);
        set_decision(made, round, undecided_days(*since));
    }
    void set_decision(ForecastFile& made, const HistoryRound& round, int elapsed) const {
        constexpr int choices = 16;
        made.decision_days = decision_days(round, elapsed);
        if (delays_.all.decided_files == 0) return;
        const auto& curve = delays_.of(round.requirement).decision;
        const double lot = lot_of(round, Lot::decision);
        for (int n = 0; n < choices; ++n)
            made.decision_choices.push_back(
                curve.draw_from(elapsed, (n + lot) / choices).value_or(elapsed));
    }
    /// Days after `since` that did not make the file ready for the last session: of the days after
    /// that session nothing is known yet.
    [[nodiscard]] int undecided_days(LegalDay since) const {
        constexpr int days_between_max = 31;
        auto first_unknown = today();
        while (today() - first_unknown < days_between_max &&
               !delays_.sessions.is_session(first_unknown - 1, calendar_))
            first_unknown = first_unknown - 1;
        return std::max(0, first_unknown - since);
    }
    /// Nobody, where the doctor has left or has no minutes: then it waits for another.
    [[nodiscard]] std::optional<std::size_t> holder_of(const HistoryRound& round) const {
        const auto holder = round.holder ? doctor_indexes_[*round.holder] : std::nullopt;
        if (!holder) return std::nullopt;
        const bool has_time = std::ranges::any_of(world_.doctors[*holder].minutes,
                                                  [](int minutes) { return minutes > 0; });
        return has_time ? holder : std::nullopt;
    }
    [[nodiscard]] int decision_days(const HistoryRound& round, int elapsed) const {
        if (delays_.all.decided_files == 0)
            return std::max(elapsed, inputs_.rules.targets.stages.decision_days);
        const auto& curve = delays_.of(round.requirement).decision;
        return curve.draw_from(elapsed, lot_of(round, Lot::decision)).value_or(elapsed);
    }

    [[nodiscard]] ForecastArrival arrival_of(const HistoryRound& round) const {
        ForecastArrival made{.requirement = requirement_indexes_.at(round.requirement),
                             .minutes = round.minutes,
                             .complete_after = complete_after(round),
                             .suspended_days = suspended_after(round),
                             .closed_to = closed_to(round)};
        const int seen = round.ended_on.value_or(today()) - round.began_on;
        made.withdrawn_after = round.was_withdrawn ? std::optional{seen}
                                                   : delays_.withdrawal.draw_from(
                                                         seen, lot_of(round, Lot::withdrawal));
        const bool waits = round.is_open() && round.evaluated_on;
        made.decision_days = decision_days(round, waits ? undecided_days(*round.evaluated_on) : 0);
        return made;
    }
    [[nodiscard]] std::optional<int> complete_after(const HistoryRound& round) const {
        if (const auto ready_on = round.ready_on()) return *ready_on - round.began_on;
        if (round.ended_on) return std::nullopt;
        const auto& curve = delays_.of(round.requirement).completeness;
        return curve.draw_from(today() - round.began_on, lot_of(round, Lot::completeness));
    }
    /// Its own once it has ended; of one still open those of a file that has, as nobody knows how
    /// many are to come.
    [[nodiscard]] int suspended_after(const HistoryRound& round) const {
        const int own = suspended_days(inputs_.history, round, round.ended_on.value_or(today()));
        const auto& all = delays_.of(round.requirement).suspended_days;
        if (round.ended_on || all.empty()) return own;
        const auto drawn = static_cast<std::size_t>(lot_of(round, Lot::suspension) *
                                                    static_cast<double>(all.size()));
        return all[drawn];
    }
    void set_calendar(ForecastArrival& arrival, const HistoryRound& round) {
        if (!arrival.complete_after) return;
        arrival.calendar =
            calendars_.calendar_of(case_file_of(inputs_.history, round), *arrival.complete_after);
    }

    /// By day, from the last one back.
    void add_sessions() {
        constexpr int silent_days_max = 31;
        auto next = today() + inputs_.days;
        for (int n = 0; n < silent_days_max && !delays_.sessions.is_session(next, calendar_); ++n)
            next = next + 1;
        world_.next_session.resize(static_cast<std::size_t>(inputs_.days));
        for (int n = inputs_.days - 1; n >= 0; --n) {
            if (delays_.sessions.is_session(today() + n, calendar_)) next = today() + n;
            world_.next_session[static_cast<std::size_t>(n)] = day_of(next);
        }
    }

    const ForecastInputs& inputs_;
    WorkingCalendar calendar_;
    ObservedDelays delays_;
    CalendarMaker calendars_;
    ForecastWorld world_;
    std::map<std::uint32_t, std::size_t> requirement_indexes_;  ///< of the world, by the history's
    std::vector<std::optional<std::size_t>> doctor_indexes_;    ///< likewise
};

}  // namespace

ForecastWorld forecast_world_of(const ForecastInputs& inputs) {
    return WorldMaker{inputs}.make();
}

}  // namespace echeance
