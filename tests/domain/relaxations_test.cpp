// SPDX-License-Identifier: EUPL-1.2
#include "domain/relaxations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::for_each_seed;
using testing::Generator;
using enum EligibilityRule;

using Rules = std::vector<EligibilityRule>;

bool has(const Rules& rules, EligibilityRule rule) {
    return std::ranges::find(rules, rule) != rules.end();
}

DoctorEligibility failing(const Rules& failed) {
    DoctorEligibility doctor{*DoctorId::parse("d1"), {}};
    for (std::size_t i = 0; i < eligibility_rule_count; ++i) {
        const auto rule = static_cast<EligibilityRule>(i);
        doctor.rules.push_back({rule, !has(failed, rule)});
    }
    return doctor;
}

std::vector<DoctorEligibility> doctors_failing(const std::vector<Rules>& each) {
    std::vector<DoctorEligibility> doctors;
    for (const auto& failed : each) doctors.push_back(failing(failed));
    return doctors;
}

struct Row {
    const char* name;
    std::vector<Rules> doctors;  ///< what each fails
    std::optional<std::vector<Relaxation>> expected;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.name;
}

class Relaxations : public ::testing::TestWithParam<Row> {};

TEST_P(Relaxations, AreTheSmallestSets) {
    EXPECT_EQ(relaxations(doctors_failing(GetParam().doctors)), GetParam().expected);
}

std::vector<Relaxation> none() {
    return {};
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    Relaxations,
    ::testing::Values(
        Row{"somebody may", {{skill}, {}}, std::nullopt},
        Row{"no doctor at all", {}, none()},
        Row{"one failure", {{skill}}, {{{skill}}}},
        Row{"twice the same", {{skill}, {skill}}, {{{skill}}}},
        Row{"by text within a set", {{skill, open_files_cap}}, {{{open_files_cap, skill}}}},
        Row{"a set that holds a smaller one", {{skill, not_working}, {skill}}, {{{skill}}}},
        Row{"by size, then text",
            {{skill, right}, {sector}, {not_working, stage}, {declined_before}},
            {{{declined_before}, {sector}, {not_working, stage}, {right, skill}}}},
        Row{"a conflict", {{conflict_of_interest}}, none()},
        Row{"a conflict that a decline made",
            {{conflict_of_interest, declined_before}, {conflict_of_interest, skill}},
            none()},
        Row{"a part taken before the appeal", {{same_evaluator, not_working}}, none()},
        Row{"one in conflict, one absent",
            {{conflict_of_interest}, {not_working}},
            {{{not_working}}}}));

TEST(Relaxations, NoMoreThanSixteenAndTheSmallest) {
    const std::vector<EligibilityRule> rules{
        declined_before, right, stage, skill, sector, not_authorised, no_supervisor};
    std::vector<Rules> each{{not_working}};
    for (std::size_t i = 0; i < rules.size(); ++i) {
        for (std::size_t j = i + 1; j < rules.size(); ++j) each.push_back({rules[i], rules[j]});
    }
    ASSERT_EQ(each.size(), 22U);

    const auto found = relaxations(doctors_failing(each)).value();

    ASSERT_EQ(found.size(), relaxations_max);
    EXPECT_EQ(found.front(), Relaxation{not_working});
}

Rules failed_rules(const DoctorEligibility& doctor) {
    Rules failed;
    for (const auto& [rule, passed] : doctor.rules) {
        if (!passed) failed.push_back(rule);
    }
    return failed;
}

/// Whether somebody is eligible once the rules of `set` are taken to be passed.
bool makes_eligible(const std::vector<DoctorEligibility>& doctors, const Relaxation& set) {
    return std::ranges::any_of(doctors, [&](const auto& doctor) {
        return std::ranges::all_of(failed_rules(doctor), [&](auto rule) { return has(set, rule); });
    });
}

/// What the rules say of one file and up to eight doctors.
std::vector<DoctorEligibility> any_doctors(Generator& random) {
    const auto today = testing::day("2026-06-01");
    const Priorities priorities;
    auto file = random.file(testing::day("2026-01-05"));
    file.facts.required_skills = random.skills(3);
    std::vector<DoctorEligibility> doctors;
    for (int n = random.between(1, 8); n > 0; --n) {
        const auto doctor = random.doctor(today);
        if (random.chance(20)) {
            file.facts.excluded_doctors.push_back({doctor.id, ExclusionReason::same_evaluator});
        }
        std::vector<Doctor> supervisors;
        for (const auto& id : doctor.supervisors) supervisors.push_back({.id = id});
        const DoctorOnDuty duty{doctor, supervisors, random.between(0, 10)};
        doctors.push_back({doctor.id, eligibility(file, duty, priorities, today)});
    }
    return doctors;
}

TEST(Relaxations, EachIsEnoughNoneIsTooMuchAndNoneHoldsAConflict) {
    int sets = 0;
    for_each_seed(5'000, [&](Generator& random) {
        const auto doctors = any_doctors(random);

        const auto found = relaxations(doctors);

        EXPECT_EQ(found.has_value(), !makes_eligible(doctors, {}));
        if (!found) return;
        for (const auto& set : *found) {
            ++sets;
            EXPECT_TRUE(makes_eligible(doctors, set));
            EXPECT_FALSE(has(set, conflict_of_interest));
            EXPECT_FALSE(has(set, same_evaluator));
            for (const auto rule : set) {
                Relaxation fewer = set;
                std::erase(fewer, rule);
                EXPECT_FALSE(makes_eligible(doctors, fewer)) << to_text(rule);
            }
        }
    });
    EXPECT_GT(sets, 1'000);
}

/// What is left out is covered: every doctor without a failure that is never relaxed fails some set
/// of the answer, or that answer is full.
TEST(Relaxations, NoDoctorWhoCouldIsForgotten) {
    for_each_seed(2'000, [](Generator& random) {
        const auto doctors = any_doctors(random);
        const auto found = relaxations(doctors);
        if (!found || found->size() == relaxations_max) return;
        for (const auto& doctor : doctors) {
            const auto failed = failed_rules(doctor);
            if (!std::ranges::all_of(failed, may_be_relaxed)) continue;
            EXPECT_TRUE(std::ranges::any_of(*found, [&](const auto& set) {
                return std::ranges::all_of(set, [&](auto rule) { return has(failed, rule); });
            }));
        }
    });
}

TEST(Relaxations, DoNotDependOnTheOrderOfDoctors) {
    for_each_seed(500, [](Generator& random) {
        auto doctors = any_doctors(random);
        const auto before = relaxations(doctors);
        random.shuffle(doctors);

        EXPECT_EQ(relaxations(doctors), before);
    });
}

}  // namespace
}  // namespace echeance
