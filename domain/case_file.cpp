// SPDX-License-Identifier: EUPL-1.2
#include "domain/case_file.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

using std::string_view;

constexpr std::array<string_view, all_file_states.size()> state_names{"filed",
                                                                      "queued",
                                                                      "assigned",
                                                                      "in_evaluation",
                                                                      "awaiting_countersignature",
                                                                      "evaluated",
                                                                      "decided",
                                                                      "notified",
                                                                      "withdrawn"};
constexpr std::array<string_view, 3> mode_names{"claim", "plan", "manual"};
constexpr std::array<string_view, 6> exclusion_names{
    "conflict_of_interest", "own_patient", "relative", "friend", "declined", "same_evaluator"};
constexpr std::array<string_view, 4> source_names{"doctor", "person", "office", "extract"};
constexpr std::array<string_view, 5> decline_names{
    "conflict_of_interest", "missing_skill", "too_complex", "unavailable", "other"};
constexpr std::array<string_view, 3> release_names{"by_hand", "not_started", "doctor_away"};
constexpr std::array<string_view, 8> attempt_names{"open",
                                                   "evaluated",
                                                   "released",
                                                   "not_started",
                                                   "doctor_away",
                                                   "declined",
                                                   "returned",
                                                   "settled"};
constexpr std::array<string_view, 3> outcome_names{"conclusive", "needs_documents", "needs_visit"};

void move_to(LegalDay& last, std::optional<LegalDay> step) {
    if (step) last = std::max(last, *step);
}

}  // namespace

string_view to_text(FileState state) {
    return name_in(state_names, state);
}
string_view to_text(AssignmentMode mode) {
    return name_in(mode_names, mode);
}
string_view to_text(ExclusionReason reason) {
    return name_in(exclusion_names, reason);
}
string_view to_text(ExclusionSource source) {
    return name_in(source_names, source);
}
string_view to_text(DeclineReason reason) {
    return name_in(decline_names, reason);
}
string_view to_text(AttemptOutcome outcome) {
    return name_in(attempt_names, outcome);
}
string_view to_text(ReleaseReason reason) {
    return name_in(release_names, reason);
}
string_view to_text(Outcome outcome) {
    return name_in(outcome_names, outcome);
}

template <>
std::optional<FileState> from_text<FileState>(string_view text) {
    return named_in<FileState>(state_names, text);
}
template <>
std::optional<AssignmentMode> from_text<AssignmentMode>(string_view text) {
    return named_in<AssignmentMode>(mode_names, text);
}
template <>
std::optional<ExclusionReason> from_text<ExclusionReason>(string_view text) {
    return named_in<ExclusionReason>(exclusion_names, text);
}
template <>
std::optional<ExclusionSource> from_text<ExclusionSource>(string_view text) {
    return named_in<ExclusionSource>(source_names, text);
}
template <>
std::optional<DeclineReason> from_text<DeclineReason>(string_view text) {
    return named_in<DeclineReason>(decline_names, text);
}
template <>
std::optional<ReleaseReason> from_text<ReleaseReason>(string_view text) {
    return named_in<ReleaseReason>(release_names, text);
}
template <>
std::optional<Outcome> from_text<Outcome>(string_view text) {
    return named_in<Outcome>(outcome_names, text);
}

bool is_open(FileState state) {
    switch (state) {
        case FileState::filed:
        case FileState::queued:
        case FileState::assigned:
        case FileState::in_evaluation:
        case FileState::awaiting_countersignature:
        case FileState::evaluated:
            return true;
        case FileState::decided:
        case FileState::notified:
        case FileState::withdrawn:
            return false;
    }
    return false;
}

bool is_held(FileState state) {
    return state == FileState::assigned || state == FileState::in_evaluation;
}

bool is_conflict(ExclusionReason reason) {
    switch (reason) {
        case ExclusionReason::conflict_of_interest:
        case ExclusionReason::own_patient:
        case ExclusionReason::relative:
        case ExclusionReason::friend_of:
            return true;
        case ExclusionReason::declined:
        case ExclusionReason::same_evaluator:
            return false;
    }
    return true;
}

bool is_lasting(ExclusionReason reason) {
    return reason == ExclusionReason::conflict_of_interest || reason == ExclusionReason::declined ||
           reason == ExclusionReason::same_evaluator;
}

bool is_same_exclusion(const Exclusion& a, const Exclusion& b) {
    return a.doctor == b.doctor && a.reason == b.reason;
}

Exclusion merged(const Exclusion& known, const Exclusion& said) {
    Exclusion result = known;
    if (said.declared_on) result.declared_on = said.declared_on;
    if (said.source && said.source != ExclusionSource::extract) result.source = said.source;
    return result;
}

bool holds(std::span<const Exclusion> list, const Exclusion& said) {
    return std::ranges::any_of(list, [&](const auto& known) {
        return is_same_exclusion(known, said) && merged(known, said) == known;
    });
}

bool is_open(const RightRequest& request) {
    return !request.withdrawn_on && (!request.decision || *request.decision == Decision::deferred);
}

bool is_open(const CaseFile& file) {
    return is_open(file.state);
}

std::string attempt_id(const FileId& file, const Attempt& attempt) {
    return file.text() + '-' + std::to_string(attempt.number);
}

void begin_attempt(CaseFile& file) {
    auto& attempts = file.attempts;
    const bool is_one_open = !attempts.empty() && attempts.back().outcome == AttemptOutcome::open;
    if (!file.assignment || is_one_open) return;
    const auto& assignment = *file.assignment;
    attempts.push_back({.number = attempts.empty() ? 1 : attempts.back().number + 1,
                        .doctor = assignment.doctor,
                        .mode = assignment.mode,
                        .assigned_on = assignment.assigned_on});
    if (attempts.size() > attempts_kept_max) attempts.erase(attempts.begin());
    enter_stage(file.stages, FileStage::evaluation, assignment.assigned_on);
}

LegalDay round_began_on(const CaseFile& file) {
    LegalDay began = file.facts.filed_on;
    for (const auto& request : file.facts.requests) move_to(began, request.appealed_on);
    return began;
}

bool is_suspended(const CaseFile& file, LegalDay today) {
    return is_open(file) && std::ranges::any_of(file.suspensions, [&](const Suspension& one) {
               return is_open(one, today);
           });
}

LegalDay last_step_on(const CaseFile& file) {
    LegalDay last = file.facts.filed_on;
    move_to(last, file.facts.complete_on);
    move_to(last, file.queued_on);
    if (file.assignment) {
        move_to(last, file.assignment->assigned_on);
        move_to(last, file.assignment->started_on);
    }
    if (file.evaluation) {
        move_to(last, file.evaluation->submitted_on);
        move_to(last, file.evaluation->countersigned_on);
    }
    for (const auto& request : file.facts.requests) {
        move_to(last, request.decided_on);
        move_to(last, request.appealed_on);
    }
    move_to(last, file.decided_on);
    move_to(last, file.notified_on);
    return last;
}

}  // namespace echeance
