// SPDX-License-Identifier: EUPL-1.2
#include "domain/learned_minutes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using Evidence = std::vector<MinutesEvidence>;

const MinutesTable table = default_rules("92").minutes;  // AAH first 18, RQTH first 8
const auto today = day("2026-11-25");

RequestSet of(std::initializer_list<Right> rights) {
    RequestSet set;
    for (const auto right : rights) set.add(right, Nature::first);
    return set;
}
const RequestSet aah = of({Right::aah});

MinutesEstimate estimate_for(Right right,
                             const Evidence& evidence,
                             const MinutesTable& by = table) {
    for (const auto& each : estimate_minutes(by, evidence))
        if (each.right == right && each.nature == Nature::first) return each;
    return {};
}
double estimated(Right right, const Evidence& evidence, const MinutesTable& by = table) {
    return estimate_for(right, evidence, by).estimated;
}
int row_for(const std::vector<MinutesRule>& rows, Right right) {
    for (const auto& row : rows)
        if (row.right == right && row.nature == Nature::first) return row.minutes;
    return 0;
}

/// Evaluations with files of one to three rights that take about what `truth` says.
Evidence random_evidence(std::mt19937& source, int evaluations) {
    std::uniform_int_distribution<std::size_t> any_right(0, right_count - 1);
    std::uniform_int_distribution<int> any_minutes(1, 60);
    std::uniform_int_distribution<int> any_count(1, 3);
    Evidence evidence;
    for (int n = 0; n < evaluations; ++n) {
        RequestSet requests;
        for (int more = any_count(source); more > 0; --more)
            requests.add(all_rights.at(any_right(source)), Nature::first);
        evidence.push_back({requests, any_minutes(source), 1});
    }
    return evidence;
}

TEST(LearnedMinutes, WithoutEvidenceAreTheTable) {
    const auto estimates = estimate_minutes(table, {});
    ASSERT_EQ(estimates.size(), 2 * right_count);
    for (const auto& each : estimates) {
        EXPECT_EQ(each.estimated, configured_minutes(table, each.right, each.nature));
        EXPECT_EQ(each.evaluations, 0);
    }
    EXPECT_TRUE(learned_rows(table, estimates).empty());
}

TEST(LearnedMinutes, GoHalfWayWhenTheEvidenceWeighsAsMuchAsThePrior) {
    EXPECT_DOUBLE_EQ(estimated(Right::aah, {{aah, 27, 20}}), 18 * 1.25);
    EXPECT_EQ(estimate_for(Right::aah, {{aah, 27, 20}}).evaluations, 20);
    EXPECT_EQ(estimated(Right::pch, {{aah, 27, 20}}), 20) << "another right learns nothing";
}

