// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

namespace echeance {

// One per operationId, in the order of openapi.yaml.
Task<Response> plan_assignments_now(Call& call);
Task<Response> commit_plan(Call& call);

}  // namespace echeance
