// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/ports.hpp"

namespace echeance {

enum class PlanMode : std::uint8_t { preview, commit };

/// Everything a plan needs once its request is over. `ports` outlives every task of its thread.
struct PlanWork {
    Ports& ports;
    TenantId tenant;
    std::shared_ptr<const TenantRules> rules;
    LegalDay today;
    int horizon_days = 7;
    PlanMode mode = PlanMode::preview;
    std::optional<std::vector<DoctorId>> doctors{};  ///< absent: everybody
    PlanWeights weights{};                           ///< of the cost
    StoredOperation operation;
};

/// A file and who is to take it.
using PlannedPair = std::pair<FileId, DoctorId>;

/// Gathers the queue and the doctors, plans off the thread, and with `PlanMode::commit` assigns;
/// ends the operation with what came of it, whatever that is.
Task<bool> run_plan(PlanWork work);
/// Assigns what an earlier plan proposed, file by file.
Task<bool> run_commit(PlanWork work, std::vector<PlannedPair> pairs);

/// The pairs of a finished `assignment_plan`. Empty where there are none.
[[nodiscard]] std::vector<PlannedPair> planned_pairs(const StoredOperation& operation);

}  // namespace echeance
