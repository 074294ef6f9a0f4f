// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <vector>

#include "domain/forecast_teams.hpp"

namespace echeance {

/// By index into `ForecastWorld::waiting`, how many files go before it: see `FileOutlook::ahead`.
/// Nothing is simulated. Files times sets of doctors who may take the same files.
[[nodiscard]] std::vector<std::optional<int>> places_in_line(const FlatWorld& flat,
                                                             const ForecastStaff& staff,
                                                             int on_time_share_percent);

}  // namespace echeance
