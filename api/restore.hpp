// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

namespace echeance {

/// Restores an export into a tenant that holds nothing. An export that is cut off, or not one, is
/// refused when that shows: what came before stays written, and the answer says how many events.
Task<Response> import_tenant(Call& call);

}  // namespace echeance
