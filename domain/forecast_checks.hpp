// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "domain/forecast.hpp"

namespace echeance {

/// Whether numbers are in range and every index and list fits the world: `invalid_input` otherwise.
[[nodiscard]] Result<void> check_forecast(const ForecastWorld& world,
                                          const ForecastRequest& request);

}  // namespace echeance
