// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <numeric>
#include <string>
#include <vector>

#include "domain/forecast.hpp"

namespace echeance::testing {

[[nodiscard]] inline DoctorId forecast_doctor_id(std::size_t number) {
    return DoctorId::parse("doctor-" + std::to_string(number)).value();
}
/// A doctor who serves every queue with as many minutes each day.
[[nodiscard]] inline ForecastDoctor steady_doctor(const ForecastWorld& world,
                                                  std::size_t number,
                                                  int minutes) {
    ForecastDoctor doctor{
        .id = forecast_doctor_id(number),
        .requirements = std::vector<std::size_t>(world.requirements.size()),
        .minutes = std::vector<int>(static_cast<std::size_t>(world.days), minutes)};
    std::iota(doctor.requirements.begin(), doctor.requirements.end(), 0UZ);
    return doctor;
}
[[nodiscard]] inline ForecastWorld empty_world(LegalDay first_day, int days) {
    return {.first_day = first_day,
            .days = days,
            .requirements = {},
            .waiting = {},
            .arrivals = {},
            .calendars = {},
            .inflow = {},
            .doctors = {},
            .next_session = {}};
}
/// Due so many days after completeness, `requests` together.
[[nodiscard]] inline ForecastCalendar steady_calendar(int days, int limit_days, int requests = 1) {
    ForecastCalendar calendar;
    for (int day = 0; day < days; ++day)
        calendar.days.push_back({.effective_due = day + limit_days,
                                 .limits = {{.requests = requests,
                                             .legal_start = day,
                                             .due = day + limit_days,
                                             .target = day + limit_days / 2}}});
    return calendar;
}
/// One queue, nobody who waits, no doctor; files that are complete at once come by Poisson's law.
[[nodiscard]] inline ForecastWorld plain_world(int days, double files_a_day, int minutes) {
    auto world = empty_world(LegalDay::parse("2026-06-01").value(), days);  // a Monday
    world.requirements = {{"any", "any"}};
    world.arrivals = {{.minutes = minutes, .complete_after = 0}};
    world.calendars = {steady_calendar(days, 120)};
    world.inflow.mean.assign(static_cast<std::size_t>(days), files_a_day);
    world.next_session.resize(static_cast<std::size_t>(days));
    std::iota(world.next_session.begin(), world.next_session.end(), 0);
    return world;
}

}  // namespace echeance::testing
