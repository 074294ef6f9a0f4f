// SPDX-License-Identifier: EUPL-1.2
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <iostream>
#include <optional>
#include <vector>

#include "service/demo.hpp"
#include "service/randomness.hpp"
#include "service/redis/store.hpp"
#include "service/system_clock.hpp"
#include "service/tenant_calendar.hpp"
#include "tests/bench/measure.hpp"

namespace echeance::bench {
namespace {

namespace asio = boost::asio;

Deadline soon() {
    return Deadline{SystemClock::steady_now() + std::chrono::seconds(30)};
}

redis::ClientOptions options_for(const FloorPlan& plan) {
    redis::ClientOptions options;
    options.endpoint.path = plan.socket;
    return options;
}

/// A store on this thread, as a worker of the service has one.
class DirectStore {
public:
    explicit DirectStore(const FloorPlan& plan)
        : client_(io_, options_for(plan)), store_(client_, calendar_, randomness_, {}) {
        client_.start();
    }

    /// Runs the task to its end; empty, with the reason told, when it fails.
    template <class T>
    std::optional<T> await_now(Task<T> task) {
        std::optional<T> answer;
        bool ended = false;
        asio::co_spawn(
            io_, std::move(task), [&](const std::exception_ptr& thrown, Result<T> result) {
                ended = true;
                if (thrown)
                    std::cerr << "echeance_bench: an exception\n";
                else if (!result)
                    std::cerr << "echeance_bench: " << result.error().detail << "\n";
                else
                    answer.emplace(std::move(*result));
            });
        while (!ended && io_.run_one() != 0) {
        }
        return answer;
    }
    Task<bool> up() { co_return co_await client_.wait_until_up(soon()); }

    asio::io_context& io() { return io_; }
    redis::RedisStore& store() { return store_; }
    const ZoneCalendar& calendar() const { return calendar_; }
    SystemRandomness& randomness() { return randomness_; }

private:
    asio::io_context io_{1};
    ZoneCalendar calendar_;
    SystemRandomness randomness_;
    redis::Client client_;
    redis::RedisStore store_;
};

Task<bool> claim_in_turn(redis::RedisStore& store,
                         TenantId tenant,
                         ClaimRequest request,
                         Round& round) {
    while (round.begins()) {
        const auto began_at = Round::Clock::now();
        request.at = SystemClock::real_now();
        const auto claimed = co_await store.claim(tenant, request, soon());
        if (!claimed) co_return std::unexpected(claimed.error());
        round.ended(began_at, !claimed->empty());
    }
    co_return true;
}

Doctor doctor_of_all_work() {
    Doctor doctor{*DoctorId::parse("BENCH")};
    for (const auto* name : {"psychiatry", "neurology", "paediatrics", "hearing", "vision"})
        doctor.skills.push_back(*Skill::parse(name));
    return doctor;
}

}  // namespace

bool claim_directly(const FloorPlan& plan, Round& round) {
    const auto tenant = TenantId::parse(plan.tenant);
    DirectStore direct(plan);
    if (!tenant || !direct.await_now(direct.up())) return false;
    const auto rules = direct.await_now(direct.store().rules(*tenant, soon()));
    if (!rules) return false;
    const auto at = SystemClock::real_now();
    const auto today = direct.calendar().today((*rules)->rules.calendars.time_zone, at);
    std::vector<ClaimRequest> requests;
    for (const auto& name : plan.doctors) {
        const auto doctor = DoctorId::parse(name);
        if (!doctor) return false;
        const auto duty = direct.await_now(
            direct.store().duty(*tenant, *doctor, Freshness::proven_later, soon()));
        if (!duty) return false;
        requests.push_back({*duty, *rules, 1, today, at, "bench"});
        // The script is loaded and the queues are known before the clock starts.
        if (!direct.await_now(direct.store().claim(*tenant, requests.back(), soon()))) return false;
    }
    bool failed = false;
    for (std::size_t n = 0; n < plan.in_flight; ++n)
        asio::co_spawn(direct.io(),
                       claim_in_turn(direct.store(), *tenant, requests[n % requests.size()], round),
                       [&](const std::exception_ptr& thrown, const Result<bool>& result) {
                           failed = failed || thrown || !result;
                           if (!thrown && !result)
                               std::cerr << "echeance_bench: " << result.error().detail << "\n";
                       });
    while (!failed && !round.is_over() && direct.io().run_one() != 0) {
    }
    return !failed;
}

bool load(const FloorPlan& plan, std::size_t files) {
    const auto tenant = TenantId::parse(plan.tenant);
    if (!tenant) return false;
    DirectStore direct(plan);
    if (!direct.await_now(direct.up())) return false;
    const auto now = SystemClock::real_now();
    const auto loaded = direct.await_now(
        load_demo(direct.store(), direct.calendar(), direct.randomness(), *tenant, now, files, {}));
    if (!loaded) return false;
    // Those who claim without end: their week must not end before the round does.
    const auto rules = direct.await_now(direct.store().rules(*tenant, soon()));
    if (!rules) return false;
    const auto today = direct.calendar().today((*rules)->rules.calendars.time_zone, now);
    for (auto& doctor : demo_doctors(today)) {
        if (!doctor.minutes_per_week) continue;
        doctor.minutes_per_week.reset();
        if (!direct.await_now(direct.store().put_doctor(
                *tenant, std::move(doctor), Revision{1}, "bench", now, std::nullopt, soon())))
            return false;
    }
    return direct
        .await_now(direct.store().put_doctor(
            *tenant, doctor_of_all_work(), Revision{0}, "bench", now, std::nullopt, soon()))
        .has_value();
}

}  // namespace echeance::bench
