// SPDX-License-Identifier: EUPL-1.2
#include "service/jobs.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace echeance {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds between_rounds{1};
constexpr std::chrono::seconds step_budget{10};

}  // namespace

Jobs::Jobs(asio::io_context& io, std::vector<Job> jobs, Events events)
    : io_(io), jobs_(std::move(jobs)), events_(std::move(events)) {
    for (std::size_t n = 0; n < jobs_.size(); ++n) timers_.emplace_back(io_);
}

void Jobs::start() {
    for (std::size_t n = 0; n < jobs_.size(); ++n) {
        const auto on_end = [this, name = jobs_[n].name](const std::exception_ptr& failure) {
            if (failure) events_.on_failed(name);
        };
        asio::co_spawn(io_, repeat(jobs_[n], timers_[n]), on_end);
    }
}

void Jobs::stop() {
    stopping_ = true;
    for (auto& timer : timers_) timer.cancel();
}

asio::awaitable<void> Jobs::repeat(const Job& job, asio::steady_timer& timer) {
    bool failing = false;
    while (!stopping_) {
        const bool succeeded = co_await job.round();
        if (succeeded) events_.on_succeeded(job.name);
        if (!succeeded && !failing && !stopping_) events_.on_failed(job.name);
        failing = !succeeded;
        if (stopping_) break;
        timer.expires_after(between_rounds);
        co_await timer.async_wait(as_result);
    }
}

asio::awaitable<bool> refresh_indexes(redis::RedisStore& store, const SystemClock& clock) {
    const std::vector<TenantId> tenants(store.tenants().begin(), store.tenants().end());
    for (const auto& tenant : tenants) {
        bool more = true;
        while (more) {
            const Deadline deadline{SystemClock::steady_now() + step_budget};
            const auto done = co_await store.refresh_some(tenant, clock.now(), deadline);
            if (!done) co_return false;
            more = *done;
        }
    }
    co_return true;
}

asio::awaitable<bool> return_files(redis::RedisStore& store, const SystemClock& clock) {
    const std::vector<TenantId> tenants(store.tenants().begin(), store.tenants().end());
    for (const auto& tenant : tenants) {
        const Deadline deadline{SystemClock::steady_now() + step_budget};
        const auto done = co_await store.give_back_for_absences(tenant, clock.now(), deadline);
        if (!done) co_return false;
    }
    co_return true;
}

}  // namespace echeance
