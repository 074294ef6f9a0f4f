// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <stop_token>

#include "domain/flow_network.hpp"

namespace echeance {

/// The network simplex of LEMON: exact, deterministic. May be called on any thread, by several at
/// once. A stop is seen before the network is built and before and after it is solved, as LEMON has
/// no hook within: `deadline_exceeded`. `unexpected`: the supplies cannot be met.
[[nodiscard]] FlowSolver lemon_flow_solver(std::stop_token stop = {});

}  // namespace echeance
