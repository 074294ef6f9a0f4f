// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/events.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// The last day on which an assigned file may be started: `start_within_working_days` of the
/// priorities after the day of the assignment, which does not count.
[[nodiscard]] LegalDay start_by(LegalDay assigned_on, const Rules& rules);

/// When an assignment was entered, which may be long after its day, and when it is looked at.
struct AssignmentSeen {
    LegalDay entered_on;
    LegalDay today;
};
/// What the passing of days does to a file by itself: an assignment not started in time ends on the
/// day after `start_by`, however late that is noticed; but what is entered late may still be begun
/// on the day of its entry. Empty: nothing.
[[nodiscard]] std::optional<FileChange> lapse(const CaseFile& file,
                                              const Rules& rules,
                                              AssignmentSeen seen);

/// Absent today, or outside the active period. A sessional doctor between two sessions is not.
[[nodiscard]] bool is_away(const Doctor& doctor, LegalDay today);

/// What a doctor who is away gives back: a file that they have not started. Empty for one that they
/// have: it stays with them, for a person to see to.
[[nodiscard]] std::optional<FileChange> give_back(const CaseFile& file, LegalDay today);

}  // namespace echeance
