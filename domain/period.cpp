// SPDX-License-Identifier: EUPL-1.2
#include "domain/period.hpp"

#include <algorithm>
#include <array>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 3> length_names{"day", "week", "month"};

/// The first day of the period after the one that `day` is in.
LegalDay next_after(LegalDay day, PeriodLength length) {
    switch (length) {
        case PeriodLength::day:
            return day + 1;
        case PeriodLength::week:
            return day + static_cast<int>(8 - day.weekday().iso_encoding());
        case PeriodLength::month:
            return add_months(month_of(day), std::chrono::months{1});
    }
    return day + 1;
}

}  // namespace

std::string_view to_text(PeriodLength length) {
    return name_in(length_names, length);
}
template <>
std::optional<PeriodLength> from_text<PeriodLength>(std::string_view text) {
    return named_in<PeriodLength>(length_names, text);
}

LegalDay month_of(LegalDay day) {
    return day - (static_cast<int>(static_cast<unsigned>(day.ymd().day())) - 1);
}

std::vector<Period> split(Period period, PeriodLength length) {
    std::vector<Period> parts;
    for (auto from = period.from; from <= period.until;) {
        const auto next = next_after(from, length);
        parts.push_back({from, std::min(next - 1, period.until)});
        from = next;
    }
    return parts;
}

}  // namespace echeance
