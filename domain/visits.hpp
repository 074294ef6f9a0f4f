// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/eligibility.hpp"

/// Files whose evaluation needs a visit, and sessions held where people are (*aller-vers*: an
/// antenna of the office in a commune, home visits). No hard rule: whoever may evaluate a file may
/// see the person too.
///
/// In a plan a session is a weight, `session_strength`, for as many files as it has minutes for. In
/// claims, files that need a visit are kept for those who will visit, but never longer than they
/// can be on time:
///
/// - one still on time is left to the doctors who have a visit session ahead, if any of them serves
///   it;
/// - one that is late, or that none of them serves, is taken in its turn like any other.
namespace echeance {

/// How far ahead a visit session counts in claims: the longest horizon of a plan.
inline constexpr int visit_ahead_days = 31;

/// Strength of the preference that a session gives its doctor for a file: 10 for one that needs a
/// visit where a visit session is for its sector (or names none); 5 for one that has only the one
/// or the other; 0 for others.
[[nodiscard]] int session_strength(const Session& session, const Sector& sector, Modality modality);

/// Whether the doctor holds a visit session from today until `visit_ahead_days` later, within the
/// active period and not fallen to an absence.
[[nodiscard]] bool has_visit_ahead(const Doctor& doctor, LegalDay today);

/// Whether a doctor's claim passes over the files of a queue that are on time. `doctors`: everybody
/// who could be waited for.
[[nodiscard]] bool is_left_to_visitors(const RequirementClass& requirements,
                                       const Doctor& claimant,
                                       std::span<const Doctor> doctors,
                                       const Priorities& priorities,
                                       LegalDay today);

}  // namespace echeance
