// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/flow_network.hpp"
#include "domain/ids.hpp"
#include "domain/plan_weights.hpp"
#include "domain/result.hpp"

/// Who gets which files over a horizon (the next session, week or month), within capacity and every
/// hard rule, at the least total cost. Costs are whole *points*:
///
///     cost = sum over files left out  of  left_out_cost(file)
///          - sum over files given     of  preference_per_minute * strength * minutes
///          + sum over doctors         of  unfairness(doctor)
///
///     left_out_cost(file) = left_out_per_file + left_out_per_minute * minutes
///                         + lateness_square * max(0, days_late + anticipation_days)^2
///     unfairness(doctor)  = each minute given, at the price of the utilisation band it falls in
///
/// The cost of lateness is convex: a tenth day hurts more than a first. A file left out costs more
/// than any doctor's last minute, so one that fits somewhere is never left out.
namespace echeance {

/// A file to plan. Of files that weigh the same the first in the problem goes first.
struct PlanFile {
    FileId id;
    int minutes = 1;    ///< expected, 1 to 600
    int days_late = 0;  ///< end of the horizon less effective due date; negative: still on time
    std::size_t requirement = 0;           ///< index into `PlanProblem::requirements`
    std::vector<std::size_t> closed_to{};  ///< doctors whom the hard rules exclude for this file
};

/// What the files of one kind ask for, by doctor: absent when the doctor may not take them (right,
/// stage, skill, sector), else the strength of the preference for that doctor, 0 to 10.
struct PlanRequirement {
    std::vector<std::optional<int>> strengths;
};

struct PlanDoctor {
    DoctorId id;
    int capacity_minutes = 0;        ///< of the horizon, absences taken off
    int load_minutes = 0;            ///< of which already spoken for
    std::optional<int> files_max{};  ///< how many more they may take; absent: any number
    /// Absent: qualified. Else one of these doctors (not closed to the file) countersigns each file
    /// and spends `supervision_percent` of its minutes out of their own capacity.
    std::optional<std::vector<std::size_t>> supervisors{};
    int supervision_percent = 25;  ///< 0 to 100
};

/// Preconditions: indexes are below the sizes of these lists, each requirement has a strength or
/// its absence for each doctor, nobody is their own supervisor, `faults(weights)` is empty.
struct PlanProblem {
    std::vector<PlanFile> files;
    std::vector<PlanDoctor> doctors;
    std::vector<PlanRequirement> requirements;
    PlanWeights weights{};
};

/// Points that leaving the file out of the plan costs; always positive.
[[nodiscard]] std::int64_t left_out_cost(const PlanFile& file, const PlanWeights& weights);
/// Points that `minutes` more cost a doctor who has `load_minutes` already.
[[nodiscard]] std::int64_t unfairness(const PlanDoctor& doctor,
                                      int minutes,
                                      const PlanWeights& weights);

enum class LeftOutReason : std::uint8_t {
    no_eligible_doctor,  ///< every doctor is closed to it, or no supervisor may countersign
    no_capacity,         ///< every eligible doctor has fewer minutes left than it takes
    files_cap,           ///< some have the minutes, but hold as many files as they may
    no_supervision,      ///< some have the minutes, but none of their supervisors has
};
[[nodiscard]] std::string_view to_text(LeftOutReason reason);

/// Files and doctors by their index in the problem.
struct PlanAssignment {
    std::size_t file = 0;
    std::size_t doctor = 0;
    std::optional<std::size_t> supervisor{};  ///< who countersigns
    bool operator==(const PlanAssignment&) const = default;
};
struct PlanLeftOut {
    std::size_t file = 0;
    LeftOutReason reason = LeftOutReason::no_capacity;
    std::int64_t cost = 0;
    bool operator==(const PlanLeftOut&) const = default;
};
struct PlanLoad {
    int files = 0;
    int minutes = 0;              ///< of evaluation, given by this plan
    int supervision_minutes = 0;  ///< for others' files, rounded up; not in `unfairness`
    bool operator==(const PlanLoad&) const = default;
};

struct Plan {
    std::vector<PlanAssignment> assignments{};  ///< in the order of the files, as `left_out`
    std::vector<PlanLeftOut> left_out{};
    std::vector<PlanLoad> loads{};       ///< by doctor
    std::int64_t left_out_points = 0;    ///< the three parts of the objective
    std::int64_t preference_points = 0;  ///< taken off
    std::int64_t unfairness_points = 0;
    std::int64_t objective = 0;
    /// No plan costs less: the optimum, to some hundredths of a percent, of the linear relaxation,
    /// in which files may be cut and shared.
    std::int64_t bound = 0;
    bool operator==(const Plan&) const = default;
};

/// How far the plan may be from the best one: (objective - bound) / max(1, |bound|). Below 1 % on
/// every family tried of 1,500 files or more for 10 doctors or more (a session, a week and a month;
/// no caps on open files, caps that bind half of the doctors, or all): 0.7 % at most up to 5,000
/// files, 0.3 % for 18,000 and 20, 0.2 % for 100,000 and 200. With some hundreds of files or fewer,
/// none of which can be cut, the best plan itself may be some percent from the bound, or so much is
/// given that the objective comes near 0 and a single file is some percent of it. Such plans are
/// held to exhaustive search and to CBC instead, and are within 1 % of the best there is.
[[nodiscard]] double gap(const Plan& plan);

/// Plans by min-cost flow of minutes, which is the linear relaxation where minutes alone are short.
/// Where `files_max` or supervision limits anyone the flow is where the search for the relaxation's
/// prices begins (`best_prices`). Whole files then, improved by exchanges that the prices lead. The
/// same problem gives the same plan. Calls `solve` once, and refuses as it does.
[[nodiscard]] Result<Plan> plan_assignments(const PlanProblem& problem, const FlowSolver& solve);

}  // namespace echeance
