// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_model.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace echeance {
namespace {

/// A file closed to some joins the others of its requirement when this many doctors remain, and
/// this share of them: its place may then be taken by another of the kind, so the bound hardly
/// sinks.
constexpr std::size_t remaining_doctors_min = 4;
constexpr std::size_t remaining_percent_min = 75;

bool contains(std::span<const std::size_t> indexes, std::size_t index) {
    return std::ranges::find(indexes, index) != indexes.end();
}

std::vector<std::size_t> sorted(std::vector<std::size_t> indexes) {
    std::ranges::sort(indexes);
    return indexes;
}

bool is_narrow(std::size_t remaining, std::size_t all) {
    return remaining < remaining_doctors_min || remaining * 100 < all * remaining_percent_min;
}

}  // namespace

PlanModel::PlanModel(const PlanProblem& problem)
    : problem_(problem), supervises_(problem.doctors.size(), false) {
    left_out_.reserve(problem.files.size());
    for (const auto& file : problem.files) {
        left_out_.push_back(left_out_cost(file, problem.weights));
    }
    for (const auto& doctor : problem.doctors) {
        if (doctor.supervision_percent == 0) continue;
        for (const std::size_t one : supervisors_of(doctor)) supervises_[one] = true;
    }
    const auto is_limited = [](const PlanDoctor& doctor) { return doctor.supervisors.has_value(); };
    has_side_limits_ = std::ranges::any_of(problem.doctors, is_limited) || files_max_may_bind();
    sort_by_weight();
    make_kinds();
}

int PlanModel::available(std::size_t doctor) const {
    const auto& one = problem_.doctors[doctor];
    return std::max(0, one.capacity_minutes - one.load_minutes);
}

std::int64_t PlanModel::preference(const FileKind& kind, std::size_t doctor) const {
    const int strength = problem_.requirements[kind.requirement].strengths[doctor].value_or(0);
    return std::int64_t{problem_.weights.preference_per_minute} * strength;
}

void PlanModel::sort_by_weight() {
    by_weight_.resize(problem_.files.size());
    std::iota(by_weight_.begin(), by_weight_.end(), std::size_t{0});
    std::ranges::sort(by_weight_, [this](std::size_t a, std::size_t b) {
        const std::int64_t of_a = left_out_[a] * problem_.files[b].minutes;
        const std::int64_t of_b = left_out_[b] * problem_.files[a].minutes;
        return of_a != of_b ? of_a > of_b : a < b;
    });
}

bool PlanModel::is_closed(std::size_t file, std::size_t doctor) const {
    return contains(problem_.files[file].closed_to, doctor);
}

bool PlanModel::may_take(std::size_t file, std::size_t doctor) const {
    if (problem_.files[file].closed_to.empty()) return true;
    const auto is_open = [&](std::size_t one) { return !is_closed(file, one); };
    const auto& supervisors = problem_.doctors[doctor].supervisors;
    return is_open(doctor) && (!supervisors || std::ranges::any_of(*supervisors, is_open));
}

void PlanModel::make_kinds() {
    std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::size_t> known;
    std::vector<std::vector<std::size_t>> open;
    open.reserve(problem_.requirements.size());
    for (std::size_t i = 0; i < problem_.requirements.size(); ++i) {
        open.push_back(doctors_of(i, {}));
    }
    kind_of_.resize(problem_.files.size());
    for (const std::size_t index : by_weight_) {
        const auto& file = problem_.files[index];
        auto closed_to = sorted(file.closed_to);
        auto doctors =
            closed_to.empty() ? open[file.requirement] : doctors_of(file.requirement, closed_to);
        if (!is_narrow(doctors.size(), open[file.requirement].size())) {
            doctors = open[file.requirement];
            closed_to.clear();
        }
        const auto [at, is_new] = known.try_emplace({file.requirement, closed_to}, kinds_.size());
        if (is_new) {
            auto& made = kinds_.emplace_back();
            made.requirement = file.requirement;
            made.doctors = std::move(doctors);
        }
        auto& kind = kinds_[at->second];
        kind.files.push_back(index);
        kind.minutes += file.minutes;
        kind.minutes_max = std::max(kind.minutes_max, file.minutes);
        kind_of_[index] = at->second;
    }
}

std::vector<std::size_t> PlanModel::doctors_of(std::size_t requirement,
                                               std::span<const std::size_t> closed_to) const {
    const auto is_open = [&](std::size_t doctor) { return !contains(closed_to, doctor); };
    const auto& strengths = problem_.requirements[requirement].strengths;
    std::vector<std::size_t> eligible;
    for (std::size_t doctor = 0; doctor < problem_.doctors.size(); ++doctor) {
        if (!strengths[doctor] || !is_open(doctor)) continue;
        const auto& supervisors = problem_.doctors[doctor].supervisors;
        if (!supervisors || std::ranges::any_of(*supervisors, is_open)) eligible.push_back(doctor);
    }
    return eligible;
}

bool PlanModel::files_max_may_bind() const {
    if (problem_.files.empty()) return false;
    const int shortest = std::ranges::min(problem_.files, {}, &PlanFile::minutes).minutes;
    for (std::size_t doctor = 0; doctor < problem_.doctors.size(); ++doctor) {
        const auto& files_max = problem_.doctors[doctor].files_max;
        if (files_max && std::int64_t{*files_max} * shortest < available(doctor)) return true;
    }
    return false;
}

}  // namespace echeance
