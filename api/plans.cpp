// SPDX-License-Identifier: EUPL-1.2
#include "api/plans.hpp"

#include "api/answers.hpp"
#include "api/conditional.hpp"
#include "api/json/codec.hpp"
#include "api/plan_work.hpp"
#include "api/problem.hpp"

namespace echeance {
namespace {

StoredOperation begun(Call& call, std::string_view kind) {
    const auto ms = static_cast<std::uint64_t>(call.now().time_since_epoch().count());
    const auto id =
        make_file_id(ms, static_cast<std::uint32_t>(call.ports.randomness.next() >> 32U));
    return {.id = id.text(),
            .kind = std::string{kind},
            .created_at = call.now(),
            .updated_at = call.now(),
            .created_by = call.principal.name};
}

PlanWork work_of(Call& call, StoredOperation operation) {
    return {.ports = call.ports,
            .tenant = call.principal.tenant,
            .rules = call.rules,
            .today = call.today,
            .operation = std::move(operation)};
}

Response operation_answer(const StoredOperation& operation, int status) {
    auto answer = json_answer(encode_operation(operation), status);
    if (status == 202) answer.headers.emplace_back("Location", "/v1/operations/" + operation.id);
    return answer;
}

/// Keeps the operation, and begins its task.
Task<Response> start(Call& call, StoredOperation operation, Task<bool> task) {
    const auto busy = [] { return refuse(Errc::overloaded, "Too many plans are under way."); };
    if (!call.ports.workshop.has_room()) co_return busy();
    auto answer = operation_answer(operation, 202);
    const auto kept = co_await call.ports.store.put_operation(
        call.principal.tenant, operation, with_answer(call, answer), call.deadline());
    if (!kept) co_return std::unexpected(kept.error());
    const auto attend = [&ports = call.ports, tenant = call.principal.tenant, id = operation.id] {
        return ports.store.attend_operation(tenant, id, ports.workshop.deadline());
    };
    if (call.ports.workshop.begin(operation.kind, std::move(task), attend)) co_return answer;
    // Others came in between: what was kept will not be done.
    operation.state = OperationState::failed;
    operation.reason = code_of(Errc::overloaded);
    const auto told = co_await call.ports.store.put_operation(
        call.principal.tenant, operation, std::nullopt, call.deadline());
    if (!told) co_return std::unexpected(told.error());
    co_return busy();
}

/// The operation that the path names.
Task<StoredOperation> operation_named(Call& call) {
    // They are made as the ids of files are.
    const auto id = FileId::parse(call.param("id"));
    if (!id) co_return refuse(Errc::not_found, "There is no such operation.");
    co_return co_await call.ports.store.find_operation(
        call.principal.tenant, id->text(), call.deadline());
}

}  // namespace

Task<Response> plan_assignments_now(Call& call) {
    auto operation = begun(call, "assignment_plan");
    auto work = work_of(call, operation);
    work.horizon_days = static_cast<int>(codec::integer_or(call.body.get(), "horizon_days", 7));
    if (codec::text_or(call.body.get(), "mode", "preview") == "commit")
        work.mode = PlanMode::commit;
    auto weights = work.rules->rules.priorities.plan_weights;
    if (call.body) {
        auto objective = codec::objective(*call.body, std::move(weights));
        if (!objective) co_return std::unexpected(objective.error());
        weights = std::move(*objective);
    }
    work.weights = std::move(weights);
    std::vector<DoctorId> named;
    for (const auto& text : codec::texts(call.body.get(), "doctors")) {
        auto id = DoctorId::parse(text);
        if (!id) co_return refuse_field("/doctors", "invalid_doctor_id", "Not a doctor id.");
        named.push_back(std::move(*id));
    }
    if (!named.empty()) work.doctors = std::move(named);
    co_return co_await start(call, operation, run_plan(std::move(work)));
}

Task<Response> commit_plan(Call& call) {
    const auto plan = co_await operation_named(call);
    if (!plan) co_return std::unexpected(plan.error());
    if (plan->kind != "assignment_plan")
        co_return refuse(Errc::not_found, "There is no such plan.");
    if (plan->state != OperationState::done)
        co_return refuse(Errc::state_conflict, "The plan is not finished.");
    auto operation = begun(call, "plan_commit");
    auto work = work_of(call, operation);
    co_return co_await start(call, operation, run_commit(std::move(work), planned_pairs(*plan)));
}

Task<Response> get_operation(Call& call) {
    const auto operation = co_await operation_named(call);
    if (!operation) co_return std::unexpected(operation.error());
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

}  // namespace echeance
