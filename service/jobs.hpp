// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <string_view>
#include <vector>

#include "service/redis/store.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// Work that time brings, not a request. A round gives false when it could not do its work.
struct Job {
    std::string_view name;  ///< a metric's label: of a closed set
    std::function<boost::asio::awaitable<bool>()> round;
};

/// Repeats each job a second after its last round ended, all of them beside each other. Every
/// replica may run them. Used only on its io_context's thread, and stopped before the io_context
/// goes.
class Jobs {
public:
    struct Events {
        std::function<void(std::string_view job)> on_succeeded;  ///< every round
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

}  // namespace echeance
