// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "api/json/forecast.hpp"
#include "api/ports.hpp"
#include "domain/forecast_history.hpp"
#include "domain/plan_problem.hpp"

namespace echeance {

/// What a forecast is made of: the tenant's files, in the form that a forecast wants, and doctors.
struct ForecastMaterial {
    ForecastHistory history;
    std::vector<PlanningDoctor> doctors;
};
/// Reads every file, most recently filed first, up to `history_rounds_max` rounds, in pages; each
/// question to the store has a time limit of its own.
Task<ForecastMaterial> gather_forecast(Ports& ports,
                                       TenantId tenant,
                                       std::shared_ptr<const TenantRules> rules,
                                       LegalDay today);

/// Everything a forecast needs once its request is over. `ports` outlives every task of its thread.
struct ForecastWork {
    Ports& ports;
    TenantId tenant;
    std::shared_ptr<const TenantRules> rules;
    LegalDay today;
    codec::ForecastAsk ask;
    StoredOperation operation;
    /// Set when the operation was cancelled: the simulation ends early.
    std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);
};
/// Looks whether the operation was cancelled, and says so to the simulation. For
/// `start_operation`; made before the work is moved away.
[[nodiscard]] Workshop::Attend stop_when_cancelled(const ForecastWork& work);
/// Gathers, simulates off the thread, and ends the operation with what came of it.
Task<bool> run_forecast(ForecastWork work);

/// Today's forecast, which everybody may be told of: the queue as it is, the accuracy of past
/// forecasts, the outlook of each waiting file. Errors as `forecast`.
Task<StandingForecast> make_standing_forecast(Ports& ports,
                                              TenantId tenant,
                                              std::shared_ptr<const TenantRules> rules,
                                              LegalDay today);

}  // namespace echeance
