// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_history.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <utility>

#include "domain/clocks.hpp"
#include "domain/priority.hpp"

namespace echeance {
namespace {

constexpr int file_minutes_max = 600;

using Day = std::optional<LegalDay>;

LegalDay registered_on(const CaseFile& file) {
    const std::chrono::milliseconds since{static_cast<std::int64_t>(unix_ms_of(file.id))};
    const auto day = std::chrono::floor<std::chrono::days>(since);
    const auto latest = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_days{std::chrono::year{2199} / 12 / 31}.time_since_epoch());
    return std::max(file.facts.filed_on,
                    LegalDay::from_number(static_cast<int>(std::min(day, latest).count())));
}

Day ended_on(const RightRequest& request) {
    if (request.withdrawn_on) return request.withdrawn_on;
    return is_open(request) ? std::nullopt : request.decided_on;
}

/// The file as it stood when its current round began: every request of the round open.
CaseFile as_begun(const CaseFile& file) {
    CaseFile whole = file;
    const auto began_on = round_began_on(file);
    std::erase_if(whole.facts.requests, [&](const RightRequest& request) {
        const bool is_of_round =
            file.round == 1 || is_open(request) || request.appealed_on == Day{began_on};
        return !is_of_round;
    });
    for (auto& request : whole.facts.requests) {
        request.decision.reset();
        request.decided_on.reset();
        request.withdrawn_on.reset();
    }
    whole.state = FileState::queued;
    whole.assignment.reset();
    whole.evaluation.reset();
    return whole;
}

std::uint16_t small_minutes(int minutes) {
    return static_cast<std::uint16_t>(std::clamp(minutes, 0, file_minutes_max));
}

void read_evaluation(HistoryRound& round, const CaseFile& file) {
    if (!file.evaluation) return;
    const auto& evaluation = *file.evaluation;
    if (!evaluation.submitted_on) return;
    round.submitted_on = evaluation.submitted_on;
    round.minutes_spent = small_minutes(evaluation.minutes_spent);
    if (evaluation.countersigned_on)
        round.evaluated_on = evaluation.countersigned_on;
    else if (file.state != FileState::awaiting_countersignature)
        round.evaluated_on = evaluation.submitted_on;
}

template <class T>
HistoryPart part_from(const std::vector<T>& pool, std::size_t first) {
    return {static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(pool.size() - first)};
}

}  // namespace

HistoryReader::HistoryReader(const Rules& rules, const Partition& partition)
    : rules_(rules), partition_(partition) {}

bool HistoryReader::add(const CaseFile& file) {
    const auto rounds = 1 + file.earlier_rounds.size();
    if (history_.rounds.size() + rounds > history_rounds_max) return false;
    add_current_round(file);
    add_earlier_rounds(file);
    return true;
}

std::uint32_t HistoryReader::requirement_of(const CaseFile& whole) {
    auto text = requirement_class(whole, partition_, rules_.priorities).text();
    const auto next = static_cast<std::uint32_t>(history_.requirements.size());
    const auto [at, is_new] = requirement_indexes_.try_emplace(std::move(text), next);
    if (is_new) history_.requirements.push_back(at->first);
    return at->second;
}

std::uint32_t HistoryReader::doctor_index(const DoctorId& doctor) {
    const auto next = static_cast<std::uint32_t>(history_.doctors.size());
    const auto [at, is_new] = doctor_indexes_.try_emplace(doctor, next);
    if (is_new) history_.doctors.push_back(doctor);
    return at->second;
}

HistoryRound HistoryReader::begun(const CaseFile& whole, LegalDay began_on) {
    HistoryRound round{.filed_on = whole.facts.filed_on,
                       .began_on = began_on,
                       .registered_on = std::max(began_on, registered_on(whole))};
    std::ranges::copy(whole.id.text(), round.id.begin());
    round.is_appeal = whole.round > 1;
    round.complete_on = whole.facts.complete_on;
    round.procedure = whole.facts.procedure;
    round.urgency_reason = whole.facts.urgency_reason;
    round.urgency_requested_on = whole.facts.urgency_requested_on;
    round.requirement = requirement_of(whole);
    round.minutes =
        std::max<std::uint16_t>(1, small_minutes(expected_minutes(whole, rules_.minutes)));
    return round;
}

