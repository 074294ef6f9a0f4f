// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/legal_day.hpp"
#include "domain/right.hpp"

namespace echeance {

/// From `from` to `until`, both included.
struct Period {
    LegalDay from;
    LegalDay until;
    bool operator==(const Period&) const = default;
};

/// First day of the month of `day`.
[[nodiscard]] LegalDay month_of(LegalDay day);

enum class PeriodLength : std::uint8_t { day, week, month };
[[nodiscard]] std::string_view to_text(PeriodLength length);
template <>
std::optional<PeriodLength> from_text<PeriodLength>(std::string_view text);

/// The days, the weeks from Monday to Sunday or the calendar months of a period; the first and the
/// last are cut to it.
[[nodiscard]] std::vector<Period> split(Period period, PeriodLength length);

}  // namespace echeance
