// SPDX-License-Identifier: EUPL-1.2
#include "service/http_session.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "service/http_exchange.hpp"
#include "service/http_wire.hpp"
#include "service/randomness.hpp"

namespace echeance {

namespace asio = boost::asio;
using boost::asio::awaitable;

namespace {

/// These must answer when the process is full: they say that it is.
bool is_monitoring(std::string_view target) {
    return target == "/livez" || target == "/readyz" || target == "/metrics";
}

/// Counts a request in flight as long as it lives.
class InFlight {
public:
    explicit InFlight(SessionContext& context) : context_(context) {
        number_ = context_.in_flight.fetch_add(1, std::memory_order_relaxed) + 1;
        context_.observer.on_in_flight(1);
    }
    ~InFlight() {
        context_.in_flight.fetch_sub(1, std::memory_order_relaxed);
        context_.observer.on_in_flight(-1);
    }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    [[nodiscard]] bool fits() const { return number_ <= context_.limits.in_flight_max; }

private:
    SessionContext& context_;
    std::size_t number_ = 0;
};

class HttpConnection final : public HttpSession, private BodySink {
public:
    HttpConnection(TcpSocket socket, SessionContext& context)
        : context_(context), wire_(std::move(socket), context.limits) {}

    awaitable<void> serve() override;
    void sweep(std::chrono::steady_clock::time_point now) override { wire_.sweep(now); }
    void drain() override {
        if (is_idle_) wire_.abort();
    }
    void abort() override { wire_.abort(); }

private:
    enum class Next : std::uint8_t { another_request, linger, end };

    awaitable<Next> exchange();
    awaitable<Response> respond();
    awaitable<Response> refuse_input(HeadFault fault);
    awaitable<Next> send(Response response);
    awaitable<bool> send_stream(const Response& response);
    awaitable<bool> write(std::string piece) override;
    void begin_request();
    Response refusal(Errc code, std::string detail);
    void record(const Response& response);
    void reject_timeout();
    [[nodiscard]] std::string_view echoed_id() const;

