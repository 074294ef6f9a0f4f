// SPDX-License-Identifier: EUPL-1.2
#include "domain/events.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace echeance {
namespace {

/// A bound far above any real file, so that repeated submissions never overflow.
constexpr int minutes_spent_ceiling = 1'000'000;

/// Once settled a request is history: amendments leave it as it is.
bool is_settled(const RightRequest& request) {
    return request.withdrawn_on || request.decision || request.appealed_on;
}

bool names(const std::vector<Right>& rights, Right right) {
    return std::ranges::find(rights, right) != rights.end();
}

template <class Requests>
auto* request_for(Requests& requests, Right right) {
    const auto found = std::ranges::find(requests, right, &RightRequest::right);
    return found == requests.end() ? nullptr : &*found;
}

bool has_open_request(const CaseFile& file) {
    return std::ranges::any_of(file.facts.requests, [](const auto& one) { return is_open(one); });
}

/// The requests after an amendment: settled ones stay whether named or not, the others are as
/// given.
std::vector<RightRequest> amended_requests(const std::vector<RightRequest>& current,
                                           const std::vector<RightRequest>& given) {
    std::vector<RightRequest> amended;
    for (const auto& request : given) {
        const auto* before = request_for(current, request.right);
        amended.push_back(before && is_settled(*before) ? *before : request);
    }
    for (const auto& request : current) {
        if (is_settled(request) && !request_for(amended, request.right)) {
            amended.push_back(request);
        }
    }
    return amended;
}

auto same_in(std::vector<Exclusion>& exclusions, const Exclusion& exclusion) {
    return std::ranges::find_if(exclusions,
                                [&](const auto& one) { return is_same_exclusion(one, exclusion); });
}

/// What is known of the exclusion already outlives what this one says.
void exclude(CaseFile& file, const Exclusion& exclusion) {
    auto& exclusions = file.facts.excluded_doctors;
    const auto known = same_in(exclusions, exclusion);
    if (known == exclusions.end()) {
        exclusions.push_back(exclusion);
    } else if (exclusion.source) {
        *known = merged(exclusion, *known);
    }
}

Exclusion exclusion_by(const AssignmentDeclined& change) {
    if (change.reason != DeclineReason::conflict_of_interest) {
        return {change.doctor, ExclusionReason::declined};
    }
    Exclusion conflict{change.doctor, ExclusionReason::conflict_of_interest};
    if (!change.source) return conflict;
    conflict.declared_on = change.on;
    conflict.source = change.source;
    return conflict;
}

void remember(CaseFile& file, const DoctorId& doctor) {
    if (std::ranges::find(file.evaluators, doctor) == file.evaluators.end()) {
        file.evaluators.push_back(doctor);
    }
}

/// Ends the open attempt, if there is one.
void end_attempt(CaseFile& file, LegalDay on, AttemptOutcome outcome) {
    if (file.attempts.empty() || file.attempts.back().outcome != AttemptOutcome::open) return;
    file.attempts.back().ended_on = on;
    file.attempts.back().outcome = outcome;
}

AttemptOutcome outcome_of(ReleaseReason reason) {
    switch (reason) {
        case ReleaseReason::by_hand:
            return AttemptOutcome::released;
        case ReleaseReason::not_started:
            return AttemptOutcome::not_started;
        case ReleaseReason::doctor_away:
            return AttemptOutcome::doctor_away;
    }
    return AttemptOutcome::released;
}

void back_to_queue(CaseFile& file, LegalDay on, AttemptOutcome outcome) {
    end_attempt(file, on, outcome);
    enter_stage(file.stages, FileStage::waiting, on);
    file.state = FileState::queued;
    file.queued_on = on;
    file.assignment.reset();
    file.evaluation.reset();
}

/// Closes the file when its last open request is gone.
void close_if_settled(CaseFile& file, LegalDay on) {
    if (has_open_request(file)) return;
    LegalDay last = on;
    bool any_decided = false;
    for (const auto& request : file.facts.requests) {
        if (request.withdrawn_on || !request.decided_on) continue;
        any_decided = true;
        last = std::max(last, *request.decided_on);
    }
    end_attempt(file, on, AttemptOutcome::settled);
    file.state = any_decided ? FileState::decided : FileState::withdrawn;
    file.decided_on = last;
    enter_stage(file.stages, FileStage::notification, last);
}

void set_decisions(CaseFile& file, const std::vector<RequestDecision>& decisions) {
    for (const auto& decision : decisions) {
        auto* request = request_for(file.facts.requests, decision.right);
        if (!request) continue;
        request->decision = decision.decision;
        request->decided_on = decision.decided_on;
    }
}

/// The last decision of a closed file, after one of them was given another day.
void move_closing(CaseFile& file) {
    LegalDay last = round_began_on(file);
    for (const auto& request : file.facts.requests) {
        if (request.decided_on) last = std::max(last, *request.decided_on);
        if (request.withdrawn_on) last = std::max(last, *request.withdrawn_on);
    }
    file.stages.days[static_cast<std::size_t>(FileStage::decision)] += last - file.stages.since;
    file.stages.since = last;
    file.decided_on = last;
}

/// One overload per change. Tolerates histories that no transition makes (a start without an
/// assignment...): it then changes what there is.
struct Fold {
    CaseFile& file;
    Instant at;

