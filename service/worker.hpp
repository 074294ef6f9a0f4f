// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "api/api.hpp"
#include "service/api_endpoint.hpp"
#include "service/config.hpp"
#include "service/health.hpp"
#include "service/http_server.hpp"
#include "service/metrics.hpp"
#include "service/randomness.hpp"
#include "service/redis/client.hpp"
#include "service/redis/credentials.hpp"
#include "service/redis/store.hpp"
#include "service/spool.hpp"
#include "service/system_clock.hpp"
#include "service/tenant_calendar.hpp"
#include "service/workshop.hpp"

namespace echeance {

/// What all threads share: immutable, or thread-safe by itself. Outlives every worker.
struct Shared {
    const Config& config;
    std::shared_ptr<const Contract> contract;
    Log& log;
    Metrics& metrics;
    Health& health;
    const SystemClock& clock;
    const TenantCalendar& calendar;
    MetricsAccess metrics_access;
    ComputePool& compute;
    std::atomic<std::size_t> in_flight = 0;
};

/// One thread with all it needs to answer requests, and nothing of another's (decision 8).
///
/// Made, started and destroyed by the main thread; `store` and `client` are used on its io_context
/// only (`boost::asio::co_spawn(worker.io(), ...)`).
class Worker {
public:
    Worker(Shared& shared, redis::Endpoint redis, std::uint32_t number);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Begins to run and to connect to Redis.
    void start();
    /// On the worker's thread, as are the next two.
    Result<std::uint16_t> listen(std::uint16_t port, Sharing sharing);
    void drain(std::function<void()> on_drained) { server_.drain(std::move(on_drained)); }
    /// Ends all connections and the client; the thread ends once every coroutine has.
    void stop();
    /// From the main thread, after `stop`.
    void join();

    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] redis::Client& client() { return client_; }
    [[nodiscard]] redis::RedisStore& store() { return store_; }
    [[nodiscard]] Ports& ports() { return ports_; }
    [[nodiscard]] ThreadMonitor& monitor() { return monitor_; }

private:
    using WorkGuard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

    Shared& shared_;
    boost::asio::io_context io_{1};
    WorkGuard guard_;
    SystemRandomness randomness_;
    redis::Client client_;
    redis::RedisStore store_;
    redis::RedisCredentials credentials_;
    FileScratch scratch_;
    ThreadWorkshop workshop_;
    ThreadMonitor monitor_;
    Ports ports_;
    Api api_;
    ApiEndpoint endpoint_;
    ThreadObserver observer_;
    HttpServer server_;
    std::thread thread_;
};

}  // namespace echeance
