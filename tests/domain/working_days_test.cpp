// SPDX-License-Identifier: EUPL-1.2
#include "domain/working_days.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;

constexpr std::array all_territories{Territory::metropole,
                                     Territory::alsace_moselle,
                                     Territory::guadeloupe,
                                     Territory::martinique,
                                     Territory::guyane,
                                     Territory::reunion,
                                     Territory::mayotte};

TEST(Easter, Monday) {
    for (const char* monday :
         {"2025-04-21", "2026-04-06", "2027-03-29", "2028-04-17", "2029-04-02", "2030-04-22"}) {
        const LegalDay expected = day(monday);
        EXPECT_EQ(easter_sunday(expected.ymd().year()) + 1, expected);
    }
}

TEST(Easter, ExtremeYears) {
    EXPECT_EQ(easter_sunday(std::chrono::year{1943}), day("1943-04-25"));
    EXPECT_EQ(easter_sunday(std::chrono::year{2038}), day("2038-04-25"));
    EXPECT_EQ(easter_sunday(std::chrono::year{1913}), day("1913-03-23"));
    EXPECT_EQ(easter_sunday(std::chrono::year{2160}), day("2160-03-23"));
    for (int year = 1900; year <= 2199; ++year) {
        const LegalDay easter = easter_sunday(std::chrono::year{year});
        EXPECT_EQ(easter.weekday(), std::chrono::Sunday) << year;
        const std::string number = std::to_string(year);
        EXPECT_GE(easter, day(number + "-03-22"));
        EXPECT_LE(easter, day(number + "-04-25"));
    }
}

std::vector<std::string> holidays(int year, Territory territory) {
    std::vector<std::string> texts;
    for (const LegalDay date : public_holidays(std::chrono::year{year}, territory)) {
        texts.push_back(date.text().substr(5));
    }
    return texts;
}

TEST(PublicHolidays, TheEleven) {
    EXPECT_EQ(holidays(2026, Territory::metropole),
              (std::vector<std::string>{"01-01",
                                        "04-06",
                                        "05-01",
                                        "05-08",
                                        "05-14",
                                        "05-25",
                                        "07-14",
                                        "08-15",
                                        "11-01",
                                        "11-11",
                                        "12-25"}));
}

TEST(PublicHolidays, EachTerritoryAddsItsOwn) {
    struct Row {
        Territory territory;
        std::vector<std::string> added;
    };
    for (const auto& [territory, added] : {Row{Territory::alsace_moselle, {"04-03", "12-26"}},
                                           Row{Territory::guadeloupe, {"05-27"}},
                                           Row{Territory::martinique, {"05-22"}},
                                           Row{Territory::guyane, {"06-10"}},
                                           Row{Territory::reunion, {"12-20"}},
                                           Row{Territory::mayotte, {"04-27"}}}) {
        auto expected = holidays(2026, Territory::metropole);
        expected.insert(expected.end(), added.begin(), added.end());
        std::ranges::sort(expected);
        EXPECT_EQ(holidays(2026, territory), expected) << to_text(territory);
    }
}

TEST(PublicHolidays, ADayIsNamedOnce) {
    // Ascension of 2008 fell on 1 May.
    EXPECT_EQ(holidays(2008, Territory::metropole).size(), 10U);
    EXPECT_EQ(std::ranges::count(holidays(2008, Territory::metropole), "05-01"), 1);
}

TEST(PublicHolidays, CalendarAgreesWithTheList) {
    for (const Territory territory : all_territories) {
        const WorkingCalendar calendar{territory};
        for (int year = 2020; year <= 2035; ++year) {
            const auto list = public_holidays(std::chrono::year{year}, territory);
            EXPECT_TRUE(std::ranges::is_sorted(list));
            const std::string number = std::to_string(year);
            for (LegalDay date = day(number + "-01-01"); date <= day(number + "-12-31");
                 date = date + 1) {
                const bool weekend = date.weekday().iso_encoding() >= 6;
                const bool holiday = std::ranges::binary_search(list, date);
                EXPECT_EQ(calendar.is_working(date), !weekend && !holiday) << date.text();
            }
        }
    }
}

TEST(WorkingCalendar, FifteenWorkingDays) {
    const WorkingCalendar calendar;
    EXPECT_EQ(calendar.add_working_days(day("2026-04-30"), 15), day("2026-05-27"));
    EXPECT_EQ(calendar.add_working_days(day("2026-05-04"), 15), day("2026-05-28"));
    EXPECT_EQ(calendar.add_working_days(day("2025-12-15"), 15), day("2026-01-07"));
}

