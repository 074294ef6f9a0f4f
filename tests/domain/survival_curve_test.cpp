// SPDX-License-Identifier: EUPL-1.2
#include "domain/survival_curve.hpp"

#include <gtest/gtest.h>

#include "domain/delay_statistics.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

TEST(SurvivalCurve, DrawsTheRestOfWhatHasLasted) {
    SurvivalEstimate estimate;
    for (const int days : {0, 10, 20, 20}) estimate.add_decided(-1, days, 1);
    const auto curve = estimate.curve();
    EXPECT_DOUBLE_EQ(curve.beyond(-1), 1);
    EXPECT_DOUBLE_EQ(curve.beyond(0), 0.75);
    EXPECT_DOUBLE_EQ(curve.beyond(19), 0.5);
    EXPECT_DOUBLE_EQ(curve.beyond(1'000), 0);
    EXPECT_EQ(curve.draw_from(0, 0), 0);
    EXPECT_EQ(curve.draw_from(0, 0.3), 10);
    EXPECT_EQ(curve.draw_from(0, 0.99), 20);
    EXPECT_EQ(curve.draw_from(11, 0), 20);
    EXPECT_EQ(curve.draw_from(21, 0.5), std::nullopt) << "nobody has waited so long";
    EXPECT_EQ(SurvivalCurve{}.draw_from(0, 0.5), std::nullopt);
}

TEST(SurvivalCurve, LeavesOpenWhatIsCensored) {
    SurvivalEstimate estimate;
    estimate.add_decided(-1, 5, 1);
    estimate.add_waiting(-1, 30, 3);
    const auto curve = estimate.curve();
    EXPECT_EQ(curve.draw_from(0, 0.2), 5);
    EXPECT_EQ(curve.draw_from(0, 0.3), std::nullopt);
}

TEST(SurvivalCurve, AgreesWithThePercentilesOfItsEstimate) {
    for_each_seed(100, [](Generator& generator) {
        SurvivalEstimate estimate;
        for (int n = generator.between(1, 60); n > 0; --n) {
            const int days = generator.between(0, 40);
            if (generator.chance(70))
                estimate.add_decided(-1, days, 1);
            else
                estimate.add_waiting(-1, days, 1);
        }
        const auto curve = estimate.curve();
        for (const int percent : {25, 50, 90}) {
            const auto days = estimate.percentile(percent);
            if (!days) continue;
            EXPECT_LE(curve.beyond(*days), (100 - percent) / 100.0 + 1e-9);
            EXPECT_GT(curve.beyond(*days - 1), (100 - percent) / 100.0);
        }
    });
}

}  // namespace
}  // namespace echeance
