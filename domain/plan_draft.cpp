// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_draft.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace echeance {
namespace {

/// A part of what a minute is worth: prices are no more exact than that.
constexpr std::int64_t hardly_more = 20;

}  // namespace

PlanDraft::PlanDraft(const PlanModel& model, std::vector<std::int64_t> supervision)
    : model_(model),
      supervision_(std::move(supervision)),
      holder_(model.problem().files.size(), nobody),
      supervisor_(model.problem().files.size(), nobody) {
    const auto& doctors = model.problem().doctors;
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        left_.push_back({.hundredths = std::int64_t{100} * model.available(doctor),
                         .files = doctors[doctor].files_max.value_or(INT32_MAX)});
    }
}

std::int64_t PlanDraft::supervision(std::size_t file, std::size_t doctor) const {
    const auto& problem = model_.problem();
    return std::int64_t{problem.doctors[doctor].supervision_percent} * problem.files[file].minutes;
}

std::size_t PlanDraft::supervisor_for(std::size_t file, std::size_t doctor) const {
    const std::int64_t needed = supervision(file, doctor);
    const auto supervisors = supervisors_of(model_.problem().doctors[doctor]);
    const auto is_able = [&](std::size_t one) {
        return left_[one].hundredths >= needed && !model_.is_closed(file, one);
    };
    std::int64_t least = INT64_MAX;
    for (const std::size_t one : supervisors) {
        if (is_able(one)) least = std::min(least, supervision_[one]);
    }
    std::size_t best = nobody;
    for (const std::size_t one : supervisors) {
        if (!is_able(one) || supervision_[one] - least > least / hardly_more) continue;
        if (best == nobody || left_[one].hundredths > left_[best].hundredths) best = one;
    }
    return best;
}

int PlanDraft::widest_room() const {
    std::int64_t widest = 0;
    for (const auto& left : left_) {
        if (left.files > 0) widest = std::max(widest, left.hundredths);
    }
    return static_cast<int>(widest / 100);
}

bool PlanDraft::fits(std::size_t file, std::size_t doctor) const {
    const auto& left = left_[doctor];
    if (left.hundredths < std::int64_t{100} * model_.problem().files[file].minutes) return false;
    if (left.files == 0 || !model_.may_take(file, doctor)) return false;
    return !model_.problem().doctors[doctor].supervisors || supervisor_for(file, doctor) != nobody;
}

std::int64_t PlanDraft::cost_of_giving(std::size_t file, std::size_t doctor) const {
    const auto& problem = model_.problem();
    const int minutes = problem.files[file].minutes;
    const int given = left_[doctor].minutes_given;
    return unfairness(problem.doctors[doctor], given + minutes, problem.weights) -
           unfairness(problem.doctors[doctor], given, problem.weights) -
           model_.preference(model_.kind_of(file), doctor) * minutes;
}

std::optional<std::size_t> PlanDraft::cheapest_doctor(std::size_t file) const {
    std::optional<std::size_t> best;
    std::int64_t least = INT64_MAX;
    for (const std::size_t doctor : model_.kind_of(file).doctors) {
        if (!fits(file, doctor)) continue;
        const std::int64_t cost = cost_of_giving(file, doctor);
        if (cost >= least) continue;
        least = cost;
        best = doctor;
    }
    return best;
}

void PlanDraft::give(std::size_t file, std::size_t doctor) {
    assert(!is_given(file) && fits(file, doctor));
    const bool is_supervised = model_.problem().doctors[doctor].supervisors.has_value();
    give_back(file, {doctor, is_supervised ? supervisor_for(file, doctor) : nobody});
}

void PlanDraft::give_back(std::size_t file, Place place) {
    move_minutes(file, place, 1);
    holder_[file] = place.doctor;
    supervisor_[file] = place.supervisor;
}

PlanDraft::Place PlanDraft::take_back(std::size_t file) {
    assert(is_given(file));
    const Place place{holder_[file], supervisor_[file]};
    move_minutes(file, place, -1);
    holder_[file] = nobody;
    supervisor_[file] = nobody;
    return place;
}

void PlanDraft::move_minutes(std::size_t file, Place place, int times) {
    const int minutes = times * model_.problem().files[file].minutes;
    if (place.supervisor != nobody) {
        const std::int64_t spent = times * supervision(file, place.doctor);
        left_[place.supervisor].hundredths -= spent;
        left_[place.supervisor].supervision += spent;
    }
    auto& left = left_[place.doctor];
    left.hundredths -= std::int64_t{100} * minutes;
    left.minutes_given += minutes;
    left.files -= times;
    left.files_given += times;
}

LeftOutReason PlanDraft::reason(std::size_t file) const {
    const auto& doctors = model_.kind_of(file).doctors;
    if (doctors.empty()) return LeftOutReason::no_eligible_doctor;
    const std::int64_t needed = std::int64_t{100} * model_.problem().files[file].minutes;
    auto reason = LeftOutReason::no_capacity;
    for (const std::size_t doctor : doctors) {
        if (left_[doctor].hundredths < needed || !model_.may_take(file, doctor)) continue;
        if (left_[doctor].files > 0) return LeftOutReason::no_supervision;
        reason = LeftOutReason::files_cap;
    }
    return reason;
}

Plan PlanDraft::plan() const {
    const auto& problem = model_.problem();
    Plan plan;
    for (std::size_t file = 0; file < holder_.size(); ++file) {
        if (!is_given(file)) {
            plan.left_out.push_back({file, reason(file), model_.left_out(file)});
            plan.left_out_points += model_.left_out(file);
            continue;
        }
        PlanAssignment given{.file = file, .doctor = holder_[file]};
        if (supervisor_[file] != nobody) given.supervisor = supervisor_[file];
        plan.assignments.push_back(given);
        plan.preference_points +=
            model_.preference(model_.kind_of(file), given.doctor) * problem.files[file].minutes;
    }
    for (std::size_t doctor = 0; doctor < left_.size(); ++doctor) {
        const auto& left = left_[doctor];
        plan.loads.push_back(
            {.files = left.files_given,
             .minutes = left.minutes_given,
             .supervision_minutes = static_cast<int>((left.supervision + 99) / 100)});
        plan.unfairness_points +=
            unfairness(problem.doctors[doctor], left.minutes_given, problem.weights);
    }
    plan.objective = plan.left_out_points - plan.preference_points + plan.unfairness_points;
    return plan;
}

FilesByDoctor files_by_doctor(const PlanDraft& draft,
                              const PlanModel& model,
                              std::span<const std::size_t> order,
                              std::size_t outside_max) {
    FilesByDoctor files;
    files.held.resize(model.problem().doctors.size());
    files.outside.resize(files.held.size());
    std::vector<bool> is_full(model.kinds().size(), false);  // no doctor of the kind takes more
    for (const std::size_t file : order) {
        if (draft.is_given(file)) {
            files.held[draft.holder(file)].push_back(file);
            continue;
        }
        if (is_full[model.kind_index(file)]) continue;
        bool has_room = false;
        for (const std::size_t doctor : model.kind_of(file).doctors) {
            auto& outside = files.outside[doctor];
            if (outside.size() < outside_max) outside.push_back(file);
            has_room = has_room || outside.size() < outside_max;
        }
        is_full[model.kind_index(file)] = !has_room;
    }
    return files;
}

}  // namespace echeance
