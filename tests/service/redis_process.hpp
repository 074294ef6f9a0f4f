// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "service/redis/child_process.hpp"
#include "service/redis/data_folder.hpp"
#include "tests/service/redis_test_support.hpp"

namespace echeance::redis::test {

/// Whether the loopback's port can be listened on.
inline bool is_free(std::uint16_t port) {
    const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

/// A port of the loopback that nobody listens on, another one each time. Below those that Linux
/// gives to connections: one of them would take the port between this look and the server's start,
/// or connect to itself.
inline std::uint16_t free_port() {
    constexpr std::uint16_t first = 20'000;
    constexpr std::uint16_t count = 12'000;
    static auto next = static_cast<std::uint16_t>(std::random_device{}() % count);
    for (int tries = 0; tries < 100; ++tries) {
        next = static_cast<std::uint16_t>((next + 1) % count);
        const auto port = static_cast<std::uint16_t>(first + next);
        if (is_free(port)) return port;
    }
    throw std::runtime_error("no free port");
}

/// Polls until true; the bound is for a broken server, not a pace.
inline bool eventually(boost::asio::io_context& io, const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
        if (condition()) return true;
        io.restart();
        io.run_for(std::chrono::milliseconds(20));
    }
    return false;
}

/// A redis-server (or, with `--sentinel` last, a Sentinel) of the test's own on the loopback.
class RedisProcess {
public:
    /// `lines` is added to the configuration file; the server is told to listen on `port()`.
    explicit RedisProcess(const std::string& lines, std::vector<std::string> flags = {})
        : port_(free_port()) {
        const auto file = folder_.path() / "redis.conf";
        write_file(file,
                   "bind 127.0.0.1\nport " + std::to_string(port_) + "\ndir " +
                       folder_.path().string() + "\n" + lines);
        args_ = {file.string()};
        args_.insert(args_.end(), flags.begin(), flags.end());
        start();
    }
    ~RedisProcess() { kill(); }
    RedisProcess(const RedisProcess&) = delete;
    RedisProcess& operator=(const RedisProcess&) = delete;

    void start() {
        const FileDescriptor folder(::open(folder_.path().c_str(), O_DIRECTORY | O_CLOEXEC));
        const FileDescriptor log(::open(
            (folder_.path() / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        auto started = start_child({.program = find_program("redis-server"),
                                    .args = args_,
                                    .working_directory_fd = folder.get(),
                                    .log_fd = log.get(),
                                    .kept_fd = log.get()});
        if (!started) throw std::runtime_error(started.error().detail);
        pid_ = *started;
    }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
    }

    std::uint16_t port() const { return port_; }
    Address address() const { return {"127.0.0.1", port_}; }
    Endpoint endpoint(const std::string& password) const {
        Endpoint endpoint;
        endpoint.password = password;
        return endpoint.server(address());
    }

private:
    TempFolder folder_;
    std::uint16_t port_;
    std::vector<std::string> args_;
    pid_t pid_ = 0;
};

}  // namespace echeance::redis::test
