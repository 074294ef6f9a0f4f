// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// Who gets which file: what a doctor takes, and what they hold.
namespace echeance {

/// The most pressing files that a doctor may evaluate, given in one step each; none is ever given
/// twice. An empty list when there is none, or when the doctor may take none today.
Task<Response> claim_next_files(Call& call);
Task<Response> get_worklist(Call& call);

}  // namespace echeance
