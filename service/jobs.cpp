// SPDX-License-Identifier: EUPL-1.2
#include "service/jobs.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <vector>

namespace echeance {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds between_rounds{1};
constexpr std::chrono::seconds step_budget{10};

}  // namespace

Jobs::Jobs(asio::io_context& io, redis::RedisStore& store, const SystemClock& clock, Events events)
    : io_(io), store_(store), clock_(clock), events_(std::move(events)), timer_(io) {}

void Jobs::start() {
    const auto on_end = [this](const std::exception_ptr& failure) {
        if (failure) events_.on_failed("The job ended with an exception.");
    };
    asio::co_spawn(io_, run(), on_end);
}

void Jobs::stop() {
    stopping_ = true;
    timer_.cancel();
}

asio::awaitable<bool> Jobs::round() {
    const std::vector<TenantId> tenants(store_.tenants().begin(), store_.tenants().end());
    for (const auto& tenant : tenants) {
        bool more = true;
        while (more && !stopping_) {
            const Deadline deadline{SystemClock::steady_now() + step_budget};
            const auto done = co_await store_.refresh_some(tenant, clock_.now(), deadline);
            if (!done) co_return false;
            more = *done;
        }
    }
    co_return true;
}

asio::awaitable<void> Jobs::run() {
    bool failing = false;
    while (!stopping_) {
        const bool succeeded = co_await round();
        if (succeeded) events_.on_round();
        if (!succeeded && !failing)
            events_.on_failed("The indexes could not be brought up to date.");
        failing = !succeeded;
        if (stopping_) break;
        timer_.expires_after(between_rounds);
        co_await timer_.async_wait(as_result);
    }
}

}  // namespace echeance
