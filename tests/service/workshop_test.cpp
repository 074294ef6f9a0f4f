// SPDX-License-Identifier: EUPL-1.2
#include "service/workshop.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace echeance {
namespace {

namespace asio = boost::asio;

/// A task that ends when its timer is cancelled.
Task<bool> until_cancelled(asio::steady_timer& timer) {
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return true;
}

Task<bool> attend_once(asio::steady_timer& timer, int& times) {
    if (++times == 3) timer.cancel();
    if (times == 2) co_return refuse(Errc::store_unavailable, "The store is away.");
    co_return true;
}

TEST(Workshop, AttendsToATaskUntilItEndsEvenWhenACallFails) {
    asio::io_context io;
    ComputePool pool;
    const SystemClock clock;
    const int nowhere = ::open("/dev/null", O_WRONLY);
    Log log(nowhere, LogLevel::error);
    ThreadWorkshop workshop(io, pool, clock, log, std::chrono::milliseconds{1});
    asio::steady_timer timer(io, asio::steady_timer::time_point::max());
    int times = 0;

    ASSERT_TRUE(
        workshop.begin("test", until_cancelled(timer), [&] { return attend_once(timer, times); }));
    io.run();

    EXPECT_GE(times, 3);
    EXPECT_TRUE(workshop.has_room());
    ::close(nowhere);
}

}  // namespace
}  // namespace echeance
