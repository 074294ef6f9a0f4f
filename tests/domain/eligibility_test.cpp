// SPDX-License-Identifier: EUPL-1.2
#include "domain/eligibility.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum EligibilityRule;

struct Situation {
    CaseFile file = file_in(FileState::queued);
    Doctor doctor = titular("d1");
    std::vector<Doctor> supervisors{};
    int open_files = 0;
    Priorities priorities{};

    void supervise() {
        doctor = supervised("d1");
        supervisors = {titular("s1"), titular("s2")};
    }
    [[nodiscard]] std::vector<EligibilityRule> failed() const {
        std::vector<EligibilityRule> rules;
        for (const auto& [rule, passed] :
             eligibility(file, {doctor, supervisors, open_files}, priorities, a_today)) {
            if (!passed) rules.push_back(rule);
        }
        return rules;
    }
};

struct Row {
    const char* name;
    std::function<void(Situation&)> arrange;
    std::vector<EligibilityRule> failed;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
    return out << row.name;
}

void exclude(Situation& s, std::string_view id, ExclusionReason reason) {
    s.file.facts.excluded_doctors.push_back({doctor_named(id), reason});
}
void in_appeal(Situation& s) {
    s.file.round = 2;
}

class Eligibility : public ::testing::TestWithParam<Row> {};

TEST_P(Eligibility, FailsTheseRulesOnly) {
    Situation situation;
    GetParam().arrange(situation);

    EXPECT_EQ(situation.failed(), GetParam().failed);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    Eligibility,
    ::testing::Values(
        Row{"a doctor without limits", [](Situation&) {}, {}},
        Row{"conflict",
            [](Situation& s) { exclude(s, "d1", ExclusionReason::conflict_of_interest); },
            {conflict_of_interest}},
        Row{"own patient",
            [](Situation& s) { exclude(s, "d1", ExclusionReason::own_patient); },
            {conflict_of_interest}},
        Row{"relative",
            [](Situation& s) { exclude(s, "d1", ExclusionReason::relative); },
            {conflict_of_interest}},
        Row{"friend",
            [](Situation& s) { exclude(s, "d1", ExclusionReason::friend_of); },
            {conflict_of_interest}},
        Row{"a dated conflict",
            [](Situation& s) {
                s.file.facts.excluded_doctors = {{doctor_named("d1"),
                                                  ExclusionReason::conflict_of_interest,
                                                  a_today,
                                                  ExclusionSource::office}};
            },
            {conflict_of_interest}},
        Row{"a dated part in an earlier round",
            [](Situation& s) {
                s.file.facts.excluded_doctors = {
                    {doctor_named("d1"), ExclusionReason::same_evaluator, a_today}};
            },
            {same_evaluator}},
        Row{"declined",
            [](Situation& s) { exclude(s, "d1", ExclusionReason::declined); },
            {declined_before}},
        Row{"took part before",
            [](Situation& s) { exclude(s, "d1", ExclusionReason::same_evaluator); },
            {same_evaluator}},
        Row{"another's conflict",
            [](Situation& s) { exclude(s, "d2", ExclusionReason::relative); },
            {}},
        Row{"a right missing", [](Situation& s) { s.doctor.rights = {Right::pch}; }, {right}},
        Row{"only open requests bind",
            [](Situation& s) {
                s.doctor.rights = {Right::pch};
                s.file.facts.requests[1].withdrawn_on = LegalDay::from_number(20'500);
            },
            {}},
        Row{"stage", [](Situation& s) { s.doctor.stages = {StageOfLife::child}; }, {stage}},
        Row{"skill",
            [](Situation& s) { s.file.facts.required_skills = {skill_named("vision")}; },
            {skill}},
        Row{"sector", [](Situation& s) { s.doctor.sectors = {sector_named("92050")}; }, {sector}},
        Row{"supervised", [](Situation& s) { s.supervise(); }, {}},
        Row{"authorisation over",
            [](Situation& s) {
                s.supervise();
                s.doctor.authorised->until = a_today - 1;
            },
            {not_authorised}},
        Row{"supervised, appeal",
            [](Situation& s) {
                s.supervise();
                in_appeal(s);
            },
            {not_authorised}},
        Row{"supervised, appeal, where allowed",
            [](Situation& s) {
                s.supervise();
                in_appeal(s);
                s.priorities.supervised_may_take_appeals = true;
            },
            {}},
        Row{"supervised, first AAH",
            [](Situation& s) {
                s.supervise();
                s.file.facts.requests.push_back({.right = Right::aah});
            },
            {not_authorised}},
        Row{"supervised, AAH review",
            [](Situation& s) {
                s.supervise();
                s.file.facts.requests.push_back({.right = Right::aah, .nature = Nature::review});
            },
            {}},
        Row{"supervisors away",
            [](Situation& s) {
                s.supervise();
                for (auto& one : s.supervisors) one.absences = {{a_today, a_today}};
            },
            {no_supervisor}},
        Row{"one supervisor away, the other in conflict",
            [](Situation& s) {
                s.supervise();
                s.supervisors[0].absences = {{a_today, a_today}};
                exclude(s, "s2", ExclusionReason::relative);
            },
            {no_supervisor}},
        Row{"one supervisor took part before",
            [](Situation& s) {
                s.supervise();
                exclude(s, "s2", ExclusionReason::same_evaluator);
            },
            {}},
        Row{"absent",
            [](Situation& s) { s.doctor.absences = {{a_today, a_today}}; },
            {not_working}},
        Row{"cap reached",
            [](Situation& s) {
                s.doctor.max_open_files = 3;
                s.open_files = 3;
            },
            {open_files_cap}},
        Row{"below the cap",
            [](Situation& s) {
                s.doctor.max_open_files = 3;
                s.open_files = 2;
            },
            {}}));

TEST(EligibilityRules, EveryRuleIsGivenInOrderUnderItsName) {
    const Situation situation;
    const auto results =
        eligibility(situation.file, {situation.doctor, {}, 0}, situation.priorities, a_today);

    ASSERT_EQ(results.size(), eligibility_rule_count);
    for (std::size_t i = 0; i < results.size(); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(results[i].rule), i);
    }
    EXPECT_EQ(to_text(conflict_of_interest), "conflict_of_interest");
    EXPECT_EQ(to_text(no_capacity), "no_capacity");
    EXPECT_TRUE(is_eligible(results));
}

