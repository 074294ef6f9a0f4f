// SPDX-License-Identifier: EUPL-1.2
#include "api/operations.hpp"

#include <array>
#include <utility>

#include "api/answers.hpp"
#include "api/conditional.hpp"
#include "api/json/codec.hpp"
#include "api/json/forecast.hpp"
#include "api/negotiation.hpp"
#include "api/problem.hpp"
#include "api/statistics_reading.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 5> state_names{
    "pending", "running", "done", "failed", "cancelled"};

Response operation_answer(const StoredOperation& operation, int status) {
    auto answer = json_answer(encode_operation(operation), status);
    if (status == 202) answer.headers.emplace_back("Location", "/v1/operations/" + operation.id);
    return answer;
}

Task<bool> attend_both(Ports& ports, TenantId tenant, std::string id, Workshop::Attend other) {
    const auto said = co_await ports.store.attend_operation(tenant, id, ports.workshop.deadline());
    if (other) static_cast<void>(co_await other());
    co_return said;
}

}  // namespace

StoredOperation begun_operation(Call& call, std::string_view kind) {
    const auto ms = static_cast<std::uint64_t>(call.now().time_since_epoch().count());
    const auto id =
        make_file_id(ms, static_cast<std::uint32_t>(call.ports.randomness.next() >> 32U));
    return {.id = id.text(),
            .kind = std::string{kind},
            .created_at = call.now(),
            .updated_at = call.now(),
            .created_by = call.principal.name};
}

Task<Response> start_operation(Call& call,
                               StoredOperation operation,
                               Task<bool> task,
                               Workshop::Attend attend) {
    const auto busy = [] { return refuse(Errc::overloaded, "Too many are under way."); };
    if (!call.ports.workshop.has_room()) co_return busy();
    auto answer = operation_answer(operation, 202);
    const auto kept = co_await call.ports.store.put_operation(
        call.principal.tenant, operation, with_answer(call, answer), call.deadline());
    if (!kept) co_return std::unexpected(kept.error());
    const auto attend_all = [&ports = call.ports,
                             tenant = call.principal.tenant,
                             id = operation.id,
                             other = std::move(attend)] {
        return attend_both(ports, tenant, id, other);
    };
    if (call.ports.workshop.begin(operation.kind, std::move(task), attend_all)) co_return answer;
    // Others came in between: what was kept will not be done.
    operation.state = OperationState::failed;
    operation.reason = code_of(Errc::overloaded);
    const auto told = co_await call.ports.store.put_operation(
        call.principal.tenant, operation, std::nullopt, call.deadline());
    if (!told) co_return std::unexpected(told.error());
    co_return busy();
}

Task<StoredOperation> operation_named(Call& call) {
    // They are made as the ids of files are.
    const auto id = FileId::parse(call.param("id"));
    if (!id) co_return refuse(Errc::not_found, "There is no such operation.");
    co_return co_await call.ports.store.find_operation(
        call.principal.tenant, id->text(), call.deadline());
}

Task<Response> get_operation(Call& call) {
    const auto operation = co_await operation_named(call);
    if (!operation) co_return std::unexpected(operation.error());
    const bool has_rows = operation->kind == "forecast" && operation->state == OperationState::done;
    if (has_rows && prefers(call.request.header("accept"), "text/csv", "application/json"))
        co_return csv_answer(codec::forecast_rows('{' + operation->result + '}'), "weeks");
    co_return operation_answer(*operation, 200);
}

Task<Response> cancel_operation(Call& call) {
    auto operation = co_await operation_named(call);
    if (!operation) co_return std::unexpected(operation.error());
    const bool is_over =
        operation->state == OperationState::done || operation->state == OperationState::failed;
    if (is_over) co_return refuse(Errc::state_conflict, "The operation is over.");
    const auto cancelled = co_await call.ports.store.cancel_operation(
        call.principal.tenant, operation->id, call.deadline());
    if (!cancelled) co_return std::unexpected(cancelled.error());
    operation->state = OperationState::cancelled;
    co_return operation_answer(*operation, 200);
}

Task<bool> tell_progress(Ports& ports,
                         const TenantId& tenant,
                         StoredOperation& operation,
                         int percent) {
    operation.state = OperationState::running;
    operation.progress_percent = percent;
    operation.updated_at = ports.workshop.now();
    const auto kept = co_await ports.store.put_operation(
        tenant, operation, std::nullopt, ports.workshop.deadline());
    if (!kept) co_return std::unexpected(kept.error());
    if (!*kept) co_return refuse(Errc::state_conflict, "The operation was cancelled.");
    co_return true;
}

Task<bool> end_operation(Ports& ports,
                         const TenantId& tenant,
                         StoredOperation& operation,
                         const Result<bool>& outcome) {
    operation.state = outcome ? OperationState::done : OperationState::failed;
    if (outcome) operation.progress_percent = 100;
    if (!outcome) operation.reason = code_of(outcome.error().code);
    operation.updated_at = ports.workshop.now();
    co_return co_await ports.store.put_operation(
        tenant, operation, std::nullopt, ports.workshop.deadline());
}

std::string encode_operation(const StoredOperation& operation) {
    const bool is_under_way =
        operation.state == OperationState::pending || operation.state == OperationState::running;
    const bool is_interrupted = is_under_way && !operation.is_attended;
    const auto state = is_interrupted ? OperationState::failed : operation.state;
    const std::string reason = is_interrupted ? "interrupted" : operation.reason;
    std::string out = R"({"id":")" + operation.id + R"(","kind":")" + operation.kind +
                      R"(","state":")" + std::string{state_names[static_cast<std::size_t>(state)]} +
                      R"(","progress_percent":)" + std::to_string(operation.progress_percent) +
                      R"(,"created_at":")" + to_rfc3339(operation.created_at) +
                      R"(","updated_at":")" + to_rfc3339(operation.updated_at) +
                      R"(","created_by":)";
    codec::append_quoted(out, operation.created_by);
    if (state == OperationState::failed && !reason.empty()) {
        out += R"(,"reason":)";
        codec::append_quoted(out, reason);
    }
    if (!operation.result.empty() && state == OperationState::done) out += ',' + operation.result;
    return out + '}';
}

}  // namespace echeance
