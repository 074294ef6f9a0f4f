// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>

#include "domain/assignment_plan.hpp"
#include "domain/capacity.hpp"
#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/priority.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// A file of the queue, with its place in the indexes.
struct WaitingFile {
    CaseFile file;
    Placement placement;
};

/// A doctor, what they have to do this week, and how many files they hold.
struct PlanningDoctor {
    Doctor doctor;
    Workload load{};
    int open_files = 0;
};

/// The horizon: from today for that many days, 1 to 31.
struct PlanHorizon {
    LegalDay today;
    int days = 7;
    [[nodiscard]] LegalDay last_day() const { return today + (days - 1); }
};

/// The problem of who takes what over the horizon; doctors and files in the order given. Files in
/// no lane (`Lane::none`) are the caller's to leave out.
///
/// A doctor without a stated limit counts 420 minutes each working day. What a doctor has to do
/// this week is taken off this week's minutes, never off a later week's. Who declined a file does
/// not countersign it in a plan either. A file goes first to whose session within the horizon, held
/// and not fallen to an absence, is most for it (`session_strength`), as far as the session's
/// minutes reach: the files that cost most a minute when left out have the first choice. A file
/// whose `queue_class` does not read is nobody's.
[[nodiscard]] PlanProblem plan_problem(std::span<const WaitingFile> files,
                                       std::span<const PlanningDoctor> doctors,
                                       const Rules& rules,
                                       PlanHorizon horizon,
                                       PlanWeights weights = {});

}  // namespace echeance
