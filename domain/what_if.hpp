// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/forecast.hpp"
#include "domain/forecast_staff.hpp"
#include "domain/forecast_world.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Who leaves, and the first day without them.
struct DoctorLeaving {
    DoctorId doctor;
    LegalDay from;
};

/// Staff, arrivals or order of service that differ from today's.
struct WhatIf {
    std::string name{};
    std::vector<AddedDoctor> added{};
    std::vector<DoctorLeaving> leaving{};
    std::optional<double> inflow_factor{};       ///< on the mean of each day; 0 to 10
    std::optional<int> on_time_share_percent{};  ///< of claims, for files still on time; 0 to 100
};
inline constexpr std::size_t added_doctors_max = 64;

/// What a what-if simulates: a world of its own, for who leaves gives files back.
struct WhatIfWorld {
    ForecastWorld world;
    ForecastScenario scenario;
};
/// `invalid_input` when somebody leaves who is not there, or a supervised doctor is added whom
/// nobody supervises.
[[nodiscard]] Result<WhatIfWorld> what_if_world(const ForecastWorld& today,
                                                const WhatIf& what_if,
                                                const Rules& rules);
/// The office as it is.
[[nodiscard]] ForecastScenario present_scenario(const ForecastWorld& today);

}  // namespace echeance
