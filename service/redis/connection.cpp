// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace echeance::redis {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
/// A buffer that one burst has made larger is given back.
constexpr std::size_t buffer_bytes_kept = 1U << 20U;

Error lost() {
    return {Errc::store_unavailable, "The connection to the store was lost.", {}};
}

}  // namespace

Connection::Connection(asio::io_context& io) : io_(io), socket_(io), resolver_(io), timer_(io) {}

asio::awaitable<Result<void>> Connection::open(Endpoint endpoint, Deadline deadline) {
    const auto self = shared_from_this();
    // Until the first command, the timer that guards deadlines guards the connection itself.
    timer_.expires_at(deadline.at);
    timer_.async_wait([self](error_code fault) {
        if (!fault) self->close("The store did not take the connection in time.");
    });
    const auto password = endpoint.password;
    auto connected = co_await connect(std::move(endpoint));
    timer_.cancel();
    if (closed_) co_return refuse(Errc::store_unavailable, std::string(close_reason_));
    if (!connected) {
        close("The store could not be reached.");
        co_return connected;
    }
    read_next();
    auto greeted = co_await greet(password, deadline);
    if (!greeted) close("The store did not greet.");
    co_return greeted;
}

asio::awaitable<Result<void>> Connection::connect(Endpoint endpoint) {
    std::vector<asio::generic::stream_protocol::endpoint> targets;
    error_code fault;
    if (!endpoint.path.empty()) {
        targets.emplace_back(asio::local::stream_protocol::endpoint(endpoint.path));
    } else if (const auto address = asio::ip::make_address(endpoint.host, fault); !fault) {
        targets.emplace_back(asio::ip::tcp::endpoint(address, endpoint.port));
    } else {
        const auto service = std::to_string(endpoint.port);
        auto [ec, found] = co_await resolver_.async_resolve(endpoint.host, service, use_tuple);
        if (ec) co_return refuse(Errc::store_unavailable, "The store's host name is not known.");
        for (const auto& entry : found) targets.emplace_back(entry.endpoint());
    }
    for (const auto& target : targets) {
        if (closed_) break;
        error_code ignored;
        socket_.close(ignored);
        const auto [ec] = co_await socket_.async_connect(target, use_tuple);
        if (ec) continue;
        if (endpoint.path.empty()) {
            socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
            socket_.set_option(asio::socket_base::keep_alive(true), ignored);
        }
        co_return Result<void>();
    }
    co_return refuse(Errc::store_unavailable, "The store could not be reached.");
}

asio::awaitable<Result<void>> Connection::greet(std::string password, Deadline deadline) {
    if (!password.empty()) {
        const auto answer = co_await ask(Command("AUTH", password), deadline);
        if (!answer) co_return std::unexpected(answer.error());
        if (answer->is_error())
            co_return refuse(Errc::store_unavailable, "The store refused the password.");
    }
    const auto answer = co_await ask(Command("PING"), deadline);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->text() == "PONG") co_return Result<void>();
    if (answer->is_error_code("LOADING"))
        co_return refuse(Errc::store_unavailable, "The store is loading its data.");
    if (answer->is_error_code("NOAUTH"))
        co_return refuse(Errc::store_unavailable, "The store asks for a password.");
    co_return refuse(Errc::store_unavailable, "The store does not answer PING.");
}

asio::awaitable<Result<Reply>> Connection::ask(Command command, Deadline deadline) {
    if (closed_) co_return std::unexpected(lost());
    auto start = [&](auto handler) { send(command, deadline, ReplyHandler(std::move(handler))); };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<Reply>)>(
        start, asio::use_awaitable);
}

void Connection::send(const Command& command, Deadline deadline, ReplyHandler handler) {
    command.encode_to(unsent_);
    expect({deadline.at, std::move(handler), nullptr});
}

void Connection::send_all(const std::vector<Command>& commands,
                          Deadline deadline,
                          RepliesHandler handler) {
    auto batch = std::make_shared<Batch>(commands.size(), std::vector<Reply>(), std::move(handler));
    batch->replies.reserve(commands.size());
    for (const auto& command : commands) {
        command.encode_to(unsent_);
        expect({deadline.at, {}, batch});
    }
}

bool Connection::admits(std::size_t commands, std::size_t bytes) const {
    return pending_.size() + commands <= in_flight_max &&
           unsent_.size() + bytes <= unsent_bytes_max;
}

