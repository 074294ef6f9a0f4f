// SPDX-License-Identifier: EUPL-1.2
#include "domain/unserved.hpp"

#include <gtest/gtest.h>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum EligibilityRule;

const auto today = day("2026-06-01");
const Priorities priorities = default_rules("92").priorities;

std::optional<EligibilityRule> why(const RequirementClass& requirements,
                                   std::vector<Doctor> doctors) {
    return why_unserved(requirements, doctors, priorities, today);
}

RequirementClass asking(std::vector<std::string> skills, bool closed_to_supervised) {
    RequirementClass requirements;
    requirements.skills = std::move(skills);
    requirements.closed_to_supervised = closed_to_supervised;
    return requirements;
}

const RequirementClass plain{};
const RequirementClass vision = asking({"vision"}, false);
const RequirementClass first_aah = asking({}, true);

TEST(Unserved, IsAQueueWithoutADoctorWhoServesIt) {
    EXPECT_EQ(why(plain, {}), skill);
    EXPECT_EQ(why(plain, {titular("d1")}), std::nullopt);
    EXPECT_EQ(why(vision, {titular("d1")}), skill);
    auto able = titular("d2");
    able.skills = {skill_named("vision")};
    EXPECT_EQ(why(vision, {titular("d1"), able}), std::nullopt);
    able.absences = {{today, today + 30}};
    EXPECT_EQ(why(vision, {titular("d1"), able}), skill);
    EXPECT_EQ(why(plain, {able}), not_working);
}

TEST(Unserved, NamesTheLimitThatIsInTheWay) {
    auto children_only = titular("d1");
    children_only.stages = {StageOfLife::child};
    EXPECT_EQ(why(plain, {children_only}), stage);
    auto cards_only = titular("d1");
    cards_only.rights = {Right::cmi_priorite};
    EXPECT_EQ(why(plain, {cards_only}), right);
    auto elsewhere = titular("d1");
    elsewhere.sectors = {sector_named("92001")};
    EXPECT_EQ(why(plain, {elsewhere}), sector);
    EXPECT_EQ(why(first_aah, {supervised("t1"), titular("s1")}), std::nullopt);
    children_only.id = doctor_named("s1");
    EXPECT_EQ(why(first_aah, {supervised("t1"), children_only}), not_authorised);
}

TEST(Available, IsWhoCanBeCountedOn) {
    const Doctor later{
        .id = doctor_named("v1"), .kind = DoctorKind::sessional, .sessions = {{today + 3, 210}}};
    EXPECT_TRUE(is_available(later, {}, today));
    EXPECT_FALSE(is_available(later, {}, today + 4));

    const std::vector<Doctor> both{supervised("t1"), titular("s1")};
    EXPECT_TRUE(is_available(both[0], both, today));
    EXPECT_FALSE(is_available(both[0], std::span{both}.first(1), today));
    EXPECT_FALSE(is_available(both[0], both, day("2027-01-01"))) << "the authorisation is over";
    auto supervisor = both[1];
    supervisor.absences = {{today, today}};
    const std::vector<Doctor> alone{both[0], supervisor};
    EXPECT_FALSE(is_available(alone[0], alone, today));
}

TEST(Unserved, AgreesWithEligibilityOnEveryRandomFile) {
    for_each_seed(2'000, [](Generator& generator) {
        const auto on = generator.any_day();
        auto file = generator.file(on);
        file.facts.excluded_doctors.clear();
        const auto doctor = generator.doctor(on);
        Partition partition;
        ASSERT_TRUE(extend(partition, doctor));
        const auto requirements = requirement_class(file, partition, priorities);
        const std::vector<Doctor> one{doctor};

        const auto reason = why_unserved(requirements, one, priorities, on);

        if (is_available(doctor, one, on))
            EXPECT_EQ(!reason, serves(doctor, requirements, priorities));
        else
            EXPECT_TRUE(reason);
    });
}

}  // namespace
}  // namespace echeance
