// SPDX-License-Identifier: EUPL-1.2
#include "domain/backlog.hpp"

#include <span>

namespace echeance {
namespace {

std::string_view band(int days, std::span<const DayBand> bands) {
    for (const auto& each : bands)
        if (days <= each.up_to) return each.name;
    return bands.back().name;
}

bool is_overdue(const Placement& placement, Right right) {
    return (placement.overdue_rights & (1U << static_cast<unsigned>(right))) != 0;
}

int overdue_count(const CaseFile& file, const Placement& placement) {
    int count = 0;
    for (const auto& request : file.facts.requests)
        if (is_open(request) && is_overdue(placement, request.right)) ++count;
    return count;
}

}  // namespace

BacklogCount& BacklogCount::operator+=(const BacklogCount& other) {
    files += other.files;
    requests += other.requests;
    overdue += other.overdue;
    minutes += other.minutes;
    return *this;
}

BacklogCount& BacklogCount::operator-=(const BacklogCount& other) {
    files -= other.files;
    requests -= other.requests;
    overdue -= other.overdue;
    minutes -= other.minutes;
    return *this;
}

std::string state_key(FileState state, StageOfLife stage, Procedure procedure) {
    std::string key = "s:";
    key.append(to_text(state)).append(":").append(to_text(stage)).append(":");
    return key.append(to_text(procedure));
}

BacklogCounts backlog_of(const CaseFile& file, const Placement& placement) {
    const BacklogCount whole{
        1, placement.open_requests, overdue_count(file, placement), placement.expected_minutes};
    BacklogCounts counts;
    counts[state_key(file.state, file.facts.stage, file.facts.procedure)] = whole;
    if (!is_open(file)) return counts;
    counts["z:" + file.facts.sector.text()] = whole;
    const auto due = placement.due_on;
    counts["d:" + (due ? std::to_string(due->number()) : std::string{"none"})] = whole;
    counts["a:" + std::to_string(file.facts.filed_on.number())] = whole;
    for (const auto& request : file.facts.requests) {
        if (!is_open(request)) continue;
        counts["r:" + std::string{to_text(request.right)}] = {
            1, 1, is_overdue(placement, request.right) ? 1 : 0, placement.expected_minutes};
        if (placement.outcomes.empty()) continue;
        auto& nature = counts["n:" + std::string{to_text(request.nature)}];
        nature += {nature.files == 0 ? 1 : 0,
                   1,
                   is_overdue(placement, request.right) ? 1 : 0,
                   nature.files == 0 ? placement.expected_minutes : 0};
    }
    return counts;
}

BacklogCounts difference(const BacklogCounts& after, const BacklogCounts& before) {
    BacklogCounts delta = after;
    for (const auto& [key, count] : before) delta[key] -= count;
    std::erase_if(delta, [](const auto& row) { return row.second == BacklogCount{}; });
    return delta;
}

std::string_view age_band(int days) {
    return band(days, age_bands);
}

std::string_view due_bucket(std::optional<LegalDay> due_on, LegalDay today) {
    return due_on ? band(*due_on - today, due_bands) : no_due_band;
}

}  // namespace echeance
