// SPDX-License-Identifier: EUPL-1.2
#include "domain/suspension.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <vector>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using testing::for_each_seed;
using testing::Generator;

Suspension asked(const char* on, const char* limit) {
    return {"missing_document", {}, day(on), day(limit), true, std::nullopt};
}
Suspension received(const char* on, const char* limit, const char* received_on) {
    auto suspension = asked(on, limit);
    suspension.received_on = day(received_on);
    return suspension;
}
DayInterval interval(const char* from, const char* until) {
    return {day(from), day(until)};
}
using Intervals = std::vector<DayInterval>;

const LegalDay end_of_year = day("2026-12-31");

TEST(SuspendedIntervals, EndAtTheEarlierOfReceiptAndLimit) {
    const std::vector early{received("2026-01-10", "2026-02-10", "2026-01-20")};
    EXPECT_EQ(suspended_intervals(early, end_of_year),
              Intervals{interval("2026-01-10", "2026-01-20")});
    const std::vector late{received("2026-01-10", "2026-02-10", "2026-03-01")};
    EXPECT_EQ(suspended_intervals(late, end_of_year),
              Intervals{interval("2026-01-10", "2026-02-10")});
    const std::vector never{asked("2026-01-10", "2026-02-10")};
    EXPECT_EQ(suspended_intervals(never, end_of_year),
              Intervals{interval("2026-01-10", "2026-02-10")});
}

TEST(SuspendedIntervals, AnOpenOneIsClosedToday) {
    const std::vector open{asked("2026-01-10", "2026-02-10")};
    EXPECT_EQ(suspended_intervals(open, day("2026-01-15")),
              Intervals{interval("2026-01-10", "2026-01-15")});
    EXPECT_TRUE(suspended_intervals(open, day("2026-01-10")).empty());
    EXPECT_TRUE(suspended_intervals(open, day("2026-01-09")).empty());
}

TEST(SuspendedIntervals, LeaveOutWhatStopsNothing) {
    auto dispensable = asked("2026-01-10", "2026-02-10");
    dispensable.indispensable = false;
    EXPECT_TRUE(suspended_intervals(std::vector{dispensable}, end_of_year).empty());
    const std::vector same_day{received("2026-01-10", "2026-02-10", "2026-01-10")};
    EXPECT_TRUE(suspended_intervals(same_day, end_of_year).empty());
}

TEST(SuspendedIntervals, OverlappingAndAdjacentOnesAreOne) {
    const std::vector overlapping{asked("2026-02-01", "2026-02-15"),
                                  asked("2026-01-10", "2026-02-05"),
                                  asked("2026-01-12", "2026-01-20"),
                                  asked("2026-03-01", "2026-03-02")};
    EXPECT_EQ(
        suspended_intervals(overlapping, end_of_year),
        (Intervals{interval("2026-01-10", "2026-02-15"), interval("2026-03-01", "2026-03-02")}));
    const std::vector adjacent{asked("2026-01-10", "2026-01-15"),
                               asked("2026-01-15", "2026-01-20")};
    EXPECT_EQ(suspended_intervals(adjacent, end_of_year),
              Intervals{interval("2026-01-10", "2026-01-20")});
}

TEST(SuspensionIsOpen, FromTheDayAskedToTheDayBeforeItsEnd) {
    const auto open = asked("2026-01-10", "2026-02-10");
    EXPECT_FALSE(is_open(open, day("2026-01-09")));
    EXPECT_TRUE(is_open(open, day("2026-01-10")));
    EXPECT_TRUE(is_open(open, day("2026-02-09")));
    EXPECT_FALSE(is_open(open, day("2026-02-10")));
    const auto closed = received("2026-01-10", "2026-02-10", "2026-01-20");
    EXPECT_TRUE(is_open(closed, day("2026-01-19")));
    EXPECT_FALSE(is_open(closed, day("2026-01-20")));
    auto dispensable = open;
    dispensable.indispensable = false;
    EXPECT_FALSE(is_open(dispensable, day("2026-01-15")));
}

TEST(PushDueDate, PushesByAsManyDays) {
    const Intervals intervals{interval("2026-01-10", "2026-01-20"),
                              interval("2026-02-01", "2026-02-06")};
    const auto pushed = push_due_date(day("2026-01-01"), day("2026-05-01"), intervals);
    EXPECT_EQ(pushed.due_on, day("2026-05-16"));
    EXPECT_EQ(pushed.days, 15);
    EXPECT_EQ(pushed.counted, intervals);
    EXPECT_TRUE(pushed.ignored.empty());
}

