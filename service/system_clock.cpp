// SPDX-License-Identifier: EUPL-1.2
#include "service/system_clock.hpp"

#include <array>
#include <cstdio>

namespace echeance {

SystemClock::SystemClock(std::optional<LegalDay> as_of) {
    if (!as_of) return;
    const Instant noon =
        std::chrono::sys_days{std::chrono::days{as_of->number()}} + std::chrono::hours(12);
    offset_ = noon - real_now();
}

Instant SystemClock::now() const {
    return real_now() + offset_;
}

Instant SystemClock::real_now() {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::steady_now() {
    return std::chrono::steady_clock::now();
}

std::string_view HttpDate::text() {
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(SystemClock::real_now());
    if (now == made_at_ && !text_.empty()) return text_;
    constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day ymd{day};
    const std::chrono::hh_mm_ss time{now - day};
    std::array<char, 64> buffer{};
    const int length = std::snprintf(buffer.data(),
                                     buffer.size(),
                                     "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                     days.at(std::chrono::weekday{day}.c_encoding()),
                                     static_cast<unsigned>(ymd.day()),
                                     months.at(static_cast<unsigned>(ymd.month()) - 1),
                                     static_cast<int>(ymd.year()),
                                     static_cast<int>(time.hours().count()),
                                     static_cast<int>(time.minutes().count()),
                                     static_cast<int>(time.seconds().count()));
    text_.assign(buffer.data(), static_cast<std::size_t>(length));
    made_at_ = now;
    return text_;
}

}  // namespace echeance
