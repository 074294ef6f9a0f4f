// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/forecast_speed.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <ctime>
#include <iomanip>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "service/flow_solver.hpp"
#include "tests/bench/forecast_office.hpp"

namespace echeance::bench {
namespace {

ParallelFor on_threads(int threads) {
    return [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
        std::atomic<std::size_t> next{0};
        const auto work = [&] {
            for (auto n = next++; n < count; n = next++) body(n);
        };
        std::vector<std::jthread> pool;
        for (int n = 1; n < threads; ++n) pool.emplace_back(work);
        work();
        return true;
    };
}

struct Timing {
    std::string name;
    int replications = 0;
    double events = 0;  ///< files a replication
    double wall_seconds = 0;
    double cpu_milliseconds = 0;  ///< a replication
    bool is_right = false;        ///< answered, with one row a week
};

Timing timed(std::string name,
             const OfficeSize& office,
             const ForecastSize& size,
             int replications) {
    const auto world = forecast_office(office, size.seed);
    const ForecastRequest request{
        .seed = size.seed, .replications = replications, .scenarios = {{.doctors = world.doctors}}};
    const ForecastTools tools{.parallel_for = on_threads(size.threads),
                              .solve = lemon_flow_solver()};
    double events = static_cast<double>(world.waiting.size());
    for (const double mean : world.inflow.mean) events += mean;

    const auto cpu_before = std::clock();
    const auto began_at = std::chrono::steady_clock::now();
    const auto made = forecast(world, request, tools);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began_at;
    const auto cpu = static_cast<double>(std::clock() - cpu_before) / CLOCKS_PER_SEC;

    return {.name = std::move(name),
            .replications = replications,
            .events = events,
            .wall_seconds = took.count(),
            .cpu_milliseconds = cpu * 1'000 / replications,
            .is_right = made && made->scenarios.front().weeks.size() == 53};
}

std::string json_of(const std::vector<Timing>& timings) {
    std::ostringstream text;
    text << "[";
    for (const auto& each : timings)
        text << (&each == timings.data() ? "" : ", ") << R"({"case": ")" << each.name
             << R"(", "replications": )" << each.replications << R"(, "events": )" << each.events
             << R"(, "wall_seconds": )" << each.wall_seconds << R"(, "cpu_milliseconds": )"
             << each.cpu_milliseconds << R"(, "nanoseconds_an_event": )"
             << each.cpu_milliseconds / each.events * 1e6 << "}";
    text << "]\n";
    return text.str();
}

}  // namespace

std::string forecast_speed(const ForecastSize& size, BenchText text) {
    // The last of these waits with 160,000 files: a world may have no more than 200,000.
    constexpr OfficeSize smallest{.waiting = 10'000, .files_a_year = 22'500, .minutes_a_day = 90};
    std::vector<Timing> timings{timed("the office", {}, size, size.replications)};
    for (const int factor : {1, 4, 16})
        timings.push_back(
            timed("x" + std::to_string(factor), smallest.times(factor), size, size.replications));
    if (!std::ranges::all_of(timings, &Timing::is_right)) return {};
    if (text == BenchText::json) return json_of(timings);
    std::ostringstream table;
    table << std::fixed << "| case | files | replications | wall | CPU a replication | a file |\n"
          << "|---|---:|---:|---:|---:|---:|\n";
    for (const auto& each : timings)
        table << "| " << each.name << " | " << std::setprecision(0) << each.events << " | "
              << each.replications << " | " << std::setprecision(2) << each.wall_seconds << " s | "
              << std::setprecision(1) << each.cpu_milliseconds << " ms | " << std::setprecision(0)
              << each.cpu_milliseconds / each.events * 1e6 << " ns |\n";
    return table.str();
}

}  // namespace echeance::bench
