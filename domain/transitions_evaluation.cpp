// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "domain/transition_checks.hpp"
#include "domain/transitions.hpp"

namespace echeance {
namespace {

constexpr int minutes_spent_max = 600;
constexpr std::size_t assignment_reason_max = 200;

/// Excluded for a conflict, or as one who took part before the appeal.
bool may_not_touch(const CaseFile& file, const DoctorId& doctor) {
    return std::ranges::any_of(file.facts.excluded_doctors, [&](const auto& exclusion) {
        return exclusion.doctor == doctor && (is_conflict(exclusion.reason) ||
                                              exclusion.reason == ExclusionReason::same_evaluator);
    });
}

/// A conflict that came to light after the assignment ends the doctor's part in the file.
Result<void> check_holder(const CaseFile& file) {
    if (!file.assignment || !may_not_touch(file, file.assignment->doctor)) return {};
    return refuse(Errc::not_eligible, "The doctor is excluded from the file: release it.");
}

Error ineligible(std::span<const RuleResult> results) {
    Error error{Errc::not_eligible, "The doctor may not take this file.", {}};
    for (const auto& [rule, passed] : results) {
        if (passed) continue;
        error.fields.push_back({"/doctor", std::string{to_text(rule)}, "The rule is not met."});
    }
    return error;
}

void check_reason(Faults& faults, std::span<const RuleResult> results, const std::string& reason) {
    if (reason.empty() && !is_eligible(results)) {
        faults.push_back({"/reason", "required", "Passing a rule needs a reason."});
    }
    if (reason.size() > assignment_reason_max) {
        faults.push_back({"/reason", "out_of_range", "At most 200 characters."});
    }
    if (looks_like_nir(reason)) {
        faults.push_back({"/reason", "not_allowed", "No social security number is kept."});
    }
}

/// Whether `by` may countersign, or return, what `author` submitted.
Result<void> check_supervisor(const CaseFile& file, const Doctor& author, const DoctorId& by) {
    if (!file.evaluation || file.evaluation->doctor != author.id) {
        return refuse(Errc::state_conflict, "The evaluation is another doctor's.");
    }
    Error error{Errc::not_eligible, "The doctor may not countersign this file.", {}};
    if (by == author.id) {
        error.fields.push_back(
            {"/supervisor", "same_evaluator", "Nobody countersigns themselves."});
    } else if (std::ranges::find(author.supervisors, by) == author.supervisors.end()) {
        error.fields.push_back({"/supervisor", "no_supervisor", "Not a supervisor of the author."});
    }
    if (may_not_touch(file, by)) {
        error.fields.push_back({"/supervisor", "conflict_of_interest", "Excluded from the file."});
    }
    if (error.fields.empty()) return {};
    return std::unexpected(std::move(error));
}

/// What every rule says of the doctor on the day of an assignment that the file's state allows.
Result<std::vector<RuleResult>> judged(const CaseFile& file,
                                       const DoctorOnDuty& duty,
                                       const Workloads& loads,
                                       LegalDay on,
                                       const Rules& rules,
                                       LegalDay today) {
    if (const auto step = check_step(file, {FileState::queued}, on, today); !step) {
        return std::unexpected(step.error());
    }
    if (is_suspended(file, today)) {
        return refuse(Errc::state_conflict, "Documents are awaited for the file.");
    }
    auto weighed = duty;
    weighed.has_room = has_room(file, duty, loads, rules, on);
    return eligibility(file, weighed, rules.priorities, on);
}

/// The assignment, with the supervisor whose minutes it takes.
FileAssigned assignment_to(const CaseFile& file,
                           const DoctorOnDuty& duty,
                           const Workloads& loads,
                           LegalDay on,
                           const Rules& rules) {
    FileAssigned change{.doctor = duty.doctor.id, .on = on};
    const auto choice = choose_supervisor(file, duty, loads.supervisors, rules, on);
    change.supervisor = choice.supervisor;
    if (choice.supervisor) change.supervision_minutes = choice.minutes;
    return change;
}

}  // namespace

Result<FileChange> assign_by_hand(const CaseFile& file,
                                  const DoctorOnDuty& duty,
                                  const Workloads& loads,
                                  std::string reason,
                                  LegalDay on,
                                  const Rules& rules,
                                  LegalDay today) {
    const auto results = judged(file, duty, loads, on, rules, today);
    if (!results) return std::unexpected(results.error());
    const bool refused = std::ranges::any_of(*results, [](const auto& result) {
        return !result.passed && !may_be_overridden(result.rule);
    });
    if (refused) return std::unexpected(ineligible(*results));
    Faults faults;
    check_reason(faults, *results, reason);
    if (!faults.empty()) return refuse_fields(std::move(faults));
    auto change = assignment_to(file, duty, loads, on, rules);
    change.mode = AssignmentMode::manual;
    if (!reason.empty()) change.reason = std::move(reason);
    for (const auto& [rule, passed] : *results)
        if (!passed) change.overridden.push_back(rule);
    return change;
}

Result<FileChange> assign_by_plan(const CaseFile& file,
                                  const DoctorOnDuty& duty,
                                  const Workloads& loads,
                                  const Rules& rules,
                                  LegalDay today) {
    const auto results = judged(file, duty, loads, today, rules, today);
    if (!results) return std::unexpected(results.error());
    if (!is_eligible(*results)) return std::unexpected(ineligible(*results));
    auto change = assignment_to(file, duty, loads, today, rules);
    change.mode = AssignmentMode::plan;
    return change;
}

Result<FileChange> release(const CaseFile& file, LegalDay on, LegalDay today) {
    const auto step = check_step(file, {FileState::assigned, FileState::in_evaluation}, on, today);
    if (!step) return std::unexpected(step.error());
    return FileReleased{on};
}

Result<FileChange> decline(const CaseFile& file,
                           DeclineReason reason,
                           LegalDay on,
                           LegalDay today) {
    const auto step = check_step(file, {FileState::assigned, FileState::in_evaluation}, on, today);
    if (!step) return std::unexpected(step.error());
    if (!file.assignment) return refuse(Errc::state_conflict, "The file is not assigned.");
    if (file.facts.excluded_doctors.size() >= exclusions_total_max) {
        return refuse(Errc::state_conflict, "Too many doctors are excluded: release the file.");
    }
    AssignmentDeclined change{.doctor = file.assignment->doctor, .reason = reason, .on = on};
    if (reason == DeclineReason::conflict_of_interest) change.source = ExclusionSource::doctor;
    return change;
}

Result<FileChange> start_evaluation(const CaseFile& file, LegalDay on, LegalDay today) {
    if (const auto step = check_step(file, {FileState::assigned}, on, today); !step) {
        return std::unexpected(step.error());
    }
    if (const auto holder = check_holder(file); !holder) return std::unexpected(holder.error());
    return EvaluationStarted{on};
}

Result<FileChange> submit_evaluation(const CaseFile& file,
                                     int minutes_spent,
                                     Outcome outcome,
                                     Countersignature countersignature,
                                     LegalDay on,
                                     LegalDay today) {
    if (const auto state = check_state(file, {FileState::in_evaluation}); !state) {
        return std::unexpected(state.error());
    }
    if (const auto holder = check_holder(file); !holder) return std::unexpected(holder.error());
    Faults faults;
    if (minutes_spent < 1 || minutes_spent > minutes_spent_max) {
        faults.push_back({"/minutes_spent", "out_of_range", "From 1 to 600 minutes."});
    }
    check_day(faults, "/on", on, {last_step_on(file), today});
    if (!faults.empty()) return refuse_fields(std::move(faults));
    EvaluationSubmitted change{minutes_spent, outcome, countersignature, on};
    if (outcome == Outcome::needs_visit) change.modality = Modality::visit;
    return change;
}

Result<FileChange> countersign(
    const CaseFile& file, const Doctor& author, DoctorId by, LegalDay on, LegalDay today) {
    const auto step = check_step(file, {FileState::awaiting_countersignature}, on, today);
    if (!step) return std::unexpected(step.error());
    if (const auto may = check_supervisor(file, author, by); !may) {
        return std::unexpected(may.error());
    }
    if (const auto holder = check_holder(file); !holder) return std::unexpected(holder.error());
    return EvaluationCountersigned{std::move(by), on};
}

Result<FileChange> return_evaluation(const CaseFile& file,
                                     const Doctor& author,
                                     DoctorId by,
                                     ReturnTo to,
                                     LegalDay on,
                                     LegalDay today) {
    const auto step = check_step(file, {FileState::awaiting_countersignature}, on, today);
    if (!step) return std::unexpected(step.error());
    if (const auto may = check_supervisor(file, author, by); !may) {
        return std::unexpected(may.error());
    }
    if (file.evaluators.size() + 2 > evaluators_max) {
        return refuse(Errc::state_conflict, "Too many doctors took part in the file.");
    }
    return EvaluationReturned{std::move(by), to, on};
}

}  // namespace echeance
