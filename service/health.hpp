// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "api/ports.hpp"
#include "service/metrics.hpp"
#include "service/redis/client.hpp"
#include "service/redis/embedded_server.hpp"
#include "service/redis/store.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// The life of the process as its probes tell it, and where a scrape finds what others count.
/// Thread-safe.
class Health {
public:
    enum class Phase : std::uint8_t { starting, serving, draining };

    void enter(Phase phase) { phase_.store(phase); }
    [[nodiscard]] bool is_ready() const { return phase_.load() == Phase::serving; }

    /// Both outlive the object; null: an external Redis.
    void watch(const redis::Client& client);
    void watch(const redis::EmbeddedServer* embedded) { embedded_.store(embedded); }
    [[nodiscard]] ScrapeFacts facts(const Log& log) const;

private:
    std::atomic<Phase> phase_ = Phase::starting;
    std::atomic<const redis::EmbeddedServer*> embedded_ = nullptr;
    mutable std::mutex mutex_;
    std::vector<const redis::Client*> clients_;
};

/// The `Monitor` of one thread. Used on that thread.
class ThreadMonitor final : public Monitor {
public:
    /// Whose backlog the gauges show, and with which calendar its days turn.
    struct Subject {
        TenantId tenant;
        const TenantCalendar& calendar;
        const SystemClock& clock;
    };

    ThreadMonitor(
        Health& health, Metrics& metrics, Log& log, redis::RedisStore& store, Subject subject)
        : health_(health),
          metrics_(metrics),
          log_(log),
          store_(store),
          subject_(std::move(subject)) {}

    Task<std::string> metrics(Deadline deadline) override;
    [[nodiscard]] bool is_ready() const override { return health_.is_ready(); }
    void count_claim(std::size_t granted) override { metrics_.count_claim(granted); }
    void count_claim_conflict() override { metrics_.count_claim_conflict(); }
    void count_rejected_nir(std::string_view pointer) override;

    /// Reads the queue's counters into the metrics, which all threads share: a job of one thread,
    /// so that a scrape waits for no store. False when the store did not answer.
    boost::asio::awaitable<bool> read_gauges(Deadline deadline);
    /// Likewise what takes going through the statistics' counters.
    boost::asio::awaitable<bool> read_delay_gauges(Deadline deadline);

private:
    struct Today {
        std::shared_ptr<const TenantRules> rules;
        LegalDay day;
    };
    Task<Today> read_today(Deadline deadline);

    Health& health_;
    Metrics& metrics_;
    Log& log_;
    redis::RedisStore& store_;
    Subject subject_;
};

}  // namespace echeance
