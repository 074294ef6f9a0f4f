// SPDX-License-Identifier: EUPL-1.2
#include "service/application.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_future.hpp>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iostream>
#include <optional>
#include <vector>

#include "service/assets.hpp"
#include "service/demo.hpp"
#include "service/demo_history.hpp"
#include "service/jobs.hpp"
#include "service/owner_token.hpp"
#include "service/redis/durability.hpp"
#include "service/redis_backend.hpp"
#include "service/worker.hpp"

namespace echeance {

namespace asio = boost::asio;

namespace {

/// For an external Redis; the embedded one is up when its start returns.
constexpr std::chrono::seconds store_within{30};
constexpr std::chrono::seconds command_within{10};
/// The statistics' counters of years.
constexpr std::chrono::seconds between_readings{5};
constexpr std::chrono::seconds reading_within{60};
constexpr int reading_rests = 20;
constexpr std::chrono::minutes readings_due_every{10};
constexpr std::chrono::hours proof_due_every{24};
constexpr std::chrono::minutes forecast_due_every{30};

Deadline in(std::chrono::seconds time) {
    return Deadline{SystemClock::steady_now() + time};
}

/// The whole process: made, run and taken apart on the main thread. Members are destroyed in the
/// reverse of the order in which they depend on each other.
class Process {
public:
    explicit Process(const Config& config)
        : config_(config), log_(STDERR_FILENO, config.log_level), clock_(config.as_of) {}
    int run();

private:
    Result<void> start();
    Result<void> load_contract();
    Result<void> start_workers();
    Result<void> check_durability();
    Result<void> prepare_store();
    Result<void> load_demo_files();
    void start_jobs();
    Result<void> listen();
    Result<void> announce() const;
    void wait_for_signal();
    void on_signal();
    void drain();
    void stop();

    /// Runs `task` on a worker's thread and waits for what it gives.
    template <class Function>
    auto on_worker(Worker& worker, Function task) {
        std::packaged_task<decltype(task())()> packaged(std::move(task));
        auto result = packaged.get_future();
        // A packaged task given as it stands would be taken for a completion token.
        asio::post(worker.io(), [packaged = std::move(packaged)]() mutable { packaged(); });
        return result.get();
    }
    template <class T>
    T await_on(Worker& worker, asio::awaitable<T> task) {
        return asio::co_spawn(worker.io(), std::move(task), asio::use_future).get();
    }

