// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_staff.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "domain/capacity.hpp"
#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto calendar = rules.working_calendar();
const auto wednesday = day("2026-06-03");
const std::vector<ForecastRequirement> requirements{{"A;;;;", "adult"},
                                                    {"A;;1;;", "adult"},
                                                    {"A;;2;;", "adult"},
                                                    {"A;psychiatry;;;", "psychiatry"}};

ForecastWorld world_of(LegalDay first_day, int days) {
    return {.first_day = first_day,
            .days = days,
            .requirements = requirements,
            .waiting = {},
            .arrivals = {},
            .calendars = {},
            .inflow = {.mean = {}},
            .doctors = {},
            .next_session = {}};
}

int sum_of(const std::vector<int>& minutes) {
    return std::accumulate(minutes.begin(), minutes.end(), 0);
}
int between(const ForecastDoctor& doctor, int from, int until) {
    return std::accumulate(doctor.minutes.begin() + from, doctor.minutes.begin() + until, 0);
}

ForecastDoctor one(const PlanningDoctor& planning, LegalDay first_day = wednesday, int days = 60) {
    return forecast_doctors(std::vector{planning}, world_of(first_day, days), rules).front();
}

TEST(ForecastStaff, GivesTheMinutesOfCapacityDayByDay) {
    auto doctor = titular("d1");
    doctor.minutes_per_week = 1'752;
    doctor.absences = {{wednesday + 7, wednesday + 8}};
    const auto made = one({doctor});
    ASSERT_EQ(made.minutes.size(), 60U);
    for (int n = 0; n < 60; ++n)
        EXPECT_EQ(made.minutes[static_cast<std::size_t>(n)],
                  capacity_on(doctor, wednesday + n, calendar))
            << n;
    EXPECT_EQ(made.minutes[7], 0);
}

