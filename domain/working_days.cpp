// SPDX-License-Identifier: EUPL-1.2
#include "domain/working_days.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::month_day;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> territory_names{
    "metropole", "alsace_moselle", "971", "972", "973", "974", "976"};

/// The fixed holidays of Code du travail L.3133-1; the others follow Easter.
constexpr std::array<month_day, 8> fixed_holidays{month{1} / 1,
                                                  month{5} / 1,
                                                  month{5} / 8,
                                                  month{7} / 14,
                                                  month{8} / 15,
                                                  month{11} / 1,
                                                  month{11} / 11,
                                                  month{12} / 25};
/// Easter Monday, Ascension, Whit Monday: days after Easter Sunday.
constexpr std::array<int, 3> after_easter{1, 39, 50};
constexpr int good_friday = -2;
constexpr month_day second_christmas_day = month{12} / 26;

/// Code du travail L.3422-2: the day on which the abolition of slavery is commemorated.
std::optional<month_day> abolition_day(Territory territory) {
    switch (territory) {
        case Territory::guadeloupe:
            return month{5} / 27;
        case Territory::martinique:
            return month{5} / 22;
        case Territory::guyane:
            return month{6} / 10;
        case Territory::reunion:
            return month{12} / 20;
        case Territory::mayotte:
            return month{4} / 27;
        case Territory::metropole:
        case Territory::alsace_moselle:
            return std::nullopt;
    }
    return std::nullopt;
}

bool is_fixed_holiday(month_day date, Territory territory) {
    if (std::ranges::find(fixed_holidays, date) != fixed_holidays.end()) return true;
    if (territory == Territory::alsace_moselle && date == second_christmas_day) return true;
    return abolition_day(territory) == date;
}

bool is_public_holiday(LegalDay date, Territory territory) {
    const auto ymd = date.ymd();
    if (is_fixed_holiday(ymd.month() / ymd.day(), territory)) return true;
    const int offset = date - easter_sunday(ymd.year());
    if (territory == Territory::alsace_moselle && offset == good_friday) return true;
    return std::ranges::find(after_easter, offset) != after_easter.end();
}

LegalDay day_of(year_month_day date) {
    return LegalDay::from_number(static_cast<int>(sys_days{date}.time_since_epoch().count()));
}

struct Overseas {
    std::string_view departement;
    Territory territory;
    std::string_view time_zone;
};
/// 975, 977 and 978 keep the national holidays here: their offices enter local ones as closed days.
constexpr std::array<Overseas, 8> overseas{{
    {"971", Territory::guadeloupe, "America/Guadeloupe"},
    {"972", Territory::martinique, "America/Martinique"},
    {"973", Territory::guyane, "America/Cayenne"},
    {"974", Territory::reunion, "Indian/Reunion"},
    {"975", Territory::metropole, "America/Miquelon"},
    {"976", Territory::mayotte, "Indian/Mayotte"},
    {"977", Territory::metropole, "America/St_Barthelemy"},
    {"978", Territory::metropole, "America/Marigot"},
}};

const Overseas* find_overseas(std::string_view departement) {
    const auto* found = std::ranges::find(overseas, departement, &Overseas::departement);
    return found == overseas.end() ? nullptr : found;
}

}  // namespace

std::string_view to_text(Territory territory) {
    return name_in(territory_names, territory);
}

std::optional<Territory> territory_from_text(std::string_view text) {
    return named_in<Territory>(territory_names, text);
}

Territory territory_of(std::string_view departement) {
    if (departement == "57" || departement == "67" || departement == "68") {
        return Territory::alsace_moselle;
    }
    const auto* found = find_overseas(departement);
    return found ? found->territory : Territory::metropole;
}

std::string_view time_zone_of(std::string_view departement) {
    const auto* found = find_overseas(departement);
    return found ? found->time_zone : "Europe/Paris";
}

LegalDay easter_sunday(std::chrono::year year) {
    // Anonymous Gregorian algorithm (Meeus, Jones, Butcher); the letters are those of the
    // literature.
    const int y = static_cast<int>(year);
    const int a = y % 19;
    const int b = y / 100;
    const int c = y % 100;
    const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int date = h + l - 7 * m + 114;
    return day_of(year / month{static_cast<unsigned>(date / 31)} /
                  day{static_cast<unsigned>(date % 31 + 1)});
}

std::vector<LegalDay> public_holidays(std::chrono::year year, Territory territory) {
    const LegalDay easter = easter_sunday(year);
    std::vector<LegalDay> holidays;
    for (const month_day date : fixed_holidays) {
        holidays.push_back(day_of(year / date.month() / date.day()));
    }
    for (const int offset : after_easter) holidays.push_back(easter + offset);
    if (territory == Territory::alsace_moselle) {
        holidays.push_back(easter + good_friday);
        holidays.push_back(
            day_of(year / second_christmas_day.month() / second_christmas_day.day()));
    }
    if (const auto abolition = abolition_day(territory)) {
        holidays.push_back(day_of(year / abolition->month() / abolition->day()));
    }
    std::ranges::sort(holidays);
    // Ascension can fall on 1 or 8 May, Whit Monday on an abolition day.
    const auto repeated = std::ranges::unique(holidays);
    holidays.erase(repeated.begin(), repeated.end());
    return holidays;
}

WorkingCalendar::WorkingCalendar(Territory territory, std::vector<LegalDay> closed_days)
    : territory_(territory), closed_days_(std::move(closed_days)) {
    std::ranges::sort(closed_days_);
}

bool WorkingCalendar::is_working(LegalDay day) const {
    const auto weekday = day.weekday();
    if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
    return !is_public_holiday(day, territory_) && !std::ranges::binary_search(closed_days_, day);
}

LegalDay WorkingCalendar::add_working_days(LegalDay start, int n) const {
    LegalDay day = start;
    while (n > 0) {
        day = day + 1;
        if (is_working(day)) --n;
    }
    return day;
}

int WorkingCalendar::working_days_between(LegalDay from, LegalDay to) const {
    int count = 0;
    for (LegalDay day = from + 1; day <= to; day = day + 1) {
        if (is_working(day)) ++count;
    }
    return count;
}

}  // namespace echeance
