// SPDX-License-Identifier: EUPL-1.2
#include "domain/capacity.hpp"

#include <algorithm>

#include "domain/lapse.hpp"

namespace echeance {
namespace {

constexpr int week_days = 5;

/// Monday to Friday, 0 to 4.
int weekday_index(LegalDay day) {
    return static_cast<int>(day.weekday().iso_encoding()) - 1;
}

int session_minutes(const Doctor& doctor, LegalDay day) {
    int minutes = 0;
    for (const auto& session : doctor.sessions)
        if (session.on == day) minutes += session.minutes;
    return minutes;
}

}  // namespace

LegalDay monday_of(LegalDay day) {
    return day - weekday_index(day);
}

std::optional<int> capacity_on(const Doctor& doctor,
                               LegalDay day,
                               const WorkingCalendar& calendar) {
    if (is_away(doctor, day)) return 0;
    if (doctor.kind == DoctorKind::sessional) return session_minutes(doctor, day);
    if (!calendar.is_working(day)) return 0;
    if (!doctor.minutes_per_week) return std::nullopt;
    const int week = *doctor.minutes_per_week;
    const int index = weekday_index(day);
    return week * (index + 1) / week_days - week * index / week_days;
}

std::optional<int> capacity_between(const Doctor& doctor,
                                    LegalDay from,
                                    LegalDay until,
                                    const WorkingCalendar& calendar) {
    int minutes = 0;
    for (LegalDay day = from; day <= until; day = day + 1) {
        const auto own = capacity_on(doctor, day, calendar);
        if (!own) return std::nullopt;
        minutes += *own;
    }
    return minutes;
}

std::optional<int> weekly_capacity(const Doctor& doctor,
                                   LegalDay monday,
                                   const WorkingCalendar& calendar) {
    return capacity_between(doctor, monday, monday + 6, calendar);
}

std::optional<int> minutes_left(const Workload& load, std::optional<int> capacity) {
    if (!capacity) return std::nullopt;
    return std::max(0, *capacity - load.held - load.spent);
}

int supervision_minutes(int expected, const Priorities& priorities) {
    return (expected * priorities.supervision_percent + 99) / 100;
}

MinutesByDoctor minutes_held(const CaseFile& file, const Placement& placement) {
    MinutesByDoctor held;
    if (!file.assignment) return held;
    const auto& assignment = *file.assignment;
    if (is_held(file.state)) held.emplace_back(assignment.doctor, placement.expected_minutes);
    const bool is_watched =
        is_held(file.state) || file.state == FileState::awaiting_countersignature;
    if (is_watched && assignment.supervisor)
        held.emplace_back(*assignment.supervisor, assignment.supervision_minutes);
    return held;
}

std::optional<Spending> spending_of(const FileChange& change, const CaseFile& after) {
    if (!after.assignment) return std::nullopt;
    if (const auto* const submitted = std::get_if<EvaluationSubmitted>(&change))
        return Spending{after.assignment->doctor, submitted->minutes_spent, submitted->on};
    const auto* const countersigned = std::get_if<EvaluationCountersigned>(&change);
    if (countersigned == nullptr) return std::nullopt;
    return Spending{countersigned->by, after.assignment->supervision_minutes, countersigned->on};
}

SupervisorChoice choose_supervisor(const CaseFile& file,
                                   const DoctorOnDuty& duty,
                                   std::span<const Workload> loads,
                                   const Rules& rules,
                                   LegalDay today) {
    if (duty.doctor.kind != DoctorKind::supervised) return {};
    SupervisorChoice choice{
        .minutes = supervision_minutes(expected_minutes(file, rules.minutes), rules.priorities),
        .room = false};
    const auto calendar = rules.working_calendar();
    for (std::size_t n = 0; n < duty.supervisors.size(); ++n) {
        const auto& supervisor = duty.supervisors[n];
        if (!may_supervise(file, duty.doctor, supervisor, today)) continue;
        if (!choice.supervisor) choice.supervisor = supervisor.id;
        const auto load = n < loads.size() ? loads[n] : Workload{};
        const auto left =
            minutes_left(load, weekly_capacity(supervisor, monday_of(today), calendar));
        if (left && *left < choice.minutes) continue;
        choice.supervisor = supervisor.id;
        choice.room = true;
        break;
    }
    return choice;
}

bool has_room(const CaseFile& file,
              const DoctorOnDuty& duty,
              const Workloads& loads,
              const Rules& rules,
              LegalDay today) {
    const auto left = minutes_left(
        loads.own, weekly_capacity(duty.doctor, monday_of(today), rules.working_calendar()));
    if (left && *left < expected_minutes(file, rules.minutes)) return false;
    const auto choice = choose_supervisor(file, duty, loads.supervisors, rules, today);
    return !choice.supervisor || choice.room;  // that there is none is another rule's to say
}

}  // namespace echeance
