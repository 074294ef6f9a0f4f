// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <functional>

#include "domain/eligibility.hpp"

namespace echeance {
namespace {

constexpr std::size_t set_name_length = 8;

std::string joined(const std::vector<std::string>& texts) {
    std::string text;
    for (const auto& one : texts) {
        if (!text.empty()) text += '+';
        text += one;
    }
    return text;
}

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (true) {
        const auto end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

bool is_set_name(const std::string& text) {
    return text.size() == set_name_length && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// A sorted list without repetitions, each item of which is accepted.
template <class Accepts>
bool read_list(std::string_view text,
               std::size_t max,
               Accepts accepts,
               std::vector<std::string>& items) {
    if (text.empty()) return true;
    items = parts_of(text, '+');
    const bool ascending = std::ranges::adjacent_find(items, std::greater_equal<>{}) == items.end();
    return items.size() <= max && ascending && std::ranges::all_of(items, accepts);
}

}  // namespace

std::string RequirementClass::text() const {
    std::string text{stage == StageOfLife::adult ? "A;" : "C;"};
    text += joined(skills) + ';';
    if (closed_to_supervised) text += '1';
    if (appeal) text += '2';
    if (needs_visit) text += '3';
    return text + ';' + joined(right_sets) + ';' + joined(sector_sets);
}

Result<RequirementClass> RequirementClass::parse(std::string_view text) {
    constexpr std::array<std::string_view, 8> flag_texts{
        "", "1", "2", "12", "3", "13", "23", "123"};
    const auto not_a_class = refuse(Errc::invalid_input, "not a requirement class");
    const auto parts = parts_of(text, ';');
    if (parts.size() != 5) return not_a_class;
    if (parts[0] != "A" && parts[0] != "C") return not_a_class;
    const auto flags = std::ranges::find(flag_texts, std::string_view{parts[2]});
    if (flags == flag_texts.end()) return not_a_class;

    RequirementClass parsed;
    parsed.stage = parts[0] == "A" ? StageOfLife::adult : StageOfLife::child;
    parsed.closed_to_supervised = flags->starts_with('1');
    parsed.appeal = flags->contains('2');
    parsed.needs_visit = flags->ends_with('3');
    const auto is_skill = [](const std::string& one) { return Skill::parse(one).has_value(); };
    const bool sound = read_list(parts[1], skills_max, is_skill, parsed.skills) &&
                       read_list(parts[3], partition_sets_max, is_set_name, parsed.right_sets) &&
                       read_list(parts[4], partition_sets_max, is_set_name, parsed.sector_sets);
    if (!sound) return not_a_class;
    return parsed;
}

}  // namespace echeance
