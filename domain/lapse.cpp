// SPDX-License-Identifier: EUPL-1.2
#include "domain/lapse.hpp"

#include <algorithm>

namespace echeance {

LegalDay start_by(LegalDay assigned_on, const Rules& rules) {
    return rules.working_calendar().add_working_days(assigned_on,
                                                     rules.priorities.start_within_working_days);
}

std::optional<FileChange> lapse(const CaseFile& file, const Rules& rules, AssignmentSeen seen) {
    if (file.state != FileState::assigned || !file.assignment) return std::nullopt;
    const auto last_day = start_by(file.assignment->assigned_on, rules);
    if (seen.today <= last_day || seen.today <= seen.entered_on) return std::nullopt;
    return FileReleased{last_day + 1, ReleaseReason::not_started};
}

bool is_away(const Doctor& doctor, LegalDay today) {
    return !is_active(doctor, today) ||
           std::ranges::any_of(doctor.absences, [&](const auto& one) { return one.covers(today); });
}

std::optional<FileChange> give_back(const CaseFile& file, LegalDay today) {
    if (file.state != FileState::assigned) return std::nullopt;
    return FileReleased{today, ReleaseReason::doctor_away};
}

}  // namespace echeance
