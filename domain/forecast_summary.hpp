// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <vector>

#include "domain/forecast.hpp"
#include "domain/forecast_demand.hpp"
#include "domain/forecast_samples.hpp"

namespace echeance {

/// Nearest rank among sorted values; not empty.
template <class T>
[[nodiscard]] const T& at_percent(const std::vector<T>& sorted, std::size_t percent) {
    return sorted[(sorted.size() * percent + 99) / 100 - 1];
}
/// `values`: of each replication, in any order; not empty.
[[nodiscard]] ForecastBand band_of(std::vector<int> values);
/// `differences`: of each replication; not empty.
[[nodiscard]] PairedDifference paired_difference(const std::vector<double>& differences);

[[nodiscard]] std::vector<ForecastWeek> forecast_weeks(const ForecastWorld& world,
                                                       const std::vector<ForecastSample>& samples);

/// Which stock has to be small: `overdue` or `past_target`.
using LateStock = int SimulatedWeek::*;
/// `demand`: null when nobody wants to know why it is never reached.
[[nodiscard]] ForecastMilestone milestone(const ForecastWorld& world,
                                          const std::vector<ForecastSample>& samples,
                                          LateStock late,
                                          const ForecastDemand* demand);

[[nodiscard]] std::vector<ForecastSkill> forecast_skills(
    const ForecastWorld& world,
    const ForecastStaff& staff,
    const ForecastDemand& demand,
    const std::vector<ForecastSample>& samples);

}  // namespace echeance
