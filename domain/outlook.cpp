// SPDX-License-Identifier: EUPL-1.2
#include "domain/outlook.hpp"

#include <algorithm>

#include "domain/clocks.hpp"

namespace echeance {
namespace {

using Day = std::optional<LegalDay>;

std::optional<FileStage> stage_of(FileState state) {
    switch (state) {
        case FileState::filed:
            return FileStage::intake;
        case FileState::queued:
            return FileStage::waiting;
        case FileState::assigned:
        case FileState::in_evaluation:
            return FileStage::evaluation;
        case FileState::awaiting_countersignature:
            return FileStage::countersignature;
        case FileState::evaluated:
            return FileStage::decision;
        case FileState::decided:
            return FileStage::notification;
        case FileState::notified:
        case FileState::withdrawn:
            return std::nullopt;
    }
    return std::nullopt;
}

bool awaits_other_documents(const CaseFile& file, LegalDay today) {
    return std::ranges::any_of(file.suspensions, [&](const Suspension& one) {
        return !one.indispensable && !one.received_on && one.asked_on <= today &&
               today < one.time_limit_on;
    });
}

/// Before the evaluation a doctor may still find a document missing.
bool is_unread(FileState state) {
    return state == FileState::queued || is_held(state);
}

bool limit_has_passed(const CaseFile& file, const Rules& rules, LegalDay today) {
    const auto due = due_on(file, rules, today);
    return due && *due < today;
}

Day first_right_to_end(const CaseFile& file) {
    Day first;
    for (const auto& request : file.facts.requests) {
        if (!is_open(request) || !request.current_right_ends_on) continue;
        if (!first || *request.current_right_ends_on < *first)
            first = request.current_right_ends_on;
    }
    return first;
}

std::optional<OutlookWindow> window_of(const CaseFile& file,
                                       LegalDay today,
                                       const OutlookEstimate& estimate) {
    const bool is_expected = file.state != FileState::filed && !is_suspended(file, today);
    if (!is_expected || !estimate.decided_p50_on || !estimate.decided_p80_on) return std::nullopt;
    const auto from = std::max(today, *estimate.decided_p50_on);
    return OutlookWindow{from, std::max(from, *estimate.decided_p80_on)};
}

void note_documents(Outlook& outlook, const CaseFile& file, LegalDay today) {
    using enum OutlookNote;
    const bool stands_still = is_suspended(file, today);
    if (file.state == FileState::filed) outlook.notes.push_back(documents_missing);
    if (stands_still) outlook.notes.push_back(documents_awaited);
    if (awaits_other_documents(file, today)) outlook.notes.push_back(documents_expected);
    if (is_unread(file.state) && !stands_still) outlook.notes.push_back(documents_may_be_asked);
}

void note_right(Outlook& outlook, const CaseFile& file, LegalDay today) {
    const auto ends_on = first_right_to_end(file);
    if (!ends_on) return;
    const bool has_ended = *ends_on < today;
    const bool ends_before = outlook.window && *ends_on <= outlook.window->until;
    if (!has_ended && !ends_before) return;
    outlook.right_ends_on = ends_on;
    outlook.notes.push_back(has_ended ? OutlookNote::right_has_ended
                                      : OutlookNote::right_ends_before);
}

}  // namespace

Outlook outlook_of(const CaseFile& file,
                   const Rules& rules,
                   LegalDay today,
                   const OutlookEstimate& estimate) {
    Outlook outlook{.state = file.state, .stage = stage_of(file.state)};
    if (!is_open(file)) return outlook;
    outlook.window = window_of(file, today, estimate);
    if (file.state == FileState::queued && !is_suspended(file, today) && estimate.files_before)
        outlook.files_before = std::max(0, *estimate.files_before);
    note_documents(outlook, file, today);
    if (file.state == FileState::awaiting_countersignature)
        outlook.notes.push_back(OutlookNote::countersignature_awaited);
    if (limit_has_passed(file, rules, today)) outlook.notes.push_back(OutlookNote::limit_passed);
    note_right(outlook, file, today);
    outlook.notes.push_back(outlook.window ? OutlookNote::estimate_only : OutlookNote::no_estimate);
    return outlook;
}

}  // namespace echeance