TEST(LearnedMinutes, ConvergeToTheMeanOfSkewedMinutes) {
    const Evidence skewed{{aah, 18, 6'000}, {aah, 27, 3'000}, {aah, 36, 1'000}};

    EXPECT_NEAR(estimated(Right::aah, skewed), 22.5, 0.05) << "the median would say 18";
}

TEST(LearnedMinutes, AreHardlyMovedByOneAbsurdValue) {
    const double before = estimated(Right::aah, {{aah, 18, 40}});
    const double after_one = estimated(Right::aah, {{aah, 18, 40}, {aah, 600, 1}});

    EXPECT_EQ(before, 18);
    EXPECT_NEAR(after_one, 18 * (1 + 1.0 / 61), 1e-9);
    const Evidence odd{{aah, 18, 40}, {aah, 600, 1}};
    EXPECT_TRUE(learned_rows(table, estimate_minutes(table, odd)).empty());
}

TEST(LearnedMinutes, StandWhileLessThanHalfIsAbsurd) {
    const double high = estimated(Right::aah, {{aah, 20, 1'001}, {aah, 600, 1'000}});
    const double low = estimated(Right::aah, {{aah, 20, 1'001}, {aah, 1, 1'000}});

    EXPECT_LE(high, 30.1);  // the others say 20, each absurd one counts as 40
    EXPECT_GE(low, 14.9);   // as 10
}

TEST(LearnedMinutes, StayWithinHalfAndTwiceTheTable) {
    EXPECT_EQ(estimated(Right::aah, {{aah, 600, 10'000}}), 36);
    EXPECT_EQ(estimated(Right::aah, {{aah, 1, 10'000}}), 9);
    auto extreme = table;
    extreme.table = {{Right::aah, Nature::first, 600}, {Right::pch, Nature::first, 1}};
    EXPECT_EQ(estimated(Right::aah, {{aah, 600, 10'000}}, extreme), 600);
    EXPECT_EQ(estimated(Right::pch, {{of({Right::pch}), 1, 10'000}}, extreme), 1);
}

TEST(LearnedMinutes, OfAFileWithSeveralRightsGoToEachByItsShare) {
    const auto both = of({Right::aah, Right::rqth});  // 18 + 8 / 2 = 22 minutes

    const auto main = estimate_for(Right::aah, {{both, 44, 26}});
    const auto other = estimate_for(Right::rqth, {{both, 44, 26}});

    EXPECT_EQ(main.evaluations, 26);
    EXPECT_DOUBLE_EQ(main.weight, 18);
    EXPECT_DOUBLE_EQ(other.weight, 8);
    EXPECT_DOUBLE_EQ(main.estimated, 18.0 * (20 + 2 * 18) / 38);
    EXPECT_DOUBLE_EQ(other.estimated, 8.0 * (20 + 2 * 8) / 28);
}

TEST(LearnedMinutes, NeverFallWhenMoreIsSpentAndDoNotDependOnTheOrder) {
    const auto seed = std::random_device{}();
    std::mt19937 source{seed};
    for (int round = 0; round < 200; ++round) {
        auto evidence = random_evidence(source, 1 + round % 40);
        const auto before = estimate_minutes(table, evidence);
        std::ranges::shuffle(evidence, source);
        const auto shuffled = estimate_minutes(table, evidence);
        evidence.front().minutes += 1 + round % 7 * 40;
        const auto more = estimate_minutes(table, evidence);
        for (std::size_t n = 0; n < before.size(); ++n) {
            EXPECT_EQ(shuffled[n].estimated, before[n].estimated) << "seed " << seed;
            EXPECT_GE(more[n].estimated, before[n].estimated - 1e-9) << "seed " << seed;
        }
    }
}

TEST(LearnedMinutes, MoveByWholeMinutesAndNotForTheNoiseOfOne) {
    auto known = table;
    const auto rows_at = [&](double aah_minutes) {
        const MinutesEstimate estimate{
            .right = Right::aah, .configured = 18, .estimated = aah_minutes};
        return row_for(learned_rows(known, std::span{&estimate, 1}), Right::aah);
    };
    EXPECT_EQ(rows_at(18.7), 0) << "as configured";
    EXPECT_EQ(rows_at(18.8), 19);
    known.learned = {1, 0, {{Right::aah, Nature::first, 19}}};
    EXPECT_EQ(rows_at(18.3), 19) << "stays where it is";
    EXPECT_EQ(rows_at(18.2), 0);
    EXPECT_EQ(rows_at(24.4), 24);
}

TEST(LearnedMinutes, AreTakenAgainFromTheMinutesUnderANewTable) {
    auto other = table;
    other.version = 1;
    other.table = {{Right::aah, Nature::first, 27}};
    const Evidence evidence{{aah, 27, 500}};

    EXPECT_GT(estimated(Right::aah, evidence), 26);
    EXPECT_EQ(estimated(Right::aah, evidence, other), 27);
}

TEST(LearnedMinutes, OfAFileFollowTheRowsThatAreInForce) {
    auto known = table;
    known.learned = {1, 0, {{Right::pch, Nature::first, 30}}};
    auto file = registered(plain_registration(), a_today);

    EXPECT_EQ(expected_minutes(file, table), 23);  // 20 + 6 / 2
    EXPECT_EQ(expected_minutes(file, known), 33);
    EXPECT_EQ(expected_minutes(known, Right::pch, Nature::review), 15);
    file.facts.expected_minutes = 7;
    EXPECT_EQ(expected_minutes(file, known), 7) << "what a person states wins";
}

TEST(EvaluationMinutes, AreCountedOnceAtTheEndWithEverySubmission) {
    const auto on = day("2026-05-20");
    const auto queued = registered(plain_registration(), a_today);
    const FileChange open{EvaluationSubmitted{30, Outcome::needs_visit, {}, on}};
    const FileChange watched{
        EvaluationSubmitted{12, Outcome::conclusive, Countersignature::needed, on}};
    const FileChange again{
        EvaluationSubmitted{5, Outcome::conclusive, Countersignature::needed, on}};
    const FileChange returned{EvaluationReturned{doctor_named("s1"), ReturnTo::doctor, on}};
    const FileChange agreed{EvaluationCountersigned{doctor_named("s1"), on + 1}};

    auto file = evaluated_by(queued, "d1", on, Countersignature::needed);  // 12 minutes
    EXPECT_EQ(evaluation_minutes(watched, file), std::nullopt) << "not countersigned";
    file = after(file, returned, on);
    EXPECT_EQ(evaluation_minutes(returned, file), std::nullopt);
    file = after(file, open, on);
    EXPECT_EQ(evaluation_minutes(open, file), std::nullopt) << "not conclusive";
    file = after(file, again, on);
    file = after(file, agreed, on + 1);

    const auto counted = evaluation_minutes(agreed, file);
    ASSERT_TRUE(counted);
    EXPECT_EQ(counted->minutes, 12 + 30 + 5);
    EXPECT_EQ(counted->on, on + 1);
    EXPECT_EQ(counted->requests.text(), "PCH:first,CMI_PRIORITE:review");
}

TEST(EvaluationMinutes, OfAFileWhoseMinutesAPersonStatedDoNotCount) {
    const auto on = day("2026-05-20");
    const FileChange ended{EvaluationSubmitted{12, Outcome::conclusive, {}, on}};
    auto file = evaluated_by(
        registered(plain_registration(), a_today), "d1", on, Countersignature::not_needed);
    EXPECT_EQ(evaluation_minutes(ended, file)->minutes, 12);
    file.evaluation->minutes_spent = 5'000;
    EXPECT_EQ(evaluation_minutes(ended, file)->minutes, 600);
    file.facts.expected_minutes = 40;
    EXPECT_EQ(evaluation_minutes(ended, file), std::nullopt);
}

TEST(RequestSet, IsItsText) {
    for (const auto* const text : {"AAH:first", "AAH:first,RQTH:review", "AVPF:review,AUTRE:first"})
        EXPECT_EQ(RequestSet::parse(text).value().text(), text);
    for (const auto* const text : {"", "AAH", "AAH:second", "RQTH:first,AAH:first", "AAH:first,"})
        EXPECT_EQ(RequestSet::parse(text), std::nullopt) << text;
}

TEST(MinutesEvidence, IsOfTwoYearsOrSinceTheDayThatIsStated) {
    const auto months = evidence_months({}, today);
    ASSERT_EQ(months.size(), 24U);
    EXPECT_EQ(months.front(), day("2024-12-01"));
    EXPECT_EQ(months.back(), day("2026-11-01"));
    EXPECT_EQ(evidence_months({.since = day("2026-10-01")}, today),
              (std::vector{day("2026-10-01"), day("2026-11-01")}));
    EXPECT_TRUE(evidence_months({.since = day("2027-01-01")}, today).empty());
}

TEST(MinutesEvidence, IsLookedAtDailyUnderANewTableAndWhenThereIsMore) {
    const LearningMark last{today, 1, 1'000};
    EXPECT_FALSE(is_learning_due(last, {today, 1, 1'099}));
    EXPECT_TRUE(is_learning_due(last, {today, 1, 1'100}));
    EXPECT_TRUE(is_learning_due(last, {today, 2, 1'000}));
    EXPECT_TRUE(is_learning_due(last, {today + 1, 1, 1'000}));
    EXPECT_FALSE(is_learning_due({today, 1, 0}, {today, 1, 9}));
    EXPECT_TRUE(is_learning_due({today, 1, 0}, {today, 1, 10}));
}

}  // namespace
}  // namespace echeance
