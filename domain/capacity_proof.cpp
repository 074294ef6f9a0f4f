// SPDX-License-Identifier: EUPL-1.2
#include "domain/capacity_proof.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "domain/enum_names.hpp"
#include "domain/priority.hpp"

namespace echeance {
namespace {

constexpr std::chrono::minutes clocks_differ{5};
constexpr std::array<std::string_view, 7> verdict_names{
    "within", "overridden", "doctor_changed", "rules_changed", "work_grew", "silent", "not_judged"};

void add_held(std::map<DoctorId, WorkStep>& steps,
              const CaseFile& file,
              const Rules& rules,
              int sign) {
    const Placement place{.expected_minutes = minutes_still_expected(file, rules.minutes)};
    for (const auto& [doctor, minutes] : minutes_held(file, place))
        steps[doctor].held += sign * minutes;
}

WorkStep::Kind kind_of(const FileChange& change, LegalDay monday) {
    const auto* const assigned = std::get_if<FileAssigned>(&change);
    // Entered late, for an earlier week: that one's minutes were looked at.
    if (assigned == nullptr || monday_of(assigned->on) != monday) return WorkStep::Kind::other;
    const bool overridden = std::ranges::find(assigned->overridden, EligibilityRule::no_capacity) !=
                            assigned->overridden.end();
    return overridden ? WorkStep::Kind::overridden : WorkStep::Kind::assigned;
}

bool came_after(const std::optional<Instant>& change, Instant step) {
    return change && *change + clocks_differ >= step;
}

/// The last assignment that found too few minutes left.
const WorkStep* last_excess(const Week& week, const std::vector<WorkStep>& steps) {
    int load = week.now.held + week.now.spent;
    for (const auto& step : steps) load -= step.held + step.spent;
    const WorkStep* excess = nullptr;
    for (const auto& step : steps) {
        load += step.held + step.spent;
        const bool counts = step.kind == WorkStep::Kind::assigned && step.held > 0;
        if (counts && load > *week.capacity) excess = &step;
    }
    return excess;
}

}  // namespace

std::string_view to_text(WeekVerdict verdict) {
    return name_in(verdict_names, verdict);
}

std::vector<std::pair<DoctorId, WorkStep>> work_steps(const CaseFile* before,
                                                      const FileEvent& event,
                                                      const CaseFile& after,
                                                      const Rules& rules,
                                                      LegalDay monday) {
    std::map<DoctorId, WorkStep> steps;
    if (before != nullptr) add_held(steps, *before, rules, -1);
    add_held(steps, after, rules, +1);
    const auto spending = spending_of(event.change, after);
    if (spending && monday_of(spending->on) == monday)
        steps[spending->doctor].spent += spending->minutes;
    std::vector<std::pair<DoctorId, WorkStep>> changed;
    for (auto& [doctor, step] : steps) {
        if (step.held == 0 && step.spent == 0) continue;
        step.at = event.at;
        step.kind = kind_of(event.change, monday);
        changed.emplace_back(doctor, step);
    }
    return changed;
}

WeekVerdict judge(const Week& week, std::vector<WorkStep> steps) {
    if (!week.capacity) return WeekVerdict::within;
    std::ranges::sort(steps, {}, &WorkStep::position);
    if (const auto* const excess = last_excess(week, steps); excess != nullptr) {
        if (!week.doctor_changed_at || came_after(week.doctor_changed_at, excess->at))
            return WeekVerdict::doctor_changed;
        if (came_after(week.rules_changed_at, excess->at)) return WeekVerdict::rules_changed;
        return WeekVerdict::silent;
    }
    if (week.now.held + week.now.spent <= *week.capacity) return WeekVerdict::within;
    const bool overridden = std::ranges::any_of(
        steps, [](const auto& step) { return step.kind == WorkStep::Kind::overridden; });
    return overridden ? WeekVerdict::overridden : WeekVerdict::work_grew;
}

}  // namespace echeance
