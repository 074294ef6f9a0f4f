// SPDX-License-Identifier: EUPL-1.2
#include "domain/assignment_plan.hpp"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/domain/plan_checks.hpp"
#include "tests/support/plan_problems.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

Plan planned(const PlanProblem& problem) {
    return plan_assignments(problem, reference_flow).value();
}

/// One requirement that everybody serves without preference.
PlanProblem plain_problem(const std::vector<int>& capacities, const std::vector<int>& minutes) {
    PlanProblem made;
    for (const int capacity : capacities) {
        made.doctors.push_back({.id = DoctorId::parse("d").value(), .capacity_minutes = capacity});
    }
    made.requirements.push_back({std::vector<std::optional<int>>(capacities.size(), 0)});
    for (const int each : minutes) {
        made.files.push_back({.id = make_file_id(1, 1), .minutes = each});
    }
    return made;
}

LeftOutReason only_reason(const PlanProblem& problem) {
    const auto plan = planned(problem);
    EXPECT_EQ(plan.left_out.size(), 1U);
    return plan.left_out.front().reason;
}

TEST(LeftOutCost, IsConvexInLatenessAndAlwaysPositive) {
    const PlanWeights weights;
    PlanFile file{.id = make_file_id(1, 1), .minutes = 10, .days_late = -100'000};
    EXPECT_EQ(left_out_cost(file, weights), 1'500);
    std::int64_t last_step = 0;
    for (int days = -200; days < 600; ++days) {
        file.days_late = days;
        const auto before = left_out_cost(file, weights);
        file.days_late = days + 1;
        const auto step = left_out_cost(file, weights) - before;
        EXPECT_GE(step, last_step);
        last_step = step;
    }
    file.days_late = 0;
    EXPECT_EQ(left_out_cost(file, weights), 1'500 + 14'400);
}

TEST(Unfairness, RisesWithTheBandsOfUtilisation) {
    const PlanWeights weights;
    PlanDoctor doctor{.id = DoctorId::parse("d").value(), .capacity_minutes = 100};
    EXPECT_EQ(unfairness(doctor, 50, weights), 0);
    EXPECT_EQ(unfairness(doctor, 51, weights), 5);
    EXPECT_EQ(unfairness(doctor, 100, weights), 25 * 5 + 15 * 15 + 10 * 40);
    doctor.load_minutes = 90;
    EXPECT_EQ(unfairness(doctor, 10, weights), 400);
}

TEST(PlanWeights, OfTheDefaultAreSound) {
    EXPECT_TRUE(faults(PlanWeights{}).empty());
}

TEST(PlanWeights, TellEveryFault) {
    const auto pointers = [](const PlanWeights& weights) {
        std::vector<std::string> found;
        for (const auto& fault : faults(weights)) found.push_back(fault.pointer + ' ' + fault.code);
        return found;
    };
    using Texts = std::vector<std::string>;
    EXPECT_EQ(pointers({.anticipation_days = -1, .lateness_square = 0}),
              (Texts{"/anticipation_days out_of_range", "/lateness_square out_of_range"}));
    EXPECT_EQ(pointers({.left_out_per_file = -1, .preference_per_minute = 1'001}),
              (Texts{"/left_out_per_file out_of_range", "/preference_per_minute out_of_range"}));
    EXPECT_EQ(pointers({.left_out_per_minute = 40}), (Texts{"/left_out_per_minute too_small"}));
    EXPECT_EQ(pointers({.bands = {}}), (Texts{"/bands wrong_count"}));
    EXPECT_EQ(pointers({.bands = {{50, 0}}}), (Texts{"/bands not_complete"}));
    EXPECT_EQ(pointers({.bands = {{50, 9}, {50, 9}, {100, 3}}}),
              (Texts{"/bands/1/up_to_percent out_of_range", "/bands/2/per_minute out_of_range"}));
}

TEST(AssignmentPlan, OfNothingIsNothing) {
    EXPECT_EQ(planned({}), Plan{});
    const auto idle = planned(plain_problem({100, 100}, {}));
    EXPECT_EQ(idle.objective, 0);
    EXPECT_EQ(idle.loads.size(), 2U);
    const auto nobody = planned(plain_problem({}, {10, 20}));
    EXPECT_EQ(nobody.objective, nobody.bound);
    EXPECT_EQ(nobody.left_out.front().reason, LeftOutReason::no_eligible_doctor);
}

TEST(AssignmentPlan, GivesEveryFileWhereThereIsRoomAndLevelsTheLoad) {
    const auto problem = plain_problem({100, 200}, std::vector<int>(15, 10));

    const auto plan = planned(problem);

    EXPECT_TRUE(plan.left_out.empty());
    EXPECT_EQ(plan.loads[0].minutes, 50);
    EXPECT_EQ(plan.loads[1].minutes, 100);
    EXPECT_EQ(plan.objective, 0);
    EXPECT_EQ(plan.bound, 0);
}

TEST(AssignmentPlan, TakesTheLatestFilesFirst) {
    auto problem = plain_problem({30}, {10, 10, 10, 10, 10});
    for (std::size_t i = 0; i < 5; ++i) problem.files[i].days_late = static_cast<int>(i) * 30;

    const auto plan = planned(problem);

    ASSERT_EQ(plan.assignments.size(), 3U);
    EXPECT_EQ(plan.assignments.front().file, 2U);
    EXPECT_EQ(plan.objective, plan.bound);
}

TEST(AssignmentPlan, FollowsPreferences) {
    auto problem = plain_problem({100, 100}, {10, 10});
    problem.requirements.push_back({{5, 0}});
    problem.requirements[0].strengths = {0, 5};
    problem.files[1].requirement = 1;

    const auto plan = planned(problem);

    EXPECT_EQ(plan.assignments[0].doctor, 1U);
    EXPECT_EQ(plan.assignments[1].doctor, 0U);
    EXPECT_EQ(plan.preference_points, 2 * 10 * 5 * 5);
    EXPECT_EQ(plan.objective, -plan.preference_points);
}

TEST(AssignmentPlan, TellsWhyAFileIsLeftOut) {
    auto closed = plain_problem({100}, {10});
    closed.files[0].closed_to = {0};
    EXPECT_EQ(only_reason(closed), LeftOutReason::no_eligible_doctor);
    EXPECT_EQ(only_reason(plain_problem({9}, {10})), LeftOutReason::no_capacity);
    auto capped = plain_problem({100}, {10});
    capped.doctors[0].files_max = 0;
    EXPECT_EQ(only_reason(capped), LeftOutReason::files_cap);
    auto supervised = plain_problem({1, 100}, {10});
    supervised.requirements[0].strengths[0].reset();
    supervised.doctors[1].supervisors = {0};
    EXPECT_EQ(only_reason(supervised), LeftOutReason::no_supervision);
    supervised.doctors[1].supervisors.emplace();
    EXPECT_EQ(only_reason(supervised), LeftOutReason::no_eligible_doctor);
    for (const auto reason : {LeftOutReason::no_eligible_doctor, LeftOutReason::no_supervision}) {
        EXPECT_FALSE(to_text(reason).empty());
    }
}

TEST(AssignmentPlan, SpendsTheSupervisorsMinutes) {
    auto problem = plain_problem({10, 100}, {20, 20});
    problem.requirements[0].strengths[0].reset();
    problem.doctors[1].supervisors = {0};

    const auto plan = planned(problem);

    EXPECT_TRUE(plan.left_out.empty());
    EXPECT_EQ(plan.assignments[0].supervisor, 0U);
    EXPECT_EQ(plan.loads[0].supervision_minutes, 10);
    EXPECT_EQ(plan.loads[0].minutes, 0);
}

TEST(AssignmentPlan, RefusesAsTheSolverDoes) {
    const FlowSolver stopped = [](const FlowNetwork&) -> Result<FlowSolution> {
        return refuse(Errc::deadline_exceeded, "Planning was stopped.");
    };

    const auto plan = plan_assignments(plain_problem({10}, {10}), stopped);

    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().code, Errc::deadline_exceeded);
}

/// The relaxation cuts at most one file a doctor and a limit, so a plan of whole files is that much
/// dearer at most; mostly it is the best there is.
TEST(AssignmentPlan, OfAFewFilesIsHeldToExhaustiveSearch) {
    int problems = 0;
    int best = 0;
    for_each_seed(1'500, [&](Generator& random) {
        const auto problem = small_problem(random);
        const auto plan = planned(problem);
        const auto least = Exhaustive(problem).least();

        expect_sound(problem, plan);
        EXPECT_LE(plan.bound, least);
        EXPECT_GE(plan.objective, least);
        std::int64_t heaviest = 0;
        for (const auto& file : problem.files) {
            heaviest = std::max(heaviest, left_out_cost(file, problem.weights));
        }
        EXPECT_LE(plan.objective, least + 2 * std::ssize(problem.doctors) * heaviest);
        ++problems;
        best += plan.objective == least ? 1 : 0;
    });
    std::cout << best << " of " << problems << " plans are optimal\n";
    EXPECT_GE(best * 100, problems * 90);
}

TEST(AssignmentPlan, IsTheSameForTheSameProblem) {
    for_each_seed(100, [](Generator& random) {
        const auto problem = small_problem(random);
        EXPECT_EQ(planned(problem), planned(problem));
    });
}

TEST(AssignmentPlan, IsNeverBoundHigherByMoreCapacity) {
    for_each_seed(300, [](Generator& random) {
        auto problem = small_problem(random);
        for (auto& doctor : problem.doctors) {
            doctor.files_max.reset();
            doctor.supervisors.reset();
        }
        const auto before = planned(problem).bound;
        problem.doctors[0].capacity_minutes += random.between(1, 40);
        EXPECT_LE(planned(problem).bound, before);
    });
}

TEST(AssignmentPlan, OfHundredsOfFilesKeepsEveryRule) {
    for (const std::uint32_t seed : {1U, 2U}) {
        SCOPED_TRACE(seed);
        PlanProblemMaker maker(seed);
        const auto problem = maker.problem({.files = 400, .doctors = 5});
        const auto plan = planned(problem);

        expect_sound(problem, plan);
        EXPECT_LE(gap(plan), 0.03);
    }
}

}  // namespace
}  // namespace echeance
