// SPDX-License-Identifier: EUPL-1.2
#include "domain/visits.hpp"

#include <gtest/gtest.h>

#include "domain/transitions.hpp"
#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto here = sector_named("92004");
const auto elsewhere = sector_named("92050");

Doctor visitor(std::string_view id, LegalDay on) {
    return {.id = doctor_named(id),
            .kind = DoctorKind::sessional,
            .sessions = {{.on = on, .minutes = 180, .modality = Modality::visit}}};
}
RequirementClass class_of(Modality modality) {
    auto file = file_in(FileState::queued);
    file.facts.modality = modality;
    return requirement_class(file, {}, rules.priorities);
}

TEST(SessionStrength, CountsTheVisitAndTheSector) {
    const auto strength = [](Modality of_session, std::vector<Sector> sectors, Modality of_file) {
        const Session session{a_today, 180, std::move(sectors), of_session};
        return session_strength(session, here, of_file);
    };
    using enum Modality;
    EXPECT_EQ(strength(visit, {here}, visit), 10);
    EXPECT_EQ(strength(visit, {}, visit), 10);
    EXPECT_EQ(strength(visit, {elsewhere}, visit), 5);
    EXPECT_EQ(strength(on_file, {here}, visit), 5);
    EXPECT_EQ(strength(visit, {here}, on_file), 5);
    EXPECT_EQ(strength(on_file, {here}, on_file), 5);
    EXPECT_EQ(strength(visit, {}, on_file), 0);
    EXPECT_EQ(strength(on_file, {}, visit), 0);
}

TEST(VisitAhead, IsHeldWithinTheLongestHorizon) {
    EXPECT_TRUE(has_visit_ahead(visitor("v1", a_today), a_today));
    EXPECT_TRUE(has_visit_ahead(visitor("v1", a_today + visit_ahead_days), a_today));
    EXPECT_FALSE(has_visit_ahead(visitor("v1", a_today + visit_ahead_days + 1), a_today));
    EXPECT_FALSE(has_visit_ahead(visitor("v1", a_today - 1), a_today));
    auto absent = visitor("v1", a_today + 3);
    absent.absences = {{a_today + 1, a_today + 5}};
    EXPECT_FALSE(has_visit_ahead(absent, a_today));
    auto at_the_office = visitor("v1", a_today);
    at_the_office.sessions[0].modality = Modality::on_file;
    EXPECT_FALSE(has_visit_ahead(at_the_office, a_today));
}

TEST(LeftToVisitors, OnlyWhereOneOfThemServesTheFile) {
    const auto claimant = titular("d1");
    const std::vector<Doctor> doctors{claimant, visitor("v1", a_today + 7)};
    const auto is_left = [&](const Doctor& doctor, Modality modality) {
        return is_left_to_visitors(class_of(modality), doctor, doctors, rules.priorities, a_today);
    };
    EXPECT_TRUE(is_left(claimant, Modality::visit));
    EXPECT_FALSE(is_left(claimant, Modality::on_file));
    EXPECT_FALSE(is_left(doctors[1], Modality::visit));

    auto bound = doctors[1];
    bound.rights = std::vector{Right::avpf};
    const std::vector<Doctor> others{claimant, bound};
    EXPECT_FALSE(is_left_to_visitors(
        class_of(Modality::visit), claimant, others, rules.priorities, a_today));
}

TEST(NeedsVisit, IsFoundByAnEvaluationAndTakenBackByAnAmendment) {
    auto file = file_in(FileState::in_evaluation);
    ASSERT_EQ(file.facts.modality, Modality::on_file);
    const auto found = submit_evaluation(
        file, 10, Outcome::needs_visit, Countersignature::not_needed, a_today, a_today);
    file = apply(file, {file.id, Instant{}, "a", *found});

    EXPECT_EQ(file.facts.modality, Modality::visit);
    EXPECT_TRUE(requirement_class(file, {}, rules.priorities).needs_visit);
    auto again = file.facts;
    again.modality = Modality::on_file;
    EXPECT_TRUE(same_content(file, again));

    const auto back = amend(file, {.modality = Modality::on_file}, rules.targets, a_today);
    file = apply(file, {file.id, Instant{}, "a", *back});

    EXPECT_EQ(file.facts.modality, Modality::on_file);
    again.modality = Modality::visit;
    EXPECT_FALSE(same_content(file, again));
}

/// Events from before files said how they are evaluated rebuild the files that they made.
TEST(NeedsVisit, IsNotReadIntoOldEvents) {
    const auto file = file_in(FileState::in_evaluation);
    const EvaluationSubmitted old{
        10, Outcome::needs_visit, Countersignature::not_needed, a_today, std::nullopt};

    EXPECT_EQ(apply(file, {file.id, Instant{}, "a", old}).facts.modality, Modality::on_file);
}

}  // namespace
}  // namespace echeance
