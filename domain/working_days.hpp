// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "domain/legal_day.hpp"

namespace echeance {

/// Where the public holidays differ from the eleven of the Code du travail (L.3133-1): Good Friday
/// and 26 December in Alsace-Moselle (57, 67, 68), the abolition day overseas (L.3422-2).
enum class Territory : std::uint8_t {
    metropole,
    alsace_moselle,
    guadeloupe,
    martinique,
    guyane,
    reunion,
    mayotte,
};
/// Contract texts: `metropole alsace_moselle 971 972 973 974 976`.
[[nodiscard]] std::string_view to_text(Territory territory);
[[nodiscard]] std::optional<Territory> territory_from_text(std::string_view text);
/// The territory and the IANA time zone of a département code; metropolitan by default.
[[nodiscard]] Territory territory_of(std::string_view departement);
[[nodiscard]] std::string_view time_zone_of(std::string_view departement);

/// Easter Sunday of the Gregorian calendar (anonymous algorithm).
[[nodiscard]] LegalDay easter_sunday(std::chrono::year year);
/// Sorted.
[[nodiscard]] std::vector<LegalDay> public_holidays(std::chrono::year year, Territory territory);

/// Which days are *ouvrés*: Monday to Friday less public holidays and the days the office closes.
class WorkingCalendar {
public:
    explicit WorkingCalendar(Territory territory = Territory::metropole,
                             std::vector<LegalDay> closed_days = {});
    [[nodiscard]] bool is_working(LegalDay day) const;
    /// The n-th working day after `start`; the day of the event itself does not count. `n` >= 0;
    /// 0 gives `start`.
    [[nodiscard]] LegalDay add_working_days(LegalDay start, int n) const;
    /// Working days in (`from`, `to`]: 0 when `to` <= `from`.
    [[nodiscard]] int working_days_between(LegalDay from, LegalDay to) const;
    [[nodiscard]] Territory territory() const { return territory_; }
    [[nodiscard]] const std::vector<LegalDay>& closed_days() const { return closed_days_; }

private:
    Territory territory_;
    std::vector<LegalDay> closed_days_;  // sorted
};

}  // namespace echeance
