// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

// Past forecasts against what happened: whether a forecast can be believed is a number, published
// beside it.
namespace echeance {

/// What was forecast of one figure in one week, as quantiles over the replications, and what it
/// came to be.
struct ForecastCheck {
    double p10 = 0;
    double p50 = 0;
    double p90 = 0;
    double observed = 0;
};
/// How a figure was forecast over many weeks.
struct ForecastAccuracy {
    std::size_t weeks = 0;
    /// Share of weeks within p10 and p90, both included: 0.8 is what such a band promises.
    double coverage = 0;
    double below = 0;  ///< share of weeks below p10: 0.1 is promised
    double above = 0;  ///< share of weeks above p90
    /// Of the median, in percent of what was observed; weeks in which nothing was are left out.
    double mean_absolute_error_percent = 0;
    double bias_percent = 0;  ///< positive: too much was forecast
};
/// All 0 without weeks.
[[nodiscard]] ForecastAccuracy accuracy_of(std::span<const ForecastCheck> checks);

/// The probability that was given to something, and whether it happened.
struct ProbabilityCheck {
    double predicted = 0;  ///< 0 to 1; what lies beyond counts as the end
    bool happened = false;
};
struct ReliabilityBin {
    std::size_t n = 0;
    double mean_predicted = 0;  ///< 0 in an empty bin, as the share
    double observed_share = 0;
};
inline constexpr std::size_t reliability_bin_count = 10;
struct Calibration {
    std::size_t n = 0;
    /// Mean squared distance of prediction and outcome (Brier 1950): 0 is perfect.
    double brier_score = 0;
    /// Of who always gives the overall share: what a forecast has to beat.
    double brier_score_of_share = 0;
    std::array<ReliabilityBin, reliability_bin_count> bins{};  ///< by tenths; 1 is in the last
};
[[nodiscard]] Calibration calibration_of(std::span<const ProbabilityCheck> checks);

}  // namespace echeance
