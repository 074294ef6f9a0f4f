// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
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
/// open also `z:<sector>`, `d:<due day number>` (`d:none` without a limit running), `a:<state>:
/// <filing day number>`, `k:<skill>` for each skill that it asks for (`k:none` without any), and
/// `r:<right>` for each open request: a file with several rights stands under each, with that
/// right's own requests and the whole file's minutes; likewise `n:<nature>`, which a placement from
/// before statistics were kept does not count. `e:<due day number>:<right>` holds requests alone,
/// by the day of `d:`.
using BacklogCounts = std::map<std::string, BacklogCount>;

[[nodiscard]] BacklogCounts backlog_of(const CaseFile& file, const Placement& placement);
/// The keys of `s:`, `a:` and `e:`; a claim changes the first two.
[[nodiscard]] std::string state_key(FileState state, StageOfLife stage, Procedure procedure);
[[nodiscard]] std::string age_key(FileState state, LegalDay filed_on);
[[nodiscard]] std::string due_key(LegalDay due_on, Right right);
/// The day that a key of `d:` or `e:` is about, or the state and day of `a:`. Empty for others.
[[nodiscard]] std::optional<LegalDay> due_day_of(std::string_view key);
struct StateAndDay {
    FileState state = FileState::filed;
    LegalDay day;
};
[[nodiscard]] std::optional<StateAndDay> filing_day_of(std::string_view key);
/// `after` less `before`, without zero rows.
[[nodiscard]] BacklogCounts difference(const BacklogCounts& after, const BacklogCounts& before);

/// Whole days up to an edge; the last of a list has none.
struct DayBand {
    int up_to = 0;
    std::string_view name;
};
/// Ages of open files, in days since filing.
inline constexpr std::array<DayBand, 8> age_bands{{{30, "0-30"},
                                                   {60, "31-60"},
                                                   {90, "61-90"},
                                                   {122, "91-122"},
                                                   {180, "123-180"},
                                                   {365, "181-365"},
                                                   {548, "366-548"},
                                                   {0, "549+"}}};
/// Days until a due date.
inline constexpr std::array<DayBand, 8> due_bands{{{-366, "overdue_366+"},
                                                   {-91, "overdue_91-365"},
                                                   {-31, "overdue_31-90"},
                                                   {-1, "overdue_1-30"},
                                                   {7, "due_0-7"},
                                                   {30, "due_8-30"},
                                                   {60, "due_31-60"},
                                                   {0, "due_61+"}}};
/// "Soon" for a due date: within so many days, today included.
inline constexpr int due_soon_days_min = 7;
inline constexpr int due_soon_days_max = 30;
inline constexpr std::string_view no_due_band = "none";
/// The name of the age's band.
[[nodiscard]] std::string_view age_band(int days);
/// The name of the due date's band; `none` without one.
[[nodiscard]] std::string_view due_bucket(std::optional<LegalDay> due_on, LegalDay today);

}  // namespace echeance
