// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/legal_day.hpp"

namespace echeance {

/// A request for documents (*demande de pièces*). It stops the legal clock only when the document
/// is indispensable (CRPA L.114-5, L.114-5-1), from `asked_on` to the earlier of `received_on` and
/// `time_limit_on`, that day excluded.
struct Suspension {
    std::string reason;                  ///< one of the contract's closed set
    std::vector<std::string> documents;  ///< codes of documents, never free text
    LegalDay asked_on;
    LegalDay time_limit_on;
    bool indispensable = true;
    std::optional<LegalDay> received_on;
    bool operator==(const Suspension&) const = default;
};

/// True while the clock stands still on `today`: indispensable, not received, limit not reached.
[[nodiscard]] bool is_open(const Suspension& suspension, LegalDay today);

/// The days that stop the legal clock, as a union: sorted, disjoint, not adjacent. An open
/// suspension is closed at `today`; one asked after `today` is not counted yet.
[[nodiscard]] std::vector<DayInterval> suspended_intervals(std::span<const Suspension> suspensions,
                                                           LegalDay today);

/// What the suspensions do to one period.
struct SuspendedTime {
    LegalDay due_on;                   ///< the period's end, pushed by as many days
    int days = 0;                      ///< suspended days counted within the pushed period
    std::vector<DayInterval> counted;  ///< those that pushed the due date
    std::vector<DayInterval> ignored;  ///< before the start, or after the clock had run out
};
/// Pushes `due_on` by the intervals (sorted, disjoint) that lie in [start, due], taken in order:
/// one that begins after the due date as pushed so far finds the clock already run out.
[[nodiscard]] SuspendedTime push_due_date(LegalDay start,
                                          LegalDay due_on,
                                          std::span<const DayInterval> intervals);

}  // namespace echeance
