// SPDX-License-Identifier: EUPL-1.2
#include "service/flow_solver.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include "domain/assignment_plan.hpp"
#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"
#include "tests/domain/generators.hpp"
#include "tests/domain/plan_checks.hpp"
#include "tests/support/plan_problems.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

/// Any network: parallel arcs, loops, negative costs, supplies that may not be met.
FlowNetwork random_network(Generator& random) {
    FlowNetwork made;
    const int nodes = random.between(2, 12);
    made.supplies.assign(static_cast<std::size_t>(nodes), 0);
    const auto node = [&] { return static_cast<std::size_t>(random.between(0, nodes - 1)); };
    for (int i = random.between(0, 6); i > 0; --i) {
        const int amount = random.between(1, 20);
        made.supplies[node()] += amount;
        made.supplies[node()] -= amount;
    }
    for (int i = random.between(0, 60); i > 0; --i) {
        made.arcs.push_back({node(), node(), random.between(0, 30), random.between(-20, 100)});
    }
    return made;
}

void expect_flow(const FlowNetwork& network, const FlowSolution& solution) {
    auto left = network.supplies;
    for (std::size_t arc = 0; arc < network.arcs.size(); ++arc) {
        const auto& [from, to, capacity, cost] = network.arcs[arc];
        const std::int64_t flow = solution.flows[arc];
        ASSERT_GE(flow, 0);
        ASSERT_LE(flow, capacity);
        left[from] -= flow;
        left[to] += flow;
        const std::int64_t reduced = cost + solution.potentials[from] - solution.potentials[to];
        if (flow < capacity) EXPECT_GE(reduced, 0) << "arc " << arc;
        if (flow > 0) EXPECT_LE(reduced, 0) << "arc " << arc;
    }
    EXPECT_EQ(std::ranges::count(left, 0), std::ssize(left));
}

TEST(FlowSolver, AgreesWithTheReferenceOnAnyNetwork) {
    const auto solve = lemon_flow_solver();
    int met = 0;
    for_each_seed(2'000, [&](Generator& random) {
        const auto network = random_network(random);
        const auto ours = solve(network);
        const auto reference = reference_flow(network);

        ASSERT_EQ(ours.has_value(), reference.has_value());
        if (!ours) {
            EXPECT_EQ(ours.error().code, Errc::unexpected);
            return;
        }
        ++met;
        expect_flow(network, *ours);
        expect_flow(network, *reference);
        EXPECT_EQ(cost_of(network, ours->flows), cost_of(network, reference->flows));
    });
    EXPECT_GT(met, 0);
}

TEST(FlowSolver, FindsTheSameFlowTwice) {
    const auto solve = lemon_flow_solver();
    for_each_seed(100, [&](Generator& random) {
        const auto network = random_network(random);
        const auto once = solve(network);
        const auto twice = solve(network);
        if (once) EXPECT_EQ(once->flows, twice->flows);
    });
}

TEST(FlowSolver, HasNothingToDoWithoutNodes) {
    EXPECT_TRUE(lemon_flow_solver()({}).value().flows.empty());
}

TEST(FlowSolver, StopsWhenAsked) {
    std::stop_source source;
    const auto solve = lemon_flow_solver(source.get_token());
    FlowNetwork network{.supplies = {1, -1}, .arcs = {{0, 1, 1, 1}}};
    EXPECT_TRUE(solve(network));

    source.request_stop();

    EXPECT_EQ(solve(network).error().code, Errc::deadline_exceeded);
}

