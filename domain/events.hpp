// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/eligibility.hpp"

namespace echeance {

/// Facts that may still change after filing; an absent member stays as it was. An
/// `expected_minutes`, `urgency_*` or `current_right_ends_on` that is to go is said so by the outer
/// optional's inner empty.
struct Amendment {
    std::optional<LegalDay> filed_on{};
    std::optional<StageOfLife> stage{};
    std::optional<Sector> sector{};
    std::optional<Procedure> procedure{};
    std::optional<std::optional<UrgencyReason>> urgency_reason{};
    std::optional<std::optional<LegalDay>> urgency_requested_on{};
    std::optional<std::vector<RightRequest>>
        requests{};  ///< right, nature, end only; before evaluation
    std::optional<std::vector<Skill>> required_skills{};
    std::optional<std::vector<Exclusion>> excluded_doctors{};  ///< never drops a lasting one
    std::optional<std::optional<int>> expected_minutes{};
    std::optional<Modality> modality{};
    bool operator==(const Amendment&) const = default;
};

struct FileRegistered {
    Registration facts;
    bool operator==(const FileRegistered&) const = default;
};
struct FileAmended {
    Amendment changes;
    bool operator==(const FileAmended&) const = default;
};
struct FileCompleted {
    LegalDay complete_on;
    bool operator==(const FileCompleted&) const = default;
};
struct DocumentsRequested {
    Suspension suspension;
    bool operator==(const DocumentsRequested&) const = default;
};
/// Closes every suspension that was still awaited.
struct DocumentsReceived {
    LegalDay received_on;
    bool operator==(const DocumentsReceived&) const = default;
};
struct FileAssigned {
    DoctorId doctor;
    AssignmentMode mode = AssignmentMode::claim;
    LegalDay on;
    std::optional<std::string> reason{};        ///< manual only
    std::vector<EligibilityRule> overridden{};  ///< manual only: rules the reason stands for
    std::optional<DoctorId> supervisor{};       ///< of a supervised doctor
    int supervision_minutes = 0;
    bool operator==(const FileAssigned&) const = default;
};
struct FileReleased {
    LegalDay on;
    ReleaseReason reason = ReleaseReason::by_hand;
    bool operator==(const FileReleased&) const = default;
};
struct AssignmentDeclined {
    DoctorId doctor;
    DeclineReason reason = DeclineReason::other;
    LegalDay on;
    /// Of the conflict, which `on` then dates. Absent for other reasons, and in events from before
    /// conflicts were dated: those rebuild the undated exclusion that they made.
    std::optional<ExclusionSource> source{};
    bool operator==(const AssignmentDeclined&) const = default;
};
struct EvaluationStarted {
    LegalDay on;
    bool operator==(const EvaluationStarted&) const = default;
};
enum class Countersignature : std::uint8_t { not_needed, needed };
struct EvaluationSubmitted {
    int minutes_spent = 0;
    Outcome outcome = Outcome::conclusive;
    Countersignature countersignature = Countersignature::not_needed;
    LegalDay on;
    /// How the file is to be evaluated from here on. Absent: as before, also in events that say
    /// `needs_visit` from before files said so.
    std::optional<Modality> modality{};
    bool operator==(const EvaluationSubmitted&) const = default;
};
struct EvaluationCountersigned {
    DoctorId by;
    LegalDay on;
    bool operator==(const EvaluationCountersigned&) const = default;
};
enum class ReturnTo : std::uint8_t { doctor, queue };
struct EvaluationReturned {
    DoctorId by;
    ReturnTo to = ReturnTo::doctor;
    LegalDay on;
    bool operator==(const EvaluationReturned&) const = default;
};
struct RequestDecision {
    Right right = Right::autre;
    Decision decision = Decision::granted;
    LegalDay decided_on;
    bool operator==(const RequestDecision&) const = default;
};
struct RequestsDecided {
    std::vector<RequestDecision> decisions;
    bool operator==(const RequestsDecided&) const = default;
};
/// What was entered wrongly of decisions, put right: the decision, its day, or both.
struct DecisionsCorrected {
    std::vector<RequestDecision> decisions;
    bool operator==(const DecisionsCorrected&) const = default;
};
struct FileNotified {
    LegalDay on;
    bool operator==(const FileNotified&) const = default;
};
struct FileWithdrawn {
    std::vector<Right> rights;
    LegalDay on;
    bool operator==(const FileWithdrawn&) const = default;
};
struct FileAppealed {
    std::vector<Right> rights;
    LegalDay on;
    bool operator==(const FileAppealed&) const = default;
};

using FileChange = std::variant<FileRegistered,
                                FileAmended,
                                FileCompleted,
                                DocumentsRequested,
                                DocumentsReceived,
                                FileAssigned,
                                FileReleased,
                                AssignmentDeclined,
                                EvaluationStarted,
                                EvaluationSubmitted,
                                EvaluationCountersigned,
                                EvaluationReturned,
                                RequestsDecided,
                                FileNotified,
                                FileWithdrawn,
                                FileAppealed,
                                DecisionsCorrected>;

/// One entry of a file's history. `at` is the instant of entry, the change's own day the legal one.
struct FileEvent {
    FileId file;
    Instant at;
    std::string actor;  ///< name of the credential that did it
    FileChange change;
    bool operator==(const FileEvent&) const = default;
};

/// CloudEvents type without its prefix: `file.registered`, `file.assigned`,
/// `evaluation.submitted`...
[[nodiscard]] std::string_view type_of(const FileChange& change);
/// In the order of the variant, so that a reader of events finds the alternative by its index.
inline constexpr std::array<std::string_view, std::variant_size_v<FileChange>> file_event_types{
    "file.registered",
    "file.amended",
    "file.completed",
    "documents.requested",
    "documents.received",
    "file.assigned",
    "file.released",
    "assignment.declined",
    "evaluation.started",
    "evaluation.submitted",
    "evaluation.countersigned",
    "evaluation.returned",
    "requests.decided",
    "file.notified",
    "file.withdrawn",
    "file.appealed",
    "decisions.corrected"};

/// The exclusions after an amendment to `given`: lasting ones stay, named or not, and so does what
/// is known of their day and source.
[[nodiscard]] std::vector<Exclusion> amended_exclusions(std::span<const Exclusion> current,
                                                        std::vector<Exclusion> given);
/// A file's first event. Precondition: it is a `FileRegistered`.
[[nodiscard]] CaseFile begin_file(const FileEvent& registered);
/// The file after `event`. Trusts that a transition made the event; knows no rule that could
/// refuse.
[[nodiscard]] CaseFile apply(CaseFile file, const FileEvent& event);

/// The steps of one write: `use(before, event, after)` for each of its events, in order, with the
/// file as the step found it (null: it registers the file) and left it. `before` and `after` are
/// the file before and after all of them.
template <class Use>
void for_each_step(const CaseFile* before,
                   std::span<const FileEvent> events,
                   const CaseFile& after,
                   Use use) {
    std::optional<CaseFile> last;  // between two events of the same write
    const CaseFile* found = before;
    for (const auto& event : events.first(events.empty() ? 0 : events.size() - 1)) {
        auto left = found == nullptr ? begin_file(event) : apply(*found, event);
        use(found, event, std::as_const(left));
        last = std::move(left);
        found = &*last;
    }
    if (!events.empty()) use(found, events.back(), after);
}

}  // namespace echeance
