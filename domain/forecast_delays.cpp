// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_delays.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <optional>

#include "domain/delay_statistics.hpp"
#include "domain/forecast_inflow.hpp"
#include "domain/period.hpp"
#include "domain/splitmix64.hpp"
#include "domain/suspension.hpp"

namespace echeance {
namespace {

constexpr int decisions_min = 20;
constexpr int evaluations_min = 20;
constexpr std::size_t weekday_count = 7;

std::size_t weekday_of(LegalDay day) {
    return day.weekday().iso_encoding() - 1;
}

/// Whole days until something happens; `entered`: the first day of them that is on record.
class Durations {
public:
    void add_event(int days, int entered = 0) {
        const int ended = std::max(0, days);
        if (entered <= ended) estimate_.add_decided(entered - 1, ended, 1);
    }
    /// It had not happened before day `days`, the first that is not known.
    void add_censored(int days, int entered = 0) {
        if (entered < days) estimate_.add_waiting(entered - 1, days - 1, 1);
    }
    [[nodiscard]] SurvivalCurve curve() const { return estimate_.curve(); }

private:
    SurvivalEstimate estimate_;
};

/// What is observed of files of one requirement, or of all.
struct Seen {
    Durations completeness;
    Durations decision;
    std::vector<int> suspended_days;
    int decided_files = 0;

    [[nodiscard]] DelayCurves curves() const {
        DelayCurves made{completeness.curve(), decision.curve(), suspended_days, decided_files};
        std::ranges::sort(made.suspended_days);
        return made;
    }
};

std::array<int, weekday_count> decisions_by_weekday(const ForecastHistory& history,
                                                    LegalDay today) {
    const auto from = add_months(today, -std::chrono::months{12});
    std::array<int, weekday_count> decisions{};
    for (const auto& round : history.rounds) {
        if (!round.ended_on || round.was_withdrawn || *round.ended_on < from) continue;
        ++decisions[weekday_of(*round.ended_on)];
    }
    return decisions;
}

class Observer {
public:
    Observer(const ForecastHistory& history, const WorkingCalendar& calendar, LegalDay today)
        : history_(history),
          calendar_(calendar),
          today_(today),
          from_(add_months(today, -std::chrono::months{delays_months_max})),
          recorded_since_(recorded_since(history, today)),
          sessions_(decisions_by_weekday(history, today)) {}

    void add(const HistoryRound& round) {
        auto& own = own_[round.requirement];
        for (auto* const seen : {&all_, &own}) {
            add_completeness(*seen, round);
            add_decision(*seen, round);
            add_suspended(*seen, round);
        }
        add_withdrawal(round);
        add_suspensions(round);
        if (round.minutes_spent > 0 && round.submitted_on && *round.submitted_on >= from_)
            ratios_.push_back(static_cast<double>(round.minutes_spent) / round.minutes);
    }

    [[nodiscard]] ObservedDelays take() && {
        ObservedDelays delays{.all = all_.curves(),
                              .own = {},
                              .withdrawal = withdrawal_.curve(),
                              .suspension = suspension_.curve(),
                              .sessions = sessions_,
                              .minutes_spread = spread()};
        for (const auto& [requirement, seen] : own_)
            if (seen.decided_files >= own_delays_min)
                delays.own.emplace(requirement, seen.curves());
        return delays;
    }

private:
    /// Days after `start` from which on the file would be on record, whatever became of it.
    [[nodiscard]] int entered_after(LegalDay start) const {
        return recorded_since_ ? std::max(0, *recorded_since_ - start) : 0;
    }
    void add_completeness(Seen& seen, const HistoryRound& round) const {
        if (round.is_appeal || round.began_on < from_) return;
        if (round.complete_on) {
            seen.completeness.add_event(*round.complete_on - round.began_on,
                                        entered_after(round.began_on));
        } else {
            const auto until = round.ended_on.value_or(today_);
            seen.completeness.add_censored(until - round.began_on, entered_after(round.began_on));
        }
    }

    void add_decision(Seen& seen, const HistoryRound& round) const {
        if (!round.evaluated_on || *round.evaluated_on < from_ || round.was_withdrawn) return;
        const auto start = *round.evaluated_on;
        if (!round.ended_on) {
            seen.decision.add_censored(today_ - start, entered_after(start));
            return;
        }
        ++seen.decided_files;
        const auto session_lot = lot_of(round, Lot::session);
        const auto ready_on = ready_for_session({start, *round.ended_on}, session_lot);
        seen.decision.add_event(ready_on - start, entered_after(start));
    }

    /// A file decided in a session was ready after the one before it.
    [[nodiscard]] LegalDay ready_for_session(Period stage, double lot) const {
        const auto decided_on = stage.until;
        if (!sessions_.is_session(decided_on, calendar_)) return decided_on;
        auto earliest = decided_on;
        while (earliest > stage.from && decided_on - earliest < days_between_max &&
               !sessions_.is_session(earliest - 1, calendar_))
            earliest = earliest - 1;
        const int choices = decided_on - earliest + 1;
        return earliest + static_cast<int>(lot * choices);
    }

