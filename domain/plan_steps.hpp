// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

/// What every search for prices does: average what goes beyond the limits, and step along it.
namespace echeance {

/// Moves an average towards the newest value.
inline void blend(std::vector<double>& average, std::span<const double> newest, double share) {
    for (std::size_t i = 0; i < average.size(); ++i) {
        average[i] += share * (newest[i] - average[i]);
    }
}

/// The square of the excess that prices can answer: one of 0 can't fall, so room left there asks
/// for nothing.
[[nodiscard]] inline double square(std::span<const double> excess,
                                   std::span<const std::int64_t> prices) {
    double sum = 0;
    for (std::size_t i = 0; i < excess.size(); ++i) {
        if (prices[i] > 0 || excess[i] > 0) sum += excess[i] * excess[i];
    }
    return sum;
}

/// Prices of limits, which are never negative.
inline void step(std::vector<std::int64_t>& prices, std::span<const double> excess, double length) {
    for (std::size_t i = 0; i < prices.size(); ++i) {
        prices[i] = std::max<std::int64_t>(0, prices[i] + std::llround(excess[i] * length));
    }
}

}  // namespace echeance
