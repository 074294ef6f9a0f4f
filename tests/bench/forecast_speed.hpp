// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace echeance::bench {

struct ForecastSize {
    int replications = 100;
    int threads = 2;
    std::uint64_t seed = 1;
};
enum class BenchText : std::uint8_t { table, json };
/// A year of an office with 18,000 files that wait and 40,000 to come; then of a smaller one, and
/// of the same with four and with sixteen times the files and the minutes, each with as many fewer
/// replications. Empty when a forecast was refused.
[[nodiscard]] std::string forecast_speed(const ForecastSize& size, BenchText text);

/// Waits in simulated offices against queueing theory, over a grid of loads. Empty when one is off
/// by more than four standard errors.
[[nodiscard]] std::string forecast_validation(std::uint64_t seed, BenchText text);

}  // namespace echeance::bench
