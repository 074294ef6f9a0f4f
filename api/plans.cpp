// SPDX-License-Identifier: EUPL-1.2
#include "api/plans.hpp"

#include "api/answers.hpp"
#include "api/json/codec.hpp"
#include "api/operations.hpp"
#include "api/plan_work.hpp"

namespace echeance {
namespace {

PlanWork work_of(Call& call, StoredOperation operation) {
    return {.ports = call.ports,
            .tenant = call.principal.tenant,
            .rules = call.rules,
            .today = call.today,
            .operation = std::move(operation)};
}

}  // namespace

Task<Response> plan_assignments_now(Call& call) {
    auto operation = begun_operation(call, "assignment_plan");
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
    co_return co_await start_operation(call, operation, run_plan(std::move(work)));
}

Task<Response> commit_plan(Call& call) {
    const auto plan = co_await operation_named(call);
    if (!plan) co_return std::unexpected(plan.error());
    if (plan->kind != "assignment_plan")
        co_return refuse(Errc::not_found, "There is no such plan.");
    if (plan->state != OperationState::done)
        co_return refuse(Errc::state_conflict, "The plan is not finished.");
    auto operation = begun_operation(call, "plan_commit");
    auto work = work_of(call, operation);
    co_return co_await start_operation(
        call, operation, run_commit(std::move(work), planned_pairs(*plan)));
}

}  // namespace echeance
