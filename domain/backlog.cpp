// SPDX-License-Identifier: EUPL-1.2
#include "domain/backlog.hpp"

namespace echeance {
namespace {

/// Bands by upper edge, last one open.
template <std::size_t N>
std::string_view band(int days, const std::array<std::pair<int, std::string_view>, N>& bands) {
    for (const auto& [upper, name] : bands)
        if (days <= upper) return name;
    return bands.back().second;
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
    static constexpr std::array<std::pair<int, std::string_view>, 8> bands{{{30, "0-30"},
                                                                            {60, "31-60"},
                                                                            {90, "61-90"},
                                                                            {122, "91-122"},
                                                                            {180, "123-180"},
                                                                            {365, "181-365"},
                                                                            {548, "366-548"},
                                                                            {0, "549+"}}};
    return band(days, bands);
}

std::string_view due_bucket(std::optional<LegalDay> due_on, LegalDay today) {
    static constexpr std::array<std::pair<int, std::string_view>, 8> bands{{{-366, "overdue_366+"},
                                                                            {-91, "overdue_91-365"},
                                                                            {-31, "overdue_31-90"},
                                                                            {-1, "overdue_1-30"},
                                                                            {7, "due_0-7"},
                                                                            {30, "due_8-30"},
                                                                            {60, "due_31-60"},
                                                                            {0, "due_61+"}}};
    if (!due_on) return "none";
    return band(*due_on - today, bands);
}

}  // namespace echeance
