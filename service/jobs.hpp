// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string_view>
#include <vector>

#include "api/ports.hpp"
#include "service/log.hpp"
#include "service/redis/store.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// When the metric of a job's last success moves: with each round, or when the job says so.
enum class Timestamp : std::uint8_t { each_round, by_itself };

/// Work that time brings, not a request. A round gives false when it could not do its work.
struct Job {
    std::string_view name;  ///< a metric's label: of a closed set
    std::function<boost::asio::awaitable<bool>()> round;
    Timestamp timestamp = Timestamp::each_round;
    /// A metric of its own: who does not succeed in twice that time is late.
    std::chrono::seconds due_every{60};
    std::chrono::seconds pause{1};
    /// The pause is at least as many times as long as the round was: a bound on the job's share of
    /// the thread.
    int rest_times = 0;
};

/// Repeats each job a pause after its last round ended, all of them beside each other. Every
/// replica may run them. Used only on its io_context's thread, and stopped before the io_context
/// goes.
class Jobs {
public:
    struct Events {
        std::function<void(std::string_view job)> on_succeeded;  ///< `Timestamp::each_round`
        std::function<void(std::string_view job)> on_failed;     ///< once per outage
    };
    Jobs(boost::asio::io_context& io, std::vector<Job> jobs, Events events);
    void start();
    void stop();

private:
    boost::asio::awaitable<void> repeat(const Job& job, boost::asio::steady_timer& timer);

    boost::asio::io_context& io_;
    std::vector<Job> jobs_;
    Events events_;
    std::deque<boost::asio::steady_timer> timers_;  // one a job; addresses stay
    bool stopping_ = false;
};

/// Brings the indexes of every tenant up to date with the day, the rules and the queues: each step
/// is one checked commit, and doing it twice changes nothing.
boost::asio::awaitable<bool> refresh_indexes(redis::RedisStore& store, const SystemClock& clock);
/// Puts back into the queue what doctors hold whose absence has begun.
boost::asio::awaitable<bool> return_files(redis::RedisStore& store, const SystemClock& clock);
/// Puts expected minutes in force as evaluations have shown them, where any has moved.
boost::asio::awaitable<bool> learn_minutes(redis::RedisStore& store, const SystemClock& clock);

/// What a round of `renew_forecasts` tells: the standing forecast of a tenant, each round.
using ForecastTold = std::function<void(const TenantId& tenant, const StandingForecast& forecast)>;
/// Makes the forecast of each tenant anew when the day or the queue has changed and the last is old
/// enough, on one of the replicas. A tenant without a file has none.
boost::asio::awaitable<bool> renew_forecasts(Ports& ports,
                                             redis::RedisStore& store,
                                             const SystemClock& clock,
                                             const ForecastTold& told);

/// What a round of `prove_integrity` tells. `told`: the last proof of a tenant, each round;
/// `made`: one that this process has just made.
struct ProofEvents {
    std::function<void(const TenantId& tenant, const DailyProof& proof)> told;
    std::function<void(const TenantId& tenant, const DailyProof& proof)> made;
};
/// Proves each tenant once a day, on one of the replicas, after its indexes are up to date with the
/// day. A violation is told, and stops nothing.
boost::asio::awaitable<bool> prove_integrity(redis::RedisStore& store,
                                             const SystemClock& clock,
                                             const ProofEvents& events);

/// One line, and one more as an error for each check that is violated.
void log_proof(Log& log, const TenantId& tenant, const DailyProof& proof);

}  // namespace echeance
