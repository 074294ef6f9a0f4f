// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_measures.hpp"

#include <gtest/gtest.h>

#include "tests/bench/policies.hpp"

namespace echeance::bench {
namespace {

constexpr int last_day = year_days - 1;

/// Complete and queued on a day, one request with that start and limit.
WorldFile file_of(int complete_on, int due_on, int starts_on, std::size_t sector = 0) {
    WorldFile file{.id = make_file_id(1, 1)};
    file.complete_on = complete_on;
    file.queued_on = std::max(0, complete_on);
    file.due_on = due_on;
    file.sector = sector;
    file.is_servable = true;
    file.requests = {{starts_on, due_on}};
    return file;
}
WorldDoctor titular_with(int minutes) {
    return {.id = DoctorId::parse("d1").value(), .minutes_on = {minutes}};
}
World world_of(std::vector<WorldFile> files) {
    return {.first_day = LegalDay::from_number(20'000),
            .rules = {},
            .files = std::move(files),
            .doctors = {titular_with(60), titular_with(60)},
            .sector_count = 2};
}

TEST(Quantile, IsTheNearestRank) {
    const std::vector<int> values{10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
    EXPECT_EQ(quantile(values, 500), 50);
    EXPECT_EQ(quantile(values, 501), 60);
    EXPECT_EQ(quantile(values, 900), 90);
    EXPECT_EQ(quantile(values, 999), 100);
    EXPECT_EQ(quantile(values, 0), 10);
    EXPECT_EQ(quantile({}, 500), 0);
}

TEST(Gini, IsNoneForEqualSharesAndNearOneForOneWhoHasAll) {
    EXPECT_DOUBLE_EQ(gini({3, 3, 3}), 0);
    EXPECT_DOUBLE_EQ(gini({0, 0, 0, 8}), 0.75);
    EXPECT_DOUBLE_EQ(gini({8, 0, 0, 0}), 0.75) << "in whatever order";
    EXPECT_DOUBLE_EQ(gini({1, 3}), 0.25);
    EXPECT_DOUBLE_EQ(gini({}), 0);
    EXPECT_DOUBLE_EQ(gini({0, 0}), 0);
}

TEST(Measures, ARequestIsInTimeUpToItsLastDay) {
    const auto world = world_of({file_of(0, 40, 0), file_of(0, 40, 0), file_of(0, 40, 0)});
    const Turns turns{Turn{10, 0}, Turn{11, 0}, std::nullopt};

    const auto year = measures_of(world, turns);

    EXPECT_EQ(year.decided_files, 2);
    EXPECT_EQ(year.waiting_files, 1);
    EXPECT_DOUBLE_EQ(year.requests_in_time, 50) << "of those decided, on days 40 and 41";
    EXPECT_DOUBLE_EQ(year.files_in_time, 50);
    EXPECT_NEAR(year.due_in_time, 33.33, 0.01) << "the one that is kept waiting counts here";
    EXPECT_DOUBLE_EQ(year.wait_mean, 40.5);
}

TEST(Measures, WhatIsDecidedAfterTheYearIsNot) {
    const auto world = world_of({file_of(300, 500, 300)});
    const auto late = measures_of(world, {Turn{last_day - decision_days + 1, 0}});
    EXPECT_EQ(late.decided_files, 0);
    EXPECT_EQ(late.waiting_files, 0) << "evaluated";
    EXPECT_EQ(measures_of(world, {Turn{last_day - decision_days, 0}}).decided_files, 1);
}

TEST(Measures, TheWorstWaitIsOfFilesThatADoctorCouldHaveHad) {
    // One lay incomplete for 500 days of its legal clock; another was complete 100 days ago.
    auto nobodys = file_of(-400, 0, -400);
    nobodys.is_servable = false;
    const auto world =
        world_of({file_of(50, 0, -450), file_of(-100, 20, -100), nobodys, file_of(400, 500, 400)});

    const auto year = measures_of(world, {Turn{60, 0}, Turn{5, 0}, std::nullopt, std::nullopt});

    EXPECT_EQ(year.wait_worst, 100 + 5 + decision_days);
    EXPECT_EQ(year.wait_floor, 100 + decision_days);
    EXPECT_EQ(year.year_worst, 10 + decision_days) << "of the first file: 10 days, not 510";
    EXPECT_EQ(year.unservable_files, 1);
    EXPECT_EQ(year.wait_p90, 450 + 60 + decision_days) << "the legal clock tells all of it";
}

TEST(Measures, AFileThatStillWaitsHasWaitedUntilTheYearsEnd) {
    const auto world = world_of({file_of(-30, 90, -30)});
    const auto year = measures_of(world, {std::nullopt});
    EXPECT_EQ(year.wait_worst, last_day + 30);
    EXPECT_EQ(year.year_worst, last_day);
    EXPECT_EQ(year.wait_p90, 0) << "of none decided";
}

TEST(Measures, GiniIsOfFilesPerHourOffered) {
    auto world = world_of({file_of(0, 99, 0), file_of(0, 99, 0), file_of(0, 99, 0)});
    world.doctors[1].minutes_on = {120};  // twice the hours, twice the files
    EXPECT_DOUBLE_EQ(measures_of(world, {Turn{0, 0}, Turn{0, 1}, Turn{0, 1}}).doctor_gini, 0);
    EXPECT_DOUBLE_EQ(measures_of(world, {Turn{0, 0}, Turn{0, 0}, Turn{0, 0}}).doctor_gini, 0.5);
    world.doctors[0].kind = DoctorKind::sessional;
    EXPECT_DOUBLE_EQ(measures_of(world, {Turn{0, 0}, Turn{0, 0}, Turn{0, 0}}).doctor_gini, 0);
}

TEST(Measures, SectorsAreComparedWhereAHundredFilesWereDecided) {
    std::vector<WorldFile> files;
    Turns turns;
    for (int n = 0; n < 100; ++n) {
        files.push_back(file_of(0, 99, 0, 0));
        turns.push_back(Turn{0, 0});
        files.push_back(file_of(0, 99, 0, 1));
        turns.push_back(Turn{7, 0});
    }
    EXPECT_DOUBLE_EQ(measures_of(world_of(files), turns).sector_gap, 7);
    turns.back().reset();
    EXPECT_DOUBLE_EQ(measures_of(world_of(files), turns).sector_gap, 0) << "one is too few";
}

TEST(Mean, IsOfEachMeasure) {
    const std::vector<Measures> all{{.decided_files = 10, .wait_p90 = 100},
                                    {.decided_files = 20, .wait_p90 = 300}};
    EXPECT_EQ(mean_of(all).decided_files, 15);
    EXPECT_EQ(mean_of(all).wait_p90, 200);
}

class Front : public ::testing::Test {
protected:
    /// The five orders, all alike; share, p90 and worst wait of the default are the test's.
    std::vector<Measures> orders_{
        order_count, Measures{.requests_in_time = 40, .wait_p90 = 200, .wait_worst = 600}};
    Measures& own_ = orders_[default_order];
    [[nodiscard]] bool is_on_it() const {
        return is_on_front(orders_, default_order, &Measures::requests_in_time);
    }
    [[nodiscard]] bool beats() const {
        return beats_oldest(orders_, default_order, &Measures::requests_in_time);
    }
};

TEST_F(Front, HasAllThatAreAlike) {
    EXPECT_TRUE(is_on_it());
    EXPECT_FALSE(beats()) << "no better is no better";
}
TEST_F(Front, LosesWhoIsWorseByOneAndBetterByNone) {
    own_.wait_worst = 601;
    EXPECT_FALSE(is_on_it());
}
TEST_F(Front, KeepsWhoIsBetterByOne) {
    own_ = {.requests_in_time = 41, .wait_p90 = 300, .wait_worst = 600};
    EXPECT_TRUE(is_on_it());
    EXPECT_TRUE(beats());
    own_.wait_worst = 601;
    EXPECT_TRUE(is_on_it());
    EXPECT_FALSE(beats()) << "somebody waits longer for it";
}
TEST_F(Front, PromisesAreKeptInEveryScenarioOrNotAtAll) {
    own_ = {.requests_in_time = 41, .due_in_time = 1, .wait_p90 = 300, .wait_worst = 600};
    const ScenarioResult good{.by_seed = {}, .means = orders_};
    EXPECT_TRUE(keeps_promises({good, good}));
    own_.due_in_time = 0;
    EXPECT_FALSE(keeps_promises({good, {.by_seed = {}, .means = orders_}})) << "by one share only";
}

}  // namespace
}  // namespace echeance::bench
