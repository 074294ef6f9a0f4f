// SPDX-License-Identifier: EUPL-1.2
#include "domain/backlog.hpp"

#include <algorithm>
#include <span>

#include "domain/whole_number.hpp"

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

std::string age_key(FileState state, LegalDay filed_on) {
    std::string key = "a:";
    return key.append(to_text(state)).append(":").append(std::to_string(filed_on.number()));
}

std::string due_key(LegalDay due_on, Right right) {
    std::string key = "e:";
    return key.append(std::to_string(due_on.number())).append(":").append(to_text(right));
}

std::optional<LegalDay> due_day_of(std::string_view key) {
    if (!key.starts_with("d:") && !key.starts_with("e:")) return std::nullopt;
    key.remove_prefix(2);
    const auto number = whole_number(key.substr(0, key.find(':')));
    if (!number) return std::nullopt;
    return LegalDay::from_number(*number);
}

std::optional<StateAndDay> filing_day_of(std::string_view key) {
    if (!key.starts_with("a:")) return std::nullopt;
    key.remove_prefix(2);
    const auto colon = std::min(key.size(), key.find(':'));
    const auto state = from_text<FileState>(key.substr(0, colon));
    const auto number = whole_number(key.substr(std::min(key.size(), colon + 1)));
    if (!state || !number) return std::nullopt;
    return StateAndDay{*state, LegalDay::from_number(*number)};
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
    counts[age_key(file.state, file.facts.filed_on)] = whole;
    for (const auto& skill : file.facts.required_skills) counts["k:" + skill.text()] = whole;
    if (file.facts.required_skills.empty()) counts["k:none"] = whole;
    for (const auto& request : file.facts.requests) {
        if (!is_open(request)) continue;
        counts["r:" + std::string{to_text(request.right)}] = {
            1, 1, is_overdue(placement, request.right) ? 1 : 0, placement.expected_minutes};
        if (due) counts[due_key(*due, request.right)] = {.requests = 1};
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
