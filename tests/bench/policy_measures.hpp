// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "tests/bench/policy_run.hpp"

namespace echeance::bench {

/// Days from evaluation to decision: the stage target of the default rules.
inline constexpr int decision_days = 30;

/// What a year has come to. Shares are percentages, waits days of the legal clock: of a file, from
/// its first request's start. Decided means within the year.
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
    double wait_worst = 0;   ///< of every servable file, decided or not when the year ends
    double wait_floor = 0;   ///< the worst wait if every file were evaluated on the day it can be
    double doctor_gini = 0;  ///< of files per hour offered, over titular doctors
    double sector_gap = 0;   ///< between the means of sectors of 100 decided files or more
};

struct MeasureColumn {
    std::string_view name;   ///< in JSON
    std::string_view title;  ///< in the table
    double Measures::* value;
    int decimals;
};
inline constexpr std::array<MeasureColumn, 14> measure_columns{
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
     {"doctor_gini", "gini", &Measures::doctor_gini, 3},
     {"sector_gap_days", "sectors", &Measures::sector_gap, 1}}};

[[nodiscard]] Measures measures_of(const World& world, const Turns& turns);
[[nodiscard]] Measures mean_of(std::span<const Measures> all);

}  // namespace echeance::bench
