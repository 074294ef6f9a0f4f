// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "api/json/reader.hpp"

namespace echeance::codec {
namespace {

constexpr auto required = Presence::required;

/// Builds the change from a reader; empty when a fault was found.
using ReadChange = std::optional<FileChange> (*)(Reader&);

std::optional<FileChange> registered(Reader& reader) {
    auto facts = read_registration(reader, Origin::event);
    if (!facts) return std::nullopt;
    return FileRegistered{std::move(*facts)};
}

std::optional<FileChange> amended(Reader& reader) {
    return FileAmended{read_amendment(reader, Origin::event)};
}

std::optional<FileChange> requested(Reader& reader) {
    auto suspension = read_suspension(reader, std::nullopt);
    if (!suspension) return std::nullopt;
    return DocumentsRequested{std::move(*suspension)};
}

/// A change that is one day and no more.
template <class Change>
std::optional<FileChange> on_a_day(Reader& reader) {
    constexpr std::string_view name = std::is_same_v<Change, FileCompleted>       ? "complete_on"
                                      : std::is_same_v<Change, DocumentsReceived> ? "received_on"
                                                                                  : "on";
    const auto day = reader.day(name, required);
    if (!day) return std::nullopt;
    return Change{*day};
}

std::optional<FileChange> assigned(Reader& reader) {
    auto doctor = reader.name<DoctorId>("doctor", required);
    const auto mode = reader.word<AssignmentMode>("mode", required);
    const auto on = reader.day("on", required);
    auto reason = reader.text("reason", reason_length_max, Presence::optional);
    auto overridden =
        reader.words<EligibilityRule>("overridden", eligibility_rule_count, Presence::optional);
    auto supervisor = reader.name<DoctorId>("supervisor", Presence::optional);
    const auto minutes = reader.integer("supervision_minutes", 0, 600, Presence::optional);
    if (!doctor || !mode || !on) return std::nullopt;
    return FileAssigned{std::move(*doctor),
                        *mode,
                        *on,
                        std::move(reason),
                        std::move(overridden),
                        std::move(supervisor),
                        minutes.value_or(0)};
}

std::optional<FileChange> released(Reader& reader) {
    const auto on = reader.day("on", required);
    const auto reason = reader.word<ReleaseReason>("reason", Presence::optional);
    if (!on) return std::nullopt;
    return FileReleased{*on, reason.value_or(ReleaseReason::by_hand)};
}

std::optional<FileChange> declined(Reader& reader) {
    auto doctor = reader.name<DoctorId>("doctor", required);
    const auto reason = reader.word<DeclineReason>("reason", required);
    const auto on = reader.day("on", required);
    const auto source = reader.word<ExclusionSource>("source", Presence::optional);
    if (!doctor || !reason || !on) return std::nullopt;
    return AssignmentDeclined{std::move(*doctor), *reason, *on, source};
}

/// The second of the two words of a two-valued member.
std::optional<bool> is_second(Reader& reader,
                              std::string_view name,
                              std::string_view first,
                              std::string_view second) {
    const auto text = reader.text(name, word_length_max, required);
    if (!text) return std::nullopt;
    if (*text != first && *text != second) reader.faults().add(reader.at(name), "unknown_code");
    return *text == second;
}

std::optional<FileChange> submitted(Reader& reader) {
    const auto minutes = reader.integer("minutes_spent", 0, 100'000, required);
    const auto outcome = reader.word<Outcome>("outcome", required);
    const auto needed = is_second(reader, "countersignature", "not_needed", "needed");
    const auto on = reader.day("on", required);
    const auto modality = reader.word<Modality>("modality", Presence::optional);
    if (!minutes || !outcome || !needed || !on) return std::nullopt;
    return EvaluationSubmitted{*minutes,
                               *outcome,
                               *needed ? Countersignature::needed : Countersignature::not_needed,
                               *on,
                               modality};
}

std::optional<FileChange> countersigned(Reader& reader) {
    auto by = reader.name<DoctorId>("by", required);
    const auto on = reader.day("on", required);
    if (!by || !on) return std::nullopt;
    return EvaluationCountersigned{std::move(*by), *on};
}

std::optional<FileChange> returned(Reader& reader) {
    auto by = reader.name<DoctorId>("by", required);
    const auto to_queue = is_second(reader, "to", "doctor", "queue");
    const auto on = reader.day("on", required);
    if (!by || !to_queue || !on) return std::nullopt;
    return EvaluationReturned{std::move(*by), *to_queue ? ReturnTo::queue : ReturnTo::doctor, *on};
}

template <class Change>
std::optional<FileChange> about_decisions(Reader& reader) {
    return Change{read_decisions(reader, std::nullopt)};
}

template <class Change>
std::optional<FileChange> about_rights(Reader& reader) {
    auto rights = reader.words<Right>("rights", right_count, required);
    const auto on = reader.day("on", required);
    if (!on) return std::nullopt;
    return Change{std::move(rights), *on};
}

/// In the order of `file_event_types`.
constexpr std::array<ReadChange, file_event_types.size()> readers{
    registered,
    amended,
    on_a_day<FileCompleted>,
    requested,
    on_a_day<DocumentsReceived>,
    assigned,
    released,
    declined,
    on_a_day<EvaluationStarted>,
    submitted,
    countersigned,
    returned,
    about_decisions<RequestsDecided>,
    on_a_day<FileNotified>,
    about_rights<FileWithdrawn>,
    about_rights<FileAppealed>,
    about_decisions<DecisionsCorrected>};

}  // namespace

Result<FileChange> change(std::string_view type, std::string_view data) {
    const auto* const found = std::ranges::find(file_event_types, type);
    if (found == file_event_types.end())
        return refuse_field("/type", "unknown_code", "Not a type of event of a file.");
    const auto document = parse(data);
    if (!document) return std::unexpected(document.error());
    Faults faults;
    Reader reader(*document, "", faults);
    auto result = readers[static_cast<std::size_t>(found - file_event_types.begin())](reader);
    reader.refuse_others();
    if (!result || !faults.empty()) return std::move(faults).refusal();
    return std::move(*result);
}

}  // namespace echeance::codec
