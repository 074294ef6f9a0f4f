// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_backtest.hpp"

#include <algorithm>
#include <cmath>

namespace echeance {
namespace {

constexpr double percent = 100;

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

ForecastAccuracy accuracy_of(std::span<const ForecastCheck> checks) {
    ForecastAccuracy accuracy{.weeks = checks.size()};
    std::size_t below = 0;
    std::size_t above = 0;
    std::size_t compared = 0;
    for (const auto& check : checks) {
        if (check.observed < check.p10)
            ++below;
        else if (check.observed > check.p90)
            ++above;
        if (check.observed <= 0) continue;
        const double off = (check.p50 - check.observed) / check.observed * percent;
        accuracy.mean_absolute_error_percent += std::abs(off);
        accuracy.bias_percent += off;
        ++compared;
    }
    accuracy.below = share(below, checks.size());
    accuracy.above = share(above, checks.size());
    accuracy.coverage = share(checks.size() - below - above, checks.size());
    if (compared == 0) return accuracy;
    accuracy.mean_absolute_error_percent /= static_cast<double>(compared);
    accuracy.bias_percent /= static_cast<double>(compared);
    return accuracy;
}

Calibration calibration_of(std::span<const ProbabilityCheck> checks) {
    Calibration made{.n = checks.size()};
    std::size_t happened = 0;
    for (const auto& check : checks) {
        const double predicted = std::clamp(check.predicted, 0.0, 1.0);
        const double outcome = check.happened ? 1 : 0;
        made.brier_score += (predicted - outcome) * (predicted - outcome);
        const auto tenth = static_cast<std::size_t>(predicted * reliability_bin_count);
        auto& bin = made.bins[std::min(tenth, reliability_bin_count - 1)];
        ++bin.n;
        bin.mean_predicted += predicted;
        bin.observed_share += outcome;
        if (check.happened) ++happened;
    }
    for (auto& bin : made.bins) {
        if (bin.n == 0) continue;
        bin.mean_predicted /= static_cast<double>(bin.n);
        bin.observed_share /= static_cast<double>(bin.n);
    }
    if (checks.empty()) return made;
    made.brier_score /= static_cast<double>(checks.size());
    const double overall = share(happened, checks.size());
    made.brier_score_of_share = overall * (1 - overall);
    return made;
}

}  // namespace echeance
