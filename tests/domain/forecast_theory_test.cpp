// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "domain/forecast_weeks.hpp"
#include "tests/domain/forecast_reference.hpp"
#include "tests/domain/forecast_worlds.hpp"
#include "tests/support/queueing_theory.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

/// For a case that is off for good, four errors would still be exceeded one time in 16,000.
TEST(ForecastTheory, WaitsAsQueueingTheorySays) {
    std::uint64_t seed = 0;
    for (const auto& each : queue_cases()) {
        SCOPED_TRACE(each.name + " at " + std::to_string(each.load));
        const double expected = expected_wait(each);

        const auto simulated = simulated_wait(each, ++seed);

        EXPECT_TRUE(simulated.is_complete);
        EXPECT_NEAR(simulated.mean, expected, 4 * simulated.error);
        EXPECT_LT(simulated.error, 0.04 * expected);
    }
}

TEST(ForecastTheory, OfTheReferencesAgree) {
    for (const double load : {0.5, 0.7, 0.85}) {
        const QueueCase one{"M/M/1", 1, load, geometric_slots(8)};
        // 4,096 quantiles miss a little of the tail.
        EXPECT_NEAR(SlottedQueue(one).mean_wait() / pollaczek_khinchine(one), 1, 0.01);
        // Finer slots come near the continuous queue, coarser ones do not.
        const QueueCase fine{"M/M/3", 3, load, geometric_slots(80)};
        EXPECT_NEAR(SlottedQueue(fine).mean_wait() / erlang_c(fine), 1, 0.03);
    }
}

/// Each file counts on as many evenings as it waits: the reference counts the evenings, the
/// simulation the days.
TEST(LittlesLaw, HoldsToTheFileInEveryWorld) {
    for (std::uint32_t n = 0; n < 200; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world();
        const FlatWorld flat(world);
        ForecastFiles files;
        ForecastFileMaker(flat, ForecastCounts(world.inflow, 1), 5).make(n, files);
        ForecastRunner runner(flat);
        runner.run(files, ForecastStaff(flat, world.doctors), world.on_time_share_percent);

        std::int64_t days_waited = 0;
        for (std::size_t file = 0; file < files.files.size(); ++file) {
            const auto& each = files.files[file];
            const auto& outcome = runner.outcomes()[file];
            const int until =
                std::min({outcome.evaluated, leaves_on(each, outcome, world.days), world.days});
            if (each.ready < world.days) days_waited += std::max(0, until - each.ready);
        }
        std::int64_t evenings = 0;
        const ReferenceForecast reference(world, {.doctors = world.doctors}, 5, n);
        for (const auto& each : reference.evenings()) evenings += each.backlog;

        EXPECT_EQ(days_waited, evenings);
    }
}

TEST(LittlesLaw, TiesTheBacklogOfWeeksToTheDelays) {
    const QueueCase queue{"M/G/1", 1, 0.8, {2, 2, 2, 2, 22}};
    const auto world = office_of(queue, 700'000);
    const FlatWorld flat(world);
    ForecastFiles files;
    ForecastFileMaker(flat, ForecastCounts(world.inflow, 1), 3).make(0, files);
    ForecastRunner runner(flat);
    runner.run(files, ForecastStaff(flat, world.doctors), 0);
    std::vector<SimulatedWeek> weeks;
    WeekMeter(flat).measure(files, runner.outcomes(), weeks);

    double backlog = 0;
    for (const auto& week : weeks) backlog += week.backlog;
    backlog /= static_cast<double>(weeks.size());
    double days = 0;
    for (std::size_t file = 0; file < files.files.size(); ++file)
        days += std::min(world.days, runner.outcomes()[file].evaluated) - files.files[file].filed;
    const double rate = static_cast<double>(files.files.size()) / world.days;

    EXPECT_NEAR(backlog / (rate * days / static_cast<double>(files.files.size())), 1, 0.02);
}

}  // namespace
}  // namespace echeance
