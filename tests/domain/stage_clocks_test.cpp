// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "domain/clocks.hpp"
#include "tests/domain/clock_files.hpp"

namespace echeance {
namespace {

using namespace testing;

// --- the other clocks of a request -----------------------------------------------------------

TEST(RequestClocks, ThreeHonestAnswers) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-31");
    suspend(file, "2026-02-10", "2026-03-10", "2026-02-20");
    decide_request(file, "2026-05-31");
    file.state = FileState::notified;
    file.notified_on = day("2026-06-10");
    file.facts.requests.front().notified_on = file.notified_on;
    const auto citizen = read(file, ClockKind::citizen, "2026-12-01");
    EXPECT_EQ(citizen.elapsed_days, 160);
    EXPECT_EQ(citizen.state, ClockState::met);
    EXPECT_FALSE(citizen.due_on);
    const auto lawful = read(file, ClockKind::legal, "2026-12-01");
    EXPECT_EQ(lawful.elapsed_days, 110);
    EXPECT_EQ(lawful.state, ClockState::met);
    const auto barometer = read(file, ClockKind::barometer, "2026-12-01");
    EXPECT_EQ(barometer.elapsed_days, 120);
    EXPECT_EQ(barometer.due_on, day("2026-04-30"));
    EXPECT_EQ(barometer.state, ClockState::breached);
    EXPECT_EQ(barometer.rule, (AppliedRule{"aah", 0, "service target"}));
    EXPECT_TRUE(barometer.not_counted.empty());
}

TEST(RequestClocks, ServiceTargetOfTheOthers) {
    const auto file = queued_file(Right::pch, "2026-01-01", "2026-01-31");
    const auto barometer = read(file, ClockKind::barometer, "2026-02-01");
    EXPECT_EQ(barometer.due_on, day("2026-05-31"));
    EXPECT_EQ(barometer.rule->id, "every_right");
}

TEST(RequestClocks, BarometerWaitsForCompleteness) {
    auto file = queued_file(Right::aeeh, "2026-01-01", "2026-01-01");
    file.facts.complete_on.reset();
    file.state = FileState::filed;
    EXPECT_EQ(read(file, ClockKind::barometer, "2026-02-01").state, ClockState::not_started);
    EXPECT_EQ(read(file, ClockKind::citizen, "2026-02-01").elapsed_days, 31);
}

TEST(RequestClocks, AnAppealStartsAnew) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-05");
    file.facts.requests.front().appealed_on = day("2026-05-01");
    const auto citizen = read(file, ClockKind::citizen, "2026-05-11");
    EXPECT_EQ(citizen.start_on, day("2026-05-01"));
    EXPECT_FALSE(citizen.ended_on);
    EXPECT_EQ(read(file, ClockKind::barometer, "2026-05-11").elapsed_days, 10);
}

// --- the stages of a file ----------------------------------------------------------------------

/// Intake 5 days, waiting 20, evaluation 6, countersignature 3, decision 27, notification 10.
CaseFile finished_file() {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-06");
    const auto doctor = DoctorId::parse("d1").value();
    file.assignment =
        Assignment{.doctor = doctor, .assigned_on = day("2026-01-26"), .assigned_at = {}};
    file.evaluation = Evaluation{.doctor = doctor,
                                 .outcome = Outcome::conclusive,
                                 .submitted_on = day("2026-02-01"),
                                 .countersigned_on = day("2026-02-04")};
    decide_request(file, "2026-03-03");
    file.state = FileState::notified;
    file.notified_on = day("2026-03-13");
    return file;
}

TEST(StageClocks, OfAFinishedFile) {
    const auto file = finished_file();
    struct Row {
        ClockKind clock;
        int elapsed_days;
        std::optional<LegalDay> due_on;
    };
    for (const auto& [clock, elapsed_days, due] :
         {Row{ClockKind::intake, 5, std::nullopt},
          Row{ClockKind::waiting, 20, day("2026-02-20")},
          Row{ClockKind::evaluation, 6, day("2026-02-05")},
          Row{ClockKind::countersignature, 3, day("2026-02-06")},
          Row{ClockKind::decision, 27, day("2026-03-06")},
          Row{ClockKind::notification, 10, std::nullopt}}) {
        const auto reading = read(file, clock, "2027-01-01");
        EXPECT_EQ(reading.elapsed_days, elapsed_days) << to_text(clock);
        EXPECT_EQ(reading.due_on, due) << to_text(clock);
        EXPECT_EQ(reading.state, ClockState::met) << to_text(clock);
        EXPECT_EQ(reading.rule.has_value(), due.has_value()) << to_text(clock);
        EXPECT_FALSE(reading.right) << to_text(clock);
    }
}

TEST(StageClocks, ThreePerRequestThenSix) {
    auto file = finished_file();
    file.facts.requests.push_back({.right = Right::rqth});
    std::vector<ClockKind> kinds;
    for (const auto& reading : clocks(file, rules, day("2027-01-01")))
        kinds.push_back(reading.clock);
    using enum ClockKind;
    EXPECT_EQ(kinds,
              (std::vector{citizen,
                           legal,
                           barometer,
                           citizen,
                           legal,
                           barometer,
                           intake,
                           waiting,
                           evaluation,
                           countersignature,
                           decision,
                           notification}));
}

TEST(StageClocks, OfAWaitingFile) {
    const auto file = queued_file(Right::aah, "2026-01-01", "2026-01-06");
    EXPECT_EQ(read(file, ClockKind::waiting, "2026-02-20").state, ClockState::running);
    EXPECT_EQ(read(file, ClockKind::waiting, "2026-02-21").state, ClockState::breached);
    for (const auto clock : {ClockKind::evaluation,
                             ClockKind::countersignature,
                             ClockKind::decision,
                             ClockKind::notification}) {
        EXPECT_EQ(read(file, clock, "2026-02-20").state, ClockState::not_started) << to_text(clock);
    }
}

TEST(StageClocks, TheSecondDoctorInheritsNothing) {
    auto file = queued_file(Right::aah, "2026-01-01", "2026-01-06");
    file.state = FileState::assigned;
    file.assignment = Assignment{.doctor = DoctorId::parse("d2").value(),
                                 .assigned_on = day("2026-03-01"),
                                 .assigned_at = {}};
    const auto reading = read(file, ClockKind::evaluation, "2026-03-02");
    EXPECT_EQ(reading.start_on, day("2026-03-01"));
    EXPECT_EQ(reading.due_on, day("2026-03-11"));
    EXPECT_EQ(reading.elapsed_days, 1);
}

TEST(StageClocks, CountersignatureOnlyWhereItApplies) {
    auto file = finished_file();
    file.evaluation->countersigned_on.reset();
    EXPECT_EQ(read(file, ClockKind::countersignature, "2027-01-01").state, ClockState::not_started);
    EXPECT_EQ(read(file, ClockKind::decision, "2027-01-01").start_on, day("2026-02-01"));

    file.state = FileState::awaiting_countersignature;
    file.decided_on.reset();
    file.facts.requests.front().decision.reset();
    EXPECT_EQ(read(file, ClockKind::countersignature, "2026-02-06").state, ClockState::running);
    EXPECT_EQ(read(file, ClockKind::countersignature, "2026-02-07").state, ClockState::breached);
    EXPECT_EQ(read(file, ClockKind::decision, "2026-02-06").state, ClockState::not_started);
}

}  // namespace
}  // namespace echeance