TEST(WorkingCalendar, TerritoryChangesTheDueDate) {
    const WorkingCalendar martinique{Territory::martinique};
    EXPECT_EQ(martinique.add_working_days(day("2026-05-04"), 15), day("2026-05-29"));
    const WorkingCalendar moselle{Territory::alsace_moselle};
    EXPECT_EQ(moselle.add_working_days(day("2025-12-15"), 15), day("2026-01-08"));
}

TEST(WorkingCalendar, ClosedDaysInAnyOrder) {
    const WorkingCalendar calendar{Territory::metropole,
                                   {day("2026-03-05"), day("2026-03-03"), day("2026-03-03")}};
    EXPECT_FALSE(calendar.is_working(day("2026-03-03")));
    EXPECT_TRUE(calendar.is_working(day("2026-03-04")));
    EXPECT_FALSE(calendar.is_working(day("2026-03-05")));
    EXPECT_EQ(calendar.add_working_days(day("2026-03-02"), 2), day("2026-03-06"));
}

TEST(WorkingCalendar, TheDayOfTheEventDoesNotCount) {
    const WorkingCalendar calendar;
    EXPECT_EQ(calendar.add_working_days(day("2026-03-02"), 0), day("2026-03-02"));
    EXPECT_EQ(calendar.add_working_days(day("2026-03-02"), 1), day("2026-03-03"));
    EXPECT_EQ(calendar.add_working_days(day("2026-03-06"), 1), day("2026-03-09"));
    EXPECT_EQ(calendar.add_working_days(day("2026-03-07"), 1), day("2026-03-09"));
    EXPECT_EQ(calendar.working_days_between(day("2026-03-02"), day("2026-03-02")), 0);
    EXPECT_EQ(calendar.working_days_between(day("2026-03-09"), day("2026-03-02")), 0);
    EXPECT_EQ(calendar.working_days_between(day("2026-03-02"), day("2026-03-09")), 5);
}

TEST(WorkingCalendar, AddingAndCountingAgree) {
    testing::for_each_seed(1'000, [](testing::Generator& generator) {
        const LegalDay start = generator.any_day();
        std::vector<LegalDay> closed;
        for (int n = generator.between(0, 20); n > 0; --n) {
            closed.push_back(start + generator.between(0, 200));
        }
        const WorkingCalendar calendar{generator.pick(all_territories), closed};
        const int n = generator.between(1, 60);
        const LegalDay due = calendar.add_working_days(start, n);
        EXPECT_TRUE(calendar.is_working(due));
        EXPECT_EQ(calendar.working_days_between(start, due), n);
        EXPECT_EQ(calendar.working_days_between(start, due - 1), n - 1);
        EXPECT_LE(due, calendar.add_working_days(start + 1, n));
    });
}

TEST(Territory, Texts) {
    for (const Territory territory : all_territories) {
        EXPECT_EQ(territory_from_text(to_text(territory)), territory);
    }
    EXPECT_EQ(to_text(Territory::reunion), "974");
    EXPECT_FALSE(territory_from_text("975"));
    EXPECT_FALSE(territory_from_text(""));
}

TEST(Territory, OfEachDepartement) {
    struct Row {
        const char* departement;
        Territory territory;
        const char* time_zone;
    };
    for (const auto& [departement, territory, time_zone] :
         {Row{"92", Territory::metropole, "Europe/Paris"},
          {"2A", Territory::metropole, "Europe/Paris"},
          {"57", Territory::alsace_moselle, "Europe/Paris"},
          {"67", Territory::alsace_moselle, "Europe/Paris"},
          {"68", Territory::alsace_moselle, "Europe/Paris"},
          {"971", Territory::guadeloupe, "America/Guadeloupe"},
          {"972", Territory::martinique, "America/Martinique"},
          {"973", Territory::guyane, "America/Cayenne"},
          {"974", Territory::reunion, "Indian/Reunion"},
          {"975", Territory::metropole, "America/Miquelon"},
          {"976", Territory::mayotte, "Indian/Mayotte"},
          {"977", Territory::metropole, "America/St_Barthelemy"},
          {"978", Territory::metropole, "America/Marigot"}}) {
        EXPECT_EQ(territory_of(departement), territory) << departement;
        EXPECT_EQ(time_zone_of(departement), time_zone) << departement;
    }
}

}  // namespace
}  // namespace echeance
