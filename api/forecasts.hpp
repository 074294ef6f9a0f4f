// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

namespace echeance {

// One per operationId, in the order of openapi.yaml.
Task<Response> get_file_outlook(Call& call);
Task<Response> create_forecast(Call& call);
Task<Response> get_standing_forecast(Call& call);
Task<Response> backtest_forecast(Call& call);

/// `listFiles` with `at_risk`: by falling probability, as of the last standing forecast.
Task<Response> list_files_at_risk(Call& call);

}  // namespace echeance
