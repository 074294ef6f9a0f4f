// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/capacity.hpp"
#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/eligibility.hpp"
#include "domain/events.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// The life of a file. Each function says what would happen (`FileChange`) or refuses:
/// `state_conflict` where the state does not allow it, `invalid_input` with a pointer where a day
/// or a value is wrong, `not_eligible` where the doctor may not. Nothing is changed: `apply` does
/// that.
///
/// Late entry is normal: `on` is the legal day; it is never after `today` (`in_the_future`) and
/// never before the step it follows (`before_previous_step`).

/// Checks the facts, and opens the RQTH that an AAH opens by itself (`targets.aah_opens_rqth`).
[[nodiscard]] Result<FileChange> register_file(Registration facts,
                                               const Targets& targets,
                                               LegalDay today);
[[nodiscard]] Result<FileChange> amend(const CaseFile& file,
                                       Amendment changes,
                                       const Targets& targets,
                                       LegalDay today);
[[nodiscard]] Result<FileChange> complete(const CaseFile& file,
                                          LegalDay complete_on,
                                          LegalDay today);
[[nodiscard]] Result<FileChange> request_documents(const CaseFile& file,
                                                   Suspension suspension,
                                                   LegalDay today);
[[nodiscard]] Result<FileChange> receive_documents(const CaseFile& file,
                                                   LegalDay received_on,
                                                   LegalDay today);

/// By hand: every rule but the overridable ones binds; those need a reason.
[[nodiscard]] Result<FileChange> assign_by_hand(const CaseFile& file,
                                                const DoctorOnDuty& duty,
                                                const Workloads& loads,
                                                std::string reason,
                                                LegalDay on,
                                                const Rules& rules,
                                                LegalDay today);
/// By a plan: every rule binds, and nothing is passed over.
[[nodiscard]] Result<FileChange> assign_by_plan(const CaseFile& file,
                                                const DoctorOnDuty& duty,
                                                const Workloads& loads,
                                                const Rules& rules,
                                                LegalDay today);
[[nodiscard]] Result<FileChange> release(const CaseFile& file, LegalDay on, LegalDay today);
[[nodiscard]] Result<FileChange> decline(const CaseFile& file,
                                         DeclineReason reason,
                                         LegalDay on,
                                         LegalDay today);
[[nodiscard]] Result<FileChange> start_evaluation(const CaseFile& file,
                                                  LegalDay on,
                                                  LegalDay today);
/// `minutes_spent` 1 to 600. `countersignature` is `needed` when the evaluating doctor is
/// supervised.
[[nodiscard]] Result<FileChange> submit_evaluation(const CaseFile& file,
                                                   int minutes_spent,
                                                   Outcome outcome,
                                                   Countersignature countersignature,
                                                   LegalDay on,
                                                   LegalDay today);
/// `author` is the doctor who evaluated; `by` must be one of the author's supervisors, never the
/// author, and free of conflict with the file.
[[nodiscard]] Result<FileChange> countersign(
    const CaseFile& file, const Doctor& author, DoctorId by, LegalDay on, LegalDay today);
[[nodiscard]] Result<FileChange> return_evaluation(const CaseFile& file,
                                                   const Doctor& author,
                                                   DoctorId by,
                                                   ReturnTo to,
                                                   LegalDay on,
                                                   LegalDay today);
[[nodiscard]] Result<FileChange> decide(const CaseFile& file,
                                        std::vector<RequestDecision> decisions,
                                        LegalDay today);
/// Puts right what was entered wrongly of decisions that stand: never before the evaluation, after
/// the notification, or so that a decided file would be open again.
[[nodiscard]] Result<FileChange> correct_decisions(const CaseFile& file,
                                                   std::vector<RequestDecision> decisions,
                                                   LegalDay today);
[[nodiscard]] Result<FileChange> notify(const CaseFile& file, LegalDay on, LegalDay today);
/// `rights` empty: the whole file.
[[nodiscard]] Result<FileChange> withdraw(const CaseFile& file,
                                          std::vector<Right> rights,
                                          LegalDay on,
                                          LegalDay today);
/// `rights` empty: every right decided, not withdrawn.
[[nodiscard]] Result<FileChange> appeal(const CaseFile& file,
                                        std::vector<Right> rights,
                                        LegalDay on,
                                        LegalDay today);

/// The same content as registered, or as it stands now: natural-key idempotency. What the file
/// gained by itself does not count: an RQTH opened automatically, a completion entered since, a
/// visit found needed, and whom it excluded because they declined or took part before an appeal.
[[nodiscard]] bool same_content(const CaseFile& file, const Registration& facts);

}  // namespace echeance
