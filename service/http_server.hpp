// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <unordered_set>

#include "service/http_session.hpp"

namespace echeance {

using TcpAcceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp,
                                                       boost::asio::io_context::executor_type>;

/// Whether several threads each listen on the same address (`SO_REUSEPORT`).
enum class Sharing : std::uint8_t { alone, shared };

/// Fails with `store_unavailable` and a line for the operator when nobody may or can listen there,
/// or another service listens already (which `SO_REUSEPORT` alone would not notice).
[[nodiscard]] Result<void> check_address_is_free(const std::string& address, std::uint16_t port);

/// The HTTP side of one thread: its acceptor and its sessions.
///
/// Used only on its io_context's thread; destroyed after the io_context has run out of work.
class HttpServer {
public:
    /// All references outlive the server.
    HttpServer(boost::asio::io_context& io, SessionContext context);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Binds and begins to accept. Port 0 takes any; the answer is the port taken.
    Result<std::uint16_t> listen(const std::string& address, std::uint16_t port, Sharing sharing);

    /// Stops accepting, ends idle connections and the others after their request. `on_drained` is
    /// called once nothing is left, maybe from inside this call.
    void drain(std::function<void()> on_drained);
    /// Ends what is left now.
    void abort();

    [[nodiscard]] std::size_t connections() const { return sessions_.size(); }

private:
    boost::asio::awaitable<void> accept_loop();
    boost::asio::awaitable<void> sweep_loop();
    void start_session(TcpSocket socket);
    void end_session(const std::shared_ptr<HttpSession>& session);
    void tell_if_drained();
    void spawn(boost::asio::awaitable<void> (HttpServer::*task)());

    boost::asio::io_context& io_;
    SessionContext context_;
    TcpAcceptor acceptor_;
    boost::asio::steady_timer sweep_timer_;
    boost::asio::steady_timer slot_free_;
    std::unordered_set<std::shared_ptr<HttpSession>> sessions_;
    std::function<void()> on_drained_;
};

}  // namespace echeance
