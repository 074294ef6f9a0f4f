// SPDX-License-Identifier: EUPL-1.2
#include "service/health.hpp"

#include <algorithm>

namespace echeance {

void Health::watch(const redis::Client& client) {
    const std::lock_guard lock(mutex_);
    clients_.push_back(&client);
}

ScrapeFacts Health::facts(const Log& log) const {
    ScrapeFacts facts;
    const std::lock_guard lock(mutex_);
    for (const auto* const client : clients_) {
        facts.redis_reconnects += client->reconnects();
        facts.redis_in_flight += client->in_flight();
    }
    if (const auto* const embedded = embedded_.load(); embedded != nullptr)
        facts.redis_restarts = embedded->restarts();
    facts.log_dropped = log.dropped();
    return facts;
}

Task<std::string> ThreadMonitor::metrics(Deadline deadline) {
    static_cast<void>(deadline);  // nothing is waited for: a job keeps the gauges
    auto facts = health_.facts(log_);
    facts.store_up = store_.is_up();
    co_return metrics_.scrape(facts);
}

Task<ThreadMonitor::Today> ThreadMonitor::read_today(Deadline deadline) {
    const auto rules = co_await store_.rules(subject_.tenant, deadline);
    if (!rules) co_return std::unexpected(rules.error());
    const auto& zone = (*rules)->rules.calendars.time_zone;
    co_return Today{*rules, subject_.calendar.today(zone, subject_.clock.now())};
}

boost::asio::awaitable<bool> ThreadMonitor::read_gauges(Deadline deadline) {
    const auto now = co_await read_today(deadline);
    if (!now) co_return false;
    const auto reading =
        co_await read_queue(store_, subject_.tenant, now->rules->rules, now->day, deadline);
    if (!reading) co_return false;
    metrics_.queue().set(*reading);
    metrics_.set_unassignable(reading->unassignable);
    co_return true;
}

boost::asio::awaitable<bool> ThreadMonitor::read_delay_gauges(Deadline deadline) {
    const auto now = co_await read_today(deadline);
    if (!now) co_return false;
    const auto reading = co_await read_delays(store_, subject_.tenant, now->day, deadline);
    if (!reading) co_return false;
    metrics_.queue().set(*reading);
    co_return true;
}

void ThreadMonitor::count_rejected_nir(std::string_view pointer) {
    metrics_.count_nir();
    log_.write(LogLevel::warn, "nir_refused", {{"pointer", pointer}});
}

}  // namespace echeance
