// SPDX-License-Identifier: EUPL-1.2
#include "service/flow_solver.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>

#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"
#include "tests/domain/generators.hpp"
#include "tests/support/cbc.hpp"
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
    const auto network = plan_network(model, widest_limits(model));
    const Scratch scratch;
    write_flow_model(network, scratch.file("model.lp"));

    const auto ours = lemon_flow_solver()(network);
    const auto theirs = cbc_best(scratch);

    ASSERT_TRUE(ours);
    ASSERT_TRUE(theirs) << "is coinor-cbc installed?";
    const auto cost = static_cast<double>(cost_of(network, ours->flows));
    EXPECT_NEAR(*theirs, cost, cost * 1e-8);
}

}  // namespace
}  // namespace echeance
