// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// What operators and machines ask of the process itself.
namespace echeance {

/// Every proof of the tenant's data, with its violations.
Task<Response> check_integrity(Call& call);
Task<Response> get_liveness(Call& call);
/// Ready when started, not draining, and the store answers.
Task<Response> get_readiness(Call& call);
Task<Response> get_metrics(Call& call);
Task<Response> get_contract_json(Call& call);
Task<Response> get_contract_yaml(Call& call);

}  // namespace echeance
