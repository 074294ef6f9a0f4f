// SPDX-License-Identifier: EUPL-1.2
#include "domain/relaxations.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace echeance {
namespace {

/// In the order of their texts.
Relaxation failed_rules(const DoctorEligibility& doctor) {
    Relaxation failed;
    for (const auto& [rule, passed] : doctor.rules) {
        if (!passed) failed.push_back(rule);
    }
    std::ranges::sort(failed, {}, [](EligibilityRule rule) { return to_text(rule); });
    return failed;
}

bool is_before(const Relaxation& a, const Relaxation& b) {
    if (a.size() != b.size()) return a.size() < b.size();
    return std::ranges::lexicographical_compare(
        a, b, {}, [](auto rule) { return to_text(rule); }, [](auto rule) { return to_text(rule); });
}

bool includes(const Relaxation& larger, const Relaxation& smaller) {
    return std::ranges::all_of(smaller, [&](EligibilityRule rule) {
        return std::ranges::find(larger, rule) != larger.end();
    });
}

}  // namespace

bool may_be_relaxed(EligibilityRule rule) {
    return rule != EligibilityRule::conflict_of_interest && rule != EligibilityRule::same_evaluator;
}

std::optional<std::vector<Relaxation>> relaxations(std::span<const DoctorEligibility> doctors) {
    std::vector<Relaxation> candidates;
    for (const auto& doctor : doctors) {
        auto failed = failed_rules(doctor);
        if (failed.empty()) return std::nullopt;
        if (std::ranges::all_of(failed, may_be_relaxed)) candidates.push_back(std::move(failed));
    }
    std::ranges::sort(candidates, is_before);
    // The smaller come first, so that whatever includes another comes after it.
    std::vector<Relaxation> minimal;
    for (auto& candidate : candidates) {
        const bool is_needless = std::ranges::any_of(
            minimal, [&](const auto& smaller) { return includes(candidate, smaller); });
        if (!is_needless) minimal.push_back(std::move(candidate));
    }
    if (minimal.size() > relaxations_max) minimal.resize(relaxations_max);
    return minimal;
}

}  // namespace echeance