TEST(ForecastStaff, CountsSevenHoursADayWithoutAStatedLimit) {
    EXPECT_EQ(between(one({titular("d1")}, day("2026-06-01")), 0, 7), 2'100);
}

TEST(ForecastStaff, TakesWhatIsSpentOffThisWeekOnly) {
    auto doctor = titular("d1");
    doctor.minutes_per_week = 1'500;
    // 600 minutes lie before Wednesday: who has spent no more has the rest of the week left.
    for (const auto& [spent, left] : {std::pair{0, 900}, {600, 900}, {700, 800}, {2'000, 0}}) {
        const auto made = one({.doctor = doctor, .load = {.held = 400, .spent = spent}});
        EXPECT_EQ(between(made, 0, 5), left) << spent;
        EXPECT_EQ(between(made, 5, 12), 1'500) << spent;
    }
}

TEST(ForecastStaff, ASupervisedDoctorWorksWithinTheAuthorisation) {
    auto doctor = supervised("t1");
    doctor.minutes_per_week = 1'400;
    doctor.authorised = DayRange{wednesday + 10, wednesday + 19};
    const std::vector<PlanningDoctor> doctors{
        {titular("s2")}, {doctor}, {titular("x")}, {titular("s1")}};
    const auto made = forecast_doctors(doctors, world_of(wednesday, 60), rules)[1];
    EXPECT_EQ(between(made, 0, 10), 0);
    EXPECT_GT(between(made, 10, 20), 0);
    EXPECT_EQ(between(made, 20, 60), 0);
    EXPECT_EQ(made.supervisors, (std::vector<std::size_t>{3, 0})) << "in the order named";
    EXPECT_EQ(made.requirements, std::vector<std::size_t>{0});
}

TEST(ForecastStaff, ServesWhatTheRulesLetADoctorServe) {
    EXPECT_EQ(one({titular("d1")}).requirements, (std::vector<std::size_t>{0, 1, 2}));
    auto psychiatrist = titular("d2");
    psychiatrist.skills = {skill_named("psychiatry")};
    EXPECT_EQ(one({psychiatrist}).requirements, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(ForecastStaff, SessionsGoOnAtTheirPace) {
    Doctor doctor{.id = doctor_named("v1"), .kind = DoctorKind::sessional};
    const auto monday = day("2026-08-31");
    for (int week = 0; week < 10; ++week) {
        doctor.sessions.push_back({monday + week * 7, 210});
        if (week % 2 == 0) doctor.sessions.push_back({monday + week * 7 + 3, 180});
    }
    const auto made = one({doctor}, monday, 140);
    for (int n = 0; n <= 63; ++n)
        EXPECT_EQ(made.minutes[static_cast<std::size_t>(n)],
                  capacity_on(doctor, monday + n, calendar));
    EXPECT_EQ(made.minutes[77], 210) << "a Monday after the last session";
    EXPECT_EQ(made.minutes[80], 90) << "every other Thursday";
    EXPECT_EQ(between(made, 75, 77), 0) << "a week-end";
    EXPECT_EQ(made.minutes[static_cast<std::size_t>(day("2027-01-01") - monday)], 0);

    doctor.active = DayRange{monday, monday + 80};
    EXPECT_EQ(between(one({doctor}, monday, 140), 81, 140), 0) << "the contract has ended";
    EXPECT_EQ(sum_of(one({doctor}, monday + 200, 60).minutes), 0) << "all sessions are past";
}

TEST(ForecastStaff, AnAddedDoctorRampsUp) {
    const auto monday = day("2026-06-01");
    const auto world = world_of(monday, 100);
    const auto made = added_doctor(
        {.id = doctor_named("new"), .from = monday + 14, .minutes_per_week = 1'000}, world, rules);
    EXPECT_EQ(between(made, 0, 14), 0);
    EXPECT_EQ(between(made, 14, 21), 500);
    EXPECT_EQ(between(made, 35, 42), 500) << "fourth week";
    EXPECT_EQ(between(made, 49, 56), 750) << "sixth week";
    EXPECT_EQ(between(made, 77, 84), 1'000);
    EXPECT_EQ(made.requirements, (std::vector<std::size_t>{0, 1, 2}));

    const auto ready = added_doctor({.id = doctor_named("new"),
                                     .from = monday,
                                     .until = monday + 6,
                                     .minutes_per_week = 1'000,
                                     .skills = {skill_named("psychiatry")},
                                     .ramp_up = {}},
                                    world,
                                    rules);
    EXPECT_EQ(sum_of(ready.minutes), 1'000);
    EXPECT_EQ(ready.requirements, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(ForecastStaff, AnAddedSupervisedDoctorIsSupervisedByTheTitularOnes) {
    auto world = world_of(wednesday, 30);
    world.doctors = forecast_doctors(
        std::vector<PlanningDoctor>{{titular("d1")},
                                    {supervised("t1")},
                                    {titular("d2")},
                                    {{.id = doctor_named("v1"), .kind = DoctorKind::sessional}}},
        world,
        rules);
    AddedDoctor added{.id = doctor_named("t2"), .kind = DoctorKind::supervised, .from = wednesday};
    const auto made = added_doctor(added, world, rules);
    EXPECT_EQ(made.supervisors, (std::vector<std::size_t>{0, 2}));
    EXPECT_EQ(made.requirements, std::vector<std::size_t>{0}) << "no appeal, no first AAH";
    added.supervisors = {doctor_named("d2")};
    EXPECT_EQ(added_doctor(added, world, rules).supervisors, std::vector<std::size_t>{2});
}

TEST(ForecastStaff, WhoLeavesKeepsTheFilesThereIsTimeFor) {
    auto world = world_of(day("2026-06-01"), 30);
    auto doctor = titular("d1");
    doctor.minutes_per_week = 100;
    world.doctors =
        forecast_doctors(std::vector<PlanningDoctor>{{doctor}, {titular("d2")}}, world, rules);
    const auto id = make_file_id(1, 1);
    for (int n = 0; n < 6; ++n)
        world.waiting.push_back({.minutes = 20,
                                 .limits = {},
                                 .held_by = n == 3 ? std::size_t{1} : std::size_t{0},
                                 .id = id});
    EXPECT_FALSE(remove_doctor(world, doctor_named("unknown"), world.first_day));
    ASSERT_TRUE(remove_doctor(world, doctor.id, world.first_day + 4));
    EXPECT_EQ(sum_of(world.doctors[0].minutes), 80);
    std::vector<bool> held;
    for (const auto& file : world.waiting) held.push_back(file.held_by.has_value());
    EXPECT_EQ(held, (std::vector<bool>{true, true, true, true, true, false}));
    EXPECT_GT(sum_of(world.doctors[1].minutes), 0);
}

TEST(ForecastStaff, NobodyReadsWhatNoSupervisorMayCountersign) {
    const std::vector<PlanningDoctor> doctors{
        {titular("s1")}, {titular("s2")}, {supervised("t1")}, {titular("d1")}};
    const auto made = forecast_doctors(doctors, world_of(wednesday, 5), rules);
    using Closed = std::vector<std::size_t>;
    EXPECT_EQ(with_unsupervised({}, made), Closed{});
    EXPECT_EQ(with_unsupervised({0}, made), Closed{0}) << "the other may";
    EXPECT_EQ(with_unsupervised({0, 1, 3}, made), (Closed{0, 1, 2, 3}));
}

}  // namespace
}  // namespace echeance
