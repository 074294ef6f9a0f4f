// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "api/access.hpp"
#include "api/call.hpp"
#include "api/contract.hpp"
#include "api/message.hpp"
#include "api/ports.hpp"
#include "api/router.hpp"

namespace echeance {

struct ApiLimits {
    std::uint32_t requests_per_second = 0;  ///< of one credential on one thread; 0: no limit
};

/// What the header of a request alone decides. Either `refusal` is set: send it and read no body;
/// or the body may be read, at most `body_limit` bytes, whole or (`streaming`) piece by piece.
struct Admission {
    std::optional<Response> refusal{};
    const Operation* operation = nullptr;  ///< null when refused before it was known
    std::size_t body_limit = 0;            ///< bytes
    bool streaming = false;                ///< hand the body over as `Request::stream`
    std::optional<Principal> principal{};  ///< empty for public operations
    PathParameters path{};
    const BodyForm* form = nullptr;  ///< the declared form of the body that is announced
    std::optional<Revision> if_match{};
    std::optional<RateAllowance> rate{};
    Language language = Language::fr;
};

/// The HTTP contract without a socket: a request in, an answer out. One per thread, used only
/// there. The session calls `admit` once the header is read, then `answer` once the body is (or,
/// for a streaming operation, with `Request::stream` set). Neither throws for anything a client
/// sends.
class Api {
public:
    /// Both outlive the object.
    Api(const Contract& contract, Ports& ports, ApiLimits limits);

    /// Route, credential, scope, rate, media types, announced length, preconditions: 401, 403, 404,
    /// 405, 406, 413, 415, 428, 429, 503. Run it before `100 Continue`. `refusal->close` says that
    /// an unread body stands in the way of the next request. `head` outlives the call.
    boost::asio::awaitable<Admission> admit(const Request& head);
    /// The answer to an admitted request. `request` outlives the call (not the streamed answer: the
    /// stream function of a `Response` owns what it needs).
    boost::asio::awaitable<Response> answer(const Request& request, Admission admission);
    /// The problem document for what the session itself refuses (a body over its limit, a header
    /// that cannot be read, overload), dressed like every other answer.
    [[nodiscard]] Response refuse(const Request& head, const Error& error) const;

private:
    /// Credential, scope, rate.
    boost::asio::awaitable<Result<void>> let_in(const Request& head, Admission& admission);
    boost::asio::awaitable<Result<Response>> run(const Request& request, Admission& admission);
    boost::asio::awaitable<Result<Response>> run_once(Call& call, Handler handler);
    boost::asio::awaitable<Result<Response>> run_fresh(Call& call, Handler handler);
    [[nodiscard]] Admission refused(const Request& head,
                                    Admission admission,
                                    const Error& error) const;
    [[nodiscard]] Response dressed(Response response,
                                   const Request& request,
                                   const Admission& admission) const;

    const Contract& contract_;
    Ports& ports_;
    Router router_;
    RateWindow rate_;
};

}  // namespace echeance
