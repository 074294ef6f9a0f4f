// SPDX-License-Identifier: EUPL-1.2
#include "domain/lapse.hpp"

#include <gtest/gtest.h>

#include "domain/priority.hpp"
#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");

/// Held by `d1` since that day, not begun.
CaseFile assigned_on(const char* on) {
    const FileChange claim = FileAssigned{.doctor = doctor_named("d1"), .on = day(on)};
    return after(file_in(FileState::queued), claim, day(on));
}

TEST(StartBy, CountsWorkingDaysOnly) {
    // A Thursday; Easter Monday is 6 April.
    EXPECT_EQ(start_by(day("2026-04-02"), rules), day("2026-04-10"));
    auto hasty = rules;
    hasty.priorities.start_within_working_days = 1;
    EXPECT_EQ(start_by(day("2026-04-02"), hasty), day("2026-04-03"));
}

TEST(Lapse, EndsAnAssignmentOnTheDayAfterItsLast) {
    const auto file = assigned_on("2026-04-02");

    const auto entered_on = day("2026-04-02");
    EXPECT_FALSE(lapse(file, rules, {entered_on, day("2026-04-10")}));
    for (const auto* const noticed : {"2026-04-11", "2026-06-30"}) {
        const auto change = lapse(file, rules, {entered_on, day(noticed)});
        ASSERT_TRUE(change);
        EXPECT_EQ(std::get<FileReleased>(*change),
                  (FileReleased{day("2026-04-11"), ReleaseReason::not_started}));
    }
}

TEST(Lapse, WhatIsEnteredLateMayBeBegunOnTheDayOfItsEntry) {
    const auto file = assigned_on("2026-04-02");
    const auto entered_on = day("2026-06-30");
    EXPECT_FALSE(lapse(file, rules, {entered_on, entered_on}));
    EXPECT_EQ(placement(file, rules, {}, entered_on, 7).turns_on, entered_on + 1);
    EXPECT_TRUE(lapse(file, rules, {entered_on, entered_on + 1}));
}

TEST(Lapse, LeavesWhatIsBegunOrNotAssigned) {
    for (const auto state : all_file_states) {
        if (state == FileState::assigned) continue;
        EXPECT_FALSE(lapse(file_in(state), rules, {a_today, day("2027-06-01")})) << to_text(state);
    }
}

TEST(Lapse, KeepsTheFilesPlaceInTheQueue) {
    const auto file = assigned_on("2026-04-02");
    const auto today = day("2026-04-13");
    const auto before = placement(file_in(FileState::queued), rules, {}, today, 7);

    const auto back = after(file, *lapse(file, rules, {day("2026-04-02"), today}), today);

    EXPECT_EQ(back.state, FileState::queued);
    EXPECT_EQ(placement(back, rules, {}, today, 7).queue_score, before.queue_score);
}

TEST(Placement, TurnsOnTheDayAnAssignmentLapses) {
    const auto file = assigned_on("2026-04-02");

    EXPECT_EQ(placement(file, rules, {}, day("2026-04-02"), 7).turns_on, day("2026-04-11"));
}

TEST(Away, IsAbsenceOrInactivityButNotADayWithoutASession) {
    const auto today = day("2026-06-01");
    auto doctor = titular("d1");
    EXPECT_FALSE(is_away(doctor, today));
    doctor.absences = {{today, today}};
    EXPECT_TRUE(is_away(doctor, today));
    EXPECT_FALSE(is_away(doctor, today + 1));
    doctor.absences.clear();
    doctor.active = DayRange{day("2026-01-01"), today - 1};
    EXPECT_TRUE(is_away(doctor, today));
    const Doctor sessional{
        .id = doctor_named("v1"), .kind = DoctorKind::sessional, .sessions = {{today + 1, 210}}};
    EXPECT_FALSE(is_away(sessional, today));
}

TEST(GiveBack, TakesOnlyWhatIsNotBegun) {
    for (const auto state : all_file_states)
        EXPECT_EQ(give_back(file_in(state), a_today).has_value(), state == FileState::assigned);
    EXPECT_EQ(std::get<FileReleased>(*give_back(file_in(FileState::assigned), a_today)).reason,
              ReleaseReason::doctor_away);
}

TEST(Attempts, AreNumberedAndKeepTheirOutcome) {
    auto file = assigned_on("2026-04-02");
    const AssignmentSeen seen{day("2026-04-02"), day("2026-04-13")};
    file = after(file, *lapse(file, rules, seen), seen.today);
    file = after(file,
                 FileChange{FileAssigned{.doctor = doctor_named("d2"), .on = day("2026-04-14")}},
                 a_today);
    file = after(file, decline(file, DeclineReason::too_complex, a_today, a_today), a_today);
    file = evaluated_by(file, "t1", a_today, Countersignature::needed);

    ASSERT_EQ(file.attempts.size(), 3U);
    EXPECT_EQ(file.attempts[0].outcome, AttemptOutcome::not_started);
    EXPECT_EQ(file.attempts[0].ended_on, day("2026-04-11"));
    EXPECT_EQ(file.attempts[1].outcome, AttemptOutcome::declined);
    EXPECT_EQ(file.attempts[1].doctor, doctor_named("d2"));
    EXPECT_EQ(file.attempts[2].outcome, AttemptOutcome::evaluated);
    EXPECT_EQ(attempt_id(file.id, file.attempts[2]), file.id.text() + "-3");
}

TEST(Attempts, GoOnWhenTheSupervisorReturnsTheEvaluationToItsAuthor) {
    const auto submitted = file_in(FileState::awaiting_countersignature);

    const auto again = after(
        submitted,
        return_evaluation(
            submitted, supervised("t1"), doctor_named("s1"), ReturnTo::doctor, a_today, a_today),
        a_today);
    const auto queued = after(
        submitted,
        return_evaluation(
            submitted, supervised("t1"), doctor_named("s1"), ReturnTo::queue, a_today, a_today),
        a_today);

    ASSERT_EQ(again.attempts.size(), 1U);
    EXPECT_EQ(again.attempts[0].outcome, AttemptOutcome::open);
    EXPECT_FALSE(again.attempts[0].ended_on);
    EXPECT_EQ(queued.attempts[0].outcome, AttemptOutcome::returned);
}

TEST(Attempts, AreKeptUpToALimitAndNeverNumberedTwice) {
    auto file = file_in(FileState::queued);
    for (std::size_t n = 0; n < attempts_kept_max + 5; ++n) {
        file = after(
            file, FileChange{FileAssigned{.doctor = doctor_named("d1"), .on = a_today}}, a_today);
        file = after(file, release(file, a_today, a_today), a_today);
    }

    EXPECT_EQ(file.attempts.size(), attempts_kept_max);
    EXPECT_EQ(file.attempts.back().number, static_cast<int>(attempts_kept_max) + 5);
    EXPECT_EQ(file.attempts.front().number, 6);
}

}  // namespace
}  // namespace echeance
