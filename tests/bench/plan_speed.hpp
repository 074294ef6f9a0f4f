// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace echeance::bench {

struct PlanSize {
    std::size_t files = 18'000;
    std::size_t doctors = 20;
    int capacity_percent = 100;  ///< of a usual week's minutes
    int capped_percent = 0;      ///< of doctors with a cap on files that binds
    std::uint32_t seed = 1;
};
/// Plans a made-up problem once; one line of JSON: seconds, objective, bound, gap. Empty when the
/// planning was refused.
[[nodiscard]] std::string plan_speed(const PlanSize& size);

}  // namespace echeance::bench
