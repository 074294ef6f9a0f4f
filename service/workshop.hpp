// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <stop_token>

#include "api/workshop.hpp"
#include "service/log.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// The thread that computes for all of them, one job after the other. What waits for it is bounded
/// by the tasks of the workshops. Outlives every worker; `stop` first.
class ComputePool {
public:
    [[nodiscard]] boost::asio::thread_pool& pool() { return pool_; }
    [[nodiscard]] std::stop_token stopping() const { return stop_.get_token(); }
    /// Asks what runs to end early.
    void stop() { stop_.request_stop(); }

private:
    std::stop_source stop_;
    boost::asio::thread_pool pool_{1};
};

/// The `Workshop` of one thread. Used on it; its tasks end before its io_context goes, since the
/// store refuses them once it is stopped.
class ThreadWorkshop final : public Workshop {
public:
    /// A plan holds the whole queue in memory.
    static constexpr int tasks_max = 2;

    ThreadWorkshop(boost::asio::io_context& io,
                   ComputePool& pool,
                   const SystemClock& clock,
                   Log& log,
                   std::chrono::milliseconds every = attend_every)
        : io_(io), pool_(pool), clock_(clock), log_(log), attend_every_(every) {}

    Task<bool> compute(std::function<void()> work) override;
    [[nodiscard]] bool has_room() const override { return tasks_ < tasks_max; }
    bool begin(std::string_view name, Task<bool> task, Attend attend) override;
    [[nodiscard]] Instant now() const override { return clock_.now(); }
    [[nodiscard]] Deadline deadline() const override;
    [[nodiscard]] ParallelFor parallel_for(
        std::shared_ptr<const std::atomic<bool>> cancelled) override;
    [[nodiscard]] FlowSolver flow_solver() override;

private:
    boost::asio::io_context& io_;
    ComputePool& pool_;
    const SystemClock& clock_;
    Log& log_;
    std::chrono::milliseconds attend_every_;
    int tasks_ = 0;
};

}  // namespace echeance