    const Config& config_;
    Log log_;
    SystemClock clock_;
    ZoneCalendar calendar_;
    SystemRandomness randomness_;  // of the demonstration, before anything else runs
    Health health_;
    std::shared_ptr<const Contract> contract_;
    std::optional<Metrics> metrics_;
    RedisBackend redis_;
    ComputePool compute_;
    std::optional<Shared> shared_;
    std::vector<std::unique_ptr<Worker>> workers_;
    /// Gauges are those of the process's own tenant; what is wrong with another's is in the log.
    const ProofEvents proof_events_{
        .told =
            [this](const TenantId& tenant, const DailyProof& proof) {
                if (tenant == config_.tenant) metrics_->set_proof(proof);
            },
        .made = [this](const TenantId& tenant,
                       const DailyProof& proof) { log_proof(log_, tenant, proof); }};
    const ForecastTold forecast_told_ = [this](const TenantId& tenant,
                                               const StandingForecast& forecast) {
        if (tenant == config_.tenant) metrics_->set_forecast(forecast);
    };
    std::unique_ptr<Jobs> jobs_;
    asio::io_context main_;
    asio::signal_set signals_{main_};
    asio::steady_timer drain_timer_{main_};
    std::uint16_t port_ = 0;
    std::size_t undrained_ = 0;
    bool is_draining_ = false;
};

int Process::run() {
    const auto started = start();
    if (!started) {
        log_.write(LogLevel::error, "start_refused", {{"reason", started.error().detail}});
        stop();
        log_.flush();
        std::cerr << "echeance: " << started.error().detail << "\n";
        for (const auto& fault : started.error().fields)
            std::cerr << "  " << fault.pointer << ": " << fault.detail << "\n";
        return EXIT_FAILURE;
    }
    wait_for_signal();
    main_.run();
    stop();
    log_.write(LogLevel::info, "stopped", {});
    return EXIT_SUCCESS;
}

Result<void> Process::start() {
    log_.write(LogLevel::info, "starting", {{"version", version}});
    if (config_.port != 0)
        if (const auto free = check_address_is_free(config_.listen, config_.port); !free)
            return free;
    using Step = Result<void> (Process::*)();
    for (const Step step : {&Process::load_contract,
                            &Process::start_workers,
                            &Process::prepare_store,
                            &Process::load_demo_files}) {
        const auto done = (this->*step)();
        if (!done) return done;
    }
    start_jobs();
    // Until here a signal just ends the process: nothing is in flight, and loading may take
    // minutes.
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    const auto listening = listen();
    if (!listening) return listening;
    health_.enter(Health::Phase::serving);
    return announce();
}

Result<void> Process::load_contract() {
    auto contract = Contract::load(asset("openapi.json"), handlers());
    if (!contract) return std::unexpected(contract.error());
    contract_ = std::move(*contract);
    std::vector<std::string_view> operations;
    for (const auto& operation : contract_->operations()) operations.emplace_back(operation.id);
    metrics_.emplace(version, operations);
    return {};
}

Result<void> Process::start_workers() {
    auto redis = open_redis(config_, log_);
    if (!redis) return std::unexpected(redis.error());
    redis_ = std::move(*redis);
    health_.watch(redis_.embedded.get());
    MetricsAccess access{.is_open = config_.is_loopback()};
    if (!config_.metrics_token_file.empty()) {
        auto token = read_secret(config_.metrics_token_file);
        if (!token) return std::unexpected(token.error());
        access.token = std::move(*token);
    }
    shared_.emplace(config_,
                    contract_,
                    log_,
                    *metrics_,
                    health_,
                    clock_,
                    calendar_,
                    std::move(access),
                    compute_);
    for (unsigned n = 0; n < config_.threads; ++n)
        workers_.push_back(std::make_unique<Worker>(*shared_, redis_.endpoint, n));
    for (const auto& worker : workers_) worker->start();
    for (const auto& worker : workers_)
        if (!await_on(*worker, worker->client().wait_until_up(in(store_within))))
            return refuse(Errc::store_unavailable,
                          "Redis does not answer at " + redis_.endpoint.to_string() + ".");
    return {};
}

/// A Redis that is not ours must keep decision 3's promise, or the service does not start.
Result<void> Process::check_durability() {
    if (redis_.embedded) return {};
    auto& worker = *workers_.front();
    const auto found = await_on(worker, redis::durability(worker.client(), in(command_within)));
    if (!found) return std::unexpected(found.error());
    if (*found == redis::Durability::unknown)
        log_.write(LogLevel::warn, "durability_unknown", {{"redis", redis_.endpoint.to_string()}});
    if (*found == redis::Durability::may_tear)
        log_.write(LogLevel::warn,
                   "redis_may_tear",
                   {{"redis", redis_.endpoint.to_string()},
                    {"remedy", std::string_view{"set aof-load-truncated no"}}});
    if (*found == redis::Durability::unsynced)
        return refuse(
            Errc::store_unavailable,
            "Redis at " + redis_.endpoint.to_string() +
                " may lose what it acknowledged: set appendonly yes and appendfsync always.");
    return {};
}

Result<void> Process::prepare_store() {
    auto& worker = *workers_.front();
    if (const auto durable = check_durability(); !durable) return durable;
    return await_on(worker,
                    ensure_owner_token(worker.client(), config_, clock_.now(), in(command_within)));
}

Result<void> Process::load_demo_files() {
    if (!config_.demo) return {};
    auto& worker = *workers_.front();
    auto loading = load_demo(worker.store(),
                             calendar_,
                             randomness_,
                             config_.tenant,
                             clock_.now(),
                             config_.demo_files,
                             [this](std::size_t files) {
                                 constexpr std::size_t told_every = 4'096;
                                 if (files % told_every == 0)
                                     log_.write(LogLevel::info,
                                                "demo_loading",
                                                {{"files", static_cast<std::int64_t>(files)}});
                             });
    const auto loaded = await_on(worker, std::move(loading));
    if (loaded) {
        const auto past = await_on(worker,
                                   load_demo_history(worker.store(),
                                                     calendar_,
                                                     randomness_,
                                                     config_.tenant,
                                                     clock_.now(),
                                                     demo_history_size(loaded->files)));
        if (!past) return std::unexpected(past.error());
        log_.write(LogLevel::info,
                   "demo_loaded",
                   {{"files", static_cast<std::int64_t>(loaded->files)},
                    {"past_files", static_cast<std::int64_t>(*past)},
                    {"doctors", static_cast<std::int64_t>(loaded->doctors)}});
        return {};
    }
    // A second start with the same flags finds the demonstration in place.
    if (loaded.error().code == Errc::state_conflict) return {};
    return std::unexpected(loaded.error());
}

void Process::start_jobs() {
    auto& worker = *workers_.front();
    std::vector<Job> all{
        {"indexes", [this, &worker] { return refresh_indexes(worker.store(), clock_); }},
        {"returns", [this, &worker] { return return_files(worker.store(), clock_); }},
        {"minutes", [this, &worker] { return learn_minutes(worker.store(), clock_); }},
        {"gauges", [&worker] { return worker.monitor().read_gauges(in(command_within)); }},
        {"integrity",
         [this, &worker] { return prove_integrity(worker.store(), clock_, proof_events_); },
         Timestamp::by_itself,
         proof_due_every},
        {.name = "forecast",
         .round =
             [this, &worker] {
                 return renew_forecasts(worker.ports(), worker.store(), clock_, forecast_told_);
             },
         .due_every = forecast_due_every,
         .pause = between_readings},
        {.name = "statistics",
         .round = [&worker] { return worker.monitor().read_delay_gauges(in(reading_within)); },
         .due_every = readings_due_every,
         .pause = between_readings,
         .rest_times = reading_rests}};
    for (const auto& job : all) metrics_->add_job(std::string{job.name}, job.due_every);
    Jobs::Events events{
        .on_succeeded = [this](std::string_view job) { metrics_->job_succeeded(std::string{job}); },
        .on_failed =
            [this](std::string_view job) {
                log_.write(LogLevel::warn, "job_failed", {{"job", job}});
            }};
    jobs_ = std::make_unique<Jobs>(worker.io(), std::move(all), std::move(events));
    on_worker(worker, [this] { jobs_->start(); });
}

Result<void> Process::listen() {
    const auto sharing = workers_.size() > 1 ? Sharing::shared : Sharing::alone;
    port_ = config_.port;
    for (const auto& worker : workers_) {
        const auto port = on_worker(*worker, [&] { return worker->listen(port_, sharing); });
        if (!port) return std::unexpected(port.error());
        port_ = *port;
    }
    return {};
}

Result<void> Process::announce() const {
    if (!config_.port_file.empty()) {
        // Whole or not at all: whoever waits for the file may read it at once.
        auto unfinished = config_.port_file;
        unfinished += ".new";
        std::ofstream(unfinished) << port_ << "\n";
        std::error_code error;
        std::filesystem::rename(unfinished, config_.port_file, error);
        if (error) return refuse(Errc::store_unavailable, "The port file cannot be written.");
    }
    const bool is_ipv6 = config_.listen.find(':') != std::string::npos;
    const auto host = is_ipv6 ? "[" + config_.listen + "]" : config_.listen;
    std::cout << "echeance " << version << " listens on http://" << host << ":" << port_
              << " (owner's token: " << owner_token_file(config_).string() << ")" << std::endl;
    return {};
}

void Process::wait_for_signal() {
    const auto on_caught = [this](const boost::system::error_code& error, int) {
        if (!error) on_signal();
    };
    signals_.async_wait(on_caught);
}

void Process::on_signal() {
    // The operator does not want to wait. The embedded Redis ends with us; what was acknowledged is
    // on disk.
    if (is_draining_) std::_Exit(EXIT_FAILURE);
    is_draining_ = true;
    wait_for_signal();
    drain();
}

void Process::drain() {
    log_.write(LogLevel::info, "draining", {});
    health_.enter(Health::Phase::draining);
    drain_timer_.expires_after(drain_within);
    const auto on_late = [this](const boost::system::error_code& error) {
        if (error) return;
        log_.write(LogLevel::warn, "drain_cut_short", {});
        main_.stop();
    };
    drain_timer_.async_wait(on_late);
    undrained_ = workers_.size();
    const auto on_drained = [this] {
        if (--undrained_ == 0) main_.stop();
    };
    for (const auto& worker : workers_) {
        const auto tell = [this, on_drained] { asio::post(main_, on_drained); };
        const auto begin = [&worker = *worker, tell] { worker.drain(tell); };
        asio::post(worker->io(), begin);
    }
}

void Process::stop() {
    boost::system::error_code ignored;
    signals_.clear(ignored);
    compute_.stop();
    if (jobs_) on_worker(*workers_.front(), [this] { jobs_->stop(); });
    for (const auto& worker : workers_) {
        const auto stop_worker = [&worker = *worker] { worker.stop(); };
        asio::post(worker->io(), stop_worker);
    }
    for (const auto& worker : workers_) worker->join();
    health_.watch(nullptr);
    if (redis_.embedded) redis_.embedded->stop();
}

}  // namespace

int serve(const Config& config) {
    Process process(config);
    return process.run();
}

}  // namespace echeance
