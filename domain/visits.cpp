// SPDX-License-Identifier: EUPL-1.2
#include "domain/visits.hpp"

#include <algorithm>

#include "domain/lapse.hpp"

namespace echeance {

int session_strength(const Session& session, const Sector& sector, Modality modality) {
    constexpr int one_reason = 5;
    const bool is_near = std::ranges::find(session.sectors, sector) != session.sectors.end();
    const bool visits = modality == Modality::visit && session.modality == Modality::visit;
    if (visits && (is_near || session.sectors.empty())) return 2 * one_reason;
    return visits || is_near ? one_reason : 0;
}

bool has_visit_ahead(const Doctor& doctor, LegalDay today) {
    const auto last_day = today + visit_ahead_days;
    return std::ranges::any_of(doctor.sessions, [&](const Session& session) {
        return session.modality == Modality::visit && today <= session.on &&
               session.on <= last_day && !is_away(doctor, session.on) &&
               (doctor.kind != DoctorKind::supervised ||
                (doctor.authorised && doctor.authorised->covers(session.on)));
    });
}

bool is_left_to_visitors(const RequirementClass& requirements,
                         const Doctor& claimant,
                         std::span<const Doctor> doctors,
                         const Priorities& priorities,
                         LegalDay today) {
    if (!requirements.needs_visit || has_visit_ahead(claimant, today)) return false;
    return std::ranges::any_of(doctors, [&](const Doctor& doctor) {
        return has_visit_ahead(doctor, today) && serves(doctor, requirements, priorities);
    });
}

}  // namespace echeance
