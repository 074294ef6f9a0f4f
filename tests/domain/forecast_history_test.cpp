// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_history.hpp"

#include <gtest/gtest.h>

#include "domain/clocks.hpp"
#include "domain/priority.hpp"
#include "tests/domain/past_files.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");

TEST(ForecastHistory, KeepsWhatClocksAndCreditsLookAt) {
    for_each_seed(300, [](Generator& generator) {
        const auto filed_on = generator.any_day();
        const auto today = filed_on + generator.between(0, 500);
        const auto file = generator.file(filed_on);
        const auto history = history_of({file}, rules);
        const auto again = case_file_of(history, history.rounds.front());
        EXPECT_EQ(due_on(again, rules, today), due_on(file, rules, today));
        EXPECT_EQ(credits(again, rules.priorities, today), credits(file, rules.priorities, today));
        EXPECT_EQ(is_suspended(again, today), is_suspended(file, today));
        EXPECT_EQ(history.rounds.front().minutes_left,
                  std::max(1, minutes_still_expected(file, rules.minutes)));
        EXPECT_EQ(history.requirements.front(),
                  requirement_class(file, {}, rules.priorities).text());
    });
}

TEST(ForecastHistory, AnAppealIsARoundOfItsOwn) {
    const auto decided = file_in(FileState::notified);
    const auto appealed_on = day("2026-04-01");
    const auto file = after(decided, appeal(decided, {}, appealed_on, a_today), a_today);
    const auto history = history_of({file}, rules);
    ASSERT_EQ(history.rounds.size(), 2U);

    const auto& now = history.rounds[0];
    EXPECT_TRUE(now.is_appeal);
    EXPECT_TRUE(now.is_open());
    EXPECT_EQ(now.began_on, appealed_on);
    EXPECT_EQ(now.ready_on(), appealed_on);
    EXPECT_EQ(history.requests(now).size(), 2U);
    ASSERT_EQ(history.barred(now).size(), 1U) << "who took part may not read it again";
    EXPECT_EQ(history.doctors[history.barred(now).front()], doctor_named("d1"));

    const auto& before = history.rounds[1];
    EXPECT_FALSE(before.is_appeal);
    EXPECT_EQ(before.began_on, day("2026-01-05"));
    EXPECT_EQ(before.ended_on, day("2026-03-01"));
    EXPECT_EQ(history.requests(before).size(), 2U);
    EXPECT_NE(history.requirements[before.requirement], history.requirements[now.requirement]);
}

TEST(ForecastHistory, ReadsTheStagesOfAFile) {
    const auto countersigning =
        history_of({file_in(FileState::awaiting_countersignature)}, rules).rounds.front();
    EXPECT_EQ(countersigning.submitted_on, day("2026-02-02"));
    EXPECT_EQ(countersigning.evaluated_on, std::nullopt);

    const auto decided = history_of({file_in(FileState::decided)}, rules).rounds.front();
    EXPECT_EQ(decided.evaluated_on, day("2026-02-02"));
    EXPECT_EQ(decided.ended_on, day("2026-03-01"));
    EXPECT_EQ(decided.minutes_spent, 12);
    EXPECT_FALSE(decided.was_withdrawn);

    const auto withdrawn = history_of({file_in(FileState::withdrawn)}, rules).rounds.front();
    EXPECT_TRUE(withdrawn.was_withdrawn);
    EXPECT_EQ(withdrawn.ended_on, day("2026-02-01"));
}

TEST(ForecastHistory, TakesNoMoreThanItsLimit) {
    const auto file = file_in(FileState::queued);
    const Partition partition;
    HistoryReader full{rules, partition};
    for (std::size_t n = 0; n < history_rounds_max; ++n) ASSERT_TRUE(full.add(file));
    EXPECT_FALSE(full.add(file));
    EXPECT_EQ(std::move(full).take().rounds.size(), history_rounds_max);
}

