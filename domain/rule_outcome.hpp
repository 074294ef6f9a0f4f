// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Time on one clock: from its start, less the days on which it stood still.
struct ClockSpan {
    LegalDay start_on;
    std::vector<DayInterval> stops{};  ///< sorted, disjoint, from `start_on` on
    /// Days counted on `day`; 0 before the start.
    [[nodiscard]] int elapsed_on(LegalDay day) const;
    bool operator==(const ClockSpan&) const = default;
};
/// `120~3:9~20:31`: days from the start to `end`, then each stop as days after the start.
[[nodiscard]] std::string text_before(LegalDay end, const std::optional<ClockSpan>& span);
/// The reverse. The inner is empty for an empty text, the outer for a text of another form.
[[nodiscard]] std::optional<std::optional<ClockSpan>> span_before(LegalDay end,
                                                                  std::string_view text);
/// `~3:9~20:31`, the stops alone, and back.
[[nodiscard]] std::string stops_text(const ClockSpan& span);
[[nodiscard]] std::optional<ClockSpan> span_from(LegalDay start_on, std::string_view stops);

/// What the rules make of one round of one request. Kept with the file's placement, so that the
/// statistics take back exactly what they counted, whatever the rules have become since.
struct RuleOutcome {
    std::optional<ClockSpan> legal{};  ///< absent: the clock has not started
    /// Of a decided round: on or before its legal due date, its service target. Absent where there
    /// is none.
    std::optional<bool> within_limit{};
    std::optional<bool> within_target{};
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<RuleOutcome> parse(std::string_view text);
    bool operator==(const RuleOutcome&) const = default;
};

/// Calls `use(round)` for every round of the request, oldest first: a request as it stood, with
/// that round's decision and days.
template <class Use>
void for_each_round(const RightRequest& request, Use use) {
    for (const auto& earlier : request.earlier) {
        RightRequest round{request.right, request.nature};
        round.decision = earlier.decision;
        round.decided_on = earlier.decided_on;
        round.notified_on = earlier.notified_on;
        round.appealed_on = earlier.appealed_on;
        use(round);
    }
    use(request);
}

/// For each request of the file and each of its rounds, in the order of `for_each_round`. Does not
/// depend on the day.
[[nodiscard]] std::vector<RuleOutcome> rule_outcomes(const CaseFile& file, const Rules& rules);

}  // namespace echeance
