// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/case_file.hpp"
#include "domain/priority.hpp"

namespace echeance {

/// What waits, under one key. Requests are the unit of law, files the unit of work.
struct BacklogCount {
    std::int64_t files = 0;
    std::int64_t requests = 0;  ///< open ones
    std::int64_t overdue = 0;   ///< open requests past their legal limit
    std::int64_t minutes = 0;   ///< expected, still to be spent
    bool operator==(const BacklogCount&) const = default;
    BacklogCount& operator+=(const BacklogCount& other);
    BacklogCount& operator-=(const BacklogCount& other);
};

/// Counts by key. The keys a file stands under: `s:<state>:<stage>:<procedure>` always; while it is
/// open also `z:<sector>`, `d:<due day number>` (`d:none` without a limit running), `a:<filing day
/// number>`, and `r:<right>` for each open request: a file with several rights stands under each,
/// with that right's own requests and the whole file's minutes; likewise `n:<nature>`, which a
/// placement from before statistics were kept does not count.
using BacklogCounts = std::map<std::string, BacklogCount>;

[[nodiscard]] BacklogCounts backlog_of(const CaseFile& file, const Placement& placement);
/// The key of `s:` alone, as a claim changes no other.
[[nodiscard]] std::string state_key(FileState state, StageOfLife stage, Procedure procedure);
/// `after` less `before`, without zero rows.
[[nodiscard]] BacklogCounts difference(const BacklogCounts& after, const BacklogCounts& before);

/// Age of an open file in eight bands of whole days since filing, by their upper edge:
/// `0-30 31-60 61-90 91-122 123-180 181-365 366-548 549+`.
[[nodiscard]] std::string_view age_band(int days);
/// Where a due date stands: `overdue_366+ overdue_91-365 overdue_31-90 overdue_1-30 due_0-7
/// due_8-30 due_31-60 due_61+ none`.
[[nodiscard]] std::string_view due_bucket(std::optional<LegalDay> due_on, LegalDay today);

}  // namespace echeance
