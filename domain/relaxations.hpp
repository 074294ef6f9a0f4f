// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "domain/eligibility.hpp"

namespace echeance {

/// What every rule says of one doctor.
struct DoctorEligibility {
    DoctorId doctor;
    std::vector<RuleResult> rules;
};

/// Rules that would have to go together, in the order of their texts.
using Relaxation = std::vector<EligibilityRule>;
inline constexpr std::size_t relaxations_max = 16;

/// False for what no need of the service ever excuses: a conflict of interest (CSP R.4127-105), and
/// a part taken before an appeal. A doctor who declined without a conflict may be asked again.
[[nodiscard]] bool may_be_relaxed(EligibilityRule rule);

/// For a file that nobody may take: each set of failed rules without which some doctor could, none
/// of them holding another, sorted by size, then text, the first `relaxations_max`. A doctor with a
/// failure that is never relaxed gives none, so that the list may be empty. Nothing when somebody
/// is eligible.
[[nodiscard]] std::optional<std::vector<Relaxation>> relaxations(
    std::span<const DoctorEligibility> doctors);

}  // namespace echeance
