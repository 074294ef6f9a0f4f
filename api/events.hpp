// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

namespace echeance {

/// The tenant's events in order, from behind a position. `next_cursor` is there whenever an event
/// is, so that a poller goes on from it.
Task<Response> list_events(Call& call);
/// Everything, as lines: a header, every event, a trailer that says how many. A stream without its
/// trailer was cut off.
Task<Response> export_tenant(Call& call);

}  // namespace echeance
