// SPDX-License-Identifier: EUPL-1.2
#include "service/jobs.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/forecast_work.hpp"

namespace echeance {
namespace {

namespace asio = boost::asio;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds step_budget{10};
constexpr std::chrono::minutes proof_budget{25};  // a million files take some; others may wait

/// A copy: a tenant may call for the first time while a round is under way.
std::vector<TenantId> tenants_of(const redis::RedisStore& store) {
    return {store.tenants().begin(), store.tenants().end()};
}

asio::awaitable<bool> refresh_tenant(redis::RedisStore& store,
                                     const SystemClock& clock,
                                     TenantId tenant) {
    bool more = true;
    while (more) {
        const Deadline deadline{SystemClock::steady_now() + step_budget};
        const auto done = co_await store.refresh_some(tenant, clock.now(), deadline);
        if (!done) co_return false;
        more = *done;
    }
    co_return true;
}

/// The last proof of a tenant, today's if it can be made now.
asio::awaitable<bool> prove_tenant(redis::RedisStore& store,
                                   const SystemClock& clock,
                                   const ProofEvents& events,
                                   TenantId tenant) {
    const Deadline soon{SystemClock::steady_now() + step_budget};
    const auto day = co_await store.today_of(tenant, clock.now(), soon);
    if (!day) co_return false;
    const auto last = co_await store.last_proof(tenant, soon);
    if (!last) co_return false;
    if (*last) events.told(tenant, **last);
    if (*last && (*last)->day == *day) co_return true;
    // Indexes that cannot be brought up to date are for the proof to tell.
    static_cast<void>(co_await refresh_tenant(store, clock, tenant));
    const Deadline late{SystemClock::steady_now() + proof_budget};
    DailyProof begun{*day, SystemClock::real_now(), {}};
    const auto made = co_await store.prove(tenant, std::move(begun), clock.now(), late);
    if (!made) co_return false;
    if (!*made) co_return true;
    events.told(tenant, **made);
    events.made(tenant, **made);
    co_return true;
}

/// What is begun is kept or given up, so that another replica may try.
asio::awaitable<bool> renew_forecast(Ports& ports,
                                     redis::RedisStore& store,
                                     const SystemClock& clock,
                                     const ForecastTold& told,
                                     TenantId tenant) {
    const Deadline soon{SystemClock::steady_now() + step_budget};
    const auto day = co_await store.today_of(tenant, clock.now(), soon);
    if (!day) co_return false;
    const auto turn = co_await store.begin_forecast(tenant, *day, SystemClock::real_now(), soon);
    if (!turn) co_return false;
    if (turn->last) told(tenant, *turn->last);
    if (!turn->is_ours) co_return true;
    const auto began = SystemClock::steady_now();
    const auto rules = co_await store.rules(tenant, soon);
    if (!rules) co_return false;
    auto made = co_await make_standing_forecast(ports, tenant, *rules, *day);
    const Deadline late{SystemClock::steady_now() + step_budget};
    if (!made) {
        static_cast<void>(co_await store.abandon_forecast(tenant, late));
        co_return false;
    }
    made->made_at = SystemClock::real_now();
    told(tenant, *made);
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(SystemClock::steady_now() - began);
    const auto kept = co_await store.keep_forecast(tenant, std::move(*made), took, late);
    co_return kept.has_value();
}

using Step = Task<bool> (redis::RedisStore::*)(TenantId, Instant, Deadline);

asio::awaitable<bool> for_each_tenant(redis::RedisStore& store,
                                      const SystemClock& clock,
                                      Step step) {
    const auto tenants = tenants_of(store);
    for (const auto& tenant : tenants) {
        const Deadline deadline{SystemClock::steady_now() + step_budget};
        const auto done = co_await (store.*step)(tenant, clock.now(), deadline);
        if (!done) co_return false;
    }
    co_return true;
}

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
        const auto began = SystemClock::steady_now();
        const bool succeeded = co_await job.round();
        const auto took = SystemClock::steady_now() - began;
        if (succeeded && job.timestamp == Timestamp::each_round) events_.on_succeeded(job.name);
        if (!succeeded && !failing && !stopping_) events_.on_failed(job.name);
        failing = !succeeded;
        if (stopping_) break;
        timer.expires_after(
            std::max<std::chrono::steady_clock::duration>(job.pause, took * job.rest_times));
        co_await timer.async_wait(as_result);
    }
}

asio::awaitable<bool> refresh_indexes(redis::RedisStore& store, const SystemClock& clock) {
    const auto tenants = tenants_of(store);
    for (const auto& tenant : tenants)
        if (!co_await refresh_tenant(store, clock, tenant)) co_return false;
    co_return true;
}

asio::awaitable<bool> return_files(redis::RedisStore& store, const SystemClock& clock) {
    return for_each_tenant(store, clock, &redis::RedisStore::give_back_for_absences);
}

asio::awaitable<bool> learn_minutes(redis::RedisStore& store, const SystemClock& clock) {
    return for_each_tenant(store, clock, &redis::RedisStore::learn_minutes);
}

asio::awaitable<bool> renew_forecasts(Ports& ports,
                                      redis::RedisStore& store,
                                      const SystemClock& clock,
                                      const ForecastTold& told) {
    const auto tenants = tenants_of(store);
    for (const auto& tenant : tenants)
        if (!co_await renew_forecast(ports, store, clock, told, tenant)) co_return false;
    co_return true;
}

asio::awaitable<bool> prove_integrity(redis::RedisStore& store,
                                      const SystemClock& clock,
                                      const ProofEvents& events) {
    const auto tenants = tenants_of(store);
    for (const auto& tenant : tenants)
        if (!co_await prove_tenant(store, clock, events, tenant)) co_return false;
    co_return true;
}

void log_proof(Log& log, const TenantId& tenant, const DailyProof& proof) {
    std::int64_t violations = 0;
    std::int64_t findings = 0;
    for (const auto& finding : proof.report.findings) findings += finding.count;
    for (const auto& check : proof.report.checks) {
        violations += check.violations;
        if (check.violations == 0) continue;
        log.write(LogLevel::error,
                  "integrity_violated",
                  {{"tenant", tenant.text()},
                   {"check", check.check},
                   {"violations", check.violations},
                   {"example", check.examples.empty() ? "" : check.examples.front()}});
    }
    log.write(LogLevel::info,
              "integrity_proved",
              {{"tenant", tenant.text()},
               {"day", proof.day.text()},
               {"violations", violations},
               {"findings", findings}});
}

}  // namespace echeance
