// SPDX-License-Identifier: EUPL-1.2
#include "service/queue_reading.hpp"

#include <algorithm>

#include "api/statistic_counters.hpp"
#include "domain/delay_statistics.hpp"
#include "domain/queue_flow.hpp"

namespace echeance {
namespace {

bool is_stopped(const ClockSpan& span, LegalDay day) {
    return std::ranges::any_of(
        span.stops, [day](const auto& stop) { return stop.from <= day && day < stop.until; });
}

/// Decided requests of one period, for each clock.
using Decided = std::array<std::vector<DecidedRequest>, request_clocks.size()>;

Task<Decided> read_decided(redis::RedisStore& store,
                           TenantId tenant,
                           Period period,
                           Deadline deadline) {
    Decided decided;
    const auto add = [&](LegalDay day, std::string_view field, std::int64_t count) {
        const auto ended = ended_request(day, field);
        if (!ended) return;
        for (std::size_t n = 0; n < request_clocks.size(); ++n)
            if (const auto request = decided_request(*ended, day, request_clocks.at(n)))
                decided.at(n).insert(decided.at(n).end(),
                                     static_cast<std::size_t>(std::max<std::int64_t>(count, 0)),
                                     *request);
    };
    const auto read =
        co_await each_counter(store, tenant, StatisticTable::ended, period, deadline, add);
    if (!read) co_return std::unexpected(read.error());
    co_return decided;
}

Task<bool> read_waiting(redis::RedisStore& store,
                        TenantId tenant,
                        LegalDay today,
                        Deadline deadline,
                        DelayReading& reading) {
    const Period ever{before_any_day, today};
    const auto legal = [&](LegalDay day, std::string_view field, std::int64_t count) {
        const auto waiting = waiting_request(day, field);
        if (!waiting || !waiting->group) return;
        const auto right = static_cast<std::size_t>(waiting->group->right);
        reading.started.at(right) += count;
        if (is_stopped(waiting->span, today)) reading.suspended.at(right) += count;
    };
    const auto started =
        co_await each_counter(store, tenant, StatisticTable::legal, ever, deadline, legal);
    if (!started) co_return std::unexpected(started.error());
    const auto citizen = [&](LegalDay day, std::string_view field, std::int64_t count) {
        const auto waiting = waiting_request(day, field);
        if (!waiting || !waiting->group) return;
        reading.ages[{waiting->group->right, age_band(today - day)}] += count;
    };
    co_return co_await each_counter(
        store, tenant, StatisticTable::citizen, ever, deadline, citizen);
}

}  // namespace

Task<QueueReading> read_queue(redis::RedisStore& store,
                              TenantId tenant,
                              const Rules& rules,
                              LegalDay today,
                              Deadline deadline) {
    QueueReading reading{.today = today, .week = {.period = {today, today}}};
    auto facts = co_await store.queue_facts(tenant, today, deadline);
    if (!facts) co_return std::unexpected(facts.error());
    reading.facts = std::move(*facts);
    const auto doctors = co_await every_doctor(store, tenant, deadline);
    if (!doctors) co_return std::unexpected(doctors.error());
    auto unassignable = co_await store.unassignable(tenant, doctors_of(*doctors), today, deadline);
    if (!unassignable) co_return std::unexpected(unassignable.error());
    reading.unassignable = std::move(*unassignable);
    reading.doctors = count_doctors(*doctors, today);
    reading.week = capacity_weeks(*doctors, today, 1, rules.working_calendar()).front();
    reading.skills = capacity_by_skill(doctors_of(*doctors), today, 1, rules.working_calendar());
    co_return reading;
}

Task<DelayReading> read_delays(redis::RedisStore& store,
                               TenantId tenant,
                               LegalDay today,
                               Deadline deadline) {
    DelayReading reading;
    const auto waiting = co_await read_waiting(store, tenant, today, deadline, reading);
    if (!waiting) co_return std::unexpected(waiting.error());
    const Period period{today - (compared_days - 1), today};
    const Period baseline{period.from - baseline_days_before, period.until - baseline_days_before};
    const auto now = co_await read_decided(store, tenant, period, deadline);
    if (!now) co_return std::unexpected(now.error());
    const auto before = co_await read_decided(store, tenant, baseline, deadline);
    if (!before) co_return std::unexpected(before.error());
    for (std::size_t n = 0; n < request_clocks.size(); ++n) {
        if (!now->at(n).empty()) reading.clocks.at(n).period = figures_of(now->at(n));
        if (!before->at(n).empty()) reading.clocks.at(n).baseline = figures_of(before->at(n));
    }
    const auto flow = co_await read_flow(store, tenant, today, deadline);
    if (!flow) co_return std::unexpected(flow.error());
    reading.open_now = open_on(*flow, today);
    reading.open_before = open_on(*flow, today - baseline_days_before);
    co_return reading;
}

}  // namespace echeance
