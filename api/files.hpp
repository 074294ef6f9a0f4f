// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// Registering, reading and amending files; `api/transitions.hpp` moves them through their life.
namespace echeance {

Task<Response> create_file(Call& call);
Task<Response> list_files(Call& call);
Task<Response> get_file(Call& call);
Task<Response> amend_file(Call& call);
Task<Response> get_file_history(Call& call);
Task<Response> get_file_clocks(Call& call);
Task<Response> explain_eligibility(Call& call);

}  // namespace echeance
