// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// The three honest answers to "how long", per request, and the stage clocks of the file.
enum class ClockKind : std::uint8_t {
    citizen,    ///< `filed_on` to `notified_on`; never stops
    legal,      ///< the right's start event to its decision; stops for suspensions
    barometer,  ///< `complete_on` to its decision; never stops (CNSA)
    intake,
    waiting,
    evaluation,
    countersignature,
    decision,
    notification,
};
enum class ClockState : std::uint8_t { not_started, running, suspended, met, breached };
[[nodiscard]] std::string_view to_text(ClockKind clock);
[[nodiscard]] std::string_view to_text(ClockState state);

struct AppliedRule {
    std::string id;
    int version = 0;
    std::string reference;
    bool operator==(const AppliedRule&) const = default;
};

/// What one clock says on a day. Days counted are those after the start day: 0 on the day itself.
struct ClockReading {
    ClockKind clock = ClockKind::citizen;
    std::optional<Right> right{};        ///< request clocks only
    std::optional<LegalDay> start_on{};  ///< absent: not started
    std::optional<LegalDay>
        due_on{};  ///< last day in time; absent where no limit or target applies
    std::optional<LegalDay> ended_on{};
    int elapsed_days = 0;  ///< suspended days left out for `legal`
    std::optional<int>
        remaining_days{};  ///< until `due_on`, negative when late; running clocks only
    int suspended_days = 0;
    /// `breached` from the day after `due_on`; a clock that ended is `met` or `breached` for ever.
    ClockState state = ClockState::not_started;
    std::optional<AppliedRule> rule{};
    std::vector<DayInterval> counted{};      ///< periods that count
    std::vector<DayInterval> not_counted{};  ///< suspended periods
};

/// The legal clock of one request: DOMAIN.md's table, appeals included (CRPA L.411-7).
[[nodiscard]] ClockReading legal_clock(const CaseFile& file,
                                       const RightRequest& request,
                                       const Rules& rules,
                                       LegalDay today);
/// The two that never stop. An appeal makes the person wait anew, from its day.
[[nodiscard]] ClockReading citizen_clock(const CaseFile& file,
                                         const RightRequest& request,
                                         LegalDay today);
[[nodiscard]] ClockReading barometer_clock(const CaseFile& file,
                                           const RightRequest& request,
                                           const Targets& targets,
                                           LegalDay today);
/// Every clock: three per request, then the six stages of the file.
[[nodiscard]] std::vector<ClockReading> clocks(const CaseFile& file,
                                               const Rules& rules,
                                               LegalDay today);

/// Earliest legal due date of the open requests; empty when no clock has started or none is open.
[[nodiscard]] std::optional<LegalDay> due_on(const CaseFile& file,
                                             const Rules& rules,
                                             LegalDay today);

}  // namespace echeance
