// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/ids.hpp"
#include "domain/legal_day.hpp"
#include "domain/result.hpp"

namespace echeance {

/// What an operation that touches the store or the network gives: a value or a refusal, later.
template <class T>
using Task = boost::asio::awaitable<Result<T>>;

/// The moment by which an answer must be there; made by the session, passed last to every port.
struct Deadline {
    std::chrono::steady_clock::time_point at;
};

enum class Scope : std::uint8_t {
    files_read,
    files_write,
    files_import,
    evaluate,
    doctors_write,
    configuration_write,
    statistics_read,
    events_read,
    admin,
};
inline constexpr std::size_t scope_count = 9;
/// `files:read`... as in `openapi.yaml`'s `x-scope`.
[[nodiscard]] std::string_view to_text(Scope scope);
[[nodiscard]] std::optional<Scope> scope_from_text(std::string_view text);

/// Who calls: the credential's tenant, name and scopes; the doctor it acts for, if a workstation's.
struct Principal {
    TenantId tenant;
    std::string name;          ///< the actor of every event
    std::uint32_t scopes = 0;  ///< bit set by `Scope`
    std::optional<DoctorId> doctor{};
    [[nodiscard]] bool has(Scope scope) const {
        return (scopes & (1U << static_cast<unsigned>(Scope::admin))) != 0 ||
               (scopes & (1U << static_cast<unsigned>(scope))) != 0;
    }
};

/// The body of a streamed request, piece by piece. Lives as long as the request.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// The next piece, at most 64 KiB; empty at the end. `malformed`, `payload_too_large` or
    /// `deadline_exceeded` when the body cannot be read.
    virtual Task<std::string_view> next() = 0;
};
/// Where a streamed answer goes. The session decides how it travels (chunked).
class BodySink {
public:
    virtual ~BodySink() = default;
    /// False once the client is gone: stop producing.
    virtual boost::asio::awaitable<bool> write(std::string piece) = 0;
};

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options, other };
[[nodiscard]] std::string_view to_text(Method method);

/// One request as the session read it: the header and, unless the operation streams, its body.
struct Request {
    Method method = Method::get;
    std::string target;  ///< path and query as received, at most 4 KiB
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    BodySource* stream = nullptr;  ///< set instead of `body` for operations marked `x-streaming`
    Instant received_at;
    std::string trace_id;  ///< 32 hexadecimal digits: the caller's `traceparent` or a new one
    Deadline deadline;

    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const {
        for (const auto& [name, value] : headers)
            if (name == lower_case_name) return value;
        return {};
    }
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    /// Set for a streamed answer: called once after the header has gone out.
    std::function<boost::asio::awaitable<void>(BodySink&)> stream{};
    /// Names for the log and metrics: never input.
    std::string_view operation = "unknown";
    std::string actor{};    ///< the credential's name, for the access log
    std::string subject{};  ///< the file or doctor touched, for the access log
    /// True when more is shown than the `ETag` stands for: a client's copy is never as good.
    bool whole = false;
    /// True when unread request body may remain: the session closes after answering.
    bool close = false;
};

}  // namespace echeance
