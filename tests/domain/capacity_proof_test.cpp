// SPDX-License-Identifier: EUPL-1.2
#include "domain/capacity_proof.hpp"

#include <gtest/gtest.h>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using Kind = WorkStep::Kind;

const Rules rules = default_rules("92");
const auto monday = day("2026-06-01");
const auto tuesday = noon(monday + 1);

/// In the order of their making, all on Tuesday.
std::vector<WorkStep> steps_of(std::vector<std::pair<Kind, int>> held) {
    std::vector<WorkStep> steps;
    for (const auto& [kind, minutes] : held)
        steps.push_back(
            {.position = {7, steps.size()}, .at = tuesday, .kind = kind, .held = minutes});
    return steps;
}

Week week_of(int capacity, int held, int spent = 0) {
    return {.capacity = capacity,
            .now = {held, spent},
            .doctor_changed_at = noon(monday - 30),
            .rules_changed_at = std::nullopt};
}

TEST(WeekVerdict, AFullWeekIsWithin) {
    const auto steps = steps_of({{Kind::assigned, 20}, {Kind::assigned, 20}});
    EXPECT_EQ(judge(week_of(40, 40), steps), WeekVerdict::within);
    EXPECT_EQ(judge(week_of(60, 40, 20), steps), WeekVerdict::within);
}

TEST(WeekVerdict, AnAssignmentBeyondItIsSilent) {
    const auto steps = steps_of({{Kind::assigned, 20}, {Kind::assigned, 20}});
    EXPECT_EQ(judge(week_of(39, 40), steps), WeekVerdict::silent);
    EXPECT_EQ(judge(week_of(59, 40, 20), steps), WeekVerdict::silent) << "20 were there before";
}

TEST(WeekVerdict, ItIsSilentEvenIfTheFileHasGoneSince) {
    const auto steps = steps_of({{Kind::assigned, 50}, {Kind::other, -50}});
    EXPECT_EQ(judge(week_of(40, 0), steps), WeekVerdict::silent);
}

TEST(WeekVerdict, StepsAreTakenInTheOrderOfHistory) {
    auto steps = steps_of({{Kind::assigned, 30}, {Kind::other, -30}, {Kind::assigned, 30}});
    std::swap(steps[1], steps[2]);
    EXPECT_EQ(judge(week_of(40, 30), steps), WeekVerdict::within);
}

TEST(WeekVerdict, AnOverrideExplainsItselfAlone) {
    EXPECT_EQ(judge(week_of(40, 60), steps_of({{Kind::assigned, 40}, {Kind::overridden, 20}})),
              WeekVerdict::overridden);
    EXPECT_EQ(judge(week_of(40, 60), steps_of({{Kind::overridden, 50}, {Kind::assigned, 10}})),
              WeekVerdict::silent)
        << "a claim after it was beyond the week as well";
}

TEST(WeekVerdict, ALaterChangeOfDoctorOrRulesExplainsIt) {
    const auto steps = steps_of({{Kind::assigned, 60}});
    auto week = week_of(40, 60);
    week.doctor_changed_at = tuesday + std::chrono::hours{1};
    EXPECT_EQ(judge(week, steps), WeekVerdict::doctor_changed);
    week.doctor_changed_at = tuesday - std::chrono::hours{1};
    EXPECT_EQ(judge(week, steps), WeekVerdict::silent);
    week.rules_changed_at = tuesday + std::chrono::hours{1};
    EXPECT_EQ(judge(week, steps), WeekVerdict::rules_changed);
    week.doctor_changed_at.reset();
    EXPECT_EQ(judge(week, steps), WeekVerdict::doctor_changed) << "when is not known";
}

TEST(WeekVerdict, WorkThatGrewIsNobodysFault) {
    EXPECT_EQ(judge(week_of(40, 60), {}), WeekVerdict::work_grew) << "carried over";
    EXPECT_EQ(judge(week_of(40, 0, 90), steps_of({{Kind::assigned, 40}, {Kind::other, -40}})),
              WeekVerdict::silent)
        << "what is spent counts only with its step";
    auto steps = steps_of({{Kind::assigned, 40}, {Kind::other, -40}});
    steps.back().spent = 90;
    EXPECT_EQ(judge(week_of(40, 0, 90), steps), WeekVerdict::work_grew) << "took longer";
}

TEST(WeekVerdict, WithoutALimitNothingIsBeyondIt) {
    auto week = week_of(0, 500);
    week.capacity.reset();
    EXPECT_EQ(judge(week, steps_of({{Kind::assigned, 500}})), WeekVerdict::within);
}

TEST(WorkSteps, AreTheHoldersAndTheSupervisors) {
    const auto queued = file_in(FileState::queued);
    const int minutes = expected_minutes(queued, rules.minutes);
    const FileEvent event{queued.id,
                          tuesday,
                          "test",
                          FileAssigned{.doctor = doctor_named("t1"),
                                       .on = monday,
                                       .supervisor = doctor_named("s1"),
                                       .supervision_minutes = 5}};
    const auto held = apply(queued, event);

    const auto steps = work_steps(&queued, event, held, rules, monday);

    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[0].first, doctor_named("s1"));
    EXPECT_EQ(steps[0].second.held, 5);
    EXPECT_EQ(steps[1].first, doctor_named("t1"));
    EXPECT_EQ(steps[1].second.held, minutes);
    EXPECT_EQ(steps[1].second.kind, Kind::assigned);
    EXPECT_EQ(steps[1].second.at, tuesday);
    const auto next_week = work_steps(&queued, event, held, rules, monday + 7);
    EXPECT_EQ(next_week[0].second.kind, Kind::other) << "of another week";
}

TEST(WorkSteps, TimeSpentReplacesTimeExpected) {
    const auto begun = file_in(FileState::in_evaluation);
    const int minutes = expected_minutes(begun, rules.minutes);
    const FileEvent event{
        begun.id, tuesday, "test", EvaluationSubmitted{.minutes_spent = 33, .on = monday}};

    const auto steps = work_steps(&begun, event, apply(begun, event), rules, monday);

    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].second.held, -minutes);
    EXPECT_EQ(steps[0].second.spent, 33);
    EXPECT_EQ(steps[0].second.kind, Kind::other);
    const FileEvent nothing{begun.id, tuesday, "test", FileAmended{}};
    EXPECT_TRUE(work_steps(&begun, nothing, begun, rules, monday).empty());
}

TEST(WorkSteps, KnowAnOverrideOfTheWeekFromAnotherRules) {
    const auto queued = file_in(FileState::queued);
    FileAssigned by_hand{
        .doctor = doctor_named("d1"), .mode = AssignmentMode::manual, .on = monday};
    const auto kind_with = [&](std::vector<EligibilityRule> overridden) {
        by_hand.overridden = std::move(overridden);
        const FileEvent event{queued.id, tuesday, "test", by_hand};
        return work_steps(&queued, event, apply(queued, event), rules, monday)[0].second.kind;
    };
    EXPECT_EQ(kind_with({EligibilityRule::no_capacity}), Kind::overridden);
    EXPECT_EQ(kind_with({EligibilityRule::open_files_cap}), Kind::assigned);
}

}  // namespace
}  // namespace echeance
