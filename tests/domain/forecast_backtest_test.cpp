// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_backtest.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

TEST(ForecastAccuracy, CountsWeeksWithinTheBandAndTheErrorOfTheMedian) {
    const std::vector<ForecastCheck> checks{{90, 100, 110, 110},  // on the edge: within
                                            {90, 100, 110, 80},
                                            {90, 120, 130, 100},
                                            {90, 100, 110, 125},
                                            {0, 5, 10, 0}};  // no percentage of nothing
    const auto accuracy = accuracy_of(checks);
    EXPECT_EQ(accuracy.weeks, 5U);
    EXPECT_DOUBLE_EQ(accuracy.coverage, 0.6);
    EXPECT_DOUBLE_EQ(accuracy.below, 0.2);
    EXPECT_DOUBLE_EQ(accuracy.above, 0.2);
    const double first = -100.0 / 11;
    EXPECT_DOUBLE_EQ(accuracy.mean_absolute_error_percent, (-first + 25 + 20 + 20) / 4);
    EXPECT_DOUBLE_EQ(accuracy.bias_percent, (first + 25 + 20 - 20) / 4);
}

TEST(ForecastAccuracy, OfNothingIsZero) {
    const auto accuracy = accuracy_of({});
    EXPECT_EQ(accuracy.weeks, 0U);
    EXPECT_EQ(accuracy.coverage, 0);
    EXPECT_EQ(accuracy.bias_percent, 0);
}

TEST(Calibration, IsTheTextbooks) {
    const std::vector<ProbabilityCheck> checks{
        {0.9, true}, {0.9, false}, {0.1, false}, {1, true}, {1.7, true}, {-1, false}};
    const auto made = calibration_of(checks);
    EXPECT_EQ(made.n, 6U);
    EXPECT_NEAR(made.brier_score, (0.01 + 0.81 + 0.01) / 6, 1e-12);
    EXPECT_DOUBLE_EQ(made.brier_score_of_share, 0.25);
    EXPECT_EQ(made.bins[9].n, 4U);
    EXPECT_DOUBLE_EQ(made.bins[9].mean_predicted, 0.95);
    EXPECT_DOUBLE_EQ(made.bins[9].observed_share, 0.75);
    EXPECT_EQ(made.bins[1].n, 1U);
    EXPECT_EQ(made.bins[0].n, 1U);
    EXPECT_EQ(made.bins[5].n, 0U);
    EXPECT_EQ(made.bins[5].mean_predicted, 0);
    EXPECT_EQ(calibration_of({}).brier_score, 0);
}

// Who says the truth is on the diagonal, and beats who says the share.
TEST(Calibration, KnowsAForecastThatIsRight) {
    testing::for_each_seed(5, [](testing::Generator& generator) {
        std::vector<ProbabilityCheck> checks;
        for (int n = 0; n < 20'000; ++n) {
            const int percent = generator.between(0, 99);
            checks.push_back({percent / 100.0, generator.chance(percent)});
        }
        const auto made = calibration_of(checks);
        for (const auto& bin : made.bins) EXPECT_NEAR(bin.observed_share, bin.mean_predicted, 0.05);
        EXPECT_NEAR(made.brier_score, 1.0 / 6, 0.01);
        EXPECT_LT(made.brier_score, made.brier_score_of_share);
        std::size_t all = 0;
        for (const auto& bin : made.bins) all += bin.n;
        EXPECT_EQ(all, made.n);
    });
}

}  // namespace
}  // namespace echeance
