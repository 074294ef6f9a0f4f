// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "tests/bench/policy_world.hpp"

namespace echeance::bench {

enum class Order : std::uint8_t {
    oldest_first,        ///< by day of filing
    earliest_due_first,  ///< by legal due date: no credits, no lanes
    service_default,     ///< by effective due date, in two lanes: what `claim.lua` does
    weekly_plan,         ///< `plan_assignments`, each Monday
    /// As the Board of Veterans' Appeals deals out its cases: of a batch of k, the ceiling of k x
    /// urgent waiting / all waiting are urgent ones, the rest are not, the oldest first in both.
    proportional,
};
struct Policy {
    Order order = Order::service_default;
    int on_time_share_percent = Priorities{}.on_time_share_percent;  ///< of `service_default` only
};

struct Turn {
    int evaluated_on = 0;
    std::size_t doctor = 0;
};
/// By file; empty: still waiting when the year ends.
using Turns = std::vector<std::optional<Turn>>;

/// One year, day by day. Doctors who work take one file each in turn, until the next file does not
/// fit in the minutes of the week so far (their supervisor's included), and never a smaller one
/// instead, as the service does. Minutes left at a week's end are lost.
[[nodiscard]] Result<Turns> simulate(const World& world, const Policy& policy);

}  // namespace echeance::bench
