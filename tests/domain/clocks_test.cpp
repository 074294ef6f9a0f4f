// SPDX-License-Identifier: EUPL-1.2
#include "domain/clocks.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "tests/domain/clock_files.hpp"

namespace echeance {
namespace {

using namespace testing;

// --- the legal clock: which rule -------------------------------------------------------------

TEST(LegalClock, FourMonthsFromCompleteness) {
    const auto file = queued_file(Right::aah, "2025-12-01", "2026-01-01");
    const auto reading = legal(file, "2026-02-01");
    EXPECT_EQ(reading.rule, (AppliedRule{"cdaph", 0, "CASF R.241-33"}));
    EXPECT_EQ(reading.start_on, day("2026-01-01"));
    EXPECT_EQ(reading.due_on, day("2026-05-01"));
    EXPECT_EQ(reading.elapsed_days, 31);
    EXPECT_EQ(reading.remaining_days, 89);
    EXPECT_EQ(reading.state, ClockState::running);
    EXPECT_EQ(reading.counted, (Intervals{{day("2026-01-01"), day("2026-02-01")}}));
    EXPECT_EQ(reading.right, Right::aah);
}

TEST(LegalClock, MonthVectors) {
    for (const auto& [start, due] : {std::pair{"2025-10-31", "2026-02-28"},
                                     {"2027-10-30", "2028-02-29"},
                                     {"2026-01-01", "2026-05-01"},
                                     {"2026-04-30", "2026-08-30"}}) {
        EXPECT_EQ(legal(queued_file(Right::aah, start, start), start).due_on, day(due));
    }
}

TEST(LegalClock, AMissingMandatoryDocumentMeansNotStarted) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    file.facts.complete_on.reset();
    file.state = FileState::filed;
    const auto reading = legal(file, "2026-09-01");
    EXPECT_EQ(reading.state, ClockState::not_started);
    EXPECT_FALSE(reading.start_on);
    EXPECT_FALSE(reading.due_on);
    EXPECT_EQ(reading.rule->id, "cdaph");
    EXPECT_FALSE(due_on(file, rules, day("2026-09-01")));
}

TEST(LegalClock, ChildAllowanceAndCardsRunFromFilingAllTheSame) {
    for (const auto& [right, rule] : {std::pair{Right::aeeh, "aeeh"},
                                      {Right::cmi_invalidite, "cmi"},
                                      {Right::cmi_priorite, "cmi"},
                                      {Right::cmi_stationnement, "cmi"}}) {
        auto file = queued_file(right, "2026-01-01", "2026-01-20");
        EXPECT_EQ(legal(file, "2026-01-02").due_on, day("2026-05-01"));
        file.facts.complete_on.reset();
        file.state = FileState::filed;
        const auto reading = legal(file, "2026-01-02");
        EXPECT_EQ(reading.rule->id, rule);
        EXPECT_EQ(reading.due_on, day("2026-05-01"));
        EXPECT_EQ(reading.state, ClockState::running);
    }
}

TEST(LegalClock, UrgentCompensationHasFifteenWorkingDays) {
    for (const auto& [start, due] : {std::pair{"2026-04-30", "2026-05-27"},
                                     {"2026-05-04", "2026-05-28"},
                                     {"2025-12-15", "2026-01-07"}}) {
        auto file = queued_file(Right::pch, "2025-12-01", "2025-12-10");
        file.facts.procedure = Procedure::urgent;
        file.facts.urgency_requested_on = day(start);
        const auto reading = legal(file, start);
        EXPECT_EQ(reading.rule, (AppliedRule{"pch_urgent", 0, "CASF R.245-36"}));
        EXPECT_EQ(reading.due_on, day(due));
    }
}

TEST(LegalClock, UrgentCompensationUsesTheOfficesCalendar) {
    auto file = queued_file(Right::pch, "2026-05-04", "2026-05-04");
    file.facts.procedure = Procedure::urgent;
    file.facts.urgency_requested_on = day("2026-05-04");
    EXPECT_EQ(legal(file, "2026-05-04", default_rules("972")).due_on, day("2026-05-29"));
}

TEST(LegalClock, UrgencyWithoutItsDayFallsBackOnTheGeneralRule) {
    auto file = queued_file(Right::pch, "2026-01-01", "2026-01-05");
    file.facts.procedure = Procedure::urgent;
    const auto reading = legal(file, "2026-01-05");
    EXPECT_EQ(reading.rule->id, "cdaph");
    EXPECT_EQ(reading.due_on, day("2026-05-05"));
}

TEST(LegalClock, UrgencyOfAnotherRightIsNoShorter) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-05");
    file.facts.procedure = Procedure::urgent;
    file.facts.urgency_requested_on = day("2026-01-02");
    EXPECT_EQ(legal(file, "2026-01-05").rule->id, "cdaph");
}

