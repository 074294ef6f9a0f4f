// SPDX-License-Identifier: EUPL-1.2
#include "domain/priority.hpp"

#include <gtest/gtest.h>

#include "tests/domain/random_walk.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

constexpr std::uint64_t a_salt = 0x5EED;

const Rules& rules() {
    static const Rules value = default_rules("92");
    return value;
}

Placement place(const CaseFile& file, LegalDay today) {
    return placement(file, rules(), Partition{}, today, a_salt);
}

int best_credit(const CaseFile& file, LegalDay today) {
    const auto earned = credits(file, rules().priorities, today);
    return earned.empty() ? 0 : earned.front().days;
}

TEST(Credits, FollowTheTable) {
    auto file = file_in(FileState::queued);
    EXPECT_EQ(best_credit(file, a_today), 0);
    file.round = 2;
    EXPECT_EQ(best_credit(file, a_today), 30);
    file.facts.procedure = Procedure::urgent;
    const std::vector<std::pair<UrgencyReason, int>> table{{UrgencyReason::hospital_discharge, 90},
                                                           {UrgencyReason::home, 90},
                                                           {UrgencyReason::establishment, 90},
                                                           {UrgencyReason::school, 90},
                                                           {UrgencyReason::job, 60},
                                                           {UrgencyReason::new_job, 60},
                                                           {UrgencyReason::training, 60}};
    for (const auto& [reason, days] : table) {
        file.facts.urgency_reason = reason;
        EXPECT_EQ(best_credit(file, a_today), days) << to_text(reason);
    }
}