TEST(PushDueDate, IgnoresWhatWasBeforeTheStart) {
    const Intervals intervals{interval("2025-12-01", "2025-12-10"),
                              interval("2025-12-20", "2026-01-06")};
    const auto pushed = push_due_date(day("2026-01-01"), day("2026-05-01"), intervals);
    EXPECT_EQ(pushed.due_on, day("2026-05-06"));
    EXPECT_EQ(pushed.counted, Intervals{interval("2026-01-01", "2026-01-06")});
    EXPECT_EQ(
        pushed.ignored,
        (Intervals{interval("2025-12-01", "2025-12-10"), interval("2025-12-20", "2026-01-01")}));
}

TEST(PushDueDate, ALateRequestFindsTheClockRunOut) {
    const LegalDay start = day("2026-01-01");
    const LegalDay due = day("2026-05-01");
    const Intervals on_last_day{interval("2026-05-01", "2026-05-11")};
    EXPECT_EQ(push_due_date(start, due, on_last_day).due_on, day("2026-05-11"));
    const Intervals day_after{interval("2026-05-02", "2026-05-11")};
    EXPECT_EQ(push_due_date(start, due, day_after).due_on, due);
    EXPECT_EQ(push_due_date(start, due, day_after).ignored, day_after);
    // The first pushes the due date past the second's beginning.
    const Intervals chained{interval("2026-04-01", "2026-04-11"),
                            interval("2026-05-05", "2026-05-08")};
    EXPECT_EQ(push_due_date(start, due, chained).due_on, day("2026-05-14"));
}

TEST(SuspensionProperties, TheUnionNeverCountsADayTwice) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay from = generator.any_day();
        const LegalDay today = from + generator.between(0, 200);
        const auto suspensions = generator.suspensions(from, 120, 8);
        std::set<int> expected;
        for (LegalDay date = from; date < today; date = date + 1) {
            const auto stops = [&](const Suspension& s) { return is_open(s, date); };
            if (std::ranges::any_of(suspensions, stops)) expected.insert(date.number());
        }
        std::set<int> days;
        int total = 0;
        const auto intervals = suspended_intervals(suspensions, today);
        for (const auto& [begin, end] : intervals) {
            total += end - begin;
            for (LegalDay date = begin; date < end; date = date + 1) days.insert(date.number());
        }
        EXPECT_EQ(days, expected);
        EXPECT_EQ(total, static_cast<int>(expected.size()));
        for (std::size_t i = 1; i < intervals.size(); ++i) {
            EXPECT_GT(intervals[i].from, intervals[i - 1].until) << "disjoint and not adjacent";
        }
    });
}

TEST(SuspensionProperties, OrderDoesNotMatter) {
    for_each_seed(1'000, [](Generator& generator) {
        const LegalDay from = generator.any_day();
        auto suspensions = generator.suspensions(from, 120, 8);
        const auto before = suspended_intervals(suspensions, from + 100);
        generator.shuffle(suspensions);
        EXPECT_EQ(suspended_intervals(suspensions, from + 100), before);
    });
}

TEST(SuspensionProperties, OneMoreNeverMakesTheDueDateEarlier) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay start = generator.any_day();
        const LegalDay due = add_months(start, std::chrono::months{generator.between(1, 6)});
        const LegalDay today = start + generator.between(0, 300);
        auto suspensions = generator.suspensions(start - 30, 250, 6);
        const auto before = push_due_date(start, due, suspended_intervals(suspensions, today));
        suspensions.push_back(generator.suspension(start - 30, 250));
        const auto after = push_due_date(start, due, suspended_intervals(suspensions, today));
        EXPECT_GE(after.due_on, before.due_on);
        EXPECT_EQ(after.due_on - due, after.days);
    });
}

TEST(SuspensionProperties, CountedAndIgnoredAreTheWhole) {
    for_each_seed(1'000, [](Generator& generator) {
        const LegalDay start = generator.any_day();
        const auto intervals =
            suspended_intervals(generator.suspensions(start - 60, 300, 8), start + 300);
        const auto pushed = push_due_date(start, start + 120, intervals);
        int total = 0;
        int parts = 0;
        for (const auto& each : intervals) total += each.days();
        for (const auto& each : pushed.counted) parts += each.days();
        EXPECT_EQ(parts, pushed.days);
        for (const auto& each : pushed.ignored) parts += each.days();
        EXPECT_EQ(parts, total);
    });
}

}  // namespace
}  // namespace echeance
