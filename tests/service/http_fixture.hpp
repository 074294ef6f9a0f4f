// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "service/http_server.hpp"
#include "service/randomness.hpp"

namespace echeance::test {

/// A handful of handlers without a contract, one for each way a request can go.
class FakeEndpoint final : public Endpoint {
public:
    explicit FakeEndpoint(boost::asio::io_context& io) : gate_(io) {
        gate_.expires_at(boost::asio::steady_timer::time_point::max());
    }
    boost::asio::awaitable<Admitted> admit(const Request& head) override;
    boost::asio::awaitable<Response> answer(const Request& request, Admitted admitted) override;
    Response refusal(const Error& error, const Request& head) override;
    /// Lets the requests that wait at `/wait` go on. On the server's thread.
    void open_gate() { gate_.cancel(); }

    std::atomic<int> waiting = 0;

private:
    boost::asio::steady_timer gate_;
};

struct FakeObserver final : HttpObserver {
    void on_answered(const RequestRecord& record) override;
    void on_rejected(Rejection reason) override { ++rejected.at(static_cast<std::size_t>(reason)); }
    void on_in_flight(int change) override { in_flight += change; }
    void on_exception(std::string_view, std::string_view) override { ++exceptions; }
    [[nodiscard]] int count(Rejection reason) const {
        return rejected.at(static_cast<std::size_t>(reason));
    }

    std::array<std::atomic<int>, rejection_count> rejected{};
    std::atomic<int> answered = 0;
    std::atomic<int> in_flight = 0;
    std::atomic<int> exceptions = 0;
};

/// A server on a port of its own, on a thread of its own.
class ServerFixture {
public:
    explicit ServerFixture(HttpLimits limits = {});
    ~ServerFixture();
    ServerFixture(const ServerFixture&) = delete;
    ServerFixture& operator=(const ServerFixture&) = delete;

    /// Runs `task` on the server's thread and waits for it.
    void run(const std::function<void()>& task);
    [[nodiscard]] std::size_t connections();

    std::uint16_t port = 0;
    boost::asio::io_context io;
    FakeEndpoint endpoint{io};
    FakeObserver observer;
    std::atomic<std::size_t> in_flight = 0;
    SystemClock clock;
    SystemRandomness randomness;
    HttpServer server;
    std::promise<void> drained;

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
        io.get_executor()};
    std::thread thread_;
};

struct Answer {
    int status = 0;                              ///< 0: the connection ended first
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// A blocking client that sends exactly what it is told. Gives up reading after five seconds.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void send(std::string_view text) const;
    void end_sending() const;
    /// The next answer; `HEAD` has none of the body its header announces.
    Answer read(std::string_view method = "GET");
    Answer ask(std::string_view text) {
        send(text);
        return read();
    }
    /// Whether the server has ended the connection, all input read.
    [[nodiscard]] bool is_ended();

private:
    bool read_more();
    std::string take_chunks();
    bool fill(std::size_t bytes);

    int fd_ = -1;
    std::string input_;
};

/// Waits until `condition` holds; false after five seconds.
[[nodiscard]] bool eventually(const std::function<bool()>& condition);

}  // namespace echeance::test
