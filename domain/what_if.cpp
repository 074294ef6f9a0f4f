// SPDX-License-Identifier: EUPL-1.2
#include "domain/what_if.hpp"

#include <utility>

namespace echeance {

ForecastScenario present_scenario(const ForecastWorld& today) {
    return {.doctors = today.doctors};
}

Result<WhatIfWorld> what_if_world(const ForecastWorld& today,
                                  const WhatIf& what_if,
                                  const Rules& rules) {
    WhatIfWorld made{.world = today, .scenario = {}};
    for (std::size_t n = 0; n < what_if.leaving.size(); ++n) {
        const auto& [doctor, from] = what_if.leaving[n];
        if (!remove_doctor(made.world, doctor, from))
            return refuse_field("/doctors_leaving/" + std::to_string(n) + "/doctor",
                                "unknown_doctor",
                                "There is no such doctor.");
    }
    auto& scenario = made.scenario;
    scenario = present_scenario(made.world);
    for (std::size_t n = 0; n < what_if.added.size(); ++n) {
        auto doctor = added_doctor(what_if.added[n], made.world, rules);
        if (doctor.kind == DoctorKind::supervised && doctor.supervisors.empty())
            return refuse_field("/doctors_added", "no_supervisor", "Nobody supervises them.");
        scenario.added.push_back(scenario.doctors.size());
        scenario.doctors.push_back(std::move(doctor));
    }
    scenario.inflow_factor = what_if.inflow_factor;
    scenario.on_time_share_percent = what_if.on_time_share_percent;
    return made;
}

}  // namespace echeance
