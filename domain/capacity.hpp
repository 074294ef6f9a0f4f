// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/eligibility.hpp"
#include "domain/events.hpp"
#include "domain/priority.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Monday of the week of `day`: capacity is counted by the week.
[[nodiscard]] LegalDay monday_of(LegalDay day);

/// Minutes that a doctor gives to files on one day. Empty: no limit is stated (a doctor without
/// `minutes_per_week`, on a day they work). A week's minutes are spread over Monday to Friday;
/// public holidays, absences and days outside the active period give none. A sessional doctor gives
/// the minutes of the day's session.
[[nodiscard]] std::optional<int> capacity_on(const Doctor& doctor,
                                             LegalDay day,
                                             const WorkingCalendar& calendar);
/// The same from `from` until `until`, both included; empty when any of the days has no limit.
[[nodiscard]] std::optional<int> capacity_between(const Doctor& doctor,
                                                  LegalDay from,
                                                  LegalDay until,
                                                  const WorkingCalendar& calendar);
[[nodiscard]] std::optional<int> weekly_capacity(const Doctor& doctor,
                                                 LegalDay monday,
                                                 const WorkingCalendar& calendar);

/// A doctor's week so far, in minutes. Supervision counts at the supervisor.
struct Workload {
    int held = 0;  ///< expected for what they hold, still to be spent, and reserved for supervision
    int spent = 0;  ///< this week, on evaluations and countersignatures
    bool operator==(const Workload&) const = default;
};
/// What is left of a week's capacity; never below 0. Empty: no limit.
[[nodiscard]] std::optional<int> minutes_left(const Workload& load, std::optional<int> capacity);

/// Minutes that the supervisor of a supervised doctor's evaluation needs: `supervision_percent` of
/// the expected minutes, rounded up.
[[nodiscard]] int supervision_minutes(int expected, const Priorities& priorities);

/// Minutes that a file keeps busy, by doctor: its holder's, and its supervisor's until the
/// countersignature. None for a file that nobody holds.
using MinutesByDoctor = std::vector<std::pair<DoctorId, int>>;
[[nodiscard]] MinutesByDoctor minutes_held(const CaseFile& file, const Placement& placement);

/// Minutes that a step has taken of a doctor's week.
struct Spending {
    DoctorId doctor;
    int minutes = 0;
    LegalDay on;
};
/// `after`: the file as the change left it. Empty: the change takes no doctor's time.
[[nodiscard]] std::optional<Spending> spending_of(const FileChange& change, const CaseFile& after);

/// The workloads that a choice of doctor depends on; `supervisors` as in `DoctorOnDuty`.
struct Workloads {
    Workload own{};
    std::vector<Workload> supervisors{};
};
/// Who countersigns what the doctor evaluates: the first working supervisor without a conflict who
/// has the minutes of supervision left, or (`room` false) merely the first. Empty: none, or none is
/// needed.
struct SupervisorChoice {
    std::optional<DoctorId> supervisor{};
    int minutes = 0;
    bool room = true;
};
[[nodiscard]] SupervisorChoice choose_supervisor(const CaseFile& file,
                                                 const DoctorOnDuty& duty,
                                                 std::span<const Workload> loads,
                                                 const Rules& rules,
                                                 LegalDay today);
/// Whether the doctor has the minutes for the file this week, and, supervised, a supervisor theirs.
[[nodiscard]] bool has_room(const CaseFile& file,
                            const DoctorOnDuty& duty,
                            const Workloads& loads,
                            const Rules& rules,
                            LegalDay today);

}  // namespace echeance
