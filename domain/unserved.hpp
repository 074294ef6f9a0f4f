// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>

#include "domain/doctor.hpp"
#include "domain/eligibility.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Whether a doctor can be counted on: not away today, a session today or later for a sessional
/// doctor, and for a supervised one the authorisation and a supervisor of whom the same is true.
/// `doctors`: everybody.
[[nodiscard]] bool is_available(const Doctor& doctor,
                                std::span<const Doctor> doctors,
                                LegalDay today);

/// For a queue that no available doctor serves, the rule that keeps it from the doctor who fails
/// the fewest: its files wait for a doctor whom the office has not got. `not_working`: one who
/// serves it is not available. `skill` where there is no doctor at all. Empty: somebody serves it.
[[nodiscard]] std::optional<EligibilityRule> why_unserved(const RequirementClass& requirements,
                                                          std::span<const Doctor> doctors,
                                                          const Priorities& priorities,
                                                          LegalDay today);

}  // namespace echeance