void HistoryReader::add_current_round(const CaseFile& file) {
    const auto whole = as_begun(file);
    auto round = begun(whole, round_began_on(file));
    const auto first = history_.request_pool.size();
    round.was_withdrawn = !is_open(file);
    for (const auto& request : file.facts.requests) {
        const auto is_same = [&](const auto& one) { return one.right == request.right; };
        if (std::ranges::none_of(whole.facts.requests, is_same)) continue;
        history_.request_pool.push_back({request.right,
                                         request.nature,
                                         request.current_right_ends_on,
                                         ended_on(request),
                                         request.withdrawn_on.has_value(),
                                         request.appealed_on});
        if (!request.withdrawn_on) round.was_withdrawn = false;
    }
    round.requests = part_from(history_.request_pool, first);
    if (!is_open(file)) round.ended_on = file.decided_on;
    if (file.assignment) {
        round.holder = doctor_index(file.assignment->doctor);
        round.assigned_on = file.assignment->assigned_on;
    }
    round.minutes_left =
        std::max<std::uint16_t>(1, small_minutes(minutes_still_expected(file, rules_.minutes)));
    read_evaluation(round, file);
    add_suspensions(round, file);
    add_barred(round, file);
    history_.rounds.push_back(round);
}

/// Of an earlier round only its requests and days are left: who read it, and when, is not.
void HistoryReader::add_earlier_rounds(const CaseFile& file) {
    for (std::size_t n = 0; n < file.earlier_rounds.size(); ++n) {
        const auto began_on = file.earlier_rounds[n].began_on;
        const auto next = n + 1 < file.earlier_rounds.size() ? file.earlier_rounds[n + 1].began_on
                                                             : round_began_on(file);
        CaseFile whole = file;
        whole.round = static_cast<int>(n) + 1;
        whole.facts.requests.clear();
        const auto first = history_.request_pool.size();
        LegalDay last = began_on;
        for (const auto& request : file.facts.requests) {
            for (const auto& decision : request.earlier) {
                const auto start = decision.appealed_on.value_or(file.facts.filed_on);
                if (start < began_on || start >= std::max(next, began_on + 1)) continue;
                whole.facts.requests.push_back({.right = request.right, .nature = request.nature});
                history_.request_pool.push_back({.right = request.right,
                                                 .nature = request.nature,
                                                 .ended_on = decision.decided_on,
                                                 .appealed_on = decision.appealed_on});
                last = std::max(last, decision.decided_on);
            }
        }
        if (whole.facts.requests.empty()) continue;
        auto round = begun(whole, began_on);
        round.requests = part_from(history_.request_pool, first);
        round.ended_on = last;
        history_.rounds.push_back(round);
    }
}

void HistoryReader::add_suspensions(HistoryRound& round, const CaseFile& file) {
    const auto first = history_.suspension_pool.size();
    for (const auto& one : file.suspensions) {
        if (!one.indispensable) continue;
        history_.suspension_pool.push_back({one.asked_on, one.time_limit_on, one.received_on});
    }
    round.suspensions = part_from(history_.suspension_pool, first);
}

void HistoryReader::add_barred(HistoryRound& round, const CaseFile& file) {
    std::set<DoctorId> asked;
    for (const auto& exclusion : file.facts.excluded_doctors) asked.insert(exclusion.doctor);
    asked.insert(file.evaluators.begin(), file.evaluators.end());
    const auto first = history_.barred_pool.size();
    for (const auto& doctor : asked)
        if (personal_bar(file, doctor)) history_.barred_pool.push_back(doctor_index(doctor));
    round.barred = part_from(history_.barred_pool, first);
}