    void operator()(const FileRegistered& change) const {
        file = CaseFile{.id = file.id, .facts = change.facts};
        if (!change.facts.complete_on) return;
        file.state = FileState::queued;
        file.queued_on = change.facts.complete_on;
        enter_stage(file.stages, FileStage::waiting, *change.facts.complete_on);
    }

    void operator()(const FileAmended& change) const {
        auto& facts = file.facts;
        const auto& to = change.changes;
        if (to.filed_on) facts.filed_on = *to.filed_on;
        if (to.stage) facts.stage = *to.stage;
        if (to.sector) facts.sector = *to.sector;
        if (to.procedure) facts.procedure = *to.procedure;
        if (to.urgency_reason) facts.urgency_reason = *to.urgency_reason;
        if (to.urgency_requested_on) facts.urgency_requested_on = *to.urgency_requested_on;
        if (to.requests) facts.requests = amended_requests(facts.requests, *to.requests);
        if (to.required_skills) facts.required_skills = *to.required_skills;
        if (to.excluded_doctors) {
            facts.excluded_doctors =
                amended_exclusions(facts.excluded_doctors, *to.excluded_doctors);
        }
        if (to.expected_minutes) facts.expected_minutes = *to.expected_minutes;
        if (to.modality) facts.modality = *to.modality;
    }

    void operator()(const FileCompleted& change) const {
        file.facts.complete_on = change.complete_on;
        file.state = FileState::queued;
        file.queued_on = change.complete_on;
        enter_stage(file.stages, FileStage::waiting, change.complete_on);
    }

    void operator()(const DocumentsRequested& change) const {
        file.suspensions.push_back(change.suspension);
    }

    void operator()(const DocumentsReceived& change) const {
        for (auto& suspension : file.suspensions) {
            if (!suspension.received_on) suspension.received_on = change.received_on;
        }
    }

    void operator()(const FileAssigned& change) const {
        file.state = FileState::assigned;
        file.assignment = Assignment{.doctor = change.doctor,
                                     .mode = change.mode,
                                     .assigned_on = change.on,
                                     .assigned_at = at,
                                     .supervisor = change.supervisor,
                                     .supervision_minutes = change.supervision_minutes};
        file.evaluation.reset();
        begin_attempt(file);
    }

    void operator()(const FileReleased& change) const {
        back_to_queue(file, change.on, outcome_of(change.reason));
    }

    void operator()(const AssignmentDeclined& change) const {
        back_to_queue(file, change.on, AttemptOutcome::declined);
        exclude(file, exclusion_by(change));
    }

    void operator()(const EvaluationStarted& change) const {
        file.state = FileState::in_evaluation;
        if (!file.assignment) return;
        file.assignment->started_on = change.on;
        file.assignment->started_at = at;
        file.evaluation = Evaluation{.doctor = file.assignment->doctor};
    }

    void operator()(const EvaluationSubmitted& change) const {
        if (change.outcome == Outcome::conclusive) {
            end_attempt(file, change.on, AttemptOutcome::evaluated);
            const bool is_signature_needed = change.countersignature == Countersignature::needed;
            file.state =
                is_signature_needed ? FileState::awaiting_countersignature : FileState::evaluated;
            enter_stage(file.stages,
                        is_signature_needed ? FileStage::countersignature : FileStage::decision,
                        change.on);
        }
        if (change.modality) file.facts.modality = *change.modality;
        if (!file.evaluation) return;
        auto& evaluation = *file.evaluation;
        const int room = minutes_spent_ceiling - evaluation.minutes_spent;
        evaluation.minutes_spent += std::clamp(change.minutes_spent, 0, std::max(room, 0));
        evaluation.outcome = change.outcome;
        if (change.outcome == Outcome::conclusive) evaluation.submitted_on = change.on;
    }

    void operator()(const EvaluationCountersigned& change) const {
        file.state = FileState::evaluated;
        enter_stage(file.stages, FileStage::decision, change.on);
        if (!file.evaluation) return;
        file.evaluation->countersigned_by = change.by;
        file.evaluation->countersigned_on = change.on;
    }

