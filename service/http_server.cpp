// SPDX-License-Identifier: EUPL-1.2
#include "service/http_server.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

namespace echeance {

namespace asio = boost::asio;
using boost::asio::awaitable;
using boost::system::error_code;

namespace {

constexpr auto values = asio::as_tuple(asio::use_awaitable);
/// Room for a burst of connections between two turns of the loop.
constexpr int backlog = 1024;
/// Without file descriptors there is nothing to do but to wait for one.
constexpr std::chrono::milliseconds accept_pause{100};

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

Result<asio::ip::tcp::endpoint> endpoint_of(const std::string& address, std::uint16_t port) {
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error) return refuse(Errc::invalid_input, "The address to listen on is not an IP address.");
    return asio::ip::tcp::endpoint{ip, port};
}

/// A named completion handler: a task of the server never fails, and if one does, the process
/// cannot go on without it.
void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
}

Result<void> bind(TcpAcceptor& acceptor, const asio::ip::tcp::endpoint& endpoint, Sharing sharing) {
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && sharing == Sharing::shared) acceptor.set_option(ReusePort(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(backlog, error);
    if (!error) return {};
    error_code ignored;
    acceptor.close(ignored);
    return refuse(Errc::store_unavailable,
                  "Cannot listen on " + endpoint.address().to_string() + " port " +
                      std::to_string(endpoint.port()) + ": " + error.message() + ".");
}

}  // namespace

Result<void> check_address_is_free(const std::string& address, std::uint16_t port) {
    const auto endpoint = endpoint_of(address, port);
    if (!endpoint) return std::unexpected(endpoint.error());
    asio::io_context io;
    TcpAcceptor probe(io);
    return bind(probe, *endpoint, Sharing::alone);
}

HttpServer::HttpServer(asio::io_context& io, SessionContext context)
    : io_(io), context_(std::move(context)), acceptor_(io), sweep_timer_(io), slot_free_(io) {}

HttpServer::~HttpServer() = default;

Result<std::uint16_t> HttpServer::listen(const std::string& address,
                                         std::uint16_t port,
                                         Sharing sharing) {
    const auto endpoint = endpoint_of(address, port);
    if (!endpoint) return std::unexpected(endpoint.error());
    const auto bound = bind(acceptor_, *endpoint, sharing);
    if (!bound) return std::unexpected(bound.error());
    spawn(&HttpServer::accept_loop);
    spawn(&HttpServer::sweep_loop);
    return acceptor_.local_endpoint().port();
}

void HttpServer::spawn(awaitable<void> (HttpServer::*task)()) {
    asio::co_spawn(io_, (this->*task)(), rethrow);
}

awaitable<void> HttpServer::accept_loop() {
    while (acceptor_.is_open()) {
        if (sessions_.size() >= context_.limits.connections_max) {
            context_.observer.on_rejected(Rejection::connections);
            slot_free_.expires_at(asio::steady_timer::time_point::max());
            co_await slot_free_.async_wait(values);
            continue;
        }
        TcpSocket socket(io_);
        const auto [error] = co_await acceptor_.async_accept(socket, values);
        if (!error) {
            start_session(std::move(socket));
        } else if (acceptor_.is_open() && error != asio::error::connection_aborted) {
            context_.observer.on_rejected(Rejection::connections);
            slot_free_.expires_after(accept_pause);
            co_await slot_free_.async_wait(values);
        }
    }
}

void HttpServer::start_session(TcpSocket socket) {
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto session = make_session(std::move(socket), context_);
    sessions_.insert(session);
    const auto on_end = [this, session](const std::exception_ptr& error) {
        end_session(session);
        rethrow(error);
    };
    asio::co_spawn(io_, session->serve(), on_end);
}

void HttpServer::end_session(const std::shared_ptr<HttpSession>& session) {
    sessions_.erase(session);
    slot_free_.cancel();
    tell_if_drained();
}

awaitable<void> HttpServer::sweep_loop() {
    while (!context_.draining || !sessions_.empty()) {
        sweep_timer_.expires_after(context_.limits.sweep_every);
        co_await sweep_timer_.async_wait(values);
        const auto now = SystemClock::steady_now();
        for (const auto& session : sessions_) session->sweep(now);
    }
}

void HttpServer::drain(std::function<void()> on_drained) {
    on_drained_ = std::move(on_drained);
    context_.draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    slot_free_.cancel();
    // Ending a session may change the set.
    const std::vector<std::shared_ptr<HttpSession>> now(sessions_.begin(), sessions_.end());
    for (const auto& session : now) session->drain();
    tell_if_drained();
}

void HttpServer::abort() {
    const std::vector<std::shared_ptr<HttpSession>> now(sessions_.begin(), sessions_.end());
    for (const auto& session : now) session->abort();
}

void HttpServer::tell_if_drained() {
    if (!context_.draining || !sessions_.empty()) return;
    sweep_timer_.cancel();
    if (on_drained_) std::exchange(on_drained_, nullptr)();
}

}  // namespace echeance