namespace {

/// Copies rounds from one history to another as they were on the eve of a day.
class Eve {
public:
    Eve(const ForecastHistory& all, LegalDay day) : all_(all), day_(day) {
        known_.requirements = all.requirements;
        known_.doctors = all.doctors;
    }

    void add(const HistoryRound& round) {
        if (round.began_on >= day_) return;
        auto then = round;
        forget(then.complete_on);
        forget(then.urgency_requested_on);
        forget(then.assigned_on);
        forget(then.submitted_on);
        forget(then.evaluated_on);
        forget(then.ended_on);
        if (!then.assigned_on) then.holder.reset();
        if (!then.submitted_on) then.minutes_spent = 0;
        if (then.is_open()) then.was_withdrawn = false;
        then.minutes_left = then.minutes;  // when any were spent is not kept
        add_requests(then, round);
        add_suspensions(then, round);
        const auto first = known_.barred_pool.size();
        std::ranges::copy(all_.barred(round), std::back_inserter(known_.barred_pool));
        then.barred = part_from(known_.barred_pool, first);
        known_.rounds.push_back(then);
    }
    [[nodiscard]] ForecastHistory take() && { return std::move(known_); }

private:
    void forget(Day& day) const {
        if (day && *day >= day_) day.reset();
    }
    void add_requests(HistoryRound& then, const HistoryRound& round) {
        const auto first = known_.request_pool.size();
        for (auto request : all_.requests(round)) {
            forget(request.ended_on);
            if (!request.ended_on) request.was_withdrawn = false;
            known_.request_pool.push_back(request);
        }
        then.requests = part_from(known_.request_pool, first);
    }
    void add_suspensions(HistoryRound& then, const HistoryRound& round) {
        const auto first = known_.suspension_pool.size();
        for (auto suspension : all_.suspensions(round)) {
            if (suspension.asked_on >= day_) continue;
            forget(suspension.received_on);
            known_.suspension_pool.push_back(suspension);
        }
        then.suspensions = part_from(known_.suspension_pool, first);
    }

    const ForecastHistory& all_;
    LegalDay day_;
    ForecastHistory known_;
};

}  // namespace

ForecastHistory known_before(const ForecastHistory& history, LegalDay day) {
    Eve eve{history, day};
    for (const auto& round : history.rounds) eve.add(round);
    return std::move(eve).take();
}

CaseFile case_file_of(const ForecastHistory& history, const HistoryRound& round) {
    static const auto blank_reference = Reference::parse("R").value();
    static const auto blank_sector = Sector::parse("00000").value();
    CaseFile file{.id = FileId::parse(round.id_text()).value(),
                  .facts = {.reference = blank_reference,
                            .filed_on = round.filed_on,
                            .complete_on = round.complete_on,
                            .sector = blank_sector,
                            .procedure = round.procedure,
                            .urgency_reason = round.urgency_reason,
                            .urgency_requested_on = round.urgency_requested_on,
                            .requests = {}}};
    file.state = round.complete_on ? FileState::queued : FileState::filed;
    file.round = round.is_appeal ? 2 : 1;
    for (const auto& request : history.requests(round)) {
        RightRequest made{.right = request.right,
                          .nature = request.nature,
                          .current_right_ends_on = request.current_right_ends_on};
        made.appealed_on = request.appealed_on;
        if (request.was_withdrawn) {
            made.withdrawn_on = request.ended_on;
        } else if (request.ended_on) {
            made.decision = Decision::granted;
            made.decided_on = request.ended_on;
        }
        file.facts.requests.push_back(std::move(made));
    }
    for (const auto& one : history.suspensions(round))
        file.suspensions.push_back({.reason = {},
                                    .documents = {},
                                    .asked_on = one.asked_on,
                                    .time_limit_on = one.time_limit_on,
                                    .received_on = one.received_on});
    return file;
}

}  // namespace echeance
