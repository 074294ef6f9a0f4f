// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_checks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace echeance {
namespace {

/// So that no sum of minutes and no day overflows.
constexpr int minutes_max = 100'000;
constexpr int offset_days_max = 100'000;

bool is_within(int value, int low, int high) {
    return low <= value && value <= high;
}
bool are_below(const std::vector<std::size_t>& indexes, std::size_t size) {
    return std::ranges::all_of(indexes, [&](std::size_t index) { return index < size; });
}

bool is_sound(const ForecastLimit& limit) {
    return is_within(limit.requests, 0, 100) &&
           is_within(limit.due, -offset_days_max, offset_days_max) &&
           is_within(limit.target, -offset_days_max, offset_days_max);
}

bool is_sound(const ForecastFile& file, const ForecastWorld& world) {
    return file.requirement < world.requirements.size() &&
           is_within(file.minutes, 0, minutes_max) &&
           is_within(file.effective_due, -offset_days_max, offset_days_max) &&
           is_within(file.decision_days, 0, offset_days_max) &&
           std::ranges::all_of(
               file.decision_choices,
               [](int days) { return is_within(days, 0, offset_days_max); }) &&
           (!file.evaluated || is_within(*file.evaluated, -offset_days_max, world.days)) &&
           (!file.held_by || *file.held_by < world.doctors.size()) &&
           std::ranges::all_of(file.limits, [](const auto& limit) { return is_sound(limit); });
}

bool is_sound(const ForecastArrival& arrival, const ForecastWorld& world) {
    return arrival.requirement < world.requirements.size() &&
           is_within(arrival.minutes, 0, minutes_max) &&
           is_within(arrival.complete_after.value_or(0), 0, offset_days_max) &&
           is_within(arrival.suspended_days, 0, offset_days_max) &&
           is_within(arrival.withdrawn_after.value_or(0), 0, offset_days_max) &&
           is_within(arrival.decision_days, 0, offset_days_max) &&
           arrival.calendar < world.calendars.size() &&
           !world.calendars[arrival.calendar].days.empty();
}

bool is_sound(const ForecastCalendar& calendar) {
    return std::ranges::all_of(calendar.days, [](const ForecastCalendar::Day& day) {
        return is_within(day.effective_due, -offset_days_max, offset_days_max) &&
               std::ranges::all_of(day.limits, [](const auto& limit) { return is_sound(limit); });
    });
}

bool is_sound(const ForecastInflow& inflow) {
    return inflow.dispersion >= 0.1 && std::ranges::all_of(inflow.mean, [](double mean) {
               return std::isfinite(mean) && mean >= 0;
           });
}

bool is_sound(const ForecastWorld& world) {
    const auto days = static_cast<std::size_t>(world.days);
    const auto in_world = [&](const auto& each) { return is_sound(each, world); };
    return is_within(world.days, 1, forecast_days_max) && world.next_session.size() == days &&
           world.waiting.size() <= forecast_waiting_max && !world.minutes_spread.empty() &&
           is_within(world.on_time_share_percent, 0, 100) &&
           is_within(world.supervision_percent, 0, 100) && is_sound(world.inflow) &&
           std::ranges::all_of(world.minutes_spread,
                               [](double each) { return each >= 0 && each <= 1'000; }) &&
           std::ranges::all_of(world.waiting, in_world) &&
           std::ranges::all_of(world.arrivals, in_world) &&
           std::ranges::all_of(world.calendars, [](const auto& each) { return is_sound(each); });
}

bool is_sound(const ForecastScenario& scenario, const ForecastWorld& world) {
    const double factor = scenario.inflow_factor.value_or(1);
    const double expected =
        std::accumulate(world.inflow.mean.begin(), world.inflow.mean.end(), 0.0) * factor;
    const auto of_doctor = [&](const ForecastDoctor& doctor) {
        return doctor.minutes.size() == static_cast<std::size_t>(world.days) &&
               are_below(doctor.requirements, world.requirements.size()) &&
               are_below(doctor.supervisors, scenario.doctors.size()) &&
               std::ranges::all_of(doctor.minutes,
                                   [](int minutes) { return is_within(minutes, 0, minutes_max); });
    };
    return factor >= 0 && expected <= forecast_arrivals_max &&
           scenario.doctors.size() <= forecast_doctors_max &&
           is_within(scenario.on_time_share_percent.value_or(0), 0, 100) &&
           are_below(scenario.added, scenario.doctors.size()) &&
           scenario.added.size() <= forecast_added_max &&
           std::ranges::all_of(scenario.doctors, of_doctor);
}

}  // namespace

Result<void> check_forecast(const ForecastWorld& world, const ForecastRequest& request) {
    if (!is_within(request.replications, 1, forecast_replications_max))
        return refuse_field("/replications", "out_of_range", "1 to 1,000 replications.");
    if (request.scenarios.empty() || request.scenarios.size() > forecast_scenarios_max)
        return refuse_field("/scenarios", "out_of_range", "1 to 8 scenarios.");
    if (!is_sound(world)) return refuse(Errc::invalid_input, "The world to simulate is not sound.");
    if (!std::ranges::all_of(request.scenarios,
                             [&](const auto& each) { return is_sound(each, world); }))
        return refuse(Errc::invalid_input, "A scenario does not fit the world.");
    return {};
}

}  // namespace echeance
