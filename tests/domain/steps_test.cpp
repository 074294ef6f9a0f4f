// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "domain/transitions.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/refusals.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum FileState;

Suspension a_suspension() {
    return {"missing_document", {"x"}, day("2026-05-01"), day("2026-07-01"), true, {}};
}

TEST(Complete, NamesADayBeforeFilingOrAfterToday) {
    const auto file = file_in(filed);

    EXPECT_EQ(faults_of(complete(file, file.facts.filed_on - 1, a_today)),
              Texts{"/complete_on before_filed_on"});
    EXPECT_EQ(faults_of(complete(file, a_today + 1, a_today)), Texts{"/complete_on in_the_future"});
    EXPECT_TRUE(complete(file, file.facts.filed_on, a_today));
}

TEST(RequestDocuments, MayOverlapAnotherAndReceivingClosesAll) {
    auto file = file_in(queued);
    file = after(file, request_documents(file, a_suspension(), a_today), a_today);
    file = after(file, request_documents(file, a_suspension(), a_today), a_today);
    EXPECT_TRUE(is_suspended(file, a_today));

    file = after(file, receive_documents(file, a_today, a_today), a_today);

    EXPECT_FALSE(is_suspended(file, a_today));
    for (const auto& suspension : file.suspensions) EXPECT_EQ(suspension.received_on, a_today);
    EXPECT_EQ(refusal(receive_documents(file, a_today, a_today)), Errc::state_conflict);
}

TEST(RequestDocuments, HasALimitAfterItAndANumberOfThem) {
    auto file = file_in(queued);
    auto suspension = a_suspension();
    suspension.time_limit_on = suspension.asked_on;
    EXPECT_EQ(faults_of(request_documents(file, suspension, a_today)),
              Texts{"/time_limit_on out_of_range"});
    suspension.asked_on = file.facts.filed_on - 1;
    EXPECT_EQ(faults_of(request_documents(file, suspension, a_today)),
              Texts{"/asked_on before_previous_step"});

    file.suspensions.assign(suspensions_max, a_suspension());
    EXPECT_EQ(refusal(request_documents(file, a_suspension(), a_today)), Errc::state_conflict);
}

TEST(AssignByHand, IsRefusedWhileDocumentsAreAwaited) {
    auto file = file_in(queued);
    file.suspensions = {a_suspension()};

    EXPECT_EQ(refusal(assign_by_hand(
                  file, {titular("d2"), {}, 0}, {}, "", a_today, default_rules("92"), a_today)),
              Errc::state_conflict);
}

TEST(AssignByHand, NoReasonPassesAConflict) {
    for (const auto reason : {ExclusionReason::conflict_of_interest,
                              ExclusionReason::own_patient,
                              ExclusionReason::relative,
                              ExclusionReason::friend_of,
                              ExclusionReason::declined,
                              ExclusionReason::same_evaluator}) {
        auto file = file_in(queued);
        file.facts.excluded_doctors = {{doctor_named("d2"), reason}};
        const auto doctor = titular("d2");

        const auto change = assign_by_hand(
            file, {doctor, {}, 0}, {}, "only one left", a_today, default_rules("92"), a_today);

        EXPECT_EQ(refusal(change), Errc::not_eligible);
        EXPECT_EQ(faults_of(change).size(), 1U);
    }
}

TEST(AssignByHand, TheCapIsPassedWithAReasonOnly) {
    const auto file = file_in(queued);
    auto doctor = titular("d2");
    doctor.max_open_files = 3;
    const auto assign = [&](std::string reason) {
        return assign_by_hand(
            file, {doctor, {}, 3}, {}, std::move(reason), a_today, default_rules("92"), a_today);
    };

    EXPECT_EQ(faults_of(assign("")), Texts{"/reason required"});
    EXPECT_EQ(faults_of(assign(std::string(201, 'x'))), Texts{"/reason out_of_range"});
    EXPECT_EQ(std::get<FileAssigned>(assign("agreed").value()).reason, "agreed");
}

TEST(Decline, ExcludesTheDoctor) {
    const auto file = file_in(assigned);

    const auto conflict =
        after(file, decline(file, DeclineReason::conflict_of_interest, a_today, a_today), a_today);
    const auto other =
        after(file, decline(file, DeclineReason::too_complex, a_today, a_today), a_today);

    EXPECT_EQ(conflict.state, queued);
    EXPECT_EQ(conflict.queued_on, a_today);
    EXPECT_EQ(conflict.facts.excluded_doctors.front().reason,
              ExclusionReason::conflict_of_interest);
    EXPECT_EQ(other.facts.excluded_doctors.front().reason, ExclusionReason::declined);
}

