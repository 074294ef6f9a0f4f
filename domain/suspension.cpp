// SPDX-License-Identifier: EUPL-1.2
#include "domain/suspension.hpp"

#include <algorithm>

namespace echeance {
namespace {

/// The first day that the suspension no longer stops, whatever today is.
LegalDay ends_on(const Suspension& suspension) {
    if (!suspension.received_on) return suspension.time_limit_on;
    return std::min(*suspension.received_on, suspension.time_limit_on);
}

/// Adds `next`, which begins no earlier than any before it, to a union of intervals.
void join(std::vector<DayInterval>& joined, DayInterval next) {
    if (joined.empty() || joined.back().until < next.from) {
        joined.push_back(next);
    } else {
        joined.back().until = std::max(joined.back().until, next.until);
    }
}

}  // namespace

bool is_open(const Suspension& suspension, LegalDay today) {
    return suspension.indispensable && suspension.asked_on <= today && today < ends_on(suspension);
}

std::vector<DayInterval> suspended_intervals(std::span<const Suspension> suspensions,
                                             LegalDay today) {
    std::vector<DayInterval> intervals;
    for (const auto& suspension : suspensions) {
        const LegalDay until = std::min(ends_on(suspension), today);
        if (suspension.indispensable && suspension.asked_on < until) {
            intervals.push_back({suspension.asked_on, until});
        }
    }
    std::ranges::sort(intervals, {}, &DayInterval::from);
    std::vector<DayInterval> joined;
    for (const auto& interval : intervals) join(joined, interval);
    return joined;
}

SuspendedTime push_due_date(LegalDay start,
                            LegalDay due_on,
                            std::span<const DayInterval> intervals) {
    SuspendedTime time{due_on, 0, {}, {}};
    for (const auto& [from, until] : intervals) {
        if (from < start) time.ignored.push_back({from, std::min(until, start)});
        const LegalDay within_from = std::max(from, start);
        if (within_from >= until) continue;
        const DayInterval within{within_from, until};
        if (within.from > time.due_on) {
            time.ignored.push_back(within);
            continue;
        }
        time.counted.push_back(within);
        time.days += within.days();
        time.due_on = time.due_on + within.days();
    }
    return time;
}

}  // namespace echeance
