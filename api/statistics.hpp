// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

namespace echeance {

/// What waits now, by one key or as a whole.
Task<Response> get_backlog(Call& call);

}  // namespace echeance
