// SPDX-License-Identifier: EUPL-1.2
#include "service/metrics.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <limits>

#include "service/process_facts.hpp"
#include "service/system_clock.hpp"

namespace echeance {

namespace {

constexpr std::string_view unknown_operation = "unknown";
constexpr std::string_view other_command = "other";
/// Seconds: from one Redis round trip to the limit of an answer.
const prometheus::Histogram::BucketBoundaries duration_buckets{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10};
/// More addresses than operations exist: a bound, should a handler ever make names at run time.
constexpr std::size_t known_max = 1'024;

std::size_t class_of(int status) {
    return static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
}

template <class E>
prometheus::Labels label(const std::string& name, E value) {
    return {{name, std::string{to_text(value)}}};
}

}  // namespace

Metrics::Metrics(std::string_view version, const std::vector<std::string_view>& operations) {
    add_operation(unknown_operation);
    for (const auto name : operations) add_operation(name);
    for (std::size_t i = 0; i < rejection_count; ++i)
        rejected_.at(i) = counter("echeance_http_rejected_total",
                                  "Requests and connections turned away by the server.",
                                  {{"reason", std::string{to_text(static_cast<Rejection>(i))}}});
    const std::string claims = "Claims by what they gave.";
    claims_granted_ = counter("echeance_claims_total", claims, {{"result", "granted"}});
    claims_empty_ = counter("echeance_claims_total", claims, {{"result", "empty"}});
    claims_conflict_ = counter("echeance_claims_total", claims, {{"result", "conflict"}});
    files_claimed_ = counter("echeance_files_claimed_total", "Files given to doctors by claims.");
    auto* const unassignable =
        gauges("echeance_files_unassignable", "Queued files that no available doctor may take.");
    for (const auto rule : {EligibilityRule::right,
                            EligibilityRule::stage,
                            EligibilityRule::skill,
                            EligibilityRule::sector,
                            EligibilityRule::not_authorised,
                            EligibilityRule::not_working})
        unassignable_[rule] = &unassignable->Add(label("reason", rule));
    for (const auto rule : {EligibilityRule::conflict_of_interest,
                            EligibilityRule::declined_before,
                            EligibilityRule::same_evaluator,
                            EligibilityRule::no_supervisor})
        unassignable_one_[rule] = &unassignable->Add(label("reason", rule));
    add_proof_gauges();
    clearance_ = gauge("echeance_forecast_clearance_timestamp_seconds",
                       "Day from which the backlog meets the legal limit, in the median of the "
                       "standing forecast; NaN: not within its horizon, or none was made yet.");
    clearance_->Set(std::numeric_limits<double>::quiet_NaN());
    replays_ = counter("echeance_idempotent_replays_total", "Answers given again for their key.");
    rate_limited_ = counter("echeance_rate_limited_total", "Requests beyond a caller's rate.");
    nir_refused_ =
        counter("echeance_nir_refused_total", "Texts that look like a social security number.");
    redis_reconnects_ =
        counter("echeance_redis_reconnects_total", "Connections to Redis made again.");
    redis_restarts_ = counter("echeance_redis_restarts_total", "Starts of a dead embedded Redis.");
    log_dropped_ = counter("echeance_log_dropped_total", "Log lines dropped at the limit.");
    series_dropped_ = counter("echeance_metrics_series_dropped_total",
                              "Series of the queue left out at their limit, at each reading.");
    process_cpu_ =
        counter("process_cpu_seconds_total", "CPU time of the service, user and system.");
    in_flight_ = gauge("echeance_http_in_flight", "Requests being answered.");
    redis_in_flight_ = gauge("echeance_redis_in_flight", "Commands waiting for Redis.");
    store_up_ = gauge("echeance_store_up", "1 while Redis answers.");
    process_memory_ = gauge("process_resident_memory_bytes", "Resident memory of the service.");
    process_files_ = gauge("process_open_fds", "Open file descriptors.");
    process_started_ = gauge("process_start_time_seconds", "When the service started.");
    process_started_->Set(process_start_seconds());
    jobs_ = gauges("echeance_job_last_success_timestamp_seconds", "Last success of each job.");
    job_periods_ =
        gauges("echeance_job_period_seconds", "How often each job is to succeed, at the least.");
    add_commands();
    gauges("echeance_build_info", "Version of the service.")
        ->Add({{"version", std::string{version}}})
        .Set(1);
}

void Metrics::add_proof_gauges() {
    auto* const violations = gauges("echeance_integrity_violations",
                                    "Broken promises of the program, in the last daily proof.");
    for (const auto check : integrity_checks)
        violations_[std::string{check}] = &violations->Add({{"check", std::string{check}}});
    auto* const findings = gauges("echeance_integrity_findings",
                                  "What the office is to see to, in the last daily proof.");
    for (std::size_t i = 0; i < findings_.size(); ++i)
        findings_.at(i) = &findings->Add(label("finding", static_cast<FindingKind>(i)));
}

prometheus::Counter* Metrics::counter(const std::string& name,
                                      const std::string& help,
                                      const prometheus::Labels& labels) {
    return &prometheus::BuildCounter().Name(name).Help(help).Register(registry_).Add(labels);
}

prometheus::Gauge* Metrics::gauge(const std::string& name, const std::string& help) {
    return &gauges(name, help)->Add({});
}

Metrics::GaugeFamily* Metrics::gauges(const std::string& name, const std::string& help) {
    return &prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
}

void Metrics::add_operation(std::string_view name) {
    auto& durations = prometheus::BuildHistogram()
                          .Name("echeance_http_request_duration_seconds")
                          .Help("From a request's header to the end of its answer.")
                          .Register(registry_);
    OperationMetrics handles;
    for (std::size_t i = 0; i < status_class_count; ++i) {
        const prometheus::Labels labels{{"operation", std::string{name}},
                                        {"status_class", std::to_string(i + 1) + "xx"}};
        handles.requests.at(i) =
            counter("echeance_http_requests_total", "Requests answered.", labels);
        // Success is what a latency objective is about; refusals are quick and many series.
        if (i == 1) handles.durations.at(i) = &durations.Add(labels, duration_buckets);
    }
    operations_.emplace(name, handles);
}

const OperationMetrics& Metrics::operation(std::string_view name) const {
    const auto found = operations_.find(name);
    return found == operations_.end() ? operations_.at(unknown_operation) : found->second;
}

void Metrics::count(const RequestRecord& record, const OperationMetrics& handles) {
    const auto status_class = class_of(record.status);
    handles.requests.at(status_class)->Increment();
    if (auto* const durations = handles.durations.at(status_class); durations != nullptr)
        durations->Observe(std::chrono::duration<double>(record.duration).count());
    if (record.status == 429) rate_limited_->Increment();
    if (record.replayed) replays_->Increment();
}

void Metrics::count_rejected(Rejection reason) {
    rejected_.at(static_cast<std::size_t>(reason))->Increment();
}

void Metrics::count_claim(std::size_t granted) {
    (granted == 0 ? claims_empty_ : claims_granted_)->Increment();
    files_claimed_->Increment(static_cast<double>(granted));
}

void Metrics::set_unassignable(const std::map<EligibilityRule, std::int64_t>& counts) {
    for (const auto& [rule, gauge] : unassignable_) {
        const auto found = counts.find(rule);
        gauge->Set(found == counts.end() ? 0.0 : static_cast<double>(found->second));
    }
}

void Metrics::add_job(const std::string& job, std::chrono::seconds every) {
    jobs_->Add({{"job", job}});
    job_periods_->Add({{"job", job}}).Set(static_cast<double>(every.count()));
}

void Metrics::set_proof(const DailyProof& proof) {
    for (const auto& check : proof.report.checks)
        if (const auto known = violations_.find(check.check); known != violations_.end())
            known->second->Set(static_cast<double>(check.violations));
    std::array<std::int64_t, finding_kind_count> counts{};
    std::map<EligibilityRule, std::int64_t> by_rule;
    for (const auto& finding : proof.report.findings) {
        counts.at(static_cast<std::size_t>(finding.kind)) += finding.count;
        const auto rule = from_text<EligibilityRule>(finding.reason);
        if (finding.kind == FindingKind::no_doctor && rule) by_rule[*rule] += finding.count;
    }
    for (std::size_t i = 0; i < counts.size(); ++i)
        findings_.at(i)->Set(static_cast<double>(counts.at(i)));
    for (const auto& [rule, gauge] : unassignable_one_)
        gauge->Set(static_cast<double>(by_rule[rule]));
    const auto at = proof.proved_at.time_since_epoch();
    jobs_->Add({{"job", "integrity"}}).Set(std::chrono::duration<double>(at).count());
}

void Metrics::set_forecast(const StandingForecast& forecast) {
    constexpr double day_s = 24.0 * 3600.0;
    clearance_->Set(forecast.meets_limit_on ? forecast.meets_limit_on->number() * day_s
                                            : std::numeric_limits<double>::quiet_NaN());
}

void Metrics::job_succeeded(const std::string& job) {
    const auto now = SystemClock::real_now().time_since_epoch();
    jobs_->Add({{"job", job}}).Set(std::chrono::duration<double>(now).count());
}

void Metrics::add_commands() {
    auto& family = prometheus::BuildHistogram()
                       .Name("echeance_redis_command_duration_seconds")
                       .Help("From sending a command, or a pipeline by its first, to the answer.")
                       .Register(registry_);
    for (const std::string name : {"EVALSHA",
                                   "EVAL",
                                   "GET",
                                   "HGET",
                                   "HGETALL",
                                   "HKEYS",
                                   "HMGET",
                                   "SET",
                                   "SMEMBERS",
                                   "XRANGE",
                                   "ZCARD",
                                   "ZRANGE",
                                   "ZRANGEBYLEX",
                                   "ZRANGEBYSCORE",
                                   "ZSCORE",
                                   "other"})
        commands_[name] = &family.Add({{"command", name}}, duration_buckets);
}

void Metrics::count_command(std::string_view command, std::chrono::nanoseconds time) {
    auto found = commands_.find(command);
    if (found == commands_.end()) found = commands_.find(other_command);
    found->second->Observe(std::chrono::duration<double>(time).count());
}

void Metrics::advance(prometheus::Counter& counter, double total) {
    counter.Increment(std::max(0.0, total - counter.Value()));
}

std::string Metrics::scrape(const ScrapeFacts& facts) {
    const std::lock_guard lock(scrape_mutex_);
    advance(*redis_reconnects_, static_cast<double>(facts.redis_reconnects));
    advance(*redis_restarts_, static_cast<double>(facts.redis_restarts));
    advance(*log_dropped_, static_cast<double>(facts.log_dropped));
    advance(*series_dropped_, static_cast<double>(queue_.series_dropped()));
    redis_in_flight_->Set(static_cast<double>(facts.redis_in_flight));
    store_up_->Set(facts.store_up ? 1 : 0);
    const auto process = read_process_facts();
    advance(*process_cpu_, process.cpu_seconds);
    process_memory_->Set(process.resident_bytes);
    process_files_->Set(process.open_files);
    auto families = registry_.Collect();
    std::ranges::move(queue_.Collect(), std::back_inserter(families));
    return prometheus::TextSerializer{}.Serialize(families);
}

void ThreadObserver::on_answered(const RequestRecord& record) {
    if (known_.size() > known_max) known_.clear();
    auto& handles = known_[record.operation.data()];
    if (handles == nullptr) handles = &metrics_.operation(record.operation);
    metrics_.count(record, *handles);
    log_.write(LogLevel::info,
               "request",
               {{"operation", record.operation},
                {"status", std::int64_t{record.status}},
                {"duration_us", std::int64_t{record.duration.count()}},
                {"bytes", static_cast<std::int64_t>(record.bytes)},
                {"actor", record.actor},
                {"subject", record.subject},
                {"trace_id", record.trace_id}});
}

void ThreadObserver::on_rejected(Rejection reason) {
    metrics_.count_rejected(reason);
    log_.write(LogLevel::debug, "rejected", {{"reason", to_text(reason)}});
}

void ThreadObserver::on_exception(std::string_view what, std::string_view trace_id) {
    log_.write(LogLevel::error, "handler_threw", {{"what", what}, {"trace_id", trace_id}});
}

}  // namespace echeance
