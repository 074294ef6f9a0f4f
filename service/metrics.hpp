// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/ports.hpp"
#include "service/http_endpoint.hpp"
#include "service/log.hpp"
#include "service/queue_metrics.hpp"

namespace echeance {

inline constexpr std::size_t status_class_count = 5;

/// Counter and histogram of one operation and class of status, kept by the user: a look-up by label
/// would cost more than the rest of a request's accounting.
struct OperationMetrics {
    std::array<prometheus::Counter*, status_class_count> requests{};
    std::array<prometheus::Histogram*, status_class_count> durations{};
};

/// What others count and the scrape copies.
struct ScrapeFacts {
    std::uint64_t redis_reconnects = 0;
    std::uint64_t redis_restarts = 0;
    std::uint64_t log_dropped = 0;
    std::size_t redis_in_flight = 0;
    bool store_up = false;
};

/// Every metric of the process (METRICS.md). Labels come from closed sets: operations of the
/// contract, status classes, reasons, rights, states. Thread-safe.
class Metrics {
public:
    /// `operations` outlive the object.
    Metrics(std::string_view version, const std::vector<std::string_view>& operations);

    /// Unknown names count as `unknown`.
    [[nodiscard]] const OperationMetrics& operation(std::string_view name) const;

    void count(const RequestRecord& record, const OperationMetrics& handles);
    void count_rejected(Rejection reason);
    void count_claim(std::size_t granted);
    void count_claim_conflict() { claims_conflict_->Increment(); }
    void set_unassignable(const std::map<EligibilityRule, std::int64_t>& counts);
    /// The gauges that a daily proof gives, its time of success included: equal on every replica.
    void set_proof(const DailyProof& proof);
    void set_forecast(const StandingForecast& forecast);
    /// What else describes the queue.
    QueueMetrics& queue() { return queue_; }
    /// Declares a job that is to succeed every so often. `job` is a constant.
    void add_job(const std::string& job, std::chrono::seconds every);
    void job_succeeded(const std::string& job);
    /// A command of Redis and the time until its answer.
    void count_command(std::string_view command, std::chrono::nanoseconds time);
    void count_nir() { nir_refused_->Increment(); }
    void add_in_flight(int change) { in_flight_->Increment(change); }
    /// Prometheus text (version 0.0.4).
    [[nodiscard]] std::string scrape(const ScrapeFacts& facts);

private:
    using GaugeFamily = prometheus::Family<prometheus::Gauge>;
    prometheus::Counter* counter(const std::string& name,
                                 const std::string& help,
                                 const prometheus::Labels& labels = {});
    prometheus::Gauge* gauge(const std::string& name, const std::string& help);
    GaugeFamily* gauges(const std::string& name, const std::string& help);
    void add_operation(std::string_view name);
    void add_proof_gauges();
    static void advance(prometheus::Counter& counter, double total);
    void add_commands();

    prometheus::Registry registry_;
    std::map<std::string_view, OperationMetrics, std::less<>> operations_;
    std::array<prometheus::Counter*, rejection_count> rejected_{};
    prometheus::Counter* claims_granted_ = nullptr;
    prometheus::Counter* claims_empty_ = nullptr;
    prometheus::Counter* claims_conflict_ = nullptr;
    prometheus::Counter* files_claimed_ = nullptr;
    std::map<EligibilityRule, prometheus::Gauge*> unassignable_{};      // from the queues
    std::map<EligibilityRule, prometheus::Gauge*> unassignable_one_{};  // file by file, in a proof
    std::map<std::string, prometheus::Gauge*, std::less<>> violations_{};
    std::array<prometheus::Gauge*, finding_kind_count> findings_{};
    prometheus::Gauge* clearance_ = nullptr;
    prometheus::Counter* replays_ = nullptr;
    prometheus::Counter* rate_limited_ = nullptr;
    prometheus::Counter* nir_refused_ = nullptr;
    prometheus::Counter* redis_reconnects_ = nullptr;
    prometheus::Counter* redis_restarts_ = nullptr;
    prometheus::Counter* log_dropped_ = nullptr;
    prometheus::Counter* series_dropped_ = nullptr;
    prometheus::Counter* process_cpu_ = nullptr;
    prometheus::Gauge* in_flight_ = nullptr;
    prometheus::Gauge* redis_in_flight_ = nullptr;
    prometheus::Gauge* store_up_ = nullptr;
    prometheus::Gauge* process_memory_ = nullptr;
    prometheus::Gauge* process_files_ = nullptr;
    prometheus::Gauge* process_started_ = nullptr;
    GaugeFamily* jobs_ = nullptr;
    GaugeFamily* job_periods_ = nullptr;
    std::map<std::string, prometheus::Histogram*, std::less<>> commands_;
    QueueMetrics queue_;
    std::mutex scrape_mutex_;
};

/// The observer of one thread's server: counts and logs each request. Used on that thread.
class ThreadObserver final : public HttpObserver {
public:
    ThreadObserver(Metrics& metrics, Log& log) : metrics_(metrics), log_(log) {}
    void on_answered(const RequestRecord& record) override;
    void on_rejected(Rejection reason) override;
    void on_in_flight(int change) override { metrics_.add_in_flight(change); }
    void on_exception(std::string_view what, std::string_view trace_id) override;

private:
    Metrics& metrics_;
    Log& log_;
    /// By the address of the name: operations are constants of the contract.
    std::unordered_map<const char*, const OperationMetrics*> known_;
};

}  // namespace echeance
