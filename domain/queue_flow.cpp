// SPDX-License-Identifier: EUPL-1.2
#include "domain/queue_flow.hpp"

namespace echeance {

std::vector<FlowPeriod> flow_of(const std::map<LegalDay, DayFlow>& days,
                                Period period,
                                PeriodLength length) {
    FlowPeriod before{.period = period, .flow = {}};
    auto day = days.begin();
    for (; day != days.end() && day->first < period.from; ++day) before.flow += day->second;
    auto open = before.closing();
    std::vector<FlowPeriod> periods;
    for (const auto& part : split(period, length)) {
        FlowPeriod row{.period = part, .opening = open, .flow = {}};
        for (; day != days.end() && day->first <= part.until; ++day) row.flow += day->second;
        open = row.closing();
        periods.push_back(row);
    }
    return periods;
}

std::int64_t open_on(const std::map<LegalDay, DayFlow>& days, LegalDay day) {
    return flow_of(days, {day, day}, PeriodLength::day).front().closing();
}

}  // namespace echeance
