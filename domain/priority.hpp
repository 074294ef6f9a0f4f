// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/clocks.hpp"
#include "domain/eligibility.hpp"
#include "domain/rule_outcome.hpp"
#include "domain/rules.hpp"

namespace echeance {

struct Credit {
    std::string id;  ///< of the credit rule
    int days = 0;
    bool operator==(const Credit&) const = default;
};

/// Every credit a file earns on `today`, largest first; only the largest counts.
[[nodiscard]] std::vector<Credit> credits(const CaseFile& file,
                                          const Priorities& priorities,
                                          LegalDay today);

/// Where a file stands in the queue: two lanes, so that a share of claims goes to files still on
/// time.
enum class Lane : std::uint8_t { none, on_time, late };
[[nodiscard]] std::string_view to_text(Lane lane);

/// All that the indexes keep of a file, derived from the file, the rules and the day. A file in no
/// queue has lane `none`.
struct Placement {
    std::optional<LegalDay> due_on{};
    std::optional<LegalDay> effective_due_on{};
    Lane lane = Lane::none;
    std::string queue_class{};      ///< `RequirementClass::text()`; empty with lane `none`
    std::uint64_t queue_score = 0;  ///< below 2^53: effective due date, filing date, hash of the id
    int open_requests = 0;
    std::uint32_t overdue_rights = 0;  ///< bit set by `Right` of the open requests past their limit
    int expected_minutes = 0;          ///< still to be spent; 0 once evaluated
    /// The next day on which any of this changes by itself (a limit passed, a right that ends, a
    /// suspension that runs, an assignment not started in time); empty when never.
    std::optional<LegalDay> turns_on{};
    std::vector<RuleOutcome> outcomes{};  ///< for the statistics, as `rule_outcomes` gives them
    bool operator==(const Placement&) const = default;
};

/// `salt` keys the tie-break, so that nobody can game the order by choosing when to register.
[[nodiscard]] Placement placement(const CaseFile& file,
                                  const Rules& rules,
                                  const Partition& partition,
                                  LegalDay today,
                                  std::uint64_t salt);

/// The last part of a queue score: what orders files of the same effective due and filing day.
[[nodiscard]] std::uint32_t queue_tie(const FileId& id, std::uint64_t salt);

/// Expected minutes of a whole file: what was entered, else the largest request's minutes and half
/// of each other's, rounded up.
[[nodiscard]] int expected_minutes(const CaseFile& file, const MinutesTable& minutes);
/// Those that a doctor has still to spend on the file; 0 once evaluated.
[[nodiscard]] int minutes_still_expected(const CaseFile& file, const MinutesTable& minutes);

/// The n-th claim of a tenant (from 0) takes from the on-time lane first: exactly `percent` of any
/// hundred claims in a row, spread evenly.
[[nodiscard]] bool is_on_time_turn(std::uint64_t n, int percent);

}  // namespace echeance
