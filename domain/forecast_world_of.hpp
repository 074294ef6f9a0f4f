// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "domain/forecast_history.hpp"
#include "domain/forecast_world.hpp"
#include "domain/plan_problem.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Kinds of file to come: so many are kept of those filed in the last twelve months on record, the
/// same at each run.
inline constexpr std::size_t arrival_kinds_max = 2'000;

struct ForecastInputs {
    const ForecastHistory& history;  ///< of the past: `known_before(all, today)`
    std::span<const PlanningDoctor> doctors;
    const Rules& rules;
    LegalDay today;
    int days = 365;          ///< 1 to `forecast_days_max`
    std::uint64_t salt = 0;  ///< of the tenant's order of service
    /// Filings a year, should too few be on record to learn them.
    std::optional<double> files_a_year{};
};

/// What a forecast simulates, made of what the tenant has; the same inputs give the same world.
///
/// What has not happened yet is drawn for each file from what is observed (`forecast_delays`),
/// given how long it has lasted: when a missing document comes, when a suspension ends (at its time
/// limit at the latest), the decision after the evaluation, a withdrawal. A file that has been
/// incomplete for longer than any that became complete stays so beyond the horizon. Where no
/// decision is on record yet, it takes what the stage targets allow it.
///
/// A file is ordered by what `placement` says on the day that it is ready: credits that a right's
/// end will bring later are left out. One that awaits its countersignature counts as evaluated
/// since its submission. Kinds of file to come are whole files of the past; days that they have not
/// shown yet are drawn as above; days to completeness are rounded to one of 16 values.
///
/// An empty history gives an empty queue, to which nothing comes unless `files_a_year` is given.
[[nodiscard]] ForecastWorld forecast_world_of(const ForecastInputs& inputs);

}  // namespace echeance
