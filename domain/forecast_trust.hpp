// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "domain/forecast.hpp"
#include "domain/forecast_backtest.hpp"
#include "domain/forecast_world_of.hpp"

// Whether the forecasts can be believed: those that would have been made on past days, with what
// was known then, against what happened.
namespace echeance {

inline constexpr int past_forecasts_max = 6;
inline constexpr int weeks_between_past_forecasts = 4;
inline constexpr int past_forecast_replications = 40;

/// One week as it was forecast and as it came to be.
struct TrustWeek {
    LegalDay on;  ///< the day after its last
    ForecastCheck open_requests;
    ForecastCheck overdue;
    ForecastCheck decided;  ///< requests
};
struct PastForecast {
    LegalDay as_of;  ///< what was known on the eve of it
    std::vector<TrustWeek> weeks;
};

/// `forecasts` is empty where no day of the past is on record for long enough: nothing is known
/// then, and the rest says nothing.
struct Trust {
    std::vector<PastForecast> forecasts;  ///< the oldest first
    ForecastAccuracy open_requests;
    ForecastAccuracy overdue;
    ForecastAccuracy decided;
    Calibration breach;  ///< of waiting files whose limit fell between forecast and today
};

/// Forecasts as of up to `past_forecasts_max` days, `weeks_between_past_forecasts` weeks apart, the
/// latest as long ago, each until today. `inputs` are today's, with all the history; their horizon
/// is not looked at. Errors as `forecast`.
[[nodiscard]] Result<Trust> past_forecasts(const ForecastInputs& inputs,
                                           const ForecastTools& tools);

}  // namespace echeance
