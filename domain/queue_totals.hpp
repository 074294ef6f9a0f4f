// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/clocks.hpp"
#include "domain/eligibility.hpp"
#include "domain/events.hpp"
#include "domain/rules.hpp"

// What has happened to the queue since the store began, as counters that never fall: what a
// monitoring system takes rates and quantiles of. Unlike the statistics they are never put right:
// an amendment, a corrected decision or new rules change what is, not what happened.
namespace echeance {

/// By name, as the functions below give them.
using QueueTotals = std::map<std::string, std::int64_t>;

/// Upper edges of the delays' classes in days, the legal limits among them; one class is above.
inline constexpr std::array<int, 13> delay_edges_days{
    1, 7, 14, 30, 45, 60, 90, 122, 150, 180, 240, 365, 548};
inline constexpr std::size_t delay_class_count = delay_edges_days.size() + 1;
/// The clocks of a request.
inline constexpr std::array<ClockKind, 3> request_clocks{
    ClockKind::citizen, ClockKind::legal, ClockKind::barometer};

// Names of totals.
inline constexpr std::string_view files_received_total = "f";
/// `from` empty: the file was registered.
[[nodiscard]] std::string transition_total(std::optional<FileState> from, FileState to);
[[nodiscard]] std::string decision_total(Right right, Decision decision);
/// Of decided requests with a legal limit: within it, or not.
enum class LimitResult : std::uint8_t { met, breached };
[[nodiscard]] std::string_view to_text(LimitResult result);
[[nodiscard]] std::string limit_total(Right right, LimitResult result);
/// Days of the decided requests (notified, for `citizen`) on a clock: the beginning of the names of
/// a class (`class_total`) and of their sum (`days_total`).
[[nodiscard]] std::string processing_totals(Right right, ClockKind clock);
/// Likewise the days that notified files spent in a stage.
[[nodiscard]] std::string stage_totals(FileStage stage);
/// Files given to doctors; claims are counted by the store.
[[nodiscard]] std::string assignment_total(AssignmentMode mode);
[[nodiscard]] std::string decline_total(DeclineReason reason);
/// Rules that a reason passed over.
[[nodiscard]] std::string override_total(EligibilityRule rule);
/// Reasons of suspensions that are told apart: the contract takes any code, the last stands for all
/// others.
inline constexpr std::array<std::string_view, 3> suspension_reasons_told{
    "missing_document", "outdated_document", "other"};
/// Days that suspensions took of notified files.
[[nodiscard]] std::string suspension_total(std::string_view reason);
[[nodiscard]] std::string class_total(std::string_view totals, std::size_t delay_class);
[[nodiscard]] std::string days_total(std::string_view totals);

/// What a commit adds. `before` null: the file is new, and the first event registers it. `after` is
/// the file with all `events` applied. A claim is no commit: the store counts its transition.
[[nodiscard]] QueueTotals totals_of(const CaseFile* before,
                                    const CaseFile& after,
                                    std::span<const FileEvent> events,
                                    const Rules& rules);

}  // namespace echeance
