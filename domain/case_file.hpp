// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/legal_day.hpp"
#include "domain/right.hpp"
#include "domain/stage_account.hpp"
#include "domain/suspension.hpp"

namespace echeance {

enum class FileState : std::uint8_t {
    filed,  ///< a mandatory document is missing
    queued,
    assigned,
    in_evaluation,
    awaiting_countersignature,
    evaluated,
    decided,
    notified,
    withdrawn,
};
inline constexpr std::array<FileState, 9> all_file_states{FileState::filed,
                                                          FileState::queued,
                                                          FileState::assigned,
                                                          FileState::in_evaluation,
                                                          FileState::awaiting_countersignature,
                                                          FileState::evaluated,
                                                          FileState::decided,
                                                          FileState::notified,
                                                          FileState::withdrawn};
[[nodiscard]] std::string_view to_text(FileState state);
template <>
std::optional<FileState> from_text<FileState>(std::string_view text);
/// The person still waits for a decision: neither decided, notified nor withdrawn.
[[nodiscard]] bool is_open(FileState state);
/// A doctor has it in hand: assigned or in evaluation.
[[nodiscard]] bool is_held(FileState state);

enum class AssignmentMode : std::uint8_t { claim, plan, manual };
inline constexpr std::array all_assignment_modes{
    AssignmentMode::claim, AssignmentMode::plan, AssignmentMode::manual};
enum class ExclusionReason : std::uint8_t {
    conflict_of_interest,
    own_patient,
    relative,
    friend_of,
    declined,
    same_evaluator,
};
/// Who made a conflict known.
enum class ExclusionSource : std::uint8_t {
    doctor,   ///< who declined the file, or said so
    person,   ///< who filed it
    office,   ///< the MDPH itself
    extract,  ///< a column of the former system, which says no more
};
enum class DeclineReason : std::uint8_t {
    conflict_of_interest,
    missing_skill,
    too_complex,
    unavailable,
    other,
};
inline constexpr std::array all_decline_reasons{DeclineReason::conflict_of_interest,
                                                DeclineReason::missing_skill,
                                                DeclineReason::too_complex,
                                                DeclineReason::unavailable,
                                                DeclineReason::other};
/// Why an assignment ended without an evaluation, other than by declining it.
enum class ReleaseReason : std::uint8_t {
    by_hand,
    not_started,  ///< in time: see `domain/lapse.hpp`
    doctor_away,
};
enum class Outcome : std::uint8_t { conclusive, needs_documents, needs_visit };
[[nodiscard]] std::string_view to_text(AssignmentMode mode);
[[nodiscard]] std::string_view to_text(ExclusionReason reason);  ///< `friend_of` is "friend"
[[nodiscard]] std::string_view to_text(ExclusionSource source);
[[nodiscard]] std::string_view to_text(DeclineReason reason);
/// How one doctor's turn at a file ended.
enum class AttemptOutcome : std::uint8_t {
    open,       ///< it has not
    evaluated,  ///< a conclusive evaluation was submitted
    released,   ///< by hand
    not_started,
    doctor_away,
    declined,
    returned,  ///< to the queue, by the supervisor
    settled,   ///< decided or withdrawn meanwhile
};
[[nodiscard]] std::string_view to_text(AttemptOutcome outcome);
[[nodiscard]] std::string_view to_text(ReleaseReason reason);
[[nodiscard]] std::string_view to_text(Outcome outcome);
template <>
std::optional<AssignmentMode> from_text<AssignmentMode>(std::string_view text);
template <>
std::optional<ExclusionReason> from_text<ExclusionReason>(std::string_view text);
template <>
std::optional<ExclusionSource> from_text<ExclusionSource>(std::string_view text);
template <>
std::optional<DeclineReason> from_text<DeclineReason>(std::string_view text);
template <>
std::optional<ReleaseReason> from_text<ReleaseReason>(std::string_view text);
template <>
std::optional<Outcome> from_text<Outcome>(std::string_view text);
/// A conflict as CSP R.4127-105 means it; nothing passes it.
[[nodiscard]] bool is_conflict(ExclusionReason reason);
/// Never dropped by an amendment: what a doctor declined (`conflict_of_interest`, `declined`) and
/// who took part before an appeal (`same_evaluator`).
[[nodiscard]] bool is_lasting(ExclusionReason reason);

/// What a request was before an appeal opened it anew.
struct EarlierDecision {
    Decision decision = Decision::refused;
    LegalDay decided_on;
    std::optional<LegalDay> notified_on{};
    std::optional<LegalDay> appealed_on{};  ///< the appeal that this decision answered, if any
    bool operator==(const EarlierDecision&) const = default;
};

/// One right asked for: the unit of law and of statistics.
struct RightRequest {
    Right right = Right::autre;
    Nature nature = Nature::first;
    std::optional<LegalDay> current_right_ends_on{};
    bool opened_automatically = false;  ///< an RQTH that an AAH opened
    std::optional<Decision> decision{};
    std::optional<LegalDay> decided_on{};
    std::optional<LegalDay> withdrawn_on{};
    std::optional<LegalDay> appealed_on{};   ///< of the current round
    std::optional<LegalDay> notified_on{};   ///< the day its decision was sent
    std::vector<EarlierDecision> earlier{};  ///< oldest first: those that were appealed
    bool operator==(const RightRequest&) const = default;
};
/// Not withdrawn, and not finally decided: a *sursis* leaves the request open.
[[nodiscard]] bool is_open(const RightRequest& request);

/// One doctor who may not, and why. Doctor and reason say which exclusion it is; when it became
/// known, and from whom, may be unsaid.
struct Exclusion {
    DoctorId doctor;
    ExclusionReason reason = ExclusionReason::conflict_of_interest;
    std::optional<LegalDay> declared_on{};
    std::optional<ExclusionSource> source{};
    bool operator==(const Exclusion&) const = default;
};
/// The same doctor for the same reason, whatever is said of its day and source.
[[nodiscard]] bool is_same_exclusion(const Exclusion& a, const Exclusion& b);
/// What stands when `said` is said of an exclusion that is `known`: an unsaid day or source takes
/// nothing away, and an extract, which knows neither, adds nothing.
[[nodiscard]] Exclusion merged(const Exclusion& known, const Exclusion& said);
/// `list` holds the exclusion, and `said` adds nothing to it.
[[nodiscard]] bool holds(std::span<const Exclusion> list, const Exclusion& said);

struct Assignment {
    DoctorId doctor;
    AssignmentMode mode = AssignmentMode::claim;
    LegalDay assigned_on;
    Instant assigned_at;
    std::optional<LegalDay> started_on{};
    std::optional<Instant> started_at{};
    std::optional<DoctorId> supervisor{};  ///< of a supervised doctor: whose minutes are reserved
    int supervision_minutes = 0;
    bool operator==(const Assignment&) const = default;
};

/// One doctor's turn at a file, from the assignment on. Numbers run from 1 and are never given
/// again.
struct Attempt {
    int number = 1;
    DoctorId doctor;
    AssignmentMode mode = AssignmentMode::claim;
    LegalDay assigned_on;
    std::optional<LegalDay> ended_on{};
    AttemptOutcome outcome = AttemptOutcome::open;
    bool operator==(const Attempt&) const = default;
};

/// The evaluation of the current round, by the doctor of the assignment.
struct Evaluation {
    DoctorId doctor;
    int minutes_spent = 0;
    std::optional<Outcome> outcome{};        ///< of the last submission
    std::optional<LegalDay> submitted_on{};  ///< the day it became conclusive
    std::optional<DoctorId> countersigned_by{};
    std::optional<LegalDay> countersigned_on{};
    bool operator==(const Evaluation&) const = default;
};

/// What a person files, as `createFile` takes it.
struct Registration {
    Reference reference;
    LegalDay filed_on;
    std::optional<LegalDay> complete_on{};
    StageOfLife stage = StageOfLife::adult;
    Sector sector;
    Procedure procedure = Procedure::normal;
    std::optional<UrgencyReason> urgency_reason{};
    std::optional<LegalDay> urgency_requested_on{};
    std::vector<RightRequest> requests;         ///< 1 to `right_count`, no right twice
    std::vector<Skill> required_skills{};       ///< sorted, unique, at most 8
    std::vector<Exclusion> excluded_doctors{};  ///< at most 64
    std::optional<int> expected_minutes{};      ///< 1 to 600; else from the table
    Modality modality = Modality::on_file;      ///< `visit`: who evaluates must see the person
    bool operator==(const Registration&) const = default;
};

/// One person's filing; the unit that a doctor evaluates. A plain value: every change is a pure
/// function that gives an event (`domain/transitions.hpp`), and `apply` (`domain/events.hpp`) folds
/// events into files, so that a file is always what its history says.
struct CaseFile {
    FileId id;
    Registration facts;  ///< requests, exclusions and skills as they stand now
    FileState state = FileState::filed;
    std::vector<Suspension> suspensions{};
    std::optional<Assignment> assignment{};
    std::optional<Evaluation> evaluation{};
    int round = 1;                         ///< 2 and more: appeal rounds
    std::optional<LegalDay> queued_on{};   ///< last entry into the queue: the waiting clock's start
    std::optional<LegalDay> decided_on{};  ///< the day its last request was decided or withdrawn
    std::optional<LegalDay> notified_on{};
    /// Who took part: in earlier rounds, countersigners included, and in a returned evaluation.
    std::vector<DoctorId> evaluators{};
    std::vector<Attempt> attempts{};  ///< oldest first; the last `attempts_kept_max` of them
    StageAccount stages{};            ///< of the current round
    std::vector<EarlierRound> earlier_rounds{};  ///< oldest first
    bool operator==(const CaseFile&) const = default;
};

inline constexpr std::size_t suspensions_max = 64;
inline constexpr std::size_t exclusions_max = 64;         ///< as entered
inline constexpr std::size_t exclusions_total_max = 128;  ///< with those who declined or took part
inline constexpr std::size_t evaluators_max = 64;
inline constexpr std::size_t skills_max = 8;
inline constexpr int rounds_max = 16;
inline constexpr std::size_t attempts_kept_max = 32;

[[nodiscard]] bool is_open(const CaseFile& file);
/// Filing, or the last appeal.
[[nodiscard]] LegalDay round_began_on(const CaseFile& file);
/// `<file id>-<number>`: the attempt's own name.
[[nodiscard]] std::string attempt_id(const FileId& file, const Attempt& attempt);
/// Adds the attempt that the file's assignment has begun, and ends the wait for a doctor. Nothing
/// where one is open.
void begin_attempt(CaseFile& file);
/// An indispensable document is awaited on `today`: the legal clock stands still, and no doctor is
/// given the file.
[[nodiscard]] bool is_suspended(const CaseFile& file, LegalDay today);
/// The day of the last step recorded: nothing later may be entered before it.
[[nodiscard]] LegalDay last_step_on(const CaseFile& file);

}  // namespace echeance
