// SPDX-License-Identifier: EUPL-1.2
#include "service/worker.hpp"

#include <algorithm>

#include "service/assets.hpp"

namespace echeance {

namespace {

redis::ClientOptions client_options(Shared& shared,
                                    redis::Endpoint endpoint,
                                    std::uint32_t number) {
    redis::ClientOptions options;
    options.endpoint = std::move(endpoint);
    options.jitter_seed = static_cast<std::uint32_t>(SystemRandomness{}.next()) + number;
    options.on_change = [&log = shared.log](redis::LinkChange change, std::string_view reason) {
        switch (change) {
            case redis::LinkChange::up:
                return log.write(LogLevel::info, "redis_up", {});
            case redis::LinkChange::lost:
                return log.write(LogLevel::warn, "redis_lost", {{"reason", reason}});
            case redis::LinkChange::unreachable:
                return log.write(LogLevel::warn, "redis_unreachable", {{"reason", reason}});
        }
    };
    options.on_answered = [&metrics = shared.metrics](std::string_view command,
                                                      std::chrono::nanoseconds time) {
        metrics.count_command(command, time);
    };
    return options;
}

HttpLimits limits_of(const Config& config) {
    HttpLimits limits;
    limits.connections_max = std::max<std::size_t>(config.max_connections / config.threads, 1);
    limits.in_flight_max = config.max_in_flight;
    return limits;
}

}  // namespace

Worker::Worker(Shared& shared, redis::Endpoint redis, std::uint32_t number)
    : shared_(shared),
      guard_(boost::asio::make_work_guard(io_)),
      client_(io_, client_options(shared, std::move(redis), number)),
      store_(client_,
             shared.calendar,
             randomness_,
             redis::StoreOptions{.wait_replicas = shared.config.wait_replicas}),
      credentials_(client_),
      scratch_(shared.config.data_dir),
      workshop_(io_, shared.compute, shared.clock, shared.log),
      monitor_(shared.health,
               shared.metrics,
               shared.log,
               store_,
               {shared.config.tenant, shared.calendar, shared.clock}),
      ports_{.store = store_,
             .credentials = credentials_,
             .calendar = shared.calendar,
             .randomness = randomness_,
             .monitor = monitor_,
             .scratch = scratch_,
             .workshop = workshop_,
             .contract_json = asset("openapi.json"),
             .contract_yaml = asset("openapi.yaml"),
             .page_file = page_file},
      api_(*shared.contract,
           ports_,
           ApiLimits{.requests_per_second = shared.config.requests_per_second}),
      endpoint_(api_, shared.metrics_access),
      observer_(shared.metrics, shared.log),
      server_(io_,
              SessionContext{.endpoint = endpoint_,
                             .observer = observer_,
                             .clock = shared.clock,
                             .randomness = randomness_,
                             .limits = limits_of(shared.config),
                             .in_flight = shared.in_flight}) {
    store_.know(shared.config.tenant);
    shared.health.watch(client_);
}

Worker::~Worker() {
    io_.stop();  // does nothing after an orderly stop; ends the thread when an exception unwinds
    join();
}

void Worker::start() {
    client_.start();
    thread_ = std::thread([this] { io_.run(); });
}

Result<std::uint16_t> Worker::listen(std::uint16_t port, Sharing sharing) {
    return server_.listen(shared_.config.listen, port, sharing);
}

void Worker::stop() {
    server_.drain([] {});
    server_.abort();
    client_.stop();
    guard_.reset();
}

void Worker::join() {
    if (thread_.joinable()) thread_.join();
}

}  // namespace echeance