    SessionContext& context_;
    HttpWire wire_;
    std::optional<HttpExchange> exchange_;
    Request request_;
    std::chrono::steady_clock::time_point started_at_;
    std::uint64_t sent_bytes_ = 0;
    Framing framing_ = Framing::length;
    bool is_idle_ = true;
    bool is_head_sent_ = false;
};

awaitable<void> HttpConnection::serve() {
    std::optional<std::string> failure;
    try {
        auto next = Next::another_request;
        while (next == Next::another_request) next = co_await exchange();
        if (next == Next::linger) co_await wire_.linger();
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (failure) {
        context_.observer.on_rejected(Rejection::failed);
        context_.observer.on_exception(*failure, request_.trace_id);
        if (!is_head_sent_) {
            auto response = refusal(Errc::unexpected, "The service failed.");
            response.close = true;
            if (co_await send(std::move(response)) == Next::linger) co_await wire_.linger();
        }
    }
    exchange_.reset();
    wire_.abort();
}

void HttpConnection::begin_request() {
    is_idle_ = false;
    started_at_ = SystemClock::steady_now();
    request_.received_at = context_.clock.now();
    request_.deadline = Deadline{started_at_ + context_.limits.answer_within};
}

awaitable<HttpConnection::Next> HttpConnection::exchange() {
    request_ = {};
    exchange_.emplace(wire_);
    is_idle_ = true;
    is_head_sent_ = false;
    sent_bytes_ = 0;
    framing_ = Framing::length;
    if (context_.draining) co_return Next::end;

    if (!wire_.has_input()) {
        wire_.expect_within(context_.limits.idle_within, Phase::idle);
        if (!co_await wire_.read_more()) co_return Next::end;
    }
    is_idle_ = false;
    wire_.expect_within(context_.limits.header_within, Phase::header);
    const auto fault = co_await exchange_->read_head(request_);
    if (fault == HeadFault::gone) {
        reject_timeout();
        co_return Next::end;
    }
    begin_request();
    if (fault != HeadFault::none) co_return co_await send(co_await refuse_input(fault));

    const InFlight in_flight(context_);
    if (!in_flight.fits() && !is_monitoring(request_.target)) {
        context_.observer.on_rejected(Rejection::overloaded);
        co_return co_await send(refusal(Errc::overloaded, "Too many requests are in flight."));
    }
    auto response = co_await respond();
    if (wire_.is_lost()) {
        reject_timeout();
        co_return Next::end;
    }
    co_return co_await send(std::move(response));
}

awaitable<Response> HttpConnection::respond() {
    const auto traced = trace_id_of(request_.header("traceparent"));
    request_.trace_id = traced ? std::string{*traced} : make_trace_id(context_.randomness);
    // While the handler works no deadline of the connection runs: the request carries its own.
    wire_.expect_nothing();
    auto admitted = co_await context_.endpoint.admit(request_);
    if (admitted.refusal) co_return std::move(*admitted.refusal);

    const auto& limits = context_.limits;
    const auto own_max = admitted.streams ? limits.stream_bytes_max : limits.body_bytes_max;
    if (!exchange_->limit_body(std::min(own_max, admitted.body_bytes_max)))
        co_return refusal(Errc::payload_too_large, "The body is too large.");
    if (exchange_->expects_continue() && !co_await wire_.send_continue()) co_return Response{};
    if (admitted.streams) {
        request_.stream = &*exchange_;
        request_.deadline = Deadline{started_at_ + limits.stream_answer_within};
    } else {
        wire_.expect_within(limits.body_within, Phase::body);
        const auto body = co_await exchange_->read_body(request_.body);
        if (wire_.is_lost()) co_return Response{};
        if (!body) co_return refusal(body.error().code, body.error().detail);
        wire_.expect_nothing();
    }
    co_return co_await context_.endpoint.answer(request_, std::move(admitted));
}

awaitable<Response> HttpConnection::refuse_input(HeadFault fault) {
    request_.trace_id = make_trace_id(context_.randomness);
    auto response = fault == HeadFault::too_large
                        ? refusal(Errc::header_too_large, "The header has more than 8 KiB.")
                        : refusal(Errc::malformed, "This is not an HTTP/1.1 request.");
    // Where the next request would begin is unknown.
    response.close = true;
    co_return response;
}

Response HttpConnection::refusal(Errc code, std::string detail) {
    if (code == Errc::malformed) context_.observer.on_rejected(Rejection::malformed);
    if (code == Errc::header_too_large) context_.observer.on_rejected(Rejection::header_too_large);
    if (code == Errc::payload_too_large)
        context_.observer.on_rejected(Rejection::payload_too_large);
    return context_.endpoint.refusal(Error{code, std::move(detail), {}}, request_);
}

awaitable<HttpConnection::Next> HttpConnection::send(Response response) {
    const bool is_whole = exchange_->is_whole();
    const bool closes =
        response.close || context_.draining || !is_whole || !exchange_->keeps_alive();
    const bool has_stream = static_cast<bool>(response.stream);
    if (has_stream) framing_ = exchange_->is_http_1_0() ? Framing::until_close : Framing::chunked;
    // A streamed body may still be unread: whether the connection lasts is known only afterwards.
    const bool may_last = !closes || (has_stream && request_.stream != nullptr && !response.close);
    const HeadFacts facts{.date = context_.date.text(),
                          .request_id = echoed_id(),
                          .framing = framing_,
                          .persistence = may_last ? Persistence::keep : Persistence::close};
    auto head = head_of(response, facts);
    const bool has_body = request_.method != Method::head && response.status >= 200 &&
                          response.status != 204 && response.status != 304;
    is_head_sent_ = true;
    wire_.expect_within(context_.limits.write_within, Phase::write);
    const bool sends_body = has_body && !has_stream;
    const auto body_bytes = sends_body ? response.body.size() : 0;
    if (!sends_body) response.body.clear();
    bool sent = co_await wire_.write(std::move(head), std::move(response.body));
    if (sent) sent_bytes_ = body_bytes;
    if (sent && has_stream && has_body) sent = co_await send_stream(response);
    record(response);
    if (!sent) {
        reject_timeout();
        co_return Next::end;
    }
    const bool lasts = may_last && exchange_->is_whole() && exchange_->keeps_alive() &&
                       !context_.draining && framing_ != Framing::until_close;
    if (lasts) co_return Next::another_request;
    co_return exchange_->is_whole() && !wire_.has_input() ? Next::end : Next::linger;
}

awaitable<bool> HttpConnection::send_stream(const Response& response) {
    wire_.expect_nothing();
    co_await response.stream(*this);
    if (wire_.is_lost()) co_return false;
    if (framing_ == Framing::until_close) co_return true;
    wire_.expect_within(context_.limits.write_within, Phase::write);
    co_return co_await wire_.write("0\r\n\r\n", {});
}

awaitable<bool> HttpConnection::write(std::string piece) {
    // An empty chunk would end the answer.
    if (piece.empty()) co_return !wire_.is_lost();
    wire_.expect_within(context_.limits.write_within, Phase::write);
    sent_bytes_ += piece.size();
    bool sent = false;
    if (framing_ == Framing::until_close) {
        sent = co_await wire_.write(std::move(piece), {});
    } else {
        auto head = chunk_head(piece.size());
        piece.append("\r\n");
        sent = co_await wire_.write(std::move(head), std::move(piece));
    }
    if (sent) wire_.expect_nothing();
    co_return sent;
}

std::string_view HttpConnection::echoed_id() const {
    const auto id = request_.header("x-request-id");
    return is_echoable(id) ? id : std::string_view{};
}

void HttpConnection::record(const Response& response) {
    const bool replayed = std::ranges::any_of(response.headers, [](const auto& field) {
        return equals_ignoring_case(field.first, "Idempotency-Replayed");
    });
    context_.observer.on_answered(
        {.operation = response.operation,
         .status = response.status,
         .duration = std::chrono::duration_cast<std::chrono::microseconds>(
             SystemClock::steady_now() - started_at_),
         .bytes = sent_bytes_,
         .actor = response.actor,
         .subject = response.subject,
         .trace_id = request_.trace_id,
         .replayed = replayed});
}

void HttpConnection::reject_timeout() {
    switch (wire_.missed()) {
        case Phase::header:
            context_.observer.on_rejected(Rejection::slow_header);
            break;
        case Phase::body:
            context_.observer.on_rejected(Rejection::slow_body);
            break;
        case Phase::write:
            context_.observer.on_rejected(Rejection::slow_reader);
            break;
        case Phase::none:
        case Phase::idle:
            break;
    }
}

}  // namespace

std::shared_ptr<HttpSession> make_session(TcpSocket socket, SessionContext& context) {
    return std::make_shared<HttpConnection>(std::move(socket), context);
}

}  // namespace echeance
