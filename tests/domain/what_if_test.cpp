// SPDX-License-Identifier: EUPL-1.2
#include "domain/what_if.hpp"

#include <gtest/gtest.h>

#include "domain/forecast_world_of.hpp"
#include "tests/domain/file_states.hpp"

namespace echeance::testing {
namespace {

constexpr int days = 90;

ForecastWorld office_of(const std::vector<PlanningDoctor>& doctors) {
    static const ForecastHistory none;
    static const Rules rules = default_rules("92");
    return forecast_world_of({.history = none,
                              .doctors = doctors,
                              .rules = rules,
                              .today = day("2026-11-23"),
                              .days = days});
}
PlanningDoctor with_week(Doctor doctor, int minutes) {
    doctor.minutes_per_week = minutes;
    return {std::move(doctor)};
}
int minutes_of(const ForecastDoctor& doctor, int from, int until) {
    int sum = 0;
    for (int n = from; n < until; ++n) sum += doctor.minutes[static_cast<std::size_t>(n)];
    return sum;
}

TEST(WhatIf, WhoLeavesGivesNoMinutesFromThatDayAndTodayStaysAsItIs) {
    const auto today = office_of({with_week(titular("d1"), 600), with_week(titular("d2"), 600)});
    const auto made = what_if_world(
        today, {.leaving = {{doctor_named("d1"), day("2026-12-21")}}}, default_rules("92"));
    ASSERT_TRUE(made);
    EXPECT_EQ(minutes_of(made->scenario.doctors[0], 28, days), 0);
    EXPECT_EQ(minutes_of(made->scenario.doctors[0], 0, 28), minutes_of(today.doctors[0], 0, 28));
    EXPECT_EQ(made->scenario.doctors[1].minutes, today.doctors[1].minutes);
    EXPECT_GT(minutes_of(present_scenario(today).doctors[0], 28, days), 0);
}

TEST(WhatIf, WhoIsAddedComesLastAndTheirEffectIsAskedFor) {
    const auto today = office_of({with_week(titular("d1"), 600)});
    const AddedDoctor one{.id = doctor_named("added-1"), .from = day("2026-12-07")};
    const auto made =
        what_if_world(today,
                      {.added = {one, one}, .inflow_factor = 1.5, .on_time_share_percent = 0},
                      default_rules("92"));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->scenario.added, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(minutes_of(made->scenario.doctors[1], 0, 14), 0);
    EXPECT_GT(minutes_of(made->scenario.doctors[1], 14, 21), 0);
    EXPECT_EQ(made->scenario.inflow_factor, 1.5);
    EXPECT_EQ(made->scenario.on_time_share_percent, 0);
}

TEST(WhatIf, NobodyUnknownLeavesAndNobodySupervisedComesAlone) {
    const auto today = office_of({with_week(titular("d1"), 600)});
    const auto unknown = what_if_world(
        today, {.leaving = {{doctor_named("d9"), day("2026-12-21")}}}, default_rules("92"));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().fields.front().pointer, "/doctors_leaving/0/doctor");
    const AddedDoctor one{
        .id = doctor_named("added-1"), .kind = DoctorKind::supervised, .from = day("2026-12-07")};
    EXPECT_TRUE(what_if_world(today, {.added = {one}}, default_rules("92")));
    const auto alone = what_if_world(office_of({}), {.added = {one}}, default_rules("92"));
    ASSERT_FALSE(alone);
    EXPECT_EQ(alone.error().fields.front().code, "no_supervisor");
}

}  // namespace
}  // namespace echeance::testing