TEST(Evaluation, ADoctorFoundInConflictGoesNoFurther) {
    for (const auto state : {assigned, in_evaluation, awaiting_countersignature}) {
        auto file = file_in(state);
        file.facts.excluded_doctors = {{file.assignment->doctor, ExclusionReason::own_patient}};

        const auto change =
            state == assigned ? start_evaluation(file, a_today, a_today)
            : state == in_evaluation
                ? submit_evaluation(
                      file, 9, Outcome::conclusive, Countersignature::not_needed, a_today, a_today)
                : countersign(file, supervised("t1"), doctor_named("s1"), a_today, a_today);

        EXPECT_EQ(refusal(change), Errc::not_eligible) << to_text(state);
    }
}

TEST(SubmitEvaluation, MinutesOfInconclusiveOnesAddUp) {
    auto file = file_in(in_evaluation);
    for (const auto outcome : {Outcome::needs_documents, Outcome::needs_visit}) {
        file =
            after(file,
                  submit_evaluation(file, 10, outcome, Countersignature::needed, a_today, a_today),
                  a_today);
        EXPECT_EQ(file.state, in_evaluation);
    }
    EXPECT_EQ(faults_of(submit_evaluation(
                  file, 0, Outcome::conclusive, Countersignature::needed, a_today, a_today)),
              Texts{"/minutes_spent out_of_range"});
    EXPECT_EQ(faults_of(submit_evaluation(
                  file, 601, Outcome::conclusive, Countersignature::needed, a_today + 1, a_today)),
              (Texts{"/minutes_spent out_of_range", "/on in_the_future"}));

    file = after(file,
                 submit_evaluation(
                     file, 600, Outcome::conclusive, Countersignature::needed, a_today, a_today),
                 a_today);

    EXPECT_EQ(file.state, awaiting_countersignature);
    EXPECT_EQ(file.evaluation->minutes_spent, 620);
}

TEST(Countersign, OnlyANamedSupervisorFreeOfConflict) {
    auto file = file_in(awaiting_countersignature);
    const auto by = [&](std::string_view id) {
        return refusal(countersign(file, supervised("t1"), doctor_named(id), a_today, a_today));
    };

    EXPECT_EQ(by("s1"), std::nullopt);
    EXPECT_EQ(by("t1"), Errc::not_eligible);
    EXPECT_EQ(by("d1"), Errc::not_eligible);
    for (const auto reason : {ExclusionReason::relative, ExclusionReason::same_evaluator}) {
        file.facts.excluded_doctors = {{doctor_named("s1"), reason}};
        EXPECT_EQ(by("s1"), Errc::not_eligible);
        EXPECT_EQ(by("s2"), std::nullopt);
    }
    EXPECT_EQ(refusal(countersign(file, supervised("t2"), doctor_named("s2"), a_today, a_today)),
              Errc::state_conflict);
}

TEST(Decide, AFileIsDecidedWithItsLastRequestWhateverTheOrderOfEntry) {
    auto file = file_in(evaluated);
    file = after(file,
                 decide(file, {{Right::pch, Decision::deferred, day("2026-04-01")}}, a_today),
                 a_today);
    file =
        after(file,
              decide(file, {{Right::cmi_priorite, Decision::granted, day("2026-05-05")}}, a_today),
              a_today);
    EXPECT_EQ(file.state, evaluated);

    file = after(
        file, decide(file, {{Right::pch, Decision::refused, day("2026-04-20")}}, a_today), a_today);

    EXPECT_EQ(file.state, decided);
    EXPECT_EQ(file.decided_on, day("2026-05-05"));
}

TEST(Decide, NamesEveryFaultAtOnce) {
    auto file = file_in(evaluated);
    file = after(file,
                 decide(file, {{Right::pch, Decision::deferred, day("2026-04-01")}}, a_today),
                 a_today);

    const auto change = decide(file,
                               {{Right::pch, Decision::granted, day("2026-03-31")},
                                {Right::aah, Decision::granted, a_today},
                                {Right::cmi_priorite, Decision::granted, a_today + 1},
                                {Right::cmi_priorite, Decision::refused, a_today}},
                               a_today);

    const Texts expected{"/decisions/0/decided_on before_previous_step",
                         "/decisions/1/right not_allowed",
                         "/decisions/2/decided_on in_the_future",
                         "/decisions/3/right duplicate"};
    EXPECT_EQ(faults_of(change), expected);
    EXPECT_EQ(faults_of(decide(file, {}, a_today)), Texts{"/decisions empty"});
}

