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

/// Lagrange multipliers of what a flow of minutes can't hold to, by doctor, in thousandths of a
/// point; none is negative.
struct PlanPrices {
    std::vector<std::int64_t> file;         ///< of each file taken, where `files_max` is set
    std::vector<std::int64_t> supervision;  ///< of each minute of a supervisor
};
[[nodiscard]] PlanPrices no_prices(const PlanModel& model);

/// What any doctor of the kind pays for a file. In the network each file left out saves it, which
/// is exact whatever the minutes; only what a doctor pays beyond is spread over minutes.
[[nodiscard]] std::int64_t least_file_price(const FileKind& kind, const PlanPrices& prices);

/// Minutes of a kind that go to a doctor.
struct PlanShare {
    std::size_t doctor = 0;
    std::int64_t minutes = 0;
};
struct PlanFlow {
    std::vector<std::vector<PlanShare>> shares;  ///< by kind
    std::vector<std::int64_t> scarcity;          ///< by doctor: what one minute more would save
    std::vector<std::int64_t> worth;             ///< by doctor: what a minute read costs all told
    std::int64_t cost = 0;                       ///< of the network, in thousandths of a point
    [[nodiscard]] std::vector<std::int64_t> minutes_by_doctor(std::size_t doctors) const;
};

/// The network of minutes: kinds supply, and every minute ends at the one node that asks for all of
/// them: through a doctor by one arc a utilisation band, or left out by one arc for each cost a
/// minute among the kind's files. Its nodes are few whatever the count of files.
/// `limits`: minutes each doctor may be given.
[[nodiscard]] FlowNetwork plan_network(const PlanModel& model,
                                       std::span<const int> limits,
                                       const PlanPrices& prices);
/// What the solution of `plan_network` means.
[[nodiscard]] PlanFlow read_flow(const PlanModel& model,
                                 const FlowNetwork& network,
                                 const FlowSolution& solution);

/// Limits that no plan passes: what is available, and what follows from `files_max` and from all
/// the supervisors' minutes together.
[[nodiscard]] std::vector<int> widest_limits(const PlanModel& model);
/// Minutes that each doctor's supervisors spend, in the order of `PlanDoctor::supervisors`.
using SupervisionMinutes = std::vector<std::vector<double>>;
/// What a flow asks of them, in even parts.
[[nodiscard]] SupervisionMinutes even_supervision(const PlanModel& model, const PlanFlow& flow);
/// Limits under which supervisors have the minutes asked of them, as far as they have any: theirs
/// without those, and those of whom they supervise as far as they reach.
[[nodiscard]] std::vector<int> limits_with_supervision(const PlanModel& model,
                                                       const SupervisionMinutes& asked);

/// Points that no plan goes below, from the best flow within `widest_limits` at these prices.
[[nodiscard]] std::int64_t lower_bound(const PlanModel& model,
                                       const PlanFlow& flow,
                                       const PlanPrices& prices);

}  // namespace echeance
