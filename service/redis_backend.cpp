// SPDX-License-Identifier: EUPL-1.2
#include "service/redis_backend.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

namespace echeance {

namespace {

void log_event(Log& log, redis::ServerEvent event, std::string_view detail) {
    switch (event) {
        case redis::ServerEvent::started:
            return log.write(LogLevel::info, "redis_started", {{"detail", detail}});
        case redis::ServerEvent::loading:
            return log.write(LogLevel::info, "redis_loading", {{"detail", detail}});
        case redis::ServerEvent::ready:
            return log.write(LogLevel::info, "redis_ready", {{"detail", detail}});
        case redis::ServerEvent::tail_truncated:
            return log.write(LogLevel::warn, "redis_tail_truncated", {{"detail", detail}});
        case redis::ServerEvent::died:
            return log.write(LogLevel::error, "redis_died", {{"detail", detail}});
        case redis::ServerEvent::restart_failed:
            return log.write(LogLevel::error, "redis_restart_failed", {{"detail", detail}});
        case redis::ServerEvent::stopped:
            return log.write(LogLevel::info, "redis_stopped", {{"detail", detail}});
    }
}

bool answers(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) return false;
    std::memcpy(address.sun_path, path.data(), path.size());
    const redis::FileDescriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
           0;
}

}  // namespace

Result<RedisBackend> open_redis(const Config& config, Log& log) {
    RedisBackend backend;
    if (config.redis.empty()) {
        redis::EmbeddedOptions options;
        options.data_dir = config.data_dir;
        options.on_event = [&log](redis::ServerEvent event, std::string_view detail) {
            log_event(log, event, detail);
        };
        auto embedded = redis::EmbeddedServer::start(std::move(options));
        if (!embedded) return std::unexpected(embedded.error());
        backend.endpoint = (*embedded)->endpoint();
        backend.embedded = std::move(*embedded);
        return backend;
    }
    auto endpoint = redis::Endpoint::parse(config.redis);
    if (!endpoint) return std::unexpected(endpoint.error());
    backend.endpoint = std::move(*endpoint);
    if (config.redis_password_file.empty()) return backend;
    auto password = read_secret(config.redis_password_file);
    if (!password) return std::unexpected(password.error());
    backend.endpoint.password = std::move(*password);
    return backend;
}

Result<RedisBackend> open_running_redis(const Config& config, Log& log) {
    std::error_code error;
    const auto socket = std::filesystem::absolute(config.data_dir, error) / "redis.sock";
    if (!config.redis.empty() || error || !answers(socket.string())) return open_redis(config, log);
    RedisBackend backend;
    backend.endpoint.path = socket.string();
    return backend;
}

}  // namespace echeance