TEST(EligibilityRules, OnlyTheCapAndCapacityMayBeOverridden) {
    for (std::size_t i = 0; i < eligibility_rule_count; ++i) {
        const auto rule = static_cast<EligibilityRule>(i);
        EXPECT_EQ(may_be_overridden(rule), rule == open_files_cap || rule == no_capacity);
    }
}

TEST(UnfitReasons, AreThoseOfTheDoctorAlone) {
    auto doctor = supervised("t1");
    const std::vector<Doctor> supervisors{titular("s1")};
    EXPECT_TRUE(unfit_reasons({doctor, supervisors, 99}, a_today).empty());

    doctor.authorised.reset();
    doctor.absences = {{a_today, a_today}};

    EXPECT_EQ(unfit_reasons({doctor, {}, 0}, a_today),
              (std::vector{not_authorised, no_supervisor, not_working}));
}

TEST(Partition, GrowsWithANewSetWhateverItsOrder) {
    Partition partition;
    auto doctor = titular("d1");
    EXPECT_EQ(extend(partition, doctor).value(), false);
    doctor.rights = {Right::pch, Right::aah};
    doctor.sectors = {sector_named("92050"), sector_named("92004")};
    EXPECT_EQ(extend(partition, doctor).value(), true);
    doctor.rights = {Right::aah, Right::pch};
    std::ranges::reverse(*doctor.sectors);
    EXPECT_EQ(extend(partition, doctor).value(), false);

    EXPECT_EQ(partition.right_sets.size(), 1U);
    EXPECT_EQ(partition.sector_sets.size(), 1U);
    EXPECT_EQ(partition.right_sets.begin()->first, set_name(*doctor.rights));
}

TEST(Partition, HasALimitAndARefusalChangesNothing) {
    Partition partition;
    auto doctor = titular("d1");
    for (std::size_t i = 0; i < partition_sets_max; ++i) {
        doctor.sectors = {sector_named("92" + std::to_string(100 + i))};
        ASSERT_TRUE(extend(partition, doctor));
    }
    const auto before = partition;
    doctor.rights = {Right::aah};
    doctor.sectors = {sector_named("92999")};

    const auto refused = extend(partition, doctor);

    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_input);
    EXPECT_EQ(partition, before);
}

TEST(SetName, IsStable) {
    EXPECT_EQ(set_name(std::vector{Right::pch, Right::aah}),
              set_name(std::vector{Right::aah, Right::pch}));
    EXPECT_NE(set_name(std::vector{Right::pch}), set_name(std::vector{Right::aah}));
    EXPECT_EQ(set_name(std::vector{Right::aah}).size(), 8U);
}

TEST(RequirementClass, HasATextThatReadsBack) {
    const RequirementClass requirements{.stage = StageOfLife::adult,
                                        .skills = {"psychiatry", "vision"},
                                        .closed_to_supervised = true,
                                        .appeal = false,
                                        .right_sets = {"3fa1c2d0"},
                                        .sector_sets = {}};

    EXPECT_EQ(requirements.text(), "A;psychiatry+vision;1;3fa1c2d0;");
    EXPECT_EQ(RequirementClass::parse(requirements.text()).value(), requirements);
    EXPECT_EQ(RequirementClass::parse("C;;12;;").value().text(), "C;;12;;");
}

