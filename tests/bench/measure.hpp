// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace echeance::bench {

/// CPU time of other processes over a stretch of work, all their threads together.
class CpuMeter {
public:
    /// `name=PID` as given on the command line; a text of another form is left out.
    void watch(std::string_view name_and_pid);
    void start();
    /// Nanoseconds since `start`, by name.
    [[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> used() const;

private:
    struct Watched {
        std::string name;
        pid_t pid = 0;
        std::int64_t before = 0;
    };
    std::vector<Watched> watched_;
};

/// What one round of claims gave, as one line of JSON for `bench_service.py`.
class Round {
public:
    using Clock = std::chrono::steady_clock;

    Round(CpuMeter& cpu, int wanted);
    /// False once every claim wanted has begun.
    [[nodiscard]] bool begins();
    void ended(Clock::time_point began_at, bool granted);
    [[nodiscard]] bool is_over() const { return ended_ == wanted_; }
    [[nodiscard]] std::string json() const;

private:
    CpuMeter& cpu_;
    int wanted_;
    int begun_ = 0;
    int ended_ = 0;
    int granted_ = 0;
    Clock::time_point started_at_;
    std::vector<Clock::duration> latencies_;
};

struct FloorPlan {
    std::string socket;  ///< path of the Redis
    std::string tenant = "92";
    std::vector<std::string> doctors;  ///< in turn
    std::size_t in_flight = 64;
};
/// Claims by the store's own script, pipelined on one connection, without HTTP.
[[nodiscard]] bool claim_directly(const FloorPlan& plan, Round& round);
/// A backlog of the service's own generator, and a doctor `BENCH` with every skill in it.
[[nodiscard]] bool load(const FloorPlan& plan, std::size_t files);

struct HttpPlan {
    std::uint16_t port = 0;
    std::string token;
    std::vector<std::string> doctors;  ///< one a connection, in turn
    std::size_t connections = 64;
};
/// The same claims over HTTP, one at a time on each of the connections.
[[nodiscard]] bool claim_over_http(const HttpPlan& plan, Round& round);

}  // namespace echeance::bench
