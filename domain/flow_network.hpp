// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "domain/result.hpp"

namespace echeance {

/// Carries 0 to `capacity` units at `cost` each, of either sign.
struct FlowArc {
    std::size_t from = 0;
    std::size_t to = 0;
    std::int64_t capacity = 0;
    std::int64_t cost = 0;
};

/// A min-cost flow problem: send what the nodes supply (negative: what they ask for) at the least
/// total cost. Parallel arcs are allowed. The supplies add up to 0.
struct FlowNetwork {
    std::vector<std::int64_t> supplies;  ///< by node
    std::vector<FlowArc> arcs;
};

/// An optimal flow, with its proof: with `reduced = cost + potentials[from] - potentials[to]`, an
/// arc that could carry more has `reduced >= 0`, one that could carry less `reduced <= 0`.
struct FlowSolution {
    std::vector<std::int64_t> flows;       ///< by arc
    std::vector<std::int64_t> potentials;  ///< by node
};

/// Finds a flow of least cost, the same for the same network. `deadline_exceeded` when it was
/// stopped, `unexpected` when no flow meets the supplies.
using FlowSolver = std::function<Result<FlowSolution>(const FlowNetwork&)>;

}  // namespace echeance
