// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <vector>

#include "domain/period.hpp"
#include "domain/statistic_cells.hpp"

namespace echeance {

/// What came and went in a period, in requests: `opening + received + reopened - decided -
/// withdrawn - purged = closing`.
struct FlowPeriod {
    Period period;
    std::int64_t opening = 0;  ///< open the evening before
    DayFlow flow;
    std::int64_t purged = 0;  ///< nothing is purged yet
    [[nodiscard]] std::int64_t closing() const {
        return opening + flow.received + flow.reopened - flow.decided - flow.withdrawn - purged;
    }
};

/// `days`: everything that ever came and went, by legal day. A step entered late changes the past:
/// what is said of a period is what is known today.
[[nodiscard]] std::vector<FlowPeriod> flow_of(const std::map<LegalDay, DayFlow>& days,
                                              Period period,
                                              PeriodLength length);

/// Requests open on the evening of `day`.
[[nodiscard]] std::int64_t open_on(const std::map<LegalDay, DayFlow>& days, LegalDay day);

}  // namespace echeance