void Connection::expect(Pending pending) {
    earliest_deadline_ = std::min(earliest_deadline_, pending.deadline);
    pending_.push_back(std::move(pending));
    if (closed_) {
        // The caller looked before it suspended; nothing may be left waiting on a dead connection.
        asio::post(io_, [self = shared_from_this(), late = std::exchange(pending_, {})]() mutable {
            for (auto& each : late) fail(each);
        });
        return;
    }
    flush_soon();
    arm_timer();
}

/// Waits for the end of this turn of the event loop, so that all its commands leave in one write: a
/// system call less each, and one disk sync for all of them in Redis.
void Connection::flush_soon() {
    if (is_writing_ || is_flush_posted_) return;
    is_flush_posted_ = true;
    asio::post(io_, [self = shared_from_this()] {
        self->is_flush_posted_ = false;
        self->flush();
    });
}

void Connection::flush() {
    if (closed_ || is_writing_ || unsent_.empty()) return;
    std::swap(unsent_, writing_);
    is_writing_ = true;
    asio::async_write(socket_,
                      asio::buffer(writing_),
                      [self = shared_from_this()](error_code fault, std::size_t) {
                          self->is_writing_ = false;
                          self->writing_.clear();
                          if (self->writing_.capacity() > buffer_bytes_kept)
                              self->writing_.shrink_to_fit();
                          if (fault) return self->close("The store closed the connection.");
                          self->flush();
                      });
}

void Connection::read_next() {
    socket_.async_read_some(asio::buffer(read_buffer_),
                            [self = shared_from_this()](error_code fault, std::size_t bytes) {
                                if (fault) return self->close("The store closed the connection.");
                                self->on_read(bytes);
                            });
}

void Connection::on_read(std::size_t bytes) {
    parser_.feed({read_buffer_.data(), bytes});
    // A resumed coroutine may send, or close this connection: look again after each.
    while (!closed_) {
        auto reply = parser_.next();
        if (!reply) break;
        if (pending_.empty()) return close("The store answered what nobody asked.");
        auto pending = std::move(pending_.front());
        pending_.pop_front();
        deliver(std::move(pending), std::move(*reply));
    }
    if (parser_.is_broken()) close("The store's answer is not readable.");
    if (!closed_) read_next();
}

void Connection::deliver(Pending pending, Reply reply) {
    if (!pending.batch) return std::move(pending.handler)(Result<Reply>(std::move(reply)));
    auto& batch = *pending.batch;
    batch.replies.push_back(std::move(reply));
    if (batch.replies.size() < batch.expected) return;
    auto handler = std::move(batch.handler);
    std::move(handler)(Result<std::vector<Reply>>(std::move(batch.replies)));
}

void Connection::fail(Pending& pending) {
    if (!pending.batch) return std::move(pending.handler)(Result<Reply>(std::unexpected(lost())));
    // The first of a batch fails it for all.
    if (!pending.batch->handler) return;
    auto handler = std::move(pending.batch->handler);
    std::move(handler)(Result<std::vector<Reply>>(std::unexpected(lost())));
}

void Connection::arm_timer() {
    if (is_timer_armed_ || closed_) return;
    is_timer_armed_ = true;
    timer_.expires_after(deadline_tick);
    timer_.async_wait([self = shared_from_this()](error_code fault) {
        self->is_timer_armed_ = false;
        if (!fault) self->on_tick();
    });
}

void Connection::on_tick() {
    if (closed_ || pending_.empty()) return;
    const auto now = std::chrono::steady_clock::now();
    if (now >= earliest_deadline_) {
        // The earliest may have been answered since: find the one that is still waiting.
        const auto next = std::ranges::min_element(pending_, {}, &Pending::deadline);
        earliest_deadline_ = next->deadline;
        if (now >= earliest_deadline_) return close("The store missed a deadline.");
    }
    arm_timer();
}

void Connection::close(std::string_view reason) {
    if (closed_) return;
    closed_ = true;
    close_reason_ = reason;
    error_code ignored;
    socket_.close(ignored);
    resolver_.cancel();
    timer_.cancel();
    asio::post(io_,
               [self = shared_from_this(),
                abandoned = std::exchange(pending_, {}),
                handler = std::move(closed_handler_)]() mutable {
                   for (auto& each : abandoned) fail(each);
                   if (handler) std::move(handler)();
               });
}

asio::awaitable<void> Connection::closed() {
    if (closed_) co_return;
    // Swapped in: the move assignment of Boost 1.81's any_completion_handler calls itself for ever.
    auto start = [&](auto handler) {
        asio::any_completion_handler<void()> erased(std::move(handler));
        closed_handler_.swap(erased);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(start,
                                                                          asio::use_awaitable);
}

}  // namespace echeance::redis
