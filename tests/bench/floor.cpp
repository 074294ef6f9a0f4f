// SPDX-License-Identifier: EUPL-1.2
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "service/demo.hpp"
#include "service/randomness.hpp"
#include "service/redis/store.hpp"
#include "service/system_clock.hpp"
#include "service/tenant_calendar.hpp"
#include "tests/bench/measure.hpp"

namespace echeance::bench {
namespace {

namespace asio = boost::asio;

Deadline soon() { return Deadline{SystemClock::steady_now() + std::chrono::seconds(30)}; }

/// A store on this thread, as a worker of the service has one.
class DirectStore {
public:
    explicit DirectStore(const FloorPlan& plan)
        : client_(io_, {.endpoint = {.path = plan.socket, .host = {}, .password = {}}}),
          store_(client_, calendar_, randomness_, {}) {
        client_.start();
    }

    /// Runs the task to its end; empty, with the reason told, when it fails.
    template <class T>
    std::optional<T> await_now(Task<T> task) {
        std::optional<T> answer;
        bool ended = false;
        asio::co_spawn(io_, std::move(task), [&](const std::exception_ptr& thrown, Result<T> result) {
            ended = true;
            if (thrown) std::cerr << "echeance_bench: an exception\n";
            else if (!result) std::cerr << "echeance_bench: " << result.error().detail << "\n";
            else answer.emplace(std::move(*result));
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

Task<bool> claim_in_turn(redis::RedisStore& store, TenantId tenant, ClaimRequest request, Round& round) {
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
    doctor.minutes_per_week = 1'750;
    for (const auto* name : {"psychiatry", "neurology", "paediatrics", "hearing", "vision"})
        doctor.skills.push_back(*Skill::parse(name));
    return doctor;
}

}  // namespace

bool claim_directly(const FloorPlan& plan, Round& round) {
    const auto tenant = TenantId::parse(plan.tenant);
    const auto doctor = DoctorId::parse(plan.doctor);
    if (!tenant || !doctor) return false;
    DirectStore direct(plan);
    if (!direct.await_now(direct.up())) return false;
    const auto rules = direct.await_now(direct.store().rules(*tenant, soon()));
    const auto duty = direct.await_now(direct.store().duty(*tenant, *doctor, soon()));
    if (!rules || !duty) return false;
    const auto at = SystemClock::real_now();
    const ClaimRequest request{
        *duty, *rules, 1, direct.calendar().today((*rules)->rules.calendars.time_zone, at), at, "bench"};
    // The script is loaded and the queues are known before the clock starts.
    const auto first = direct.await_now(direct.store().claim(*tenant, request, soon()));
    if (!first) return false;
    bool failed = false;
    for (int n = 0; n < plan.in_flight; ++n)
        asio::co_spawn(direct.io(), claim_in_turn(direct.store(), *tenant, request, round),
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
    const auto loaded = direct.await_now(load_demo(direct.store(), direct.calendar(), direct.randomness(),
                                                   *tenant, now, files, {}));
    if (!loaded) return false;
    return direct
        .await_now(direct.store().put_doctor(*tenant, doctor_of_all_work(), Revision{0}, "bench", now,
                                             std::nullopt, soon()))
        .has_value();
}

}  // namespace echeance::bench
