// SPDX-License-Identifier: EUPL-1.2
#include "domain/legal_day.hpp"

#include <algorithm>
#include <cstddef>

namespace echeance {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr year first_year{1900};
constexpr year last_year{2199};

/// The number that `text` spells; empty unless every character is a digit.
std::optional<int> digits(std::string_view text) {
    int number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

std::string padded(int number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

/// A number of two digits that is at most `max`.
std::optional<int> two_digits(std::string_view text, int max) {
    const auto number = digits(text);
    if (!number || *number > max) return std::nullopt;
    return number;
}

/// `hh:mm:ss`. A leap second has no place in a `sys_time`: `:60` is refused.
std::optional<seconds> parse_time(std::string_view text) {
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto h = two_digits(text.substr(0, 2), 23);
    const auto m = two_digits(text.substr(3, 2), 59);
    const auto s = two_digits(text.substr(6, 2), 59);
    if (!h || !m || !s) return std::nullopt;
    return hours{*h} + minutes{*m} + seconds{*s};
}

/// Nothing, or a point and one to three digits.
std::optional<milliseconds> parse_fraction(std::string_view text) {
    if (text.empty()) return milliseconds{0};
    if (text.front() != '.' || text.size() < 2 || text.size() > 4) return std::nullopt;
    auto fraction = digits(text.substr(1));
    if (!fraction) return std::nullopt;
    for (std::size_t decimals = text.size() - 1; decimals < 3; ++decimals) *fraction *= 10;
    return milliseconds{*fraction};
}

/// RFC 3339 section 5.6: `Z` in either case, or a numeric offset of zero.
bool take_utc_offset(std::string_view& text) {
    for (const std::string_view offset : {"Z", "z", "+00:00", "-00:00"}) {
        if (!text.ends_with(offset)) continue;
        text.remove_suffix(offset.size());
        return true;
    }
    return false;
}

}  // namespace

Result<LegalDay> LegalDay::parse(std::string_view text) {
    const auto refusal = refuse(Errc::invalid_input, "not a day as YYYY-MM-DD");
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return refusal;
    const auto y = digits(text.substr(0, 4));
    const auto m = digits(text.substr(5, 2));
    const auto d = digits(text.substr(8, 2));
    if (!y || !m || !d) return refusal;
    const auto result = from(
        year_month_day{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}});
    if (!result) return refusal;
    return *result;
}

std::optional<LegalDay> LegalDay::from(year_month_day day) {
    if (!day.ok() || day.year() < first_year || day.year() > last_year) return std::nullopt;
    return LegalDay{static_cast<int>(sys_days{day}.time_since_epoch().count())};
}

std::string LegalDay::text() const {
    const auto day = ymd();
    return padded(static_cast<int>(day.year()), 4) + '-' +
           padded(static_cast<int>(static_cast<unsigned>(day.month())), 2) + '-' +
           padded(static_cast<int>(static_cast<unsigned>(day.day())), 2);
}

LegalDay add_months(LegalDay start, std::chrono::months n) {
    const auto from = start.ymd();
    auto due = from + n;
    if (!due.ok()) due = due.year() / due.month() / std::chrono::last;
    return LegalDay::from_number(static_cast<int>(sys_days{due}.time_since_epoch().count()));
}

std::string to_rfc3339(Instant at) {
    const auto day = std::chrono::floor<days>(at);
    const std::chrono::hh_mm_ss time{at - day};
    const auto two = [](auto count) { return padded(static_cast<int>(count), 2); };
    return LegalDay::from_number(static_cast<int>(day.time_since_epoch().count())).text() + 'T' +
           two(time.hours().count()) + ':' + two(time.minutes().count()) + ':' +
           two(time.seconds().count()) + '.' +
           padded(static_cast<int>(time.subseconds().count()), 3) + 'Z';
}

Result<Instant> parse_rfc3339(std::string_view text) {
    constexpr std::size_t day_length = 10;
    constexpr std::size_t time_length = 8;
    const auto refusal = refuse(Errc::invalid_input, "not an instant in UTC as RFC 3339");
    if (!take_utc_offset(text) || text.size() < day_length + 1 + time_length) return refusal;
    if (text[day_length] != 'T' && text[day_length] != 't') return refusal;
    const auto day = LegalDay::parse(text.substr(0, day_length));
    const auto time = parse_time(text.substr(day_length + 1, time_length));
    const auto fraction = parse_fraction(text.substr(day_length + 1 + time_length));
    if (!day || !time || !fraction) return refusal;
    return Instant{sys_days{days{day->number()}} + *time + *fraction};
}

}  // namespace echeance