/// A folder of its own under the system's temporary one, gone with the object.
class Scratch {
public:
    Scratch() {
        std::string name = std::filesystem::temp_directory_path() / "echeance-cbc-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Scratch() { std::filesystem::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] std::string file(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// The best that CBC, which knows nothing of flows, finds for a model in LP format: for one without
/// integers the optimum. Empty when it found nothing.
std::optional<double> cbc_best(const Scratch& scratch) {
    const auto solution = scratch.file("solution");
    const std::string command = "cbc " + scratch.file("model.lp") +
                                " ratioGap 0.0005 sec 20 solve solution " + solution + " 2>&1";
    FILE* const process = ::popen(command.c_str(), "r");
    std::array<char, 4'096> ignored{};
    while (std::fread(ignored.data(), 1, ignored.size(), process) > 0) continue;
    if (::pclose(process) != 0) return std::nullopt;
    std::ifstream in(solution);
    std::string line;
    std::getline(in, line);
    const auto at = line.rfind("objective value ");
    if (line.starts_with("Infeasible") || at == std::string::npos) return std::nullopt;
    return std::strtod(line.c_str() + at + 16, nullptr);
}

void write_flow_model(const FlowNetwork& network, const std::string& path) {
    std::ofstream out(path);
    out << "Minimize\n obj:";
    for (std::size_t i = 0; i < network.arcs.size(); ++i) {
        const auto cost = network.arcs[i].cost;
        out << (cost < 0 ? " - " : " + ") << std::abs(cost) << " x" << i << '\n';
    }
    std::vector<std::string> rows(network.supplies.size());
    for (std::size_t i = 0; i < network.arcs.size(); ++i) {
        rows[network.arcs[i].from] += " + x" + std::to_string(i) + '\n';
        rows[network.arcs[i].to] += " - x" + std::to_string(i) + '\n';
    }
    out << "Subject To\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!rows[i].empty())
            out << " n" << i << ':' << rows[i] << " = " << network.supplies[i] << '\n';
    }
    out << "Bounds\n";
    for (std::size_t i = 0; i < network.arcs.size(); ++i) {
        out << " 0 <= x" << i << " <= " << network.arcs[i].capacity << '\n';
    }
    out << "End\n";
}

TEST(FlowSolver, AgreesWithCbcOnALargePlan) {
    PlanProblemMaker maker(7);
    const auto problem = maker.problem({.files = 6'000, .doctors = 40});
    const PlanModel model(problem);
    const auto network = plan_network(model, widest_limits(model), no_prices(model));
    const Scratch scratch;
    write_flow_model(network, scratch.file("model.lp"));

    const auto ours = lemon_flow_solver()(network);
    const auto theirs = cbc_best(scratch);

    ASSERT_TRUE(ours);
    ASSERT_TRUE(theirs) << "is coinor-cbc installed?";
    const auto cost = static_cast<double>(cost_of(network, ours->flows));
    EXPECT_NEAR(*theirs, cost, cost * 1e-8);
}

/// The whole problem as a mixed integer program, from the documented formula: one variable for each
/// way to give a file, one for each doctor's minutes in a band.
void write_plan_model(const PlanProblem& problem, const std::string& path) {
    std::ofstream out(path);
    std::string objective;
    std::string binaries;
    std::string bounds;
    std::vector<std::string> once(problem.files.size());
    std::vector<std::string> spent(problem.doctors.size());
    std::vector<std::string> banded(problem.doctors.size());
    const auto& weights = problem.weights;
    for (std::size_t file = 0; file < problem.files.size(); ++file) {
        const auto& one = problem.files[file];
        for (const auto& way : ways(problem, file)) {
            const std::string name = "y" + std::to_string(file) + '_' + std::to_string(way.doctor) +
                                     '_' + std::to_string(way.supervisor.value_or(99));
            const std::int64_t gain =
                left_out_cost(one, weights) +
                weights.preference_per_minute * one.minutes *
                    problem.requirements[one.requirement].strengths[way.doctor].value();
            objective += " - " + std::to_string(gain) + ' ' + name + '\n';
            once[file] += " + " + name;
            banded[way.doctor] += " + " + std::to_string(one.minutes) + ' ' + name + '\n';
            spent[way.doctor] += " + " + std::to_string(100 * one.minutes) + ' ' + name + '\n';
            if (way.supervisor) {
                const int percent = problem.doctors[way.doctor].supervision_percent;
                spent[*way.supervisor] +=
                    " + " + std::to_string(percent * one.minutes) + ' ' + name + '\n';
            }
            binaries += ' ' + name + '\n';
        }
    }
    for (std::size_t doctor = 0; doctor < problem.doctors.size(); ++doctor) {
        const auto& one = problem.doctors[doctor];
        for (std::size_t band = 0; band < weights.bands.size(); ++band) {
            const std::string name = "u" + std::to_string(doctor) + '_' + std::to_string(band);
            objective += " + " + std::to_string(weights.bands[band].per_minute) + ' ' + name + '\n';
            banded[doctor] += " - " + name + '\n';
            const int room = one.capacity_minutes - one.load_minutes;
            bounds += " 0 <= " + name +
                      " <= " + std::to_string(minutes_in_band(one, room, band, weights)) + '\n';
        }
    }
    out << "Minimize\n obj:" << objective << "Subject To\n";
    for (std::size_t file = 0; file < once.size(); ++file) {
        if (!once[file].empty()) out << " f" << file << ':' << once[file] << " <= 1\n";
    }
    for (std::size_t i = 0; i < spent.size(); ++i) {
        const auto& one = problem.doctors[i];
        if (spent[i].empty()) continue;
        out << " d" << i << ':' << spent[i]
            << " <= " << 100 * (one.capacity_minutes - one.load_minutes) << '\n';
        out << " b" << i << ':' << banded[i] << " = 0\n";
    }
    out << "Bounds\n" << bounds << "Binaries\n" << binaries << "End\n";
}

TEST(AssignmentPlan, IsHeldToCbcWithWholeFiles) {
    PlanProblemMaker maker(5);
    const auto problem = maker.problem({.files = 200, .doctors = 4, .capacity_percent = 50});
    const Scratch scratch;
    write_plan_model(problem, scratch.file("model.lp"));
    double everything_out = 0;
    for (const auto& file : problem.files) {
        everything_out += static_cast<double>(left_out_cost(file, problem.weights));
    }

    const auto plan = plan_assignments(problem, lemon_flow_solver());
    const auto theirs = cbc_best(scratch);

    ASSERT_TRUE(plan);
    expect_sound(problem, *plan);
    ASSERT_TRUE(theirs) << "is coinor-cbc installed?";
    const double least = *theirs + everything_out;
    std::cout << "bound " << plan->bound << ", CBC " << least << ", plan " << plan->objective
              << "\n";
    EXPECT_LE(static_cast<double>(plan->bound), least * (1 + 1e-8));
    EXPECT_LE(static_cast<double>(plan->objective), least * 1.01);
}

/// Caps on open files that bind half of the doctors, or all.
TEST(AssignmentPlan, KeepsTheGapWhereCapsBind) {
    for (const auto& [capacity, capped] :
         {std::pair{50, 100}, std::pair{100, 50}, std::pair{400, 100}}) {
        SCOPED_TRACE(std::to_string(capacity) + ' ' + std::to_string(capped));
        PlanProblemMaker maker(1);
        const auto problem = maker.problem({.files = 5'000,
                                            .doctors = 20,
                                            .capacity_percent = capacity,
                                            .capped_percent = capped});

        const auto plan = plan_assignments(problem, lemon_flow_solver());

        ASSERT_TRUE(plan);
        expect_sound(problem, *plan);
        EXPECT_LE(gap(*plan), 0.01);
    }
}

TEST(AssignmentPlan, OfARealSizeKeepsEveryRuleAndTheGap) {
    for (const int weeks : {1, 4}) {
        SCOPED_TRACE(weeks);
        PlanProblemMaker maker(1);
        const auto problem =
            maker.problem({.files = 18'000, .doctors = 20, .capacity_percent = weeks * 100});

        const auto plan = plan_assignments(problem, lemon_flow_solver());

        ASSERT_TRUE(plan);
        expect_sound(problem, *plan);
        EXPECT_LE(gap(*plan), 0.01);
    }
}

}  // namespace
}  // namespace echeance
