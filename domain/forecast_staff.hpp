// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/doctor.hpp"
#include "domain/forecast_world.hpp"
#include "domain/plan_problem.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// The doctors of a forecast, in the order given, as `world` (its days and requirements) asks.
///
/// Minutes by day are those of `capacity_on`; without a stated limit, 420 each working day, as in a
/// plan. This week's are less what is spent of them already, from today on; what a doctor holds is
/// among the files that wait. A supervised doctor has none outside the authorisation. Sessions are
/// entered some months ahead only: after the last one, if there is one to come, a doctor goes on at
/// the pace of the eight weeks up to it, on the same weekdays, public holidays, absences and the
/// active period apart.
[[nodiscard]] std::vector<ForecastDoctor> forecast_doctors(std::span<const PlanningDoctor> doctors,
                                                           const ForecastWorld& world,
                                                           const Rules& rules);
/// Those whose supervisors may all not countersign the file may not read it either. `closed_to`
/// ascending; so is the result.
[[nodiscard]] std::vector<std::size_t> with_unsupervised(std::vector<std::size_t> closed_to,
                                                         std::span<const ForecastDoctor> doctors);

/// Percents of the full week by week from arrival on; after the last, 100. The default, half for a
/// month and three quarters for another, is this program's assumption: no source gives one.
using RampUp = std::vector<int>;
[[nodiscard]] const RampUp& usual_ramp_up();
inline constexpr std::size_t ramp_up_weeks_max = 104;

/// A doctor that does not work here yet.
struct AddedDoctor {
    DoctorId id;
    DoctorKind kind = DoctorKind::titular;
    LegalDay from;
    std::optional<LegalDay> until{};
    int minutes_per_week = 1'750;         ///< of a sessional doctor too: spread over Mon.-Fri.
    std::vector<Skill> skills{};          ///< sorted
    RampUp ramp_up = usual_ramp_up();     ///< each 0 to 100
    std::vector<DoctorId> supervisors{};  ///< of a supervised one; none: every titular doctor
};
/// As one of the world: may take every right, stage and sector that its skills and its kind allow.
[[nodiscard]] ForecastDoctor added_doctor(const AddedDoctor& added,
                                          const ForecastWorld& world,
                                          const Rules& rules);
/// The doctor has no minutes from `from` on; of the files they hold they keep those that there is
/// time for until then. False where nobody has that id.
[[nodiscard]] bool remove_doctor(ForecastWorld& world, const DoctorId& id, LegalDay from);

}  // namespace echeance
