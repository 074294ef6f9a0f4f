// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "domain/forecast_demand.hpp"
#include "domain/forecast_line.hpp"
#include "domain/forecast_summary.hpp"
#include "tests/domain/forecast_worlds.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

TEST(ForecastBand, IsByNearestRank) {
    EXPECT_EQ(band_of({5}), (ForecastBand{5, 5, 5}));
    EXPECT_EQ(band_of({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}), (ForecastBand{1, 5, 9}));
    EXPECT_EQ(band_of({1, 2, 3}), (ForecastBand{1, 2, 3}));
}

TEST(PairedDifference, HasTheIntervalOfStudent) {
    const auto few = paired_difference({1, 2, 3, 4, 5});
    EXPECT_EQ(few.mean, 3);
    EXPECT_NEAR(*few.high - few.mean, 2.776 * std::sqrt(2.5 / 5), 1e-3);
    for (const auto& [count, quantile] : {std::pair{2, 12.706}, {7, 2.447}, {31, 2.042}}) {
        std::vector<double> values;
        double squares = 0;
        for (int n = 0; n < count; ++n) {
            values.push_back(n % 2 == 0 ? 1 : -1);
        }
        const double mean = count % 2 == 0 ? 0 : 1.0 / count;
        for (const double each : values) squares += (each - mean) * (each - mean);
        const double error = std::sqrt(squares / (count - 1) / count);
        EXPECT_NEAR((*paired_difference(values).high - mean) / error, quantile, 2e-3) << count;
    }
    EXPECT_FALSE(paired_difference({4}).low);
}

TEST(DelayWindow, TellsTheNearestRankOfWhatIsInIt) {
    Generator random(2);
    DelayWindow window;
    window.clear();
    EXPECT_EQ(window.percentile(50), -1);
    std::vector<int> values;
    for (int n = 0; n < 2'000; ++n) {
        if (random.chance(60) || values.empty()) {
            values.push_back(random.between(0, 5'000));
            window.add(values.back(), 1);
        } else {
            window.add(values.back(), -1);
            values.pop_back();
        }
        if (values.empty()) continue;
        auto sorted = values;
        for (auto& each : sorted) each = std::min(each, forecast_delay_max);
        std::ranges::sort(sorted);
        for (const int percent : {50, 90}) {
            const auto rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
            ASSERT_EQ(window.percentile(percent), sorted[rank - 1]);
        }
    }
}

/// Of one set of queues: whether it asks for more than all who serve any of it can give.
bool breaks_hall(const ForecastDemand& demand, const ForecastStaff& staff, unsigned queues) {
    std::int64_t asked = 0;
    std::int64_t given = 0;
    std::vector<char> is_counted(staff.size(), 0);
    for (std::size_t each = 0; each < demand.arriving.size(); ++each) {
        if ((queues >> each & 1U) == 0) continue;
        asked += std::llround(demand.arriving[each]);
        for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor) {
            if (is_counted[doctor] != 0 || !staff.serves(doctor, each)) continue;
            is_counted[doctor] = 1;
            given += demand.given[doctor];
        }
    }
    return asked > given;
}

TEST(ForecastDemand, FindsShortQueuesByHallsCondition) {
    int short_worlds = 0;
    for (std::uint32_t n = 0; n < 300; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        auto world = maker.world();
        world.waiting.clear();
        const FlatWorld flat(world);
        const ForecastStaff staff(flat, world.doctors);

        const auto demand = forecast_demand(flat, staff, 6, reference_flow).value();

        unsigned found = 0;
        bool is_any_short = false;
        const auto queues = demand.arriving.size();
        for (std::size_t each = 0; each < queues; ++each)
            if (demand.is_short[each] != 0 && demand.arriving[each] > 0.5) found |= 1U << each;
        for (unsigned set = 1; set < 1U << queues; ++set)
            is_any_short = is_any_short || breaks_hall(demand, staff, set);
        EXPECT_EQ(found != 0, is_any_short);
        if (found != 0) EXPECT_TRUE(breaks_hall(demand, staff, found));
        short_worlds += is_any_short ? 1 : 0;
    }
    EXPECT_GT(short_worlds, 50);
    EXPECT_LT(short_worlds, 250);
}

/// Takes one file after the other for those who may take `mine`, and counts until it is its turn.
int files_taken_before(const FlatWorld& flat,
                       const ForecastStaff& staff,
                       const SimulatedFile& mine,
                       int share) {
    std::vector<const SimulatedFile*> lanes[2];
    for (const auto& file : flat.waiting()) {
        const auto queue = staff.queue_of(file);
        if (file.ready > 0 || file.withdrawn <= 0 || queue == no_queue) continue;
        if (queue >= staff.held_queue(0)) continue;
        bool is_rival = false;
        for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor)
            is_rival = is_rival ||
                       (staff.serves(doctor, file.requirement) && staff.may_take(doctor, file) &&
                        staff.serves(doctor, mine.requirement) && staff.may_take(doctor, mine));
        if (is_rival) lanes[file.late_from <= 0 ? 1 : 0].push_back(&file);
    }
    for (int taken = 0;; ++taken) {
        auto* lane = &lanes[is_on_time_turn(static_cast<std::uint64_t>(taken), share) ? 0 : 1];
        if (lane->empty()) lane = lane == &lanes[0] ? &lanes[1] : &lanes[0];
        if (lane->front() == &mine) return taken;
        lane->erase(lane->begin());
    }
}

