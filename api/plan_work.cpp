// SPDX-License-Identifier: EUPL-1.2
#include "api/plan_work.hpp"

#include <algorithm>
#include <map>

#include "api/answers.hpp"
#include "api/every_file.hpp"
#include "api/json/codec.hpp"
#include "api/operations.hpp"
#include "api/staffing.hpp"
#include "domain/plan_problem.hpp"
#include "domain/transitions.hpp"

namespace echeance {
namespace {

/// More would fill the memory of a service meant for a département.
constexpr std::size_t planned_files_max = 200'000;

Task<bool> tell(PlanWork& work, int percent) {
    return tell_progress(work.ports, work.tenant, work.operation, percent);
}

Task<std::vector<PlanningDoctor>> gather_doctors(PlanWork& work) {
    auto stored =
        co_await every_doctor(work.ports.store, work.tenant, work.ports.workshop.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    std::vector<PlanningDoctor> doctors;
    for (auto& each : *stored) {
        const bool wanted = !work.doctors ||
                            std::ranges::find(*work.doctors, each.doctor.id) != work.doctors->end();
        auto doctor = planning_doctor(std::move(each), work.today);
        // A supervisor who is not planned for still counts as one.
        if (!wanted) doctor.doctor.max_open_files = 0;
        doctors.push_back(std::move(doctor));
    }
    co_return doctors;
}

Task<std::vector<WaitingFile>> gather_files(PlanWork& work) {
    std::vector<WaitingFile> files;
    const auto take = [&files](StoredFile& each) {
        if (each.placement.lane != Lane::none)
            files.push_back({std::move(each.file), std::move(each.placement)});
        return files.size() < planned_files_max;
    };
    const auto read = co_await every_file(work.ports,
                                          work.tenant,
                                          {.state = FileState::queued, .sort = FileSort::due_on},
                                          work.today,
                                          take);
    if (!read) co_return std::unexpected(read.error());
    co_return files;
}

/// One file of a plan: read, judged and written. Empty: assigned; else the codes of what is in the
/// way now.
Task<std::vector<std::string>> assign_one(PlanWork& work,
                                          const FileId& id,
                                          const DoctorId& doctor) {
    constexpr int attempts = 4;
    auto& ports = work.ports;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto deadline = ports.workshop.deadline();
        const auto rules = co_await ports.store.rules(work.tenant, deadline);
        if (!rules) co_return std::unexpected(rules.error());
        const auto stored = co_await ports.store.find_file(work.tenant, id, deadline);
        if (!stored) co_return std::unexpected(stored.error());
        const auto chosen =
            co_await choose_doctor(ports, work.tenant, doctor, work.today, deadline);
        if (!chosen) co_return std::unexpected(chosen.error());
        const auto change = assign_by_plan(stored->file,
                                           chosen->duty->on_duty(chosen->open_files),
                                           chosen->loads,
                                           (*rules)->rules,
                                           work.today);
        if (!change) {
            std::vector<std::string> codes;
            for (const auto& field : change.error().fields) codes.push_back(field.code);
            if (codes.empty()) codes.emplace_back("state_conflict");
            co_return codes;
        }
        const FileEvent event{id, ports.workshop.now(), work.operation.created_by, *change};
        std::vector<FileCommit> commits;
        commits.push_back({.before = *stored,
                           .after = apply(stored->file, event),
                           .events = {event},
                           .duty = chosen->check});
        const auto written = co_await ports.store.commit(work.tenant, std::move(commits), deadline);
        if (!written) co_return std::unexpected(written.error());
        if (written->front()) co_return std::vector<std::string>{};
        if (written->front().error().code != Errc::stale_revision)
            co_return std::unexpected(written->front().error());
    }
    co_return std::vector<std::string>{"state_conflict"};
}

void append_codes(std::string& out, const std::vector<std::string>& codes) {
    out += '[';
    for (std::size_t n = 0; n < codes.size(); ++n) {
        if (n != 0) out += ',';
        codec::append_quoted(out, codes[n]);
    }
    out += ']';
}

/// `"assigned":n,"changed":[...]`: what a commit came to.
Task<std::string> assign_all(PlanWork& work, const std::vector<PlannedPair>& pairs) {
    constexpr std::size_t told_every = 50;
    std::size_t assigned = 0;
    std::string changed;
    for (std::size_t n = 0; n < pairs.size(); ++n) {
        const auto& [file, doctor] = pairs[n];
        if (n % told_every == 0) {
            const auto told = co_await tell(work, static_cast<int>(50 + 50 * n / pairs.size()));
            if (!told) co_return std::unexpected(told.error());
        }
        const auto codes = co_await assign_one(work, file, doctor);
        if (!codes) co_return std::unexpected(codes.error());
        if (codes->empty()) {
            ++assigned;
            continue;
        }
        if (!changed.empty()) changed += ',';
        changed +=
            R"({"file":")" + file.text() + R"(","doctor":")" + doctor.text() + R"(","reasons":)";
        append_codes(changed, *codes);
        changed += '}';
    }
    co_return R"("assigned":)" + std::to_string(assigned) + R"(,"changed":[)" + changed + ']';
}

std::string encode_plan(const PlanProblem& problem, const Plan& plan) {
    constexpr std::size_t left_out_told_max = 1'000;
    std::string out = R"("objective":)" + std::to_string(plan.objective) + R"(,"bound":)" +
                      std::to_string(plan.bound) + R"(,"assignments":[)";
    const auto separate = [&out](bool first) {
        if (!first) out += ',';
    };
    for (std::size_t n = 0; n < plan.assignments.size(); ++n) {
        const auto& each = plan.assignments[n];
        const auto& file = problem.files[each.file];
        separate(n == 0);
        out += R"({"file":")" + file.id.text() + R"(","doctor":")" +
               problem.doctors[each.doctor].id.text() + R"(","minutes":)" +
               std::to_string(file.minutes) + R"(,"cost":)" +
               std::to_string(left_out_cost(file, problem.weights));
        if (each.supervisor)
            out += R"(,"supervisor":")" + problem.doctors[*each.supervisor].id.text() + '"';
        out += '}';
    }
    std::map<std::string_view, std::size_t> reasons;
    for (const auto& each : plan.left_out) ++reasons[to_text(each.reason)];
    out += R"(],"unassigned_count":)" + std::to_string(plan.left_out.size()) +
           R"(,"unassigned_reasons":{)";
    for (const auto& [reason, count] : reasons) {
        separate(out.back() == '{');
        out += '"' + std::string{reason} + "\":" + std::to_string(count);
    }
    out += R"(},"unassigned":[)";
    for (std::size_t n = 0; n < std::min(plan.left_out.size(), left_out_told_max); ++n) {
        const auto& each = plan.left_out[n];
        separate(n == 0);
        out += R"({"file":")" + problem.files[each.file].id.text() + R"(","reasons":[")" +
               std::string{to_text(each.reason)} + R"("]})";
    }
    out += R"(],"loads":[)";
    for (std::size_t n = 0; n < plan.loads.size(); ++n) {
        separate(n == 0);
        out += R"({"doctor":")" + problem.doctors[n].id.text() + R"(","files":)" +
               std::to_string(plan.loads[n].files) + R"(,"minutes":)" +
               std::to_string(plan.loads[n].minutes) + R"(,"supervision_minutes":)" +
               std::to_string(plan.loads[n].supervision_minutes) + R"(,"capacity_minutes":)" +
               std::to_string(problem.doctors[n].capacity_minutes) + '}';
    }
    out += R"(],"weights":)";
    codec::append_plan_weights(out, problem.weights);
    return out;
}

