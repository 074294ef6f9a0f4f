// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/forecast_world.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// A due day, for what has none.
inline constexpr int forecast_never = 1'000'000;

/// Due dates of files to come, by the day on which they are complete. The real clocks and credits
/// are asked, of a file like the one given moved to each day; once for all files that the law
/// treats alike, so that thousands of files cost as much as a few dozen.
class CalendarMaker {
public:
    /// The rules outlive it. `days` 1 to `forecast_days_max`.
    CalendarMaker(const Rules& rules, LegalDay first_day, int days);

    /// The calendar of files like this one, each complete `complete_after` (0 or more) days after
    /// filing; of an appeal, 0. Credits are those that such a file has on the day it is complete.
    /// Its requests count as open, its suspensions are left out.
    [[nodiscard]] std::size_t calendar_of(const CaseFile& like, int complete_after);
    [[nodiscard]] std::vector<ForecastCalendar> take() && { return std::move(calendars_); }

private:
    /// What the clocks of one request depend on.
    struct LimitKind {
        Right right = Right::autre;  ///< the first that the rules treat like it
        Procedure procedure = Procedure::normal;
        int requested_after = -1;  ///< urgency, in days after filing; -1: not
        int is_appeal = 0;
        int complete_after = 0;  ///< 0 where no clock can tell
        auto operator<=>(const LimitKind&) const = default;
    };
    struct CalendarKind {
        std::vector<std::pair<std::size_t, int>> limits;  ///< series, and requests that have it
        int credit_days = 0;
        int complete_after = 0;
        auto operator<=>(const CalendarKind&) const = default;
    };
    [[nodiscard]] LimitKind kind_of(const CaseFile& like,
                                    const RightRequest& request,
                                    int complete_after) const;
    std::size_t series_of(const LimitKind& kind);
    [[nodiscard]] ForecastLimit limit_on(const LimitKind& kind, int day) const;
    [[nodiscard]] ForecastCalendar calendar_of(const CalendarKind& kind) const;

    const Rules& rules_;
    LegalDay first_day_;
    int days_;
    std::array<Right, right_count> alike_{};            ///< by right
    std::array<bool, right_count> starts_at_filing_{};  ///< or may
    std::map<LimitKind, std::size_t> series_indexes_;
    std::vector<std::vector<ForecastLimit>> series_;  ///< by day
    std::map<CalendarKind, std::size_t> calendar_indexes_;
    std::vector<ForecastCalendar> calendars_;
};

/// Adds a limit to those of a file: requests that agree in all days are one.
void add_limit(std::vector<ForecastLimit>& limits, const ForecastLimit& limit);
/// What the clocks say of a request on `today`, in days after `first_day`.
[[nodiscard]] ForecastLimit limit_of(const CaseFile& file,
                                     const RightRequest& request,
                                     const Rules& rules,
                                     LegalDay today,
                                     LegalDay first_day);
/// The day that a file with these limits is ordered by, credits aside (`Placement`).
[[nodiscard]] int ordered_by(const std::vector<ForecastLimit>& limits,
                             LegalDay filed_on,
                             LegalDay first_day);
/// The credit that counts on `today`, in days.
[[nodiscard]] int credit_days(const CaseFile& file, const Priorities& priorities, LegalDay today);

}  // namespace echeance
