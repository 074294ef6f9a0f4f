// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <stop_token>

#include "api/workshop.hpp"
#include "service/log.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// The thread that computes for all of them. Outlives every worker; `stop` first.
class ComputePool {
public:
    /// What may wait or run at once: a plan of a large tenant keeps a core for seconds.
    static constexpr int jobs_max = 4;

    [[nodiscard]] boost::asio::thread_pool& pool() { return pool_; }
    /// False when it is full; else `leave` follows.
    [[nodiscard]] bool enter();
    void leave() { jobs_.fetch_sub(1); }
    [[nodiscard]] std::stop_token stopping() const { return stop_.get_token(); }
    /// Asks what runs to end early.
    void stop() { stop_.request_stop(); }

private:
    std::atomic<int> jobs_ = 0;
    std::stop_source stop_;
    boost::asio::thread_pool pool_{1};
};

/// The `Workshop` of one thread. Used on it; its tasks end before its io_context goes, since the
/// store refuses them once it is stopped.
class ThreadWorkshop final : public Workshop {
public:
    static constexpr int tasks_max = 8;

    ThreadWorkshop(boost::asio::io_context& io,
                   ComputePool& pool,
                   const SystemClock& clock,
                   Log& log)
        : io_(io), pool_(pool), clock_(clock), log_(log) {}

    Task<bool> compute(std::function<void()> work) override;
    [[nodiscard]] bool has_room() const override { return tasks_ < tasks_max; }
    bool begin(std::string_view name, Task<bool> task) override;
    [[nodiscard]] Instant now() const override { return clock_.now(); }
    [[nodiscard]] Deadline deadline() const override;
    [[nodiscard]] FlowSolver flow_solver() override;

private:
    boost::asio::io_context& io_;
    ComputePool& pool_;
    const SystemClock& clock_;
    Log& log_;
    int tasks_ = 0;
};

}  // namespace echeance
