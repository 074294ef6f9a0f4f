// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// The dated rules a tenant works under: targets, priorities, calendars, minutes. A PUT makes a new
// version; none is ever overwritten.
namespace echeance {

Task<Response> get_configuration(Call& call);
Task<Response> put_configuration(Call& call);
Task<Response> list_configuration_versions(Call& call);

}  // namespace echeance
