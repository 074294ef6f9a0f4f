// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "tests/bench/policy_run.hpp"

namespace echeance::bench {

/// Days from evaluation to decision: the stage target of the default rules.
inline constexpr int decision_days = 30;

/// What a year has come to. Shares are percentages, waits days. Those of decided files are of the
/// legal clock, from the first request's start; the worst ones are of files that a doctor could
/// have had: a file that lay incomplete for a year is no order's fault. Decided means within the
/// year.
struct Measures {
    double decided_files = 0;
    double waiting_files = 0;     ///< complete, not evaluated when the year ends
    double unservable_files = 0;  ///< of which nobody may take: they wait in any order
    double requests_in_time = 0;  ///< of the requests decided
    double files_in_time = 0;     ///< of the files decided: by the earliest limit
    double due_in_time = 0;       ///< of the requests that fell due in the year
    double wait_mean = 0;         ///< of decided files, as the next three
    double wait_median = 0;
    double wait_p90 = 0;
    double wait_p99 = 0;
    /// Days from the day on which a file was complete, when a doctor could first have had it, to
    /// its decision or the year's end: of every servable file. What came before is the intake's.
    double wait_worst = 0;
    double wait_floor = 0;  ///< the same if every file were evaluated on the day it can be
    /// The part of the wait that is this year's, and so the order's: no floor but the decision's.
    double year_worst = 0;
    double year_p999 = 0;    ///< all but one file in a thousand
    double doctor_gini = 0;  ///< of files per hour offered, over titular doctors
    double sector_gap = 0;   ///< between the means of sectors of 100 decided files or more
};

struct MeasureColumn {
    std::string_view name;   ///< in JSON
    std::string_view title;  ///< in the table
    double Measures::* value;
    int decimals;
};
inline constexpr std::array<MeasureColumn, 16> measure_columns{
    {{"decided_files", "decided", &Measures::decided_files, 0},
     {"waiting_files", "waiting", &Measures::waiting_files, 0},
     {"unservable_files", "nobody's", &Measures::unservable_files, 0},
     {"requests_in_time_percent", "req in%", &Measures::requests_in_time, 2},
     {"files_in_time_percent", "file in%", &Measures::files_in_time, 2},
     {"due_in_time_percent", "due in%", &Measures::due_in_time, 2},
     {"wait_mean_days", "mean", &Measures::wait_mean, 1},
     {"wait_median_days", "median", &Measures::wait_median, 1},
     {"wait_p90_days", "p90", &Measures::wait_p90, 1},
     {"wait_p99_days", "p99", &Measures::wait_p99, 1},
     {"wait_floor_days", "floor", &Measures::wait_floor, 1},
     {"wait_worst_days", "worst", &Measures::wait_worst, 1},
     {"year_p999_days", "yr p99.9", &Measures::year_p999, 1},
     {"year_worst_days", "yr worst", &Measures::year_worst, 1},
     {"doctor_gini", "gini", &Measures::doctor_gini, 3},
     {"sector_gap_days", "sectors", &Measures::sector_gap, 1}}};

/// The nearest rank of sorted values, in thousandths; 0 of none.
[[nodiscard]] double quantile(std::span<const int> sorted, std::size_t permille);
/// Gini's coefficient of values of 0 and more: 0 when all are the same, or none.
[[nodiscard]] double gini(std::vector<double> values);

[[nodiscard]] Measures measures_of(const World& world, const Turns& turns);
[[nodiscard]] Measures mean_of(std::span<const Measures> all);

}  // namespace echeance::bench
