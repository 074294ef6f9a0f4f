// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_run.hpp"

#include <gtest/gtest.h>

#include "domain/forecast_samples.hpp"
#include "tests/domain/forecast_reference.hpp"
#include "tests/domain/forecast_worlds.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

constexpr std::uint64_t seed = 7;

/// One replication of one scenario, on its own.
struct OneRun {
    OneRun(const ForecastWorld& world, const ForecastScenario& scenario, std::size_t replication)
        : flat(world),
          counts(world.inflow, scenario.inflow_factor.value_or(1)),
          staff(flat, scenario.doctors),
          runner(flat) {
        ForecastFileMaker(flat, counts, seed).make(replication, files);
        runner.run(
            files, staff, scenario.on_time_share_percent.value_or(world.on_time_share_percent));
    }
    FlatWorld flat;
    ForecastCounts counts;
    ForecastStaff staff;
    ForecastFiles files{};
    ForecastRunner runner;
};

OneRun run_of(const ForecastWorld& world, std::size_t replication = 0) {
    return {world, {.doctors = world.doctors}, replication};
}

TEST(ForecastRun, IsThatOfThePlainReferenceFileByFile) {
    for (std::uint32_t n = 0; n < 600; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world();
        const auto scenario =
            n % 2 == 0 ? ForecastScenario{.doctors = world.doctors} : maker.scenario(world);

        const OneRun run(world, scenario, n);
        const ReferenceForecast reference(world, scenario, seed, n);

        ASSERT_EQ(run.runner.outcomes(), reference.outcomes());
        EXPECT_EQ(tally(run.files, run.runner.outcomes(), world).withdrawn, reference.withdrawn());
    }
}

TEST(ForecastRun, PassesOverFilesThatAreClosedInMoreWaysThanThereAreQueuesFor) {
    std::size_t most = 0;
    for (std::uint32_t n = 0; n < 10; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world(9, 700);
        const ForecastScenario scenario{.doctors = world.doctors};

        const OneRun run(world, scenario, n);

        ASSERT_EQ(run.runner.outcomes(), ReferenceForecast(world, scenario, seed, n).outcomes());
        most = std::max(most, run.staff.queues());
        EXPECT_LE(run.staff.queues(), forecast_closed_queues_max + 4 + 9);
    }
    EXPECT_GT(most, forecast_closed_queues_max + 9);
}

TEST(ForecastRun, KeepsEveryFile) {
    for (std::uint32_t n = 0; n < 300; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world();

        const OneRun run(world, maker.scenario(world), n);

        const auto files = tally(run.files, run.runner.outcomes(), world);
        EXPECT_EQ(files.waiting, std::ssize(world.waiting));
        EXPECT_EQ(files.waiting + files.arrived, files.decided + files.withdrawn + files.open);
    }
}

TEST(ForecastRun, TellsWeeksAsTheReferenceCountsThem) {
    for (std::uint32_t n = 0; n < 200; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world();
        const ForecastScenario scenario{.doctors = world.doctors};
        const OneRun run(world, scenario, n);
        const auto evenings = ReferenceForecast(world, scenario, seed, n).evenings();
        std::vector<SimulatedWeek> rows;

        WeekMeter(run.flat).measure(run.files, run.runner.outcomes(), rows);

        const ForecastWeeks weeks(world);
        ASSERT_EQ(rows.size(), weeks.count());
        for (std::size_t week = 0; week < rows.size(); ++week) {
            const int last = std::min(world.days - 1, weeks.monday(week) + 6);
            auto expected = evenings[static_cast<std::size_t>(last)];
            for (int before = last - weeks.days(week) + 1; before < last; ++before)
                expected.decided += evenings[static_cast<std::size_t>(before)].decided;
            const auto& row = rows[week];
            EXPECT_EQ(
                (ReferenceForecast::Evening{
                    row.backlog, row.open_requests, row.overdue, row.past_target, row.decided}),
                expected)
                << "week " << week;
        }
    }
}

TEST(ForecastRun, MeetsTheSameFilesWhoeverWorks) {
    for (std::uint32_t n = 0; n < 50; ++n) {
        ForecastWorldMaker maker(n);
        const auto world = maker.world();
        const auto more = maker.scenario(world).doctors;

        const auto before = run_of(world, n);
        const OneRun after(world, {.doctors = more}, n);

        ASSERT_EQ(before.files.files.size(), after.files.files.size());
        for (std::size_t file = 0; file < before.files.files.size(); ++file) {
            const auto& a = before.files.files[file];
            const auto& b = after.files.files[file];
            EXPECT_EQ(std::tie(a.filed, a.ready, a.origin, a.minutes, a.withdrawn),
                      std::tie(b.filed, b.ready, b.origin, b.minutes, b.withdrawn));
        }
    }
}

TEST(ForecastRun, DrawsOtherFilesWithAnotherSeedOrReplication) {
    const auto world = plain_world(50, 20, 10);
    const FlatWorld flat(world);
    const ForecastCounts counts(world.inflow, 1);
    std::vector<std::size_t> totals;
    for (const std::uint64_t each : {1U, 2U, 3U}) {
        ForecastFiles files;
        ForecastFileMaker(flat, counts, each).make(0, files);
        totals.push_back(files.files.size());
        ForecastFileMaker(flat, counts, each).make(1, files);
        totals.push_back(files.files.size());
    }
    std::ranges::sort(totals);
    EXPECT_GT(totals.back(), totals.front());
}

