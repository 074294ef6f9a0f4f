// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/message.hpp"
#include "domain/result.hpp"

namespace echeance {

/// What is known of a request once its header is judged. `refusal` set: answer that and read no
/// body.
struct Admitted {
    std::optional<Response> refusal{};
    /// The body goes to the handler piece by piece.
    bool streams = false;
    /// Bytes the operation takes; the server's own limits stand as well.
    std::uint64_t body_bytes_max = UINT64_MAX;
    /// The endpoint's own memory of the request, handed back to `answer`.
    std::shared_ptr<void> memory{};
};

/// What stands behind the sessions of one thread. `head` and `request` live longer than the call.
class Endpoint {
public:
    virtual ~Endpoint() = default;
    /// Judges the header alone: route, credential, size, type.
    virtual boost::asio::awaitable<Admitted> admit(const Request& head) = 0;
    virtual boost::asio::awaitable<Response> answer(const Request& request, Admitted admitted) = 0;
    /// The answer to what never became a request (or failed): problem+json.
    virtual Response refusal(const Error& error, const Request& head) = 0;
};

/// One answered request, for the access log and the metrics. Views are valid during the call.
struct RequestRecord {
    std::string_view operation;
    int status = 0;
    std::chrono::microseconds duration{};
    std::uint64_t bytes = 0;  ///< of the answer's body
    std::string_view actor;
    std::string_view subject;
    std::string_view trace_id;
    bool replayed = false;  ///< the answer kept for an `Idempotency-Key`
};

/// Why the server turned something away before or beside the contract. A closed set: a metric
/// label.
enum class Rejection : std::uint8_t {
    malformed,
    header_too_large,
    payload_too_large,
    overloaded,
    slow_header,
    slow_body,
    slow_reader,
    connections,
    failed,
};
inline constexpr std::size_t rejection_count = 9;
[[nodiscard]] std::string_view to_text(Rejection reason);

/// Told what happens, on the server's thread.
class HttpObserver {
public:
    virtual ~HttpObserver() = default;
    virtual void on_answered(const RequestRecord& record) = 0;
    virtual void on_rejected(Rejection reason) = 0;
    virtual void on_in_flight(int change) = 0;
    /// A handler threw: a defect of ours. `what` goes to the log, never to the client.
    virtual void on_exception(std::string_view what, std::string_view trace_id) = 0;
};

}  // namespace echeance