TEST(RequirementClass, RefusesEveryOtherText) {
    for (const char* text : {"",
                             "A",
                             "A;;;",
                             "A;;;;;",
                             "B;;;;",
                             "A;Vision;;;",
                             "A;vision+vision;;;",
                             "A;vision+hearing;;;",
                             "A;vision+;;;",
                             "A;;21;;",
                             "A;;31;;",
                             "A;;33;;",
                             "A;;;3fa1c2d;",
                             "A;;;3FA1C2D0;",
                             "A;;;;3fa1c2d0+",
                             "A;;;;3fa1c2d0+1fa1c2d0",
                             "A; ;;;",
                             "a;;;;"}) {
        EXPECT_FALSE(RequirementClass::parse(text)) << text;
    }
}

/// Rules that the class of a file has to answer for, with the part of `not_authorised` that depends
/// on the file.
bool passes_class_rules(const CaseFile& file, Doctor doctor, const Priorities& priorities) {
    if (doctor.authorised) doctor.authorised = DayRange{a_today, a_today};
    const auto results = eligibility(file, {doctor, {}, 0}, priorities, a_today);
    return std::ranges::all_of(results, [](const auto& result) {
        const bool of_class = result.rule == right || result.rule == stage ||
                              result.rule == skill || result.rule == sector ||
                              result.rule == not_authorised;
        return result.passed || !of_class;
    });
}

TEST(RequirementClass, ServesAgreesWithEligibilityOnEveryFile) {
    int served = 0;
    int refused = 0;
    for_each_seed(2'000, [&](Generator& random) {
        Partition partition;
        std::vector<Doctor> doctors;
        for (int i = 0; i < 6; ++i) {
            doctors.push_back(random.doctor(a_today));
            ASSERT_TRUE(extend(partition, doctors.back()));
        }
        Priorities priorities;
        priorities.supervised_may_take_appeals = random.chance(50);
        if (random.chance(30)) priorities.supervised_no_first_request = {Right::pch, Right::aeeh};
        const auto file = random.file(day("2026-01-05"));
        const auto requirements = requirement_class(file, partition, priorities);

        EXPECT_EQ(RequirementClass::parse(requirements.text()).value(), requirements);
        for (const auto& doctor : doctors) {
            const bool serves_it = serves(doctor, requirements, priorities);
            EXPECT_EQ(serves_it, passes_class_rules(file, doctor, priorities));
            ++(serves_it ? served : refused);
        }
    });
    EXPECT_GT(served, 100);
    EXPECT_GT(refused, 100);
}

TEST(RequirementClass, FilesOfOneClassAreServedAlike) {
    for_each_seed(300, [](Generator& random) {
        Partition partition;
        const auto doctor = random.doctor(a_today);
        ASSERT_TRUE(extend(partition, doctor));
        const Priorities priorities;
        std::map<std::string, bool> seen;
        for (int i = 0; i < 30; ++i) {
            const auto file = random.file(day("2026-01-05"));
            const bool passes = passes_class_rules(file, doctor, priorities);
            const auto text = requirement_class(file, partition, priorities).text();
            EXPECT_EQ(seen.emplace(text, passes).first->second, passes) << text;
        }
    });
}

/// What a claim relies on: a doctor who is fit, who serves the class, whom the file does not
/// exclude and whose supervisors it does not exclude either, is eligible.
TEST(Eligibility, FollowsFromFitnessClassAndExclusions) {
    for_each_seed(1'000, [](Generator& random) {
        Partition partition;
        auto doctor = random.doctor(a_today);
        doctor.max_open_files.reset();
        ASSERT_TRUE(extend(partition, doctor));
        std::vector<Doctor> supervisors;
        for (const auto& id : doctor.supervisors) supervisors.push_back({.id = id});
        const auto file = random.file(day("2026-01-05"));
        const Priorities priorities;
        const DoctorOnDuty duty{doctor, supervisors, 0};
        const bool fit = unfit_reasons(duty, a_today).empty();
        const bool concerned =
            std::ranges::any_of(file.facts.excluded_doctors, [&](const auto& exclusion) {
                return exclusion.doctor == doctor.id ||
                       std::ranges::find(doctor.supervisors, exclusion.doctor) !=
                           doctor.supervisors.end();
            });
        const bool claimable =
            fit && !concerned &&
            serves(doctor, requirement_class(file, partition, priorities), priorities);
        const bool eligible = is_eligible(eligibility(file, duty, priorities, a_today));

        if (claimable) EXPECT_TRUE(eligible);
        if (eligible) EXPECT_TRUE(fit);
    });
}

}  // namespace
}  // namespace echeance