/// Of the days that a file of 10 minutes in an empty office takes.
ForecastOutcome only_outcome(const ForecastWorld& world) {
    return run_of(world).runner.outcomes().front();
}
ForecastWorld office_with(std::vector<int> minutes) {
    auto world = plain_world(10, 0, 1);
    world.waiting = {{.minutes = 10, .limits = {{}}, .id = make_file_id(1, 1)}};
    world.doctors = {steady_doctor(world, 0, 0)};
    std::ranges::copy(minutes, world.doctors[0].minutes.begin());
    return world;
}

TEST(ForecastRun, EndsAnEvaluationOnTheDayThatItsLastMinuteIsGiven) {
    EXPECT_EQ(only_outcome(office_with({10})).evaluated, 0);
    EXPECT_EQ(only_outcome(office_with({9, 0, 0, 1})).evaluated, 3);
    EXPECT_EQ(only_outcome(office_with({1, 4, 4})).evaluated, forecast_never);
    EXPECT_EQ(only_outcome(office_with({0, 4, 4, 4})).begun, 1);
}

TEST(ForecastRun, WaitsForTheSupervisorsMinutesToo) {
    auto world = office_with({50});
    world.supervision_percent = 25;
    world.doctors[0].kind = DoctorKind::supervised;
    world.doctors[0].supervisors = {1};
    world.doctors.push_back(steady_doctor(world, 1, 1));
    world.doctors[1].requirements.clear();

    EXPECT_EQ(only_outcome(world).evaluated, 2) << "3 minutes of supervision, 1 a day";
    world.doctors[1].minutes[0] = 0;
    EXPECT_EQ(only_outcome(world).begun, forecast_never) << "nobody can countersign that day";
}

TEST(ForecastRun, DecidesInTheNextSession) {
    auto world = office_with({50});
    world.waiting[0].decision_days = 3;
    EXPECT_EQ(only_outcome(world).decided, 3);
    for (auto& next : world.next_session) next = 8;
    EXPECT_EQ(only_outcome(world).decided, 8);
    world.waiting[0].withdrawn = 8;
    EXPECT_EQ(only_outcome(world).decided, 8) << "decided before the withdrawal of that day";
    world.waiting[0].withdrawn = 7;
    EXPECT_EQ(only_outcome(world).decided, forecast_never);
}

TEST(ForecastRun, GivesHeldFilesBackWhenTheirDoctorIsGone) {
    auto world = office_with({50});
    world.doctors.push_back(steady_doctor(world, 1, 0));
    world.waiting[0].held_by = 1;
    EXPECT_EQ(only_outcome(world).doctor, 0U);
    world.doctors[1].minutes[4] = 10;
    EXPECT_EQ(only_outcome(world).doctor, 1U);
    EXPECT_EQ(only_outcome(world).begun, 4);
}

TEST(ForecastCounts, FollowTheNegativeBinomialDistribution) {
    for (const auto& [mean, dispersion] :
         {std::pair{0.3, 1e9}, {7.0, 1e9}, {7.0, 3.0}, {160.0, 12.0}, {2'500.0, 1e9}}) {
        SCOPED_TRACE(mean);
        const ForecastCounts counts({.mean = {mean}, .dispersion = dispersion}, 1);
        constexpr int draws = 40'000;
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < draws; ++n) {
            const int count = counts.on(0, (n + 0.5) / draws);
            sum += count;
            squares += double{1} * count * count;
        }
        const double variance = mean + mean * mean / dispersion;
        EXPECT_NEAR(sum / draws, mean, 0.001 * mean + 0.001);
        EXPECT_NEAR(squares / draws - sum / draws * sum / draws, variance, 0.01 * variance);
    }
}

TEST(ForecastCounts, RiseWithTheMeanAtTheSameDraw) {
    const ForecastInflow inflow{.mean = {40.0}, .dispersion = 5};
    const ForecastCounts fewer(inflow, 0.8);
    const ForecastCounts more(inflow, 1.2);
    for (int n = 0; n < 1'000; ++n) {
        EXPECT_LE(fewer.on(0, n / 1'000.0), more.on(0, n / 1'000.0));
    }
    EXPECT_EQ(ForecastCounts(inflow, 0).on(0, 0.999), 0);
    EXPECT_EQ(more.on(1, 0.5), 0) << "a day that the inflow does not tell of";
}

TEST(NumberSet, FindsTheNextNumberLikeASortedSet) {
    Generator random(3);
    NumberSet set;
    set.reset(300'000);
    std::set<std::uint32_t> reference;
    for (int n = 0; n < 20'000; ++n) {
        const auto number = static_cast<std::uint32_t>(random.between(0, 299'999));
        if (random.chance(50)) {
            set.insert(number);
            reference.insert(number);
        } else if (const auto known = reference.lower_bound(number); known != reference.end()) {
            set.erase(*known);
            reference.erase(known);
        }
        const auto from = static_cast<std::uint32_t>(random.between(0, 299'999));
        const auto next = reference.lower_bound(from);
        ASSERT_EQ(set.next(from), next == reference.end() ? NumberSet::none : *next);
    }
}

}  // namespace
}  // namespace echeance