    void add_suspended(Seen& seen, const HistoryRound& round) const {
        if (!round.ended_on || round.was_withdrawn || !round.complete_on) return;
        if (*round.ended_on < from_ || round.is_appeal) return;
        seen.suspended_days.push_back(suspended_days(history_, round, *round.ended_on));
    }

    void add_withdrawal(const HistoryRound& round) {
        if (!recorded_since_) return;
        const int entered = entered_after(round.began_on);
        const int days = round.ended_on.value_or(today_) - round.began_on;
        if (round.was_withdrawn)
            withdrawal_.add_event(days, entered);
        else
            withdrawal_.add_censored(days, entered);
    }

    void add_suspensions(const HistoryRound& round) {
        for (const auto& one : history_.suspensions(round)) {
            const auto seen_until = std::min(round.ended_on.value_or(today_), today_);
            if (one.asked_on < from_) continue;
            if (one.received_on)
                suspension_.add_event(*one.received_on - one.asked_on);
            else
                suspension_.add_censored(std::min(seen_until, one.time_limit_on) - one.asked_on);
        }
    }

    [[nodiscard]] std::vector<double> spread() {
        constexpr std::size_t quantiles = 40;
        constexpr double most = 4;  // and a quarter
        if (ratios_.size() < evaluations_min) return {1.0};
        std::ranges::sort(ratios_);
        std::vector<double> spread;
        for (std::size_t n = 0; n < quantiles; ++n) {
            const auto at = (2 * n + 1) * ratios_.size() / (2 * quantiles);
            spread.push_back(std::clamp(ratios_[at], 1 / most, most));
        }
        return spread;
    }

    static constexpr int days_between_max = 31;  // the longest between two sessions to look back

    const ForecastHistory& history_;
    const WorkingCalendar& calendar_;
    LegalDay today_;
    LegalDay from_;
    std::optional<LegalDay> recorded_since_;
    SessionDays sessions_;
    Seen all_;
    std::map<std::uint32_t, Seen> own_;
    Durations withdrawal_;
    Durations suspension_;
    std::vector<double> ratios_;
};

}  // namespace

SessionDays::SessionDays(const std::array<int, 7>& decisions) {
    constexpr int share_percent = 95;
    constexpr int weekdays_max = 3;
    const int all = std::accumulate(decisions.begin(), decisions.end(), 0);
    if (all < decisions_min) return;
    std::array<std::size_t, weekday_count> order{0, 1, 2, 3, 4, 5, 6};
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return decisions[a] != decisions[b] ? decisions[a] > decisions[b] : a < b;
    });
    int held = 0;
    for (int n = 0; n < weekdays_max && !are_known_; ++n) {
        const auto weekday = order[static_cast<std::size_t>(n)];
        weekdays_[weekday] = true;
        held += decisions[weekday];
        are_known_ = held * 100 >= all * share_percent;
    }
}

bool SessionDays::is_session(LegalDay day, const WorkingCalendar& calendar) const {
    const auto weekday = weekday_of(day);
    if (!are_known_) return calendar.is_working(day);
    return weekdays_[weekday] && (weekday >= 5 || calendar.is_working(day));
}

const DelayCurves& ObservedDelays::of(std::uint32_t requirement) const {
    const auto at = own.find(requirement);
    return at == own.end() ? all : at->second;
}

ObservedDelays observed_delays(const ForecastHistory& history,
                               const WorkingCalendar& calendar,
                               LegalDay today) {
    Observer observer{history, calendar, today};
    for (const auto& round : history.rounds) observer.add(round);
    return std::move(observer).take();
}

int suspended_days(const ForecastHistory& history, const HistoryRound& round, LegalDay until) {
    const auto suspensions = history.suspensions(round);
    if (suspensions.empty() || !round.complete_on) return 0;
    std::vector<Suspension> asked;
    for (const auto& one : suspensions)
        asked.push_back({.reason = {},
                         .documents = {},
                         .asked_on = one.asked_on,
                         .time_limit_on = one.time_limit_on,
                         .received_on = one.received_on});
    int days = 0;
    for (const auto& interval : suspended_intervals(asked, until))
        days += std::max(0, interval.until - std::max(interval.from, *round.complete_on));
    return days;
}

double lot_of(const HistoryRound& round, Lot lot) {
    auto hash = splitmix64_of(round.id_text(), splitmix64(static_cast<std::uint64_t>(lot) + 1));
    hash = splitmix64(hash ^ static_cast<std::uint64_t>(round.began_on.number()));
    constexpr int fraction_bits = 53;
    return static_cast<double>(hash >> (64 - fraction_bits)) /
           static_cast<double>(1ULL << fraction_bits);
}

}  // namespace echeance
