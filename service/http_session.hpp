// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <memory>

#include "api/ports.hpp"
#include "service/http_endpoint.hpp"
#include "service/limits.hpp"
#include "service/system_clock.hpp"

namespace echeance {

/// A socket bound to its thread's io_context itself: no type erasure in the hot path.
using TcpSocket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// What the sessions of one thread share. Outlives them.
struct SessionContext {
    Endpoint& endpoint;
    HttpObserver& observer;
    const SystemClock& clock;
    Randomness& randomness;
    HttpLimits limits;
    std::atomic<std::size_t>& in_flight;  ///< of the whole process
    HttpDate date{};
    bool draining = false;
};

/// One connection: reads a request, has it answered, writes the answer, again (HTTP/1.1, RFC 9112).
/// Requests of one connection are answered one after the other, in order.
///
/// Used only on its io_context's thread. `serve` runs once; the caller keeps the session alive
/// until it ends. It ends by itself: at the client's end, at a missed deadline (told by `sweep`),
/// after a refusal, or on `drain`.
class HttpSession {
public:
    virtual ~HttpSession() = default;
    virtual boost::asio::awaitable<void> serve() = 0;
    /// Ends the session if its present deadline has passed.
    virtual void sweep(std::chrono::steady_clock::time_point now) = 0;
    /// Ends now if idle, else after the request in hand.
    virtual void drain() = 0;
    /// Ends now: reads and writes fail.
    virtual void abort() = 0;
};

[[nodiscard]] std::shared_ptr<HttpSession> make_session(TcpSocket socket, SessionContext& context);

}  // namespace echeance
