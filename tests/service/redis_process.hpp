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
#include <string>
#include <utility>
#include <vector>

#include "service/redis/child_process.hpp"
#include "service/redis/data_folder.hpp"
#include "tests/service/redis_test_support.hpp"

namespace echeance::redis::test {

/// A port of the loopback that nobody listens on.
inline std::uint16_t free_port() {
    const FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(socket.get(), generic, size) != 0 ||
        ::getsockname(socket.get(), generic, &size) != 0)
        throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
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
