// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string_view>

#include "service/redis/store.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// Work that time brings, not a request: files whose place in the indexes changes with the day, or
/// because rules or queues changed. Every replica may run it: each step is one checked commit, and
/// doing it twice changes nothing. Used only on its io_context's thread, and stopped before the
/// io_context goes.
class Jobs {
public:
    struct Events {
        std::function<void()> on_round;                          ///< every round that succeeded
        std::function<void(std::string_view detail)> on_failed;  ///< once per outage
    };
    Jobs(boost::asio::io_context& io,
         redis::RedisStore& store,
         const SystemClock& clock,
         Events events);
    void start();
    void stop();

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<bool> round();

    boost::asio::io_context& io_;
    redis::RedisStore& store_;
    const SystemClock& clock_;
    Events events_;
    boost::asio::steady_timer timer_;
    bool stopping_ = false;
};

}  // namespace echeance