TEST(PlacesInLine, CountTheFilesThatGoBefore) {
    int in_line = 0;
    for (std::uint32_t n = 0; n < 200; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world();
        const int share = world.on_time_share_percent;
        const FlatWorld flat(world);
        const ForecastStaff staff(flat, world.doctors);

        const auto places = places_in_line(flat, staff, share);

        std::vector<int> held(staff.size(), 0);
        for (const auto& file : flat.waiting()) {
            const auto& place = places[file.origin];
            const auto queue = staff.queue_of(file);
            if (file.ready > 0 || file.withdrawn <= 0 || queue == no_queue) {
                EXPECT_FALSE(place);
            } else if (queue >= staff.held_queue(0)) {
                EXPECT_EQ(place, held[queue - staff.held_queue(0)]++);
            } else {
                EXPECT_EQ(place, files_taken_before(flat, staff, file, share));
                ++in_line;
            }
        }
    }
    EXPECT_GT(in_line, 1'000);
}

TEST(FileOutlook, SumsUpWhatTheReplicationsMakeOfAFile) {
    for (std::uint32_t n = 0; n < 40; ++n) {
        SCOPED_TRACE(n);
        ForecastWorldMaker maker(n);
        const auto world = maker.world();
        const auto scenario = maker.scenario(world);
        constexpr int replications = 13;

        const auto made = forecast(world,
                                   {.seed = n,
                                    .replications = replications,
                                    .scenarios = {scenario},
                                    .detail = ForecastDetail::waiting_files},
                                   {.parallel_for = serial_for, .solve = reference_flow})
                              .value();

        const FlatWorld flat(world);
        const ForecastCounts counts(world.inflow, scenario.inflow_factor.value_or(1));
        const ForecastStaff staff(flat, scenario.doctors);
        std::vector<std::vector<int>> decided(world.waiting.size());
        std::vector<int> late(world.waiting.size(), 0);
        for (std::size_t replication = 0; replication < replications; ++replication) {
            ForecastFiles files;
            ForecastFileMaker(flat, counts, n).make(replication, files);
            ForecastRunner runner(flat);
            runner.run(
                files, staff, scenario.on_time_share_percent.value_or(world.on_time_share_percent));
            for (std::size_t file = 0; file < decided.size(); ++file) {
                const auto number = files.number_of_waiting[file];
                const auto& each = files.files[number];
                decided[file].push_back(runner.outcomes()[number].decided);
                const int leaves = leaves_on(each, runner.outcomes()[number], world.days);
                late[file] += leaves >= each.late_from ? 1 : 0;
            }
        }
        ASSERT_EQ(made.files.size(), world.waiting.size());
        EXPECT_EQ(made.files_replications, replications);
        for (std::size_t file = 0; file < decided.size(); ++file) {
            std::ranges::sort(decided[file]);
            const auto at = [&](std::size_t rank) -> std::optional<LegalDay> {
                if (decided[file][rank - 1] == forecast_never) return std::nullopt;
                return world.first_day + decided[file][rank - 1];
            };
            EXPECT_EQ(made.files[file].p50, at(7));
            EXPECT_EQ(made.files[file].p80, at(11));
            const auto& limits = world.waiting[file].limits;
            const bool is_known =
                !limits.empty() &&
                std::ranges::min(limits, {}, &ForecastLimit::due).due < world.days;
            ASSERT_EQ(made.files[file].breach.has_value(), is_known);
            if (is_known) EXPECT_EQ(*made.files[file].breach, late[file] / double{replications});
        }
    }
}

}  // namespace
}  // namespace echeance
