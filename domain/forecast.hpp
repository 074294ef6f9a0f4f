// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/flow_network.hpp"
#include "domain/forecast_run.hpp"
#include "domain/forecast_weeks.hpp"
#include "domain/result.hpp"

namespace echeance {

inline constexpr int forecast_replications_max = 1'000;
inline constexpr std::size_t forecast_scenarios_max = 8;
inline constexpr std::size_t forecast_doctors_max = 256;
inline constexpr std::size_t forecast_added_max = 64;
/// Files expected over the horizon.
inline constexpr double forecast_arrivals_max = 2'000'000;
/// An office meets the limit while at most so many of a hundred open requests are past it: with
/// none allowed, a single file that waits for its session would deny it.
inline constexpr int forecast_late_percent = 5;
/// Days for which it must have lasted when the horizon ends.
inline constexpr int forecast_lasting_days = 28;

/// What to simulate a world with.
struct ForecastScenario {
    std::vector<ForecastDoctor> doctors;         ///< instead of the world's
    std::optional<double> inflow_factor{};       ///< on each day's mean; absent: 1
    std::optional<int> on_time_share_percent{};  ///< absent: the world's
    std::vector<std::size_t> added{};            ///< doctors, by index, whose own effect is asked
};
/// Whether to follow each waiting file through the first scenario.
enum class ForecastDetail : std::uint8_t { weeks_only, waiting_files };

struct ForecastRequest {
    std::uint64_t seed = 1;
    int replications = 100;  ///< 1 to `forecast_replications_max`
    std::vector<ForecastScenario> scenarios;
    ForecastDetail detail = ForecastDetail::weeks_only;
};

/// Over the replications, by nearest rank.
struct ForecastBand {
    int p10 = 0;
    int p50 = 0;
    int p90 = 0;
    bool operator==(const ForecastBand&) const = default;
};
struct ForecastWeek {
    LegalDay on;   ///< its Monday
    int days = 7;  ///< simulated ones: fewer in the first and the last week
    // Stocks are those of its last evening; see `SimulatedWeek`.
    ForecastBand backlog;
    double backlog_mean = 0;
    ForecastBand open_requests;
    ForecastBand overdue;
    double overdue_mean = 0;
    ForecastBand decided;
    /// By `ForecastClock`; absent where fewer than half of the replications decided anything.
    std::array<std::optional<ForecastBand>, forecast_clocks> median_days{};
    std::array<std::optional<ForecastBand>, forecast_clocks> p90_days{};
};

/// Why half of the replications or more never get there.
struct WhyNever {
    enum class Verdict : std::uint8_t {
        capacity_below_demand,  ///< all doctors together give fewer minutes than the files need
        structural_shortage,    ///< enough in sum, but not for `skills`
        shrinks_too_slowly,     ///< enough everywhere: by `projected_on` at this pace
    };
    Verdict verdict = Verdict::shrinks_too_slowly;
    // The rest: means over the second half of the horizon.
    double demand_minutes_a_week = 0;
    double capacity_minutes_a_week = 0;      ///< less what the supervised cost their supervisors
    double backlog_files_a_week = 0;         ///< slope of its mean; below 0: it shrinks
    std::vector<std::string> skills{};       ///< short of doctors
    std::optional<LegalDay> projected_on{};  ///< absent: never at this pace, or past 2199
};
/// The first Monday (or the first day) from which on, each Sunday evening until the end of the
/// horizon and on the eve of that day, at most `forecast_late_percent` of the open requests are
/// late; at least `forecast_lasting_days` before the end.
struct ForecastMilestone {
    // Over the replications, those that never reach it last. Absent: never.
    std::optional<LegalDay> p10{};
    std::optional<LegalDay> p50{};
    std::optional<LegalDay> p90{};
    double share_reached = 0;             ///< of the replications
    std::optional<WhyNever> why_never{};  ///< where `p50` is absent
};

/// Demand and capacity of the files that ask for one skill; minutes a week over the second half of
/// the horizon.
struct ForecastSkill {
    std::string skill;
    double arriving = 0;       ///< of files that will come, as expected
    std::int64_t waiting = 0;  ///< minutes, all told, of those that wait for a doctor now
    double offered = 0;        ///< by those who may serve; the same minutes under several skills
    double used = 0;           ///< of evaluation, as simulated
    int doctors = 0;           ///< who may serve, with any minutes in that half
    /// Part of a set of queues that ask for more than all who serve any of them can give (Hall's
    /// condition), or files wait whom nobody may serve.
    bool is_short = false;
};

/// A mean difference and its 95 % interval (Student's t over the replications, each paired with
/// itself).
struct PairedDifference {
    double mean = 0;
    std::optional<double> low{};  ///< absent with a single replication
    std::optional<double> high{};
};
/// What one added doctor changes: the scenario less the same without them.
struct DoctorEffect {
    std::size_t doctor = 0;    ///< index in the scenario
    PairedDifference backlog;  ///< files, on the last evening
    PairedDifference overdue;  ///< requests, on the last evening
    PairedDifference decided;  ///< requests, over the horizon
};

struct ForecastResult {
    std::vector<ForecastWeek> weeks;
    ForecastMilestone meets_limit;
    ForecastMilestone meets_target;
    std::vector<ForecastSkill> skills;  ///< by name
    std::vector<DoctorEffect> effects;  ///< as `ForecastScenario::added`
};

/// What is to be said of one file that waits.
struct FileOutlook {
    /// Files that doctors would take before it, were those who may take it the only ones and nobody
    /// else to come: the world's order, lanes in turn; of a held file those that its holder has
    /// before it. Absent: not in line (not ready, evaluated, or nobody may take it).
    std::optional<int> ahead{};
    /// Decided by that day in half, and in four fifths, of the replications. Absent: in fewer.
    std::optional<LegalDay> p50{};
    std::optional<LegalDay> p80{};
    /// Share of the replications in which it is undecided on the evening of its first due day.
    /// Absent: that day lies past the horizon, or there is none.
    std::optional<double> breach{};
};
/// Of so many days of decision at most: with more, the first replications alone are followed.
inline constexpr std::size_t forecast_outlook_days_max = 40'000'000;

struct Forecast {
    std::vector<ForecastResult> scenarios;
    std::vector<FileOutlook> files;  ///< as `ForecastWorld::waiting`; empty unless asked for
    int files_replications = 0;      ///< that these figures are made of
};

/// Calls `body` once with every number below `count`, in any order, at once or not, and returns
/// when all have returned; false: stopped before all were called.
using ParallelFor =
    std::function<bool(std::size_t count, const std::function<void(std::size_t)>& body)>;
/// One after the other.
[[nodiscard]] bool serial_for(std::size_t count, const std::function<void(std::size_t)>& body);

struct ForecastTools {
    ParallelFor parallel_for;
    FlowSolver solve;
};

/// Simulates every scenario on the same files. The result depends on world and request alone, not
/// on the number of threads. `invalid_input`: replications, scenarios, doctors or volumes are out
/// of range, or lists do not fit the world; `deadline_exceeded`: stopped.
[[nodiscard]] Result<Forecast> forecast(const ForecastWorld& world,
                                        const ForecastRequest& request,
                                        const ForecastTools& tools);

/// How many more doctors of one kind are needed.
struct StaffingQuestion {
    std::uint64_t seed = 1;
    int replications = 100;
    ForecastScenario base;
    ForecastDoctor added;  ///< who may be had any number of times; `supervisors` in `base`
    LegalDay by;           ///< the median replication meets the limit by then
    int most = 64;         ///< 1 to 64
};
struct StaffingAnswer {
    std::optional<int> doctors{};  ///< the least number; absent: not even `most` are enough
    double doctor_weeks = 0;       ///< from the first day until `by`, weeks without minutes aside
    /// With that many, or with `most`.
    std::optional<LegalDay> meets_limit_on{};
};
/// Doubles, then halves: with one doctor fewer than the answer the limit was not met. Errors as
/// `forecast`.
[[nodiscard]] Result<StaffingAnswer> least_staff(const ForecastWorld& world,
                                                 const StaffingQuestion& question,
                                                 const ForecastTools& tools);

}  // namespace echeance
