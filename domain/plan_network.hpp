// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/flow_network.hpp"
#include "domain/plan_model.hpp"

namespace echeance {

/// Costs in the network are thousandths of a point a minute: a file's cost is divided by its
/// minutes, rounded down, so that the network never costs more than the plan it relaxes.
inline constexpr std::int64_t cost_scale = 1'000;

/// Minutes of a kind that go to a doctor.
struct PlanShare {
    std::size_t doctor = 0;
    std::int64_t minutes = 0;
};
struct PlanFlow {
    std::vector<std::vector<PlanShare>> shares;  ///< by kind
    std::vector<std::int64_t> worth;             ///< by doctor: what a minute read costs all told
    std::int64_t cost = 0;                       ///< of the network, in thousandths of a point
};

/// The network of minutes: kinds supply, and every minute ends at the one node that asks for all of
/// them: through a doctor by one arc a utilisation band, or left out by one arc for each cost a
/// minute among the kind's files. Its nodes are few whatever the count of files.
/// `limits`: minutes each doctor may be given.
[[nodiscard]] FlowNetwork plan_network(const PlanModel& model, std::span<const int> limits);
/// What the solution of `plan_network` means.
[[nodiscard]] PlanFlow read_flow(const PlanModel& model,
                                 const FlowNetwork& network,
                                 const FlowSolution& solution);

/// Limits that no plan passes: what is available, and what follows from `files_max` and from all
/// the supervisors' minutes together.
[[nodiscard]] std::vector<int> widest_limits(const PlanModel& model);

}  // namespace echeance
