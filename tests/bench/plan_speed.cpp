// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/plan_speed.hpp"

#include <chrono>
#include <sstream>

#include "domain/assignment_plan.hpp"
#include "service/flow_solver.hpp"
#include "tests/support/plan_problems.hpp"

namespace echeance::bench {

std::string plan_speed(const PlanSize& size) {
    using Clock = std::chrono::steady_clock;
    testing::PlanProblemMaker maker(size.seed);
    const auto problem = maker.problem({.files = size.files,
                                        .doctors = size.doctors,
                                        .capacity_percent = size.capacity_percent,
                                        .capped_percent = size.capped_percent});
    int solves = 0;
    Clock::duration in_solver{};
    const auto lemon = lemon_flow_solver();
    const FlowSolver solve = [&](const FlowNetwork& network) {
        const auto began_at = Clock::now();
        auto solution = lemon(network);
        in_solver += Clock::now() - began_at;
        ++solves;
        return solution;
    };

    const auto began_at = Clock::now();
    const auto plan = plan_assignments(problem, solve);
    const auto took = Clock::now() - began_at;

    if (!plan) return {};
    using Seconds = std::chrono::duration<double>;
    std::ostringstream line;
    line << R"({"files": )" << size.files << R"(, "doctors": )" << size.doctors
         << R"(, "seconds": )" << Seconds(took).count() << R"(, "in_solver": )"
         << Seconds(in_solver).count() << R"(, "solves": )" << solves << R"(, "given": )"
         << plan->assignments.size() << R"(, "objective": )" << plan->objective << R"(, "bound": )"
         << plan->bound << R"(, "gap_percent": )" << 100 * gap(*plan) << "}";
    return line.str();
}

}  // namespace echeance::bench
