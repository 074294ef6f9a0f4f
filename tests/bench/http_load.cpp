// SPDX-License-Identifier: EUPL-1.2
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <iostream>

#include "service/redis/data_folder.hpp"
#include "tests/bench/measure.hpp"

// As little work as a client can do, for it shares the machine with what it measures: prepared
// bytes, one thread, no parsing but the status and the length.
namespace echeance::bench {
namespace {

constexpr std::size_t answer_bytes_max = 16U << 10U;
constexpr int silence_ms = 30'000;

std::string request_text(const HttpPlan& plan, const std::string& doctor) {
    const std::string body = R"({"count":1})";
    return "POST /v1/doctors/" + doctor +
           ":claim HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + plan.token +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

redis::FileDescriptor connect_to(std::uint16_t port) {
    redis::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        return {};
    return socket;
}

enum class Progress { partial, granted, empty, failed };

class Caller {
public:
    Caller(redis::FileDescriptor socket, std::string request)
        : socket_(std::move(socket)), request_(std::move(request)) {}
    [[nodiscard]] int fd() const { return socket_.get(); }
    [[nodiscard]] Round::Clock::time_point began_at() const { return began_at_; }

    bool ask() {
        began_at_ = Round::Clock::now();
        filled_ = 0;
        return ::send(fd(), request_.data(), request_.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(request_.size());
    }

    Progress hear() {
        const auto bytes = ::recv(fd(), buffer_.data() + filled_, buffer_.size() - filled_, 0);
        if (bytes <= 0) return Progress::failed;
        filled_ += static_cast<std::size_t>(bytes);
        const std::string_view text(buffer_.data(), filled_);
        const auto head = text.find("\r\n\r\n");
        if (head == text.npos) return Progress::partial;
        constexpr std::string_view length_name = "\r\nContent-Length: ";
        const auto length_at = text.find(length_name);
        if (!text.starts_with("HTTP/1.1 200") || length_at == text.npos) {
            std::cerr << "echeance_bench: " << text << "\n";
            return Progress::failed;
        }
        std::size_t length = 0;
        std::from_chars(text.data() + length_at + length_name.size(), text.data() + head, length);
        if (filled_ < head + 4 + length) return Progress::partial;
        return text.find(R"("id":")", head) == text.npos ? Progress::empty : Progress::granted;
    }

private:
    redis::FileDescriptor socket_;
    std::string request_;
    Round::Clock::time_point began_at_;
    std::array<char, answer_bytes_max> buffer_{};
    std::size_t filled_ = 0;
};

}  // namespace

bool claim_over_http(const HttpPlan& plan, Round& round) {
    const redis::FileDescriptor poll(::epoll_create1(EPOLL_CLOEXEC));
    std::vector<Caller> callers;
    for (std::size_t n = 0; n < plan.connections; ++n) {
        auto socket = connect_to(plan.port);
        if (!socket.is_open()) return false;
        callers.emplace_back(std::move(socket),
                             request_text(plan, plan.doctors[n % plan.doctors.size()]));
    }
    for (std::size_t n = 0; n < callers.size(); ++n) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = n;
        if (::epoll_ctl(poll.get(), EPOLL_CTL_ADD, callers[n].fd(), &event) != 0) return false;
    }
    for (auto& caller : callers)
        if (round.begins() && !caller.ask()) return false;
    std::array<epoll_event, 64> events{};
    while (!round.is_over()) {
        const int ready = ::epoll_wait(poll.get(), events.data(), events.size(), silence_ms);
        if (ready <= 0) return false;
        for (int n = 0; n < ready; ++n) {
            auto& caller = callers[events[static_cast<std::size_t>(n)].data.u64];
            const auto progress = caller.hear();
            if (progress == Progress::failed) return false;
            if (progress == Progress::partial) continue;
            round.ended(caller.began_at(), progress == Progress::granted);
            if (round.begins() && !caller.ask()) return false;
        }
    }
    return true;
}

}  // namespace echeance::bench
