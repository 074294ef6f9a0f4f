// SPDX-License-Identifier: EUPL-1.2
#include "api/api.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "api/conditional.hpp"
#include "api/contract_input.hpp"
#include "api/negotiation.hpp"
#include "api/problem.hpp"

namespace echeance {
namespace {

constexpr std::size_t request_id_max = 128;
/// What a claim recorded: only its handler can make an answer of it (`Store::replay_claim`).
constexpr std::string_view recorded_claim = "claim:";

std::string_view announced_length(const Request& head) {
    return head.header("content-length");
}

bool announces_body(const Request& head) {
    const auto length = announced_length(head);
    return (!length.empty() && length != "0") || !head.header("transfer-encoding").empty();
}

Response allowed_methods(std::string_view allow) {
    Response response;
    response.status = 204;
    response.content_type.clear();
    response.headers.emplace_back("Allow", allow);
    return response;
}

/// A body is announced: in a declared form, and not longer than allowed.
Result<const BodyForm*> check_body(const Request& head, const Operation& operation) {
    if (!announces_body(head)) return nullptr;
    const BodyForm* form = form_of(head.header("content-type"), operation.forms);
    if (form == nullptr)
        return refuse(Errc::unsupported_media_type, "The operation takes no body of this type.");
    const auto length = announced_length(head);
    std::uint64_t bytes = 0;
    const auto [end, fault] = std::from_chars(length.data(), length.data() + length.size(), bytes);
    if (!length.empty() && (fault != std::errc{} || end != length.data() + length.size()))
        return refuse(Errc::malformed, "The length of the body is not a number.");
    if (bytes > operation.body_limit)
        return refuse(Errc::payload_too_large, "The body is longer than the operation takes.");
    return form;
}

Result<std::optional<Revision>> check_precondition(const Request& head,
                                                   const Operation& operation) {
    // Where the contract does not have it, it means nothing, as any unknown header.
    const auto header = operation.takes_if_match ? head.header("if-match") : std::string_view{};
    if (!header.empty()) return if_match_revision(header);
    if (operation.if_match_required)
        return refuse(Errc::precondition_required, "This operation needs If-Match.");
    return std::optional<Revision>{};
}

/// Whether the effect may have been written although the store could not say so. Its idempotency
/// record then stays: it tells, or ends by itself.
bool perhaps_written(Errc code) {
    return code == Errc::store_unavailable || code == Errc::deadline_exceeded ||
           code == Errc::unexpected;
}

LegalDay utc_day(Instant at) {
    return LegalDay::from_number(
        static_cast<int>(std::chrono::floor<std::chrono::days>(at).time_since_epoch().count()));
}

std::string_view header_of(const Response& response, std::string_view name) {
    const auto found =
        std::ranges::find(response.headers, name, [](const auto& header) -> std::string_view {
            return header.first;
        });
    return found == response.headers.end() ? std::string_view{} : std::string_view{found->second};
}

/// 304 when the client has what a GET would answer (RFC 9110 15.4.5).
void use_client_copy(Response& response, const Request& request) {
    const auto known = request.header("if-none-match");
    const bool reading = request.method == Method::get || request.method == Method::head;
    if (!reading || known.empty() || response.status != 200 || response.whole) return;
    if (!none_match_hits(known, header_of(response, "ETag"))) return;
    response.status = 304;
    response.body.clear();
    response.content_type.clear();
    response.stream = nullptr;
}

bool is_echoable(std::string_view request_id) {
    return !request_id.empty() && request_id.size() <= request_id_max &&
           std::ranges::all_of(request_id, [](char c) { return c > ' ' && c <= '~'; });
}

void add_rate(Response& response, const RateAllowance& rate) {
    response.headers.emplace_back("RateLimit-Policy",
                                  "\"default\";q=" + std::to_string(rate.quota) + ";w=1");
    response.headers.emplace_back("RateLimit",
                                  "\"default\";r=" + std::to_string(rate.remaining) + ";t=1");
}

}  // namespace

Api::Api(const Contract& contract, Ports& ports, ApiLimits limits)
    : contract_(contract), ports_(ports), router_(contract), rate_(limits.requests_per_second) {}

boost::asio::awaitable<Admission> Api::admit(const Request& head) {
    Admission admission;
    admission.language = language_of(head.header("accept-language"));
    auto route = router_.find(head.method, head.target);
    switch (route.kind) {
        case Route::Kind::malformed:
            co_return refused(head,
                              std::move(admission),
                              {Errc::malformed, "The path is not percent-encoded UTF-8."});
        case Route::Kind::not_found:
            co_return refused(
                head, std::move(admission), {Errc::not_found, "There is no such path."});
        case Route::Kind::method_not_allowed:
            admission = refused(head,
                                std::move(admission),
                                {Errc::method_not_allowed, "The path does not know this method."});
            admission.refusal->headers.emplace_back("Allow", route.allow);
            co_return admission;
        case Route::Kind::options:
            admission.refusal = dressed(allowed_methods(route.allow), head, admission);
            admission.refusal->close = announces_body(head);
            co_return admission;
        case Route::Kind::found:
            break;
    }
    const Operation& operation = *route.operation;
    admission.operation = &operation;
    admission.body_limit = operation.body_limit;
    admission.streaming = operation.streaming;
    admission.path = std::move(route.path);
    if (auto entry = co_await let_in(head, admission); !entry)
        co_return refused(head, std::move(admission), entry.error());
    if (!accepts(head.header("accept"), operation.answers))
        co_return refused(head,
                          std::move(admission),
                          {Errc::not_acceptable, "No form of the answer is acceptable."});
    const auto form = check_body(head, operation);
    if (!form) co_return refused(head, std::move(admission), form.error());
    admission.form = *form;
    const auto revision = check_precondition(head, operation);
    if (!revision) co_return refused(head, std::move(admission), revision.error());
    admission.if_match = *revision;
    co_return admission;
}

boost::asio::awaitable<Result<void>> Api::let_in(const Request& head, Admission& admission) {
    const Operation& operation = *admission.operation;
    if (!operation.scope) co_return Result<void>{};
    const auto token = bearer_token(head.header("authorization"));
    if (!token) co_return std::unexpected(token.error());
    auto principal = co_await ports_.credentials.authenticate(
        std::string{*token}, head.received_at, head.deadline);
    if (!principal) co_return std::unexpected(principal.error());
    admission.principal = std::move(*principal);
    if (auto scope = check_scope(*admission.principal, *operation.scope); !scope)
        co_return std::unexpected(scope.error());
    if (!rate_.is_limited()) co_return Result<void>{};
    admission.rate = rate_.take(*admission.principal, head.received_at);
    if (admission.rate->exceeded)
        co_return echeance::refuse(Errc::rate_limited, "The credential has used up its requests.");
    co_return Result<void>{};
}

Admission Api::refused(const Request& head, Admission admission, const Error& error) const {
    auto response = problem(error, admission.language, head.trace_id);
    if (error.code == Errc::unauthenticated && !head.header("authorization").empty()) {
        // RFC 6750 3.1: a credential was given and is not good.
        for (auto& [name, value] : response.headers) {
            if (name == "WWW-Authenticate") value += ", error=\"invalid_token\"";
        }
    }
    admission.refusal = dressed(std::move(response), head, admission);
    admission.refusal->close = announces_body(head);
    return admission;
}

boost::asio::awaitable<Response> Api::answer(const Request& request, Admission admission) {
    auto answered = co_await run(request, admission);
    Response response = answered ? std::move(*answered)
                                 : problem(answered.error(), admission.language, request.trace_id);
    use_client_copy(response, request);
    // A stream that was refused may not have been read to its end.
    if (admission.streaming && response.status >= 400) response.close = true;
    co_return dressed(std::move(response), request, admission);
}

Response Api::refuse(const Request& head, const Error& error) const {
    Admission admission;
    admission.language = language_of(head.header("accept-language"));
    return std::move(*refused(head, std::move(admission), error).refusal);
}

boost::asio::awaitable<Result<Response>> Api::run(const Request& request, Admission& admission) {
    const Operation& operation = *admission.operation;
    auto input = read_input(operation, request, admission.path, admission.form, ports_.monitor);
    if (!input) co_return std::unexpected(std::move(input.error()));
    Call call{.request = request,
              .ports = ports_,
              .operation = operation.id,
              .principal = admission.principal ? *admission.principal : nobody(),
              .path = std::move(input->path),
              .query = std::move(input->query),
              .body = std::move(input->body),
              .rules = nullptr,
              .today = utc_day(request.received_at),
              .dry_run = DryRun::no,
              .language = admission.language,
              .if_match = admission.if_match,
              .idempotency = std::nullopt,
              .contract = &contract_};
    if (call.query_value("dry_run") == "true") call.dry_run = DryRun::yes;
    if (admission.principal) {
        auto rules = co_await ports_.store.rules(call.principal.tenant, request.deadline);
        if (!rules) co_return std::unexpected(std::move(rules.error()));
        call.rules = std::move(*rules);
        call.today =
            ports_.calendar.today(call.rules->rules.calendars.time_zone, request.received_at);
    }
    const auto key = request.header("idempotency-key");
    const bool once = !key.empty() && request.method == Method::post && !operation.streaming &&
                      admission.principal && call.dry_run == DryRun::no;
    if (!once) co_return co_await operation.handler(call);
    auto idempotency = idempotency_of(key, {call.principal, operation.id, request});
    if (!idempotency) co_return std::unexpected(std::move(idempotency.error()));
    call.idempotency = std::move(*idempotency);
    co_return co_await run_once(call, operation.handler);
}

boost::asio::awaitable<Result<Response>> Api::run_once(Call& call, Handler handler) {
    auto known = co_await ports_.store.begin_idempotent(call.principal.tenant,
                                                        call.idempotency->key,
                                                        call.idempotency->fingerprint,
                                                        call.deadline());
    if (!known) co_return std::unexpected(std::move(known.error()));
    switch (known->kind) {
        case Replay::Kind::fresh:
            co_return co_await run_fresh(call, handler);
        case Replay::Kind::running:
            co_return echeance::refuse(Errc::idempotency_in_progress,
                                       "The first request with this key is still running.");
        case Replay::Kind::mismatch:
            co_return echeance::refuse(Errc::idempotency_mismatch,
                                       "This key was used with another payload.");
        case Replay::Kind::answered:
            break;
    }
    Result<Response> answer = Response{};
    if (known->answer.starts_with(recorded_claim)) {
        call.idempotency->answer = std::move(known->answer);
        answer = co_await handler(call);
    } else {
        answer = decode_answer(known->answer);
    }
    if (answer) answer->headers.emplace_back("Idempotency-Replayed", "true");
    co_return answer;
}

/// Runs the handler, and lets the key be used again when it was refused.
boost::asio::awaitable<Result<Response>> Api::run_fresh(Call& call, Handler handler) {
    auto answer = co_await handler(call);
    const bool in_doubt = !answer && perhaps_written(answer.error().code);
    const bool was_refused = !answer || answer->status >= 400;
    if (was_refused && !in_doubt) {
        // When this fails too, the mark ends by itself within a minute.
        const auto forgotten = co_await ports_.store.abandon_idempotent(
            call.principal.tenant, call.idempotency->key, call.deadline());
        (void)forgotten;
    }
    co_return answer;
}

/// What every answer carries.
Response Api::dressed(Response response, const Request& request, const Admission& admission) const {
    if (admission.operation != nullptr) response.operation = admission.operation->id;
    if (admission.principal) response.actor = admission.principal->name;
    if (admission.rate) add_rate(response, *admission.rate);
    if (path_of(request.target).starts_with("/v1") && header_of(response, "Cache-Control").empty())
        response.headers.emplace_back("Cache-Control", "no-store");
    if (const auto id = request.header("x-request-id"); is_echoable(id))
        response.headers.emplace_back("X-Request-Id", id);
    return response;
}

}  // namespace echeance
