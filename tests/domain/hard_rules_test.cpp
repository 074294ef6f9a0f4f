// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "tests/domain/office_walk.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

TEST(HardRules, HoldWhateverIsDoneInWhateverOrder) {
    OfficeWalk::Taken taken;

    for_each_seed(60, [&](Generator& random) {
        OfficeWalk walk{random, taken};
        for (int n = 0; n < 250 && !::testing::Test::HasFailure(); ++n) {
            SCOPED_TRACE("step " + std::to_string(n));
            walk.step();
        }
    });

    if (std::getenv("ECHEANCE_SEED") != nullptr) return;
    for (const auto* const kind : {"claim",
                                   "plan",
                                   "by_hand",
                                   "override",
                                   "start",
                                   "submit",
                                   "countersign",
                                   "return",
                                   "decline",
                                   "release",
                                   "conflict",
                                   "decide",
                                   "appeal",
                                   "give_back",
                                   "lapse"})
        EXPECT_GE(taken[kind], 20) << kind << " is hardly ever done";
}

}  // namespace
}  // namespace echeance