TEST(LegalClock, AnAppealHasTwoMonthsWhateverTheRight) {
    for (const Right right : all_rights) {
        auto file = queued_file(right, "2026-01-01", "2026-01-05");
        file.facts.procedure = Procedure::urgent;
        file.facts.urgency_requested_on = day("2026-01-05");
        file.facts.requests.front().appealed_on = day("2026-12-31");
        const auto reading = legal(file, "2027-01-01");
        EXPECT_EQ(reading.rule, (AppliedRule{"appeal", 0, "CRPA L.411-7"}));
        EXPECT_EQ(reading.start_on, day("2026-12-31"));
        EXPECT_EQ(reading.due_on, day("2027-02-28"));
    }
}

TEST(LegalClock, ARuleAppliesToTheClocksThatStartUnderIt) {
    Rules changed = rules;
    changed.targets.version = 7;
    auto next = changed.targets.legal_limits.back();
    next.id = "cdaph_2027";
    next.months = 3;
    next.validity.from = day("2027-01-01");
    changed.targets.legal_limits.back().validity.until = day("2026-12-31");
    changed.targets.legal_limits.push_back(next);

    const auto before =
        legal(queued_file(Right::aah, "2026-12-01", "2026-12-31"), "2027-02-01", changed);
    EXPECT_EQ(before.rule, (AppliedRule{"cdaph", 7, "CASF R.241-33"}));
    EXPECT_EQ(before.due_on, day("2027-04-30"));
    const auto after =
        legal(queued_file(Right::aah, "2026-12-01", "2027-01-01"), "2027-02-01", changed);
    EXPECT_EQ(after.rule->id, "cdaph_2027");
    EXPECT_EQ(after.due_on, day("2027-04-01"));
}

TEST(LegalClock, WithoutAnyRuleItDoesNotStart) {
    Rules empty = rules;
    empty.targets.legal_limits.clear();
    const auto reading =
        legal(queued_file(Right::aah, "2026-01-01", "2026-01-01"), "2026-02-01", empty);
    EXPECT_EQ(reading.state, ClockState::not_started);
    EXPECT_FALSE(reading.rule);
}

// --- the legal clock: end and suspensions ----------------------------------------------------

TEST(LegalClock, TheLastDayCountsInFull) {
    const auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    EXPECT_EQ(legal(file, "2026-05-01").state, ClockState::running);
    EXPECT_EQ(legal(file, "2026-05-01").remaining_days, 0);
    EXPECT_EQ(legal(file, "2026-05-02").state, ClockState::breached);
    EXPECT_EQ(legal(file, "2026-05-02").remaining_days, -1);
}

TEST(LegalClock, ADecisionEndsItForEver) {
    for (const auto& [decided_on, state] :
         {std::pair{"2026-05-01", ClockState::met}, {"2026-05-02", ClockState::breached}}) {
        auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
        decide_request(file, decided_on, Decision::refused);
        const auto reading = legal(file, "2028-01-01");
        EXPECT_EQ(reading.state, state);
        EXPECT_EQ(reading.ended_on, day(decided_on));
        EXPECT_EQ(reading.elapsed_days, day(decided_on) - day("2026-01-01"));
        EXPECT_FALSE(reading.remaining_days);
    }
}

TEST(LegalClock, ADeferredDecisionEndsNothing) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    decide_request(file, "2026-03-01", Decision::deferred);
    EXPECT_FALSE(legal(file, "2026-04-01").ended_on);
    EXPECT_EQ(legal(file, "2026-05-02").state, ClockState::breached);
}

TEST(LegalClock, AWithdrawnFileEndsOnItsLastDay) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    file.facts.requests.front().withdrawn_on = day("2026-02-01");
    file.state = FileState::withdrawn;
    file.decided_on = day("2026-02-01");
    const auto reading = legal(file, "2027-01-01");
    EXPECT_EQ(reading.state, ClockState::met);
    EXPECT_EQ(reading.ended_on, day("2026-02-01"));
    EXPECT_EQ(read(file, ClockKind::citizen, "2027-01-01").ended_on, day("2026-02-01"));
    EXPECT_EQ(read(file, ClockKind::waiting, "2027-01-01").ended_on, day("2026-02-01"));
}

TEST(LegalClock, AWithdrawnRequestEndsOnItsOwnDayWhateverBecomesOfTheFile) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    file.facts.requests.push_back({.right = Right::pch});
    file.facts.requests.front().withdrawn_on = day("2026-02-01");
    EXPECT_EQ(legal(file, "2026-03-01").ended_on, day("2026-02-01"));
    file.decided_on = day("2026-04-01");
    EXPECT_EQ(legal(file, "2026-05-01").ended_on, day("2026-02-01"));
    EXPECT_EQ(legal(file, "2026-05-01").state, ClockState::met);
}