/// Every day that the round knows of what has happened lies before `eve`.
void expect_known_before(const ForecastHistory& history, const HistoryRound& round, LegalDay eve) {
    EXPECT_LT(round.began_on, eve);
    for (const auto& known : {round.complete_on,
                              round.assigned_on,
                              round.submitted_on,
                              round.evaluated_on,
                              round.ended_on})
        if (known) EXPECT_LT(*known, eve);
    for (const auto& request : history.requests(round))
        if (request.ended_on) EXPECT_LT(*request.ended_on, eve);
    for (const auto& one : history.suspensions(round)) {
        EXPECT_LT(one.asked_on, eve);
        if (one.received_on) EXPECT_LT(*one.received_on, eve);
    }
}

TEST(ForecastHistory, KnewThenOnlyWhatHadHappened) {
    for_each_seed(200, [](Generator& generator) {
        std::vector<CaseFile> files;
        for (int n = 0; n < 20; ++n) {
            const auto filed_on = day("2026-01-01") + generator.between(0, 200);
            Course course{.filed_on = filed_on, .registered_on = filed_on};
            if (generator.chance(80)) course.complete_after = generator.between(0, 40);
            if (course.complete_after && generator.chance(60))
                course.evaluated_after = *course.complete_after + generator.between(1, 200);
            if (generator.chance(50)) {
                course.ended_after = course.evaluated_after.value_or(10) + generator.between(1, 60);
                course.was_withdrawn = !course.evaluated_after;
            }
            files.push_back(past_file(course, static_cast<std::uint32_t>(n)));
            files.back().suspensions = generator.suspensions(filed_on, 60, 2);
        }
        const auto all = history_of(files, rules);
        const auto eve = day("2026-01-01") + generator.between(0, 400);
        const auto then = known_before(all, eve);
        std::size_t open = 0;
        for (const auto& round : all.rounds)
            if (round.began_on < eve && !(round.ended_on && *round.ended_on < eve)) ++open;
        EXPECT_EQ(std::ranges::count_if(then.rounds, &HistoryRound::is_open),
                  static_cast<std::ptrdiff_t>(open));
        for (const auto& round : then.rounds) expect_known_before(then, round, eve);
    });
}

TEST(ForecastHistory, TellsThePastWeekByWeek) {
    const auto from = day("2026-06-01");
    // Filed a year before, and decided in the second week; due long since.
    const auto old = past_file({.filed_on = day("2025-06-01"),
                                .registered_on = day("2025-06-01"),
                                .complete_after = 0,
                                .evaluated_after = 370,
                                .ended_after = 375},
                               1);
    const auto fresh =
        past_file({.filed_on = from + 15, .registered_on = from + 15, .complete_after = 0}, 2);
    const auto gone = past_file({.filed_on = from - 30,
                                 .registered_on = from - 30,
                                 .complete_after = 0,
                                 .ended_after = 30,
                                 .was_withdrawn = true},
                                3);
    const auto weeks = past_weeks(history_of({old, fresh, gone}, rules), rules, from, 4);
    ASSERT_EQ(weeks.size(), 4U);
    EXPECT_EQ(weeks[0].on, from + 7);
    const auto counts = [&](int PastWeek::* count) {
        std::vector<int> found;
        for (const auto& week : weeks) found.push_back(week.*count);
        return found;
    };
    using Counts = std::vector<int>;
    EXPECT_EQ(counts(&PastWeek::filed_files), (Counts{0, 0, 1, 0}));
    EXPECT_EQ(counts(&PastWeek::decided_files), (Counts{0, 1, 0, 0}));
    EXPECT_EQ(counts(&PastWeek::decided_requests), (Counts{0, 2, 0, 0}));
    EXPECT_EQ(counts(&PastWeek::open_files), (Counts{1, 0, 1, 1}));
    EXPECT_EQ(counts(&PastWeek::unread_files), (Counts{0, 0, 1, 1}));
    EXPECT_EQ(counts(&PastWeek::open_requests), (Counts{2, 0, 2, 2}));
    EXPECT_EQ(counts(&PastWeek::overdue_requests), (Counts{2, 0, 0, 0}));
}

}  // namespace
}  // namespace echeance