std::vector<PlannedPair> pairs_of(const PlanProblem& problem, const Plan& plan) {
    std::vector<PlannedPair> pairs;
    for (const auto& each : plan.assignments)
        pairs.emplace_back(problem.files[each.file].id, problem.doctors[each.doctor].id);
    return pairs;
}

/// The whole of a plan; its result is in `work.operation` then.
Task<bool> plan_whole(PlanWork& work) {
    if (const auto told = co_await tell(work, 0); !told) co_return std::unexpected(told.error());
    const auto doctors = co_await gather_doctors(work);
    if (!doctors) co_return std::unexpected(doctors.error());
    const auto files = co_await gather_files(work);
    if (!files) co_return std::unexpected(files.error());
    if (const auto told = co_await tell(work, 20); !told) co_return std::unexpected(told.error());

    PlanProblem problem;
    Result<Plan> plan = Plan{};
    const auto solver = work.ports.workshop.flow_solver();
    const auto compute = [&] {
        problem = plan_problem(*files,
                               *doctors,
                               work.rules->rules,
                               PlanHorizon{work.today, work.horizon_days},
                               work.weights);
        plan = plan_assignments(problem, solver);
    };
    const auto computed = co_await work.ports.workshop.compute(compute);
    if (!computed) co_return std::unexpected(computed.error());
    if (!plan) co_return std::unexpected(plan.error());
    auto result = encode_plan(problem, *plan);
    if (work.mode == PlanMode::commit) {
        const auto assigned = co_await assign_all(work, pairs_of(problem, *plan));
        if (!assigned) co_return std::unexpected(assigned.error());
        result += ',' + *assigned;
    }
    work.operation.result = std::move(result);
    co_return true;
}

Task<bool> finish(PlanWork& work, const Result<bool>& outcome) {
    return end_operation(work.ports, work.tenant, work.operation, outcome);
}

}  // namespace

Task<bool> run_plan(PlanWork work) {
    const auto outcome = co_await plan_whole(work);
    co_return co_await finish(work, outcome);
}

Task<bool> run_commit(PlanWork work, std::vector<PlannedPair> pairs) {
    auto assigned = co_await assign_all(work, pairs);
    if (!assigned) co_return co_await finish(work, std::unexpected(assigned.error()));
    work.operation.result = std::move(*assigned);
    co_return co_await finish(work, true);
}

std::vector<PlannedPair> planned_pairs(const StoredOperation& operation) {
    std::vector<PlannedPair> pairs;
    const auto document = codec::parse('{' + operation.result + '}');
    if (!document || !document->contains("assignments")) return pairs;
    for (const auto& each : (*document)["assignments"]) {
        auto file = FileId::parse(each.value("file", std::string{}));
        auto doctor = DoctorId::parse(each.value("doctor", std::string{}));
        if (file && doctor) pairs.emplace_back(std::move(*file), std::move(*doctor));
    }
    return pairs;
}

}  // namespace echeance