TEST(Withdraw, SomeRequestsLeaveTheFileWhereItStands) {
    for (const auto state : all_file_states) {
        if (!is_open(state)) continue;
        const auto file = file_in(state);

        const auto left = after(file, withdraw(file, {Right::pch}, a_today, a_today), a_today);

        EXPECT_EQ(left.state, state);
        EXPECT_TRUE(left.facts.requests.front().withdrawn_on);
        EXPECT_EQ(faults_of(withdraw(left, {Right::pch, Right::aah, Right::aah}, a_today, a_today)),
                  (Texts{"/rights/0 not_allowed", "/rights/1 not_allowed", "/rights/2 duplicate"}));
        EXPECT_EQ(after(left, withdraw(left, {}, a_today, a_today), a_today).state, withdrawn);
    }
}

TEST(Withdraw, TheLastOpenRequestAfterADecisionLeavesADecidedFile) {
    auto file = file_in(evaluated);
    file = after(
        file, decide(file, {{Right::pch, Decision::granted, day("2026-03-01")}}, a_today), a_today);

    file = after(file, withdraw(file, {}, day("2026-03-09"), a_today), a_today);

    EXPECT_EQ(file.state, decided);
    EXPECT_EQ(file.decided_on, day("2026-03-09"));
    EXPECT_FALSE(file.facts.requests.front().withdrawn_on);
}

TEST(Appeal, ReopensSomeRequestsForAnotherDoctor) {
    auto file = file_in(notified);
    const auto before = file.facts.requests[0];

    file = after(file, appeal(file, {Right::pch}, day("2026-04-01"), a_today), a_today);

    EXPECT_EQ(file.state, queued);
    EXPECT_EQ(file.round, 2);
    EXPECT_EQ(file.queued_on, day("2026-04-01"));
    EXPECT_EQ(file.facts.requests[0],
              (RightRequest{
                  .right = Right::pch,
                  .appealed_on = day("2026-04-01"),
                  .earlier = {{*before.decision, *before.decided_on, before.notified_on, {}}}}));
    EXPECT_EQ(file.facts.requests[1].decision, Decision::refused);
    EXPECT_TRUE(file.facts.requests[1].notified_on) << "its wait is over, whatever the other does";
    EXPECT_FALSE(file.decided_on || file.notified_on || file.assignment || file.evaluation);
    const std::vector<Exclusion> excluded{{doctor_named("d1"), ExclusionReason::same_evaluator}};
    EXPECT_EQ(file.facts.excluded_doctors, excluded);
}

TEST(Appeal, ConcernsDecidedRequestsAndHasALastRound) {
    auto file = file_in(decided);
    file.facts.requests[1].withdrawn_on = LegalDay::from_number(20'500);

    EXPECT_EQ(faults_of(appeal(file, {Right::cmi_priorite}, a_today, a_today)),
              Texts{"/rights/0 not_allowed"});
    EXPECT_EQ(std::get<FileAppealed>(appeal(file, {}, a_today, a_today).value()).rights,
              std::vector{Right::pch});
    file.round = rounds_max;
    EXPECT_EQ(refusal(appeal(file, {}, a_today, a_today)), Errc::state_conflict);
}

TEST(Steps, ListsThatGrowByThemselvesHaveALimit) {
    auto held = file_in(assigned);
    auto countersigning = file_in(awaiting_countersignature);
    auto closed = file_in(decided);
    for (std::size_t i = 0; i < exclusions_total_max; ++i) {
        const auto doctor = doctor_named("x" + std::to_string(i));
        held.facts.excluded_doctors.push_back({doctor, ExclusionReason::declined});
        if (i >= evaluators_max) continue;
        countersigning.evaluators.push_back(doctor);
        closed.evaluators.push_back(doctor);
    }
    const auto author = supervised("t1");
    const auto by = doctor_named("s1");

    EXPECT_EQ(refusal(decline(held, DeclineReason::other, a_today, a_today)), Errc::state_conflict);
    EXPECT_TRUE(release(held, a_today, a_today));
    EXPECT_EQ(
        refusal(return_evaluation(countersigning, author, by, ReturnTo::queue, a_today, a_today)),
        Errc::state_conflict);
    EXPECT_EQ(refusal(appeal(closed, {}, a_today, a_today)), Errc::state_conflict);
}

}  // namespace
}  // namespace echeance
