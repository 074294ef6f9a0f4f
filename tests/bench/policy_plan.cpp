// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_plan.hpp"

#include <algorithm>
#include <span>

#include "domain/assignment_plan.hpp"
#include "domain/capacity.hpp"
#include "service/flow_solver.hpp"

namespace echeance::bench {
namespace {

std::vector<PlanDoctor> plan_doctors(const World& world, int from, int until) {
    std::vector<PlanDoctor> doctors;
    for (const auto& each : world.doctors) {
        PlanDoctor doctor{each.id};
        for (int day = from; day <= until; ++day)
            doctor.capacity_minutes += each.minutes_on[static_cast<std::size_t>(day)];
        if (each.kind == DoctorKind::supervised) doctor.supervisors = each.supervisors;
        doctor.supervision_percent = world.rules.priorities.supervision_percent;
        doctors.push_back(std::move(doctor));
    }
    return doctors;
}

/// The effective due date that the default order gives a file on a day.
int effective_due_on(const World& world, const WorldFile& file, int day) {
    constexpr int day_code_shift = 36;  // see `Placement::queue_score`
    constexpr int day_code_offset = 32'768;
    auto step = file.steps.rbegin();
    while (step->day > day) ++step;
    const int code = static_cast<int>(step->score >> day_code_shift);
    return code - day_code_offset - world.first_day.number();
}

PlanFile plan_file(const World& world, const WorldFile& file, int day, int until) {
    PlanFile planned{file.id};
    planned.minutes = file.minutes;
    planned.days_late = until - effective_due_on(world, file, day);
    planned.requirement = file.requirement;
    for (std::size_t doctor = 0; doctor < world.doctors.size(); ++doctor)
        if ((file.conflicts >> doctor & 1U) != 0) planned.closed_to.push_back(doctor);
    return planned;
}

/// Doctors without a minute this week are left out here: fewer for the plan to look at.
std::vector<PlanRequirement> plan_requirements(const World& world,
                                               std::span<const PlanDoctor> doctors) {
    const PlanRequirement nobody{std::vector<std::optional<int>>(world.doctors.size())};
    std::vector<PlanRequirement> requirements(world.requirement_count, nobody);
    for (std::size_t doctor = 0; doctor < world.doctors.size(); ++doctor) {
        if (doctors[doctor].capacity_minutes == 0) continue;
        for (const auto served : world.doctors[doctor].requirements)
            requirements[served].strengths[doctor] = 0;
    }
    return requirements;
}

std::vector<std::size_t> files_to_plan(const World& world,
                                       const Queues& queues,
                                       std::span<const PlanDoctor> doctors) {
    auto files = queues.most_pressing();
    if (files.size() <= planned_files_always) return files;
    int minutes = 0;
    for (const auto& doctor : doctors) minutes += planned_weeks * doctor.capacity_minutes;
    const auto past = std::ranges::find_if(files, [&](std::size_t file) {
        minutes -= world.files[file].minutes;
        return minutes < 0;
    });
    files.erase(past, files.end());
    return files;
}

}  // namespace

Result<WeekLists> plan_week(const World& world, const Queues& queues, int day) {
    const auto on = world.first_day + day;
    const int until = std::min(day + (monday_of(on) + 6 - on), year_days - 1);
    PlanProblem problem{
        .files = {}, .doctors = plan_doctors(world, day, until), .requirements = {}};
    problem.requirements = plan_requirements(world, problem.doctors);
    const auto files = files_to_plan(world, queues, problem.doctors);
    for (const auto file : files)
        problem.files.push_back(plan_file(world, world.files[file], day, until));
    const auto plan = plan_assignments(problem, lemon_flow_solver());
    if (!plan) return std::unexpected(plan.error());
    WeekLists lists(world.doctors.size());
    for (const auto& given : plan->assignments) lists[given.doctor].push_back(files[given.file]);
    return lists;
}

}  // namespace echeance::bench
