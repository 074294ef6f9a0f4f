// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "api/json/codec.hpp"

namespace echeance {
namespace {

IntegrityReport a_report() {
    return {.checks = {{"placement", 2, {"0A", "0B"}}, {"counters", 0, {}}},
            .findings = {{FindingKind::over_capacity, "overridden", 1, {"M\"1"}}}};
}

TEST(IntegrityCodec, AFindingLeavesAReportSoundAndAViolationDoesNot) {
    auto report = a_report();
    EXPECT_EQ(
        codec::encode_integrity(report),
        R"({"ok":false,"checks":[{"check":"placement","violations":2,"examples":["0A","0B"]},)"
        R"({"check":"counters","violations":0,"examples":[]}],"findings":[{"finding":)"
        R"("over_capacity","reason":"overridden","count":1,"examples":["M\"1"]}]})");
    report.checks[0].violations = 0;
    EXPECT_TRUE(codec::encode_integrity(report).starts_with(R"({"ok":true,)"));
    EXPECT_EQ(codec::encode_integrity({}), R"({"ok":true,"checks":[],"findings":[]})");
}

TEST(IntegrityCodec, ADailyProofComesBackAsItWas) {
    const DailyProof proof{
        LegalDay::from_number(20'780), Instant{std::chrono::milliseconds{1'790}}, a_report()};

    const auto back = codec::daily_proof(codec::encode_daily_proof(proof));

    ASSERT_TRUE(back);
    EXPECT_EQ(back->day, proof.day);
    EXPECT_EQ(back->proved_at, proof.proved_at);
    EXPECT_EQ(codec::encode_integrity(back->report), codec::encode_integrity(proof.report));
}

TEST(IntegrityCodec, WhatIsNoDailyProofIsRefused) {
    for (const auto* const text : {"",
                                   "[]",
                                   "{}",
                                   R"({"day":"x","at":1,"report":{}})",
                                   R"({"day":1,"at":1,"report":{"checks":[{}],"findings":[]}})",
                                   R"({"day":1,"at":1,"report":{"checks":[]}})"})
        EXPECT_FALSE(codec::daily_proof(text)) << text;
}

}  // namespace
}  // namespace echeance
