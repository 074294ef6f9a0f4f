// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// Statistics: every answer has a second form, CSV for a French spreadsheet, under `Accept:
// text/csv`.
namespace echeance {

/// What waits now, by one key or as a whole.
Task<Response> get_backlog(Call& call);
/// How long requests took, by clock and group.
Task<Response> get_processing_times(Call& call);
/// What came and went, by day, week or month.
Task<Response> get_flow(Call& call);
/// One period against another: what fell, with its interval, and why.
Task<Response> get_delay_reduction(Call& call);
/// Where the citizens' time went.
Task<Response> get_stage_times(Call& call);
/// Minutes of doctors by week against what waits.
Task<Response> get_capacity(Call& call);

}  // namespace echeance
