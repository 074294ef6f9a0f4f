// SPDX-License-Identifier: EUPL-1.2
#include "domain/capacity.hpp"

#include <gtest/gtest.h>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto calendar = rules.working_calendar();
const auto monday = day("2026-06-01");

Doctor with_minutes(std::string_view id, int minutes) {
    auto doctor = titular(id);
    doctor.minutes_per_week = minutes;
    return doctor;
}

TEST(Capacity, SpreadsAWeekOverItsDaysExactly) {
    const auto doctor = with_minutes("d1", 1'752);
    int sum = 0;
    for (int n = 0; n < 7; ++n) {
        const int minutes = *capacity_on(doctor, monday + n, calendar);
        EXPECT_EQ(minutes > 0, n < 5) << n;
        sum += minutes;
    }
    EXPECT_EQ(sum, 1'752);
    EXPECT_EQ(weekly_capacity(doctor, monday, calendar), 1'752);
}

TEST(Capacity, IsNoneOnHolidaysAbsencesAndOutsideTheActivePeriod) {
    auto doctor = with_minutes("d1", 1'750);
    EXPECT_EQ(weekly_capacity(doctor, day("2026-04-06"), calendar), 1'400);  // Easter Monday
    doctor.absences = {{monday, monday + 1}};
    EXPECT_EQ(weekly_capacity(doctor, monday, calendar), 1'050);
    doctor.active = DayRange{day("2026-01-01"), monday + 3};
    EXPECT_EQ(weekly_capacity(doctor, monday, calendar), 700);
    EXPECT_EQ(weekly_capacity(doctor, monday + 7, calendar), 0);
}

TEST(Capacity, OfASessionalDoctorIsThatOfTheSessions) {
    const Doctor doctor{.id = doctor_named("v1"),
                        .kind = DoctorKind::sessional,
                        .sessions = {{monday, 210}, {monday + 5, 90}, {monday + 8, 120}}};
    EXPECT_EQ(weekly_capacity(doctor, monday, calendar), 300);
    EXPECT_EQ(capacity_on(doctor, monday + 1, calendar), 0);
}

TEST(Capacity, HasNoLimitWhereNoneIsStated) {
    EXPECT_EQ(weekly_capacity(titular("d1"), monday, calendar), std::nullopt);
    EXPECT_EQ(capacity_on(titular("d1"), monday + 5, calendar), 0);  // a Saturday
    EXPECT_EQ(minutes_left({500, 500}, std::nullopt), std::nullopt);
    EXPECT_EQ(minutes_left({500, 500}, 1'200), 200);
    EXPECT_EQ(minutes_left({500, 500}, 900), 0);
}

TEST(Monday, IsTheFirstDayOfTheWeekOfEveryDay) {
    for (int n = 0; n < 7; ++n) EXPECT_EQ(monday_of(monday + n), monday);
    EXPECT_EQ(monday_of(day("1969-12-31")), day("1969-12-29"));
}

CaseFile held_by_supervised() {
    const FileChange claim = FileAssigned{.doctor = doctor_named("t1"),
                                          .on = monday,
                                          .supervisor = doctor_named("s1"),
                                          .supervision_minutes = 5};
    return after(file_in(FileState::queued), claim, monday);
}

TEST(MinutesHeld, AreTheHoldersAndTheSupervisorsUntilTheCountersignature) {
    auto file = held_by_supervised();
    const MinutesByDoctor both{{doctor_named("t1"), 20}, {doctor_named("s1"), 5}};
    EXPECT_EQ(minutes_held(file, Placement{.expected_minutes = 20}), both);

    file = after(file, start_evaluation(file, monday, a_today), monday);
    EXPECT_EQ(minutes_held(file, Placement{.expected_minutes = 20}), both);
    file = after(
        file,
        submit_evaluation(file, 9, Outcome::conclusive, Countersignature::needed, monday, a_today),
        monday);
    EXPECT_EQ(minutes_held(file, Placement{}), (MinutesByDoctor{{doctor_named("s1"), 5}}));
    file = after(
        file, countersign(file, supervised("t1"), doctor_named("s2"), monday, a_today), monday);
    EXPECT_TRUE(minutes_held(file, Placement{}).empty());
}

TEST(MinutesHeld, AreNoneForAFileThatNobodyHolds) {
    for (const auto state : {FileState::filed,
                             FileState::queued,
                             FileState::evaluated,
                             FileState::decided,
                             FileState::notified,
                             FileState::withdrawn})
        EXPECT_TRUE(minutes_held(file_in(state), Placement{.expected_minutes = 9}).empty());
}

TEST(Spending, IsTheEvaluationsMinutesAndTheCountersigners) {
    const auto file = held_by_supervised();
    const EvaluationSubmitted submitted{
        9, Outcome::needs_visit, Countersignature::not_needed, monday};
    const auto own = spending_of(submitted, file);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->doctor, doctor_named("t1"));
    EXPECT_EQ(own->minutes, 9);
    const auto theirs = spending_of(EvaluationCountersigned{doctor_named("s2"), monday}, file);
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->doctor, doctor_named("s2"));
    EXPECT_EQ(theirs->minutes, 5);
    EXPECT_FALSE(spending_of(EvaluationStarted{monday}, file));
}

TEST(Supervision, TakesItsShareRoundedUp) {
    EXPECT_EQ(supervision_minutes(20, rules.priorities), 5);
    EXPECT_EQ(supervision_minutes(21, rules.priorities), 6);
}

TEST(Supervision, FallsToTheFirstWhoMayAndHasTheMinutes) {
    auto file = file_in(FileState::queued);
    const auto doctor = supervised("t1");
    const std::vector<Doctor> supervisors{with_minutes("s1", 100), with_minutes("s2", 100)};
    const DoctorOnDuty duty{doctor, supervisors, 0};
    const auto chosen = [&](std::vector<Workload> loads) {
        return choose_supervisor(file, duty, loads, rules, monday);
    };

    EXPECT_EQ(chosen({}).supervisor, doctor_named("s1"));
    EXPECT_EQ(chosen({{90, 9}, {}}).supervisor, doctor_named("s2"));
    const auto none = chosen({{90, 9}, {0, 98}});
    EXPECT_EQ(none.supervisor, doctor_named("s1"));
    EXPECT_FALSE(none.room);
    file.facts.excluded_doctors = {{doctor_named("s1"), ExclusionReason::relative}};
    EXPECT_EQ(chosen({}).supervisor, doctor_named("s2"));
    EXPECT_FALSE(choose_supervisor(file, {titular("d1"), {}, 0}, {}, rules, monday).supervisor);
}

TEST(Room, IsForTheWholeFileAndItsSupervision) {
    const auto file = file_in(FileState::queued);
    const int minutes = expected_minutes(file, rules.minutes);
    const auto doctor = with_minutes("d1", 500);
    const DoctorOnDuty duty{doctor, {}, 0};

    EXPECT_TRUE(has_room(file, duty, {.own = {400, 100 - minutes}}, rules, monday));
    EXPECT_FALSE(has_room(file, duty, {.own = {401, 100 - minutes}}, rules, monday));

    const auto junior = supervised("t1");
    const std::vector<Doctor> one{with_minutes("s1", 100)};
    const DoctorOnDuty under{junior, one, 0};
    EXPECT_TRUE(has_room(file, under, {.supervisors = {{0, 0}}}, rules, monday));
    EXPECT_FALSE(has_room(file, under, {.supervisors = {{0, 100}}}, rules, monday));
}

TEST(AssignByHand, PassesTheWeeksCapacityWithAReasonThatIsKept) {
    const auto file = file_in(FileState::queued);
    const auto doctor = with_minutes("d2", 10);
    const auto assign = [&](std::string reason) {
        return assign_by_hand(file, {doctor, {}, 0}, {}, std::move(reason), monday, rules, a_today);
    };

    EXPECT_FALSE(assign(""));
    const auto change = assign("her own file");
    ASSERT_TRUE(change);
    EXPECT_EQ(std::get<FileAssigned>(*change).overridden,
              std::vector{EligibilityRule::no_capacity});
}

}  // namespace
}  // namespace echeance
