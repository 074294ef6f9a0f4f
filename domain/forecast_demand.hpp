// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "domain/flow_network.hpp"
#include "domain/forecast_teams.hpp"
#include "domain/result.hpp"

namespace echeance {

/// Minutes asked for and given over the second half of the horizon, when what is to come has come.
struct ForecastDemand {
    double weeks = 0;                   ///< of that half
    std::vector<double> arriving;       ///< by requirement
    std::vector<std::int64_t> given;    ///< by doctor
    double given_less_supervision = 0;  ///< by all, were the supervised always busy
    std::vector<std::int64_t> waiting;  ///< by requirement: of the files that wait on the first day
    /// By requirement. The flow of minutes from files to doctors leaves some unserved; from those,
    /// every queue that competes for the same doctors is reached, and all these doctors are full:
    /// Hall's condition fails for these queues together. Also one with files that nobody serves.
    std::vector<char> is_short;
};

/// Means as expected, nothing simulated. `factor`: on the inflow. Errors of the solver.
[[nodiscard]] Result<ForecastDemand> forecast_demand(const FlatWorld& flat,
                                                     const ForecastStaff& staff,
                                                     double factor,
                                                     const FlowSolver& solve);

}  // namespace echeance
