// SPDX-License-Identifier: EUPL-1.2
#include "domain/office_proof.hpp"

#include <gtest/gtest.h>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum FindingKind;

const auto today = day("2026-06-01");
const Rules rules = default_rules("92");

CaseFile barred(CaseFile file, std::string_view doctor, ExclusionReason reason) {
    file.facts.excluded_doctors.push_back({doctor_named(doctor), reason});
    return file;
}

/// What is found of one file: `kind/reason`, in order.
std::vector<std::string> found(const CaseFile& file, std::vector<Doctor> doctors) {
    OfficeProof proof{std::move(doctors), rules, today};
    proof.see(file, placement(file, rules, {}, today, 7), {});
    std::vector<std::string> rows;
    for (const auto& finding : proof.findings()) {
        EXPECT_EQ(finding.count, 1);
        EXPECT_EQ(finding.examples, std::vector{file.id.text()});
        rows.push_back(std::string{to_text(finding.kind)} + "/" + finding.reason);
    }
    return rows;
}

Doctor away(Doctor doctor) {
    doctor.absences = {{today - 1, today + 1}};
    return doctor;
}

using Rows = std::vector<std::string>;

/// Filed in May: on time.
CaseFile recent() {
    auto facts = plain_registration();
    facts.filed_on = day("2026-05-04");
    facts.complete_on = day("2026-05-04");
    return registered(facts, today);
}

TEST(OfficeProof, FindsNothingOfAFileThatADoctorMayTake) {
    EXPECT_EQ(found(recent(), {titular("d1")}), Rows{});
    EXPECT_EQ(found(file_in(FileState::queued), {titular("d1")}), Rows{}) << "late, but in reach";
}

TEST(OfficeProof, TellsWhatKeepsAFileFromEveryDoctor) {
    EXPECT_EQ(found(recent(), {away(titular("d1"))}), Rows{"no_doctor/not_working"});
    const auto own_patient = barred(recent(), "d1", ExclusionReason::own_patient);
    EXPECT_EQ(found(own_patient, {titular("d1")}), Rows{"no_doctor/conflict_of_interest"});
    EXPECT_EQ(found(own_patient, {titular("d1"), titular("d2")}), Rows{});
    EXPECT_EQ(found(own_patient, {titular("d1"), away(titular("d2"))}),
              Rows{"no_doctor/conflict_of_interest"});
    EXPECT_EQ(found(barred(recent(), "d1", ExclusionReason::declined), {titular("d1")}),
              Rows{"no_doctor/declined_before"});
    EXPECT_EQ(found(barred(recent(), "d1", ExclusionReason::same_evaluator), {titular("d1")}),
              Rows{"no_doctor/same_evaluator"});
}

TEST(OfficeProof, ASupervisedDoctorNeedsASupervisorWhoIsThereAndFree) {
    const auto alone = barred(recent(), "s1", ExclusionReason::relative);
    const auto doctor = supervised("t1");
    // They supervise this one, and evaluate children only.
    const auto supervisor = [](std::string_view id) {
        auto made = titular(id);
        made.stages = {StageOfLife::child};
        return made;
    };
    EXPECT_EQ(found(alone, {doctor, supervisor("s1")}), Rows{"no_doctor/no_supervisor"});
    EXPECT_EQ(found(alone, {doctor, supervisor("s1"), supervisor("s2")}), Rows{});
    EXPECT_EQ(found(alone, {doctor, supervisor("s1"), away(supervisor("s2"))}),
              Rows{"no_doctor/no_supervisor"});
    const auto declined = barred(recent(), "s1", ExclusionReason::declined);
    EXPECT_EQ(found(declined, {doctor, supervisor("s1")}), Rows{})
        << "who declined to evaluate may supervise";
}

TEST(OfficeProof, TellsOfLateFilesThatNoClaimReaches) {
    const auto late = file_in(FileState::queued);
    EXPECT_EQ(found(late, {}), (Rows{"no_doctor/skill", "late_out_of_reach/skill"}));
    // A card's limit runs from the day of filing, whatever document is missing.
    const auto incomplete = file_in(FileState::filed);
    EXPECT_EQ(found(incomplete, {titular("d1")}), Rows{"late_out_of_reach/incomplete"});
    EXPECT_EQ(found(incomplete, {}),
              (Rows{"no_doctor_later/skill", "late_out_of_reach/incomplete"}));
    auto suspended = late;
    suspended.suspensions.push_back({"missing_document", {"x"}, today, today + 9, true, {}});
    EXPECT_EQ(found(suspended, {titular("d1")}), Rows{"late_out_of_reach/suspended"});
}

TEST(OfficeProof, TellsOfFilesInHandsThatAreNotThere) {
    const auto begun = file_in(FileState::in_evaluation);
    EXPECT_EQ(found(begun, {titular("d1")}), Rows{});
    EXPECT_EQ(found(begun, {away(titular("d1"))}), Rows{"doctor_away/absent"});
    auto gone = titular("d1");
    gone.active = DayRange{day("2020-01-01"), day("2026-05-31")};
    EXPECT_EQ(found(begun, {gone}), Rows{"doctor_away/inactive"});
    EXPECT_EQ(found(begun, {}), Rows{"doctor_away/unknown"});
}

TEST(OfficeProof, TellsOfFilesInHandsThatMayNotHoldThem) {
    const auto known_late =
        barred(file_in(FileState::in_evaluation), "d1", ExclusionReason::conflict_of_interest);
    EXPECT_EQ(found(known_late, {titular("d1")}), Rows{"holder_barred/conflict_of_interest"});
    auto watched = barred(file_in(FileState::in_evaluation), "s1", ExclusionReason::friend_of);
    watched.assignment->supervisor = doctor_named("s1");
    EXPECT_EQ(found(watched, {titular("d1"), titular("s1")}),
              Rows{"holder_barred/conflict_of_interest"});
}

TEST(OfficeProof, TellsOfEvaluationsThatNobodyCountersigns) {
    const auto submitted = file_in(FileState::awaiting_countersignature);  // by t1
    EXPECT_EQ(found(submitted, {supervised("t1"), titular("s2")}), Rows{});
    EXPECT_EQ(found(submitted, {supervised("t1"), away(titular("s2"))}),
              Rows{"no_countersigner/no_supervisor"});
    EXPECT_EQ(found(submitted, {titular("s2")}), Rows{"no_countersigner/no_supervisor"});
}

TEST(OfficeProof, CountsAllAndKeepsTenExamples) {
    OfficeProof proof{{}, rules, today};
    for (int n = 0; n < 25; ++n)
        proof.see_week(doctor_named("d" + std::to_string(n)), WeekVerdict::overridden);
    proof.see_week(doctor_named("d1"), WeekVerdict::within);

    const auto findings = proof.findings();

    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].kind, over_capacity);
    EXPECT_EQ(findings[0].reason, "overridden");
    EXPECT_EQ(findings[0].count, 25);
    EXPECT_EQ(findings[0].examples.size(), 10U);
}

TEST(FindingKind, HasANameAndIsFoundByIt) {
    for (std::size_t i = 0; i < finding_kind_count; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        EXPECT_EQ(from_text<FindingKind>(to_text(kind)), kind);
    }
    EXPECT_EQ(from_text<FindingKind>("other"), std::nullopt);
}

}  // namespace
}  // namespace echeance