    /// Both have taken part in this round, whoever evaluates in the end: an appeal goes to neither.
    void operator()(const EvaluationReturned& change) const {
        if (file.evaluation) remember(file, file.evaluation->doctor);
        remember(file, change.by);
        if (!file.attempts.empty()) {
            file.attempts.back().outcome = AttemptOutcome::open;
            file.attempts.back().ended_on.reset();
        }
        if (change.to == ReturnTo::queue) {
            back_to_queue(file, change.on, AttemptOutcome::returned);
            return;
        }
        file.state = FileState::in_evaluation;
        enter_stage(file.stages, FileStage::evaluation, change.on);
        if (!file.evaluation) return;
        file.evaluation->outcome.reset();
        file.evaluation->submitted_on.reset();
    }

    void operator()(const RequestsDecided& change) const {
        if (change.decisions.empty()) return;
        set_decisions(file, change.decisions);
        close_if_settled(file, change.decisions.front().decided_on);
    }

    void operator()(const DecisionsCorrected& change) const {
        set_decisions(file, change.decisions);
        if (!is_open(file)) {
            move_closing(file);
        } else if (!change.decisions.empty()) {
            close_if_settled(file, change.decisions.front().decided_on);
        }
    }

    void operator()(const FileNotified& change) const {
        file.state = FileState::notified;
        file.notified_on = change.on;
        for (auto& request : file.facts.requests)
            if (request.decision && !request.notified_on) request.notified_on = change.on;
    }

    void operator()(const FileWithdrawn& change) const {
        for (auto& request : file.facts.requests) {
            const bool meant = change.rights.empty() || names(change.rights, request.right);
            if (meant && is_open(request)) request.withdrawn_on = change.on;
        }
        close_if_settled(file, change.on);
    }

    void operator()(const FileAppealed& change) const {
        file.earlier_rounds.push_back({round_began_on(file), file.notified_on, file.stages});
        for (auto& request : file.facts.requests) {
            const bool meant = change.rights.empty() || names(change.rights, request.right);
            if (!meant || request.withdrawn_on || !request.decision) continue;
            if (request.decided_on)
                request.earlier.push_back({*request.decision,
                                           *request.decided_on,
                                           request.notified_on,
                                           request.appealed_on});
            request.decision.reset();
            request.decided_on.reset();
            request.notified_on.reset();
            request.appealed_on = change.on;
        }
        if (file.assignment) remember(file, file.assignment->doctor);
        if (file.evaluation) {
            remember(file, file.evaluation->doctor);
            if (file.evaluation->countersigned_by)
                remember(file, *file.evaluation->countersigned_by);
        }
        for (const auto& doctor : file.evaluators) exclude_for_appeal(doctor);
        stop_waiting_for_documents(change.on);
        ++file.round;
        back_to_queue(file, change.on, AttemptOutcome::settled);
        file.stages = {FileStage::waiting, change.on, {}};
        file.decided_on.reset();
        file.notified_on.reset();
    }

private:
    void exclude_for_appeal(const DoctorId& doctor) const {
        const bool excluded_for_good =
            std::ranges::any_of(file.facts.excluded_doctors, [&](const auto& exclusion) {
                return exclusion.doctor == doctor && is_lasting(exclusion.reason);
            });
        if (!excluded_for_good) exclude(file, {doctor, ExclusionReason::same_evaluator});
    }

    /// Documents still awaited when the file was decided do not stop the clock of the appeal.
    void stop_waiting_for_documents(LegalDay on) const {
        for (auto& suspension : file.suspensions) {
            if (suspension.received_on) continue;
            suspension.time_limit_on = std::min(suspension.time_limit_on, on);
        }
    }
};

}  // namespace

std::vector<Exclusion> amended_exclusions(std::span<const Exclusion> current,
                                          std::vector<Exclusion> given) {
    for (const auto& exclusion : current) {
        if (!is_lasting(exclusion.reason)) continue;
        const auto named = same_in(given, exclusion);
        if (named == given.end()) {
            given.push_back(exclusion);
        } else {
            *named = merged(exclusion, *named);
        }
    }
    return given;
}

std::string_view type_of(const FileChange& change) {
    return file_event_types[change.index()];
}

CaseFile begin_file(const FileEvent& registered) {
    const auto* change = std::get_if<FileRegistered>(&registered.change);
    assert(change);
    CaseFile file{.id = registered.file, .facts = change->facts};
    Fold{file, registered.at}(*change);
    return file;
}

CaseFile apply(CaseFile file, const FileEvent& event) {
    std::visit(Fold{file, event.at}, event.change);
    return file;
}

}  // namespace echeance
