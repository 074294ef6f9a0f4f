// SPDX-License-Identifier: EUPL-1.2
#include "domain/delay_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "domain/delay_reduction.hpp"
#include "domain/queue_flow.hpp"
#include "tests/domain/file_states.hpp"

namespace echeance::testing {
namespace {

constexpr int at_once = SurvivalEstimate::from_the_start;

EndedRequest decided(LegalDay start, Right right = Right::aah) {
    return {.group = {right, Nature::first, StageOfLife::adult, sector_named("92004")},
            .decision = Decision::granted,
            .within_limit = false,
            .within_target = true,
            .legal = ClockSpan{start},
            .barometer = ClockSpan{start}};
}
WaitingRequest waiting(LegalDay start) {
    return {
        .group = RequestGroup{Right::aah, Nature::first, StageOfLife::adult, sector_named("00000")},
        .span = {start}};
}

TEST(DayHistogram, QuantilesAreNearestRank) {
    DayHistogram days;
    for (const int each : {15, 20, 35, 40, 50}) days.add(each, 1);
    EXPECT_EQ(days.percentile(30), 20);
    EXPECT_EQ(days.percentile(40), 20);
    EXPECT_EQ(days.percentile(50), 35);
    EXPECT_EQ(days.percentile(90), 50);
    EXPECT_EQ(days.percentile(100), 50);
    EXPECT_EQ(days.total_days(), 160);
    days.add(50, -1);
    EXPECT_EQ(days.percentile(90), 40);
}

// Freireich et al. 1963, 6-MP arm, as in Kalbfleisch and Prentice: the estimate is 0.627 after 16
// weeks, 0.538 after 22 and 0.448 after 23.
TEST(SurvivalEstimate, IsTheTextbooks) {
    SurvivalEstimate estimate;
    for (const int weeks : {6, 6, 6, 7, 10, 13, 16, 22, 23})
        estimate.add_decided(at_once, weeks, 1);
    for (const int weeks : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
        estimate.add_waiting(at_once, weeks, 1);
    EXPECT_EQ(estimate.percentile(50), 23);
    EXPECT_EQ(estimate.percentile(46), 22);
    EXPECT_EQ(estimate.percentile(37), 16);
    EXPECT_EQ(estimate.percentile(60), std::nullopt);
}

TEST(SurvivalEstimate, WithoutWaitingOnesIsTheNearestRank) {
    for_each_seed(100, [](Generator& generator) {
        DayHistogram days;
        SurvivalEstimate estimate;
        for (int n = generator.between(1, 60); n > 0; --n) {
            const int each = generator.between(0, 40);
            days.add(each, 1);
            estimate.add_decided(at_once, each, 1);
        }
        EXPECT_EQ(estimate.percentile(50), days.percentile(50));
        EXPECT_EQ(estimate.percentile(90), days.percentile(90));
    });
}

// A constant stream of requests that all take 100 days: whatever month is looked at, the estimate
// must say 100. Without delayed entry the waiting before the month would count as if nobody had
// been decided then.
TEST(ProcessingTimes, AMonthOfASteadyStreamTellsItsTrueDelay) {
    const Period month{day("2026-06-01"), day("2026-06-30")};
    ProcessingTimes times{month, ClockKind::barometer, {}};
    for (auto start = day("2026-01-01"); start <= month.until; start = start + 1) {
        const auto end = start + (start.number() % 2 == 0 ? 100 : 60);
        if (end >= month.from && end <= month.until) times.add(end, decided(start), 1);
        if (end > month.until) times.add(waiting(start), 1);
    }
    const auto& group = times.groups().at({});
    EXPECT_EQ(group.survival.percentile(50), 60);
    EXPECT_EQ(group.survival.percentile(90), 100);
    EXPECT_EQ(group.open, 80);
    EXPECT_EQ(group.decided.n(), 30);
    EXPECT_EQ(group.within_limit, 0);
    EXPECT_EQ(group.within_target, 30);
}

TEST(ProcessingTimes, WhatEndedAfterThePeriodWaitedThen) {
    const Period june{day("2026-06-01"), day("2026-06-30")};
    ProcessingTimes times{june, ClockKind::barometer, {Dimension::month}};
    times.add(day("2026-07-05"), decided(day("2026-05-01")), 2);
    auto withdrawn = decided(day("2026-05-01"));
    withdrawn.end = RequestEnd::withdrawn;
    times.add(day("2026-06-10"), withdrawn, 1);
    times.add(day("2026-06-10"), decided(day("2026-07-01")), 1);  // began later
    const auto& group = times.groups().at({"2026-06"});
    EXPECT_EQ(group.open, 2);
    EXPECT_EQ(group.decided.n(), 0);
}

TEST(ProcessingTimes, GroupsByAnyKeysInTheOrderAsked) {
    ProcessingTimes times{{day("2026-05-20"), day("2026-06-30")},
                          ClockKind::legal,
                          {Dimension::sector, Dimension::month, Dimension::right}};
    times.add(day("2026-06-10"), decided(day("2026-05-01")), 3);
    times.add(day("2026-05-25"), decided(day("2026-05-01"), Right::pch), 1);
    EXPECT_EQ(times.groups().at({"92004", "2026-06", "AAH"}).decided.n(), 3);
    EXPECT_EQ(times.groups().at({"92004", "2026-05", "PCH"}).decided.percentile(50), 24);
    EXPECT_FALSE(is_waiting_known_by({Dimension::sector, Dimension::right}));
    EXPECT_TRUE(is_waiting_known_by({Dimension::sector, Dimension::month}));
    EXPECT_TRUE(is_waiting_known_by({Dimension::right, Dimension::nature, Dimension::stage}));
}

TEST(ProcessingTimes, TheCitizensClockEndsWithTheNotification) {
    ProcessingTimes times{{day("2026-06-01"), day("2026-06-30")}, ClockKind::citizen, {}};
    times.add(day("2026-06-02"), decided(day("2026-01-01")), 1);
    EXPECT_EQ(times.groups().at({}).decided.n(), 0);
    EndedRequest notified = decided(day("2026-01-01"));
    notified.end = RequestEnd::notified;
    notified.citizen = ClockSpan{day("2026-01-01")};
    times.add(day("2026-06-12"), notified, 1);
    EXPECT_EQ(times.groups().at({}).decided.percentile(50), 162);
}

TEST(ClockSpan, CountsNoDayOnWhichItStoodStill) {
    const ClockSpan span{day("2026-01-01"), {{day("2026-01-11"), day("2026-01-21")}}};
    EXPECT_EQ(span.elapsed_on(day("2025-12-01")), 0);
    EXPECT_EQ(span.elapsed_on(day("2026-01-11")), 10);
    EXPECT_EQ(span.elapsed_on(day("2026-01-15")), 10);
    EXPECT_EQ(span.elapsed_on(day("2026-01-31")), 20);
}

std::vector<DecidedRequest> some(Generator& generator, int base) {
    std::vector<DecidedRequest> made;
    for (int n = 0; n < 200; ++n)
        made.push_back(
            {generator.pick(all_rights), base + generator.between(0, 100), generator.chance(60)});
    return made;
}

TEST(DelayReduction, SpeedAndMixSumToTheDifferenceOfTheMeans) {
    for_each_seed(50, [](Generator& generator) {
        const auto before = some(generator, 200);
        const auto after = some(generator, 150);
        const auto parts = decompose(before, after);
        EXPECT_NEAR(parts.speed_effect_days + parts.mix_effect_days,
                    figures_of(after).mean_days - figures_of(before).mean_days,
                    1e-9);
    });
}

TEST(DelayReduction, AChangeOfMixIsNotSoldAsSpeed) {
    std::vector<DecidedRequest> before;
    std::vector<DecidedRequest> after;
    for (int n = 0; n < 100; ++n) {
        before.push_back({n < 80 ? Right::aah : Right::rqth, n < 80 ? 300 : 100, false});
        after.push_back({n < 20 ? Right::aah : Right::rqth, n < 20 ? 300 : 100, false});
    }
    const auto parts = decompose(before, after);
    EXPECT_DOUBLE_EQ(parts.speed_effect_days, 0);
    EXPECT_DOUBLE_EQ(parts.mix_effect_days, -120);
}

TEST(DelayReduction, IntervalsHoldTheDifferenceAndAreAlwaysTheSame) {
    Generator generator{7};
    const auto before = some(generator, 200);
    const auto after = some(generator, 150);
    const Bootstrap bootstrap{};
    const auto once = difference_intervals(before, after, bootstrap);
    auto turned = before;
    std::ranges::reverse(turned);
    const auto again = difference_intervals(turned, after, bootstrap);
    const double difference = figures_of(after).mean_days - figures_of(before).mean_days;
    EXPECT_LT(once.mean_days.low, difference);
    EXPECT_GT(once.mean_days.high, difference);
    EXPECT_EQ(once.mean_days.low, again.mean_days.low);
    EXPECT_EQ(once.overdue_share.high, again.overdue_share.high);
    EXPECT_LE(once.p90_days.low, once.p90_days.high);
    EXPECT_EQ(replications_for(1'000), 1'000);
    EXPECT_EQ(replications_for(80'000), 500);
    EXPECT_EQ(replications_for(10'000'000), 100);
}

// The interval covers the truth about as often as it says, over many samples of known difference.
TEST(DelayReduction, IntervalsCoverTheTruth) {
    int covered = 0;
    for_each_seed(200, [&](Generator& generator) {
        const auto found =
            difference_intervals(some(generator, 200), some(generator, 190), {.replications = 200});
        if (found.mean_days.low <= -10 && -10 <= found.mean_days.high) ++covered;
    });
    EXPECT_GT(covered, 180);
    EXPECT_LT(covered, 200);
}

TEST(QueueFlow, OneClosingIsTheNextOpening) {
    std::map<LegalDay, DayFlow> days;
    days[day("2026-01-05")] = {.files_received = 1, .received = 10};
    days[day("2026-02-27")] = {.received = 4, .decided = 3};
    days[day("2026-03-02")] = {.reopened = 1, .decided = 2, .withdrawn = 1};
    const auto weeks = flow_of(days, {day("2026-02-26"), day("2026-03-10")}, PeriodLength::week);
    ASSERT_EQ(weeks.size(), 3U);
    EXPECT_EQ(weeks[0].period, (Period{day("2026-02-26"), day("2026-03-01")}));
    EXPECT_EQ(weeks[1].period, (Period{day("2026-03-02"), day("2026-03-08")}));
    EXPECT_EQ(weeks[2].period, (Period{day("2026-03-09"), day("2026-03-10")}));
    EXPECT_EQ(weeks[0].opening, 10);
    EXPECT_EQ(weeks[0].closing(), 11);
    EXPECT_EQ(weeks[1].opening, 11);
    EXPECT_EQ(weeks[1].closing(), 9);
    EXPECT_EQ(weeks[2].closing(), 9);
}

TEST(Period, MonthsAreCutToIt) {
    const auto months = split({day("2025-12-31"), day("2026-02-01")}, PeriodLength::month);
    ASSERT_EQ(months.size(), 3U);
    EXPECT_EQ(months[0], (Period{day("2025-12-31"), day("2025-12-31")}));
    EXPECT_EQ(months[1], (Period{day("2026-01-01"), day("2026-01-31")}));
    EXPECT_EQ(months[2], (Period{day("2026-02-01"), day("2026-02-01")}));
    EXPECT_EQ(split({day("2026-02-01"), day("2026-02-10")}, PeriodLength::day).size(), 10U);
}

}  // namespace
}  // namespace echeance::testing
