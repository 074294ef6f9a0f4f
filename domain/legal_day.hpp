// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace echeance {

/// Milliseconds of UTC. Only events keep instants; the law counts days.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// A day of the civil calendar in the tenant's time zone, from 1900-01-01 to 2199-12-31. Always a
/// day that exists.
class LegalDay {
public:
    /// `YYYY-MM-DD`, nothing else. `invalid_input` for another shape or a day that does not exist.
    [[nodiscard]] static Result<LegalDay> parse(std::string_view text);
    [[nodiscard]] static std::optional<LegalDay> from(std::chrono::year_month_day day);
    /// Days since 1970-01-01, as stored in indexes. Precondition: within range.
    [[nodiscard]] static constexpr LegalDay from_number(int days) { return LegalDay{days}; }

    [[nodiscard]] constexpr int number() const { return days_; }
    [[nodiscard]] std::chrono::year_month_day ymd() const {
        return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days_}}};
    }
    [[nodiscard]] std::chrono::weekday weekday() const {
        return std::chrono::weekday{std::chrono::sys_days{std::chrono::days{days_}}};
    }
    [[nodiscard]] std::string text() const;

    constexpr auto operator<=>(const LegalDay&) const = default;
    friend constexpr LegalDay operator+(LegalDay day, int days) {
        return LegalDay{day.days_ + days};
    }
    friend constexpr LegalDay operator-(LegalDay day, int days) {
        return LegalDay{day.days_ - days};
    }
    /// Days from `b` to `a`.
    friend constexpr int operator-(LegalDay a, LegalDay b) { return a.days_ - b.days_; }

private:
    explicit constexpr LegalDay(int days) : days_(days) {}
    int days_;
};

/// Same day number `n` months later; where that day does not exist, the last day of the month
/// (*de quantième à quantième*).
[[nodiscard]] LegalDay add_months(LegalDay start, std::chrono::months n);

/// Half-open: `from` counts, `until` does not. Never empty.
struct DayInterval {
    LegalDay from;
    LegalDay until;
    [[nodiscard]] int days() const { return until - from; }
    bool operator==(const DayInterval&) const = default;
};

/// `2026-11-22T10:00:00.123Z` (RFC 3339).
[[nodiscard]] std::string to_rfc3339(Instant at);
/// The inverse of `to_rfc3339` for any RFC 3339 UTC text with up to three decimals.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);

}  // namespace echeance