TEST(LegalClock, SuspendedDaysPushTheDueDate) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    suspend(file, "2026-01-10", "2026-02-10", "2026-01-20");
    suspend(file, "2026-01-15", "2026-02-01", "2026-01-25");
    const auto reading = legal(file, "2026-03-01");
    EXPECT_EQ(reading.due_on, day("2026-05-16"));
    EXPECT_EQ(reading.suspended_days, 15);
    EXPECT_EQ(reading.elapsed_days, 59 - 15);
    EXPECT_EQ(reading.not_counted, (Intervals{{day("2026-01-10"), day("2026-01-25")}}));
    EXPECT_EQ(reading.counted,
              (Intervals{{day("2026-01-01"), day("2026-01-10")},
                         {day("2026-01-25"), day("2026-03-01")}}));
    EXPECT_EQ(reading.state, ClockState::running);
}

TEST(LegalClock, AnOpenSuspensionIsProjectedFromToday) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    suspend(file, "2026-01-10", "2026-02-10");
    EXPECT_EQ(legal(file, "2026-01-10").state, ClockState::suspended);
    EXPECT_EQ(legal(file, "2026-01-10").due_on, day("2026-05-01"));
    EXPECT_EQ(legal(file, "2026-01-15").due_on, day("2026-05-06"));
    EXPECT_EQ(legal(file, "2026-01-15").remaining_days, legal(file, "2026-01-10").remaining_days);
    EXPECT_EQ(legal(file, "2026-02-10").state, ClockState::running) << "the time limit is reached";
    EXPECT_EQ(legal(file, "2026-04-01").due_on, day("2026-06-01"));
}

TEST(LegalClock, ADispensableDocumentStopsNothing) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    suspend(file, "2026-01-10", "2026-02-10");
    file.suspensions.front().indispensable = false;
    const auto reading = legal(file, "2026-01-20");
    EXPECT_EQ(reading.state, ClockState::running);
    EXPECT_EQ(reading.due_on, day("2026-05-01"));
}

TEST(LegalClock, ASuspensionAskedTooLateDoesNotHelp) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    suspend(file, "2026-05-02", "2026-06-01");
    const auto reading = legal(file, "2026-05-10");
    EXPECT_EQ(reading.state, ClockState::breached);
    EXPECT_EQ(reading.due_on, day("2026-05-01"));
    EXPECT_EQ(reading.suspended_days, 0);
    EXPECT_TRUE(reading.not_counted.empty());
}

TEST(LegalClock, NothingAfterTheDecisionChangesIt) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    suspend(file, "2026-04-01", "2026-07-01");
    decide_request(file, "2026-04-21");
    const auto reading = legal(file, "2026-04-21");
    EXPECT_EQ(reading.due_on, day("2026-05-21"));
    EXPECT_EQ(reading.suspended_days, 20);
    EXPECT_EQ(reading.state, ClockState::met);
    const auto later = legal(file, "2027-04-21");
    EXPECT_EQ(later.due_on, reading.due_on);
    EXPECT_EQ(later.elapsed_days, reading.elapsed_days);
    file.suspensions.front().received_on = day("2026-06-01");
    EXPECT_EQ(legal(file, "2027-04-21").due_on, reading.due_on);
}

TEST(LegalClock, SuspensionsOfBeforeTheAppealAreNotItsOwn) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-01");
    suspend(file, "2026-02-01", "2026-03-01", "2026-02-20");
    file.facts.requests.front().appealed_on = day("2026-09-01");
    EXPECT_EQ(legal(file, "2026-09-10").due_on, day("2026-11-01"));
}

// --- the file's due date ---------------------------------------------------------------------

TEST(DueOn, IsTheEarliestOfTheOpenRequests) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-31");
    file.facts.requests.push_back({.right = Right::cmi_invalidite});
    EXPECT_EQ(due_on(file, rules, day("2026-02-01")), day("2026-05-01"));
    file.facts.requests.back().withdrawn_on = LegalDay::from_number(20'500);
    EXPECT_EQ(due_on(file, rules, day("2026-02-01")), day("2026-05-31"));
    decide_request(file, "2026-03-01");
    EXPECT_FALSE(due_on(file, rules, day("2026-03-01")));
}

TEST(ClockTexts, AreTheContracts) {
    EXPECT_EQ(to_text(ClockKind::barometer), "barometer");
    EXPECT_EQ(to_text(ClockKind::countersignature), "countersignature");
    EXPECT_EQ(to_text(ClockKind::notification), "notification");
    EXPECT_EQ(to_text(ClockState::not_started), "not_started");
    EXPECT_EQ(to_text(ClockState::breached), "breached");
}

}  // namespace
}  // namespace echeance