TEST(Credits, OfARightThatEndsBeginAndGrowOnKnownDays) {
    auto file = file_in(FileState::queued);
    const auto ends_on = day("2026-06-30");
    file.facts.requests[1].current_right_ends_on = ends_on;

    EXPECT_EQ(best_credit(file, ends_on - 61), 0);
    EXPECT_EQ(best_credit(file, ends_on - 60), 45);
    EXPECT_EQ(best_credit(file, ends_on), 45);
    EXPECT_EQ(best_credit(file, ends_on + 1), 75);
    file.facts.requests[1].withdrawn_on = LegalDay::from_number(20'500);
    EXPECT_EQ(best_credit(file, ends_on + 1), 0);
}

TEST(Credits, StandLargestFirst) {
    auto file = file_in(FileState::queued);
    file.round = 2;
    file.facts.requests[1].current_right_ends_on = a_today - 1;

    const auto earned = credits(file, rules().priorities, a_today);

    ASSERT_EQ(earned.size(), 2U);
    EXPECT_EQ(earned[0].days, 75);
    EXPECT_EQ(earned[1].days, 30);
}

TEST(Placement, OfAQueuedFileFollowsItsEarliestLimit) {
    const auto file = file_in(FileState::queued);

    const auto today = place(file, day("2026-05-05"));
    const auto tomorrow = place(file, day("2026-05-06"));

    EXPECT_EQ(today.due_on, day("2026-05-05"));
    EXPECT_EQ(today.effective_due_on, day("2026-05-05"));
    EXPECT_EQ(today.lane, Lane::on_time);
    EXPECT_EQ(today.overdue_rights, 0U);
    EXPECT_EQ(today.turns_on, day("2026-05-06"));
    EXPECT_EQ(tomorrow.lane, Lane::late);
    EXPECT_EQ(tomorrow.overdue_rights,
              (1U << unsigned(Right::pch)) | (1U << unsigned(Right::cmi_priorite)));
    EXPECT_EQ(tomorrow.turns_on, std::nullopt);
    EXPECT_EQ(today.queue_score, tomorrow.queue_score);
    EXPECT_EQ(today.queue_class, "A;;;;");
    EXPECT_EQ(today.open_requests, 2);
}

TEST(Placement, CreditMovesTheOrderButNotTheLane) {
    auto file = file_in(FileState::queued);
    file.facts.requests[1].current_right_ends_on = day("2026-01-31");

    const auto placed = place(file, day("2026-03-01"));

    EXPECT_EQ(placed.effective_due_on, day("2026-05-05") - 75);
    EXPECT_EQ(placed.lane, Lane::on_time);
}

TEST(Placement, OnlyQueuedFilesThatAreNotSuspendedStandInALane) {
    for (const auto state : all_file_states) {
        const auto placed = place(file_in(state), a_today);

        EXPECT_EQ(placed.lane != Lane::none, state == FileState::queued) << to_text(state);
        EXPECT_EQ(placed.queue_class.empty(), state != FileState::queued);
        if (!is_open(state)) EXPECT_EQ(placed, Placement{.outcomes = placed.outcomes});
    }
    auto file = file_in(FileState::queued);
    file.suspensions = {{"missing_document", {}, a_today, a_today + 2, true, {}}};
    const auto suspended = place(file, a_today);
    EXPECT_EQ(suspended.lane, Lane::none);
    EXPECT_EQ(suspended.turns_on, a_today + 1);
    EXPECT_NE(place(file, a_today + 2).lane, Lane::none);
    file.suspensions.front().indispensable = false;
    EXPECT_NE(place(file, a_today).lane, Lane::none);
}

TEST(Placement, AQueuedFileWithoutAnyLimitIsStillVisible) {
    auto odd = rules();
    odd.targets.legal_limits.clear();
    const auto file = file_in(FileState::queued);

    const auto placed = placement(file, odd, Partition{}, day("2026-05-05"), a_salt);

    EXPECT_EQ(placed.due_on, std::nullopt);
    EXPECT_EQ(placed.effective_due_on, day("2026-05-05"));
    EXPECT_EQ(placed.lane, Lane::on_time);
    EXPECT_EQ(placed.turns_on, day("2026-05-06"));
    EXPECT_EQ(placement(file, odd, Partition{}, day("2026-05-06"), a_salt).lane, Lane::late);
}

TEST(Placement, CountsTheMinutesStillToBeSpent) {
    EXPECT_EQ(place(file_in(FileState::queued), a_today).expected_minutes, 23);  // 20 and half of 6
    auto file = file_in(FileState::in_evaluation);
    file.evaluation->minutes_spent = 20;
    EXPECT_EQ(place(file, a_today).expected_minutes, 3);
    file.evaluation->minutes_spent = 50;
    EXPECT_EQ(place(file, a_today).expected_minutes, 0);
    EXPECT_EQ(place(file_in(FileState::evaluated), a_today).expected_minutes, 0);
}

TEST(ExpectedMinutes, AreTheLargestAndHalfOfEachOther) {
    auto file = file_in(FileState::queued);
    file.facts.requests = {{.right = Right::avpf}, {.right = Right::pch}};
    EXPECT_EQ(expected_minutes(file, rules().minutes), 23);  // 20 and half of 5, rounded up
    file.facts.requests[1].withdrawn_on = LegalDay::from_number(20'500);
    EXPECT_EQ(expected_minutes(file, rules().minutes), 5);
    file.facts.expected_minutes = 77;
    EXPECT_EQ(expected_minutes(file, rules().minutes), 77);
}

TEST(QueueScore, OrdersByDueDateThenFilingThenAKeyedHash) {
    auto older = file_in(FileState::queued);
    auto newer = older;
    newer.facts.filed_on = older.facts.filed_on + 1;
    newer.facts.requests = {{.right = Right::pch}};
    older.facts.requests = {{.right = Right::pch}};
    auto later = newer;
    later.facts.complete_on = *newer.facts.complete_on + 1;
    later.facts.filed_on = newer.facts.filed_on - 90;

    EXPECT_LT(place(older, a_today).queue_score, place(newer, a_today).queue_score);
    EXPECT_LT(place(newer, a_today).queue_score, place(later, a_today).queue_score);
}

TEST(QueueScore, BreaksTiesByTheSalt) {
    const auto a = file_in(FileState::queued);
    auto b = a;
    b.id = make_file_id(1'790'000'000'001ULL, 7);
    const auto a_first = [&](std::uint64_t salt) {
        return placement(a, rules(), Partition{}, a_today, salt).queue_score <
               placement(b, rules(), Partition{}, a_today, salt).queue_score;
    };

    int first = 0;
    for (std::uint64_t salt = 0; salt < 1'000; ++salt) first += a_first(salt) ? 1 : 0;

    EXPECT_GT(first, 400);
    EXPECT_LT(first, 600);
}

TEST(QueueScore, AlwaysFitsADoubleAndKeepsTheOrderOfDays) {
    for_each_seed(2'000, [](Generator& random) {
        const auto today = random.any_day();
        auto one = random.file(random.any_day());
        auto other = random.file(random.any_day());
        const auto a = place(one, today);
        const auto b = place(other, today);
        if (a.lane == Lane::none || b.lane == Lane::none) return;

        EXPECT_LT(a.queue_score, 1ULL << 53U);
        if (*a.effective_due_on < *b.effective_due_on) EXPECT_LT(a.queue_score, b.queue_score);
        if (a.effective_due_on == b.effective_due_on && one.facts.filed_on < other.facts.filed_on) {
            EXPECT_LT(a.queue_score, b.queue_score);
        }
    });
}

/// Nothing about a file's place changes before the day it says.
void expect_still_until_it_turns(const CaseFile& file, const Rules& with, LegalDay today) {
    const auto now = placement(file, with, Partition{}, today, a_salt);
    if (now.turns_on) EXPECT_GT(*now.turns_on, today);
    const LegalDay until = now.turns_on.value_or(today + 800);
    for (LegalDay later = today + 1; later < until; later = later + 1) {
        ASSERT_EQ(placement(file, with, Partition{}, later, a_salt), now) << later.text();
    }
}

TEST(Placement, StandsStillUntilTheDayItTurnsOn) {
    for_each_seed(400, [](Generator& random) {
        const auto filed_on = random.any_day();
        const auto file = random.file(filed_on);
        auto with = rules();
        if (random.chance(10)) with.targets.legal_limits.clear();

        for (int i = 0; i < 3; ++i) {
            expect_still_until_it_turns(file, with, filed_on + random.between(0, 300));
        }
    });
}

TEST(Placement, StandsStillUntilItTurnsThroughoutTheLifeOfAFile) {
    for_each_seed(60, [](Generator& random) {
        RandomWalk walk{random};
        for (int i = 0; i < 40; ++i) {
            if (walk.step()) expect_still_until_it_turns(walk.file(), walk.rules(), walk.today());
        }
    });
}

/// A place visited on each turning day only is right on every day: what the turning job relies on.
TEST(Placement, FollowingTheTurnsGivesEveryDaysPlace) {
    for_each_seed(200, [](Generator& random) {
        const auto filed_on = random.any_day();
        const auto file = random.file(filed_on);
        auto known = place(file, filed_on);
        for (LegalDay today = filed_on; today < filed_on + 400; today = today + 1) {
            if (known.turns_on && *known.turns_on <= today) known = place(file, today);
            ASSERT_EQ(known, place(file, today)) << today.text();
        }
    });
}

TEST(OnTimeTurn, ExactlyThePercentageOfAnyHundredInARow) {
    for (const int percent : {0, 1, 30, 33, 50, 99, 100}) {
        for (std::uint64_t start = 0; start < 250; ++start) {
            int turns = 0;
            for (std::uint64_t n = start; n < start + 100; ++n)
                turns += is_on_time_turn(n, percent);
            EXPECT_EQ(turns, percent);
        }
    }
    EXPECT_FALSE(is_on_time_turn(0, 30));
    EXPECT_TRUE(is_on_time_turn(3, 30));
    EXPECT_TRUE(is_on_time_turn(UINT64_MAX, 100));
}

}  // namespace
}  // namespace echeance
