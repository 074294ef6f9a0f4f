// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>

#include "domain/forecast_history.hpp"
#include "domain/forecast_world.hpp"
#include "domain/working_days.hpp"

// How many files come, learnt from how many came.
//
// Which days can be trusted. An office that begins with an extract of another system brings the
// files that still wait and, at best, those decided of late: of an old month only the survivors are
// on record, and a count of them says nothing. Every filing of a day is on record once
//  - this service was there: it keeps all it is given, so from the first registration on; or
//  - endings were on record by then: a file filed on that day either ended later, and is there, or
//    is still open. Endings are on record from the first month of an unbroken run of months, back
//    from the latest, that each have at least a quarter of the median month's.
// The earlier of the two begins the period. Of an extract that holds a part of the decided files
// only, evenly over the months, the record cannot tell.
//
// Model. Filings of a day are negative binomial with mean `level x month x weekday` (and `closed`,
// on Mondays to Fridays that the office or the law closes), variance mean + mean^2 / k. With twelve
// whole months or more the last 24 at most are used, and whole months only; otherwise every day
// until yesterday, and months count alike. Means by the quasi-likelihood of a log-linear Poisson
// model (marginal totals, which are consistent under over-dispersion: Gourieroux, Monfort, Trognon
// 1984). A steady growth, where months of two years overlap, is taken out of the months' factors;
// it is not carried forward: the level is that of the last twelve months. A month seen in one year
// only keeps half of its distance from 1: one year cannot tell a season from a change of level. k
// by maximum likelihood given the means; Pearson's chi-square a degree of freedom judges the whole.
namespace echeance {

inline constexpr int inflow_months_max = 24;
inline constexpr int inflow_days_min = 90;
/// Without a fit: a third about its mean, as post and campaigns make it.
inline constexpr double assumed_dispersion = 8.0;

/// The days that a forecast wants the means of.
struct InflowDays {
    LegalDay first;
    int count = 365;
};

/// The first day of which every filing is on record, as far as the record tells; empty: none is.
[[nodiscard]] std::optional<LegalDay> recorded_since(const ForecastHistory& history,
                                                     LegalDay today);

/// `counts`: files by day from `from` on, at least `inflow_days_min`, not all 0.
[[nodiscard]] ForecastInflow fit_inflow(std::span<const int> counts,
                                        LegalDay from,
                                        const WorkingCalendar& calendar,
                                        InflowDays wanted);
/// So many a year, the same on each working day.
[[nodiscard]] ForecastInflow flat_inflow(double files_a_year,
                                         const WorkingCalendar& calendar,
                                         InflowDays wanted);
/// Fitted where at least `inflow_days_min` days can be trusted; else flat, at `files_a_year`, or
/// without one at the rate of the last 13 weeks: what has been filed and decided since is missing
/// from that. An appeal counts as a file: it asks for a reading like any other. The first day's
/// mean is less what has come on it already.
[[nodiscard]] ForecastInflow inflow_of(const ForecastHistory& history,
                                       const WorkingCalendar& calendar,
                                       InflowDays wanted,
                                       std::optional<double> files_a_year);

}  // namespace echeance
