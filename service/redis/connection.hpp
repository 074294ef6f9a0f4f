// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.hpp"
#include "domain/result.hpp"
#include "service/redis/command.hpp"
#include "service/redis/endpoint.hpp"
#include "service/redis/reply.hpp"

namespace echeance::redis {

/// One life of one pipelined connection: opened once, used by many coroutines, closed for good.
/// Commands of one turn of the event loop leave in one write; replies are matched in order. A
/// missed deadline closes the connection, since every later reply would wait behind the missing
/// one.
///
/// Used only on its own io_context, run by one thread. Replies resume their coroutine from inside
/// the read handler; failures are posted. Always held by `shared_ptr`; `close()` must be called
/// before the io_context goes away.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using ReplyHandler = boost::asio::any_completion_handler<void(Result<Reply>)>;
    using RepliesHandler = boost::asio::any_completion_handler<void(Result<std::vector<Reply>>)>;

    /// Commands without their reply yet. At 20,000 replies a second it is most of a second of work:
    /// more waiting would only miss more deadlines.
    static constexpr std::size_t in_flight_max = 16'384;
    /// Bytes accepted but not yet written to the socket.
    static constexpr std::size_t unsent_bytes_max = 64U << 20U;
    /// Grain of the deadlines: one timer for all commands, and none while nothing is in flight.
    static constexpr std::chrono::milliseconds deadline_tick{20};

    explicit Connection(boost::asio::io_context& io);

    /// Connects to one server, authenticates and waits for one `PING`. `Errc::store_unavailable`
    /// otherwise (also while the server loads its data), with the reason; the connection is then
    /// closed.
    boost::asio::awaitable<Result<void>> open(Endpoint endpoint, Deadline deadline);

    /// Takes one command; `handler` gets its reply, or `Errc::store_unavailable` when the
    /// connection is lost first (the command may have been carried out). Requires `admits(1,
    /// bytes)`.
    void send(const Command& command, Deadline deadline, ReplyHandler handler);

    /// The same for several commands, which leave together and are answered together.
    void send_all(const std::vector<Command>& commands, Deadline deadline, RepliesHandler handler);

    /// Sends one command and waits for its reply; for what is asked of a server about itself.
    boost::asio::awaitable<Result<Reply>> ask(Command command, Deadline deadline);

    /// Whether `commands` more fit under the limits.
    bool admits(std::size_t commands, std::size_t bytes) const;

    /// Ends the connection; all that is in flight completes with `Errc::store_unavailable`.
    /// `reason` is a fixed sentence.
    void close(std::string_view reason);

    /// Returns once the connection is closed. One caller only.
    boost::asio::awaitable<void> closed();

    bool is_closed() const { return closed_; }
    std::size_t in_flight() const { return pending_.size(); }
    std::string_view close_reason() const { return close_reason_; }

private:
    /// Replies gathered for one `send_all`.
    struct Batch {
        std::size_t expected;
        std::vector<Reply> replies;
        RepliesHandler handler;
    };
    struct Pending {
        std::chrono::steady_clock::time_point deadline;
        ReplyHandler handler;
        std::shared_ptr<Batch> batch;
    };

    boost::asio::awaitable<Result<void>> connect(Endpoint endpoint);
    boost::asio::awaitable<Result<void>> greet(std::string password, Deadline deadline);
    void expect(Pending pending);
    void flush_soon();
    void flush();
    void read_next();
    void on_read(std::size_t bytes);
    static void deliver(Pending pending, Reply reply);
    static void fail(Pending& pending);
    void arm_timer();
    void on_tick();

    boost::asio::io_context& io_;
    boost::asio::generic::stream_protocol::socket socket_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    boost::asio::any_completion_handler<void()> closed_handler_;
    ReplyParser parser_;
    std::deque<Pending> pending_;
    std::string unsent_;
    std::string writing_;
    std::array<char, 16U << 10U> read_buffer_{};
    std::chrono::steady_clock::time_point earliest_deadline_ =
        std::chrono::steady_clock::time_point::max();
    std::string_view close_reason_;
    bool is_writing_ = false;
    bool is_flush_posted_ = false;
    bool is_timer_armed_ = false;
    bool closed_ = false;
};

}  // namespace echeance::redis
