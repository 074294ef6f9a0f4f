// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>

#include "service/config.hpp"
#include "service/log.hpp"
#include "service/redis/embedded_server.hpp"

namespace echeance {

/// The Redis of a process: one of its own in the data folder, or somebody's at `--redis`.
struct RedisBackend {
    std::unique_ptr<redis::EmbeddedServer> embedded;  ///< null: external
    redis::Endpoint endpoint;
};

/// Starts the embedded server, or reads the external address with its password.
/// `store_unavailable` with a line for the operator.
[[nodiscard]] Result<RedisBackend> open_redis(const Config& config, Log& log);

/// For the commands beside `serve`: the socket of the service that runs on the data folder, else as
/// `open_redis`.
[[nodiscard]] Result<RedisBackend> open_running_redis(const Config& config, Log& log);

}  // namespace echeance
