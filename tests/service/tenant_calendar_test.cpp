// SPDX-License-Identifier: EUPL-1.2
#include "service/tenant_calendar.hpp"

#include <gtest/gtest.h>

#include "service/system_clock.hpp"

namespace echeance::test {
namespace {

struct DayVector {
    const char* name;
    const char* zone;
    const char* instant;
    const char* day;
};
class TenantDay : public testing::TestWithParam<DayVector> {};

TEST_P(TenantDay, TurnsAtLocalMidnight) {
    const ZoneCalendar calendar;
    const auto at = parse_rfc3339(GetParam().instant);

    ASSERT_TRUE(at);
    EXPECT_EQ(calendar.today(GetParam().zone, *at).text(), GetParam().day);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    TenantDay,
    testing::Values(
        DayVector{"ParisWinterBefore", "Europe/Paris", "2026-01-31T22:59:59.999Z", "2026-01-31"},
        DayVector{"ParisWinterAfter", "Europe/Paris", "2026-01-31T23:00:00Z", "2026-02-01"},
        DayVector{"ParisSummerAfter", "Europe/Paris", "2026-06-30T22:00:00Z", "2026-07-01"},
        DayVector{"ParisClockForward", "Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29"},
        DayVector{"ParisClockBack", "Europe/Paris", "2026-10-25T00:30:00Z", "2026-10-25"},
        DayVector{"Reunion", "Indian/Reunion", "2026-01-31T20:00:00Z", "2026-02-01"},
        DayVector{"Mayotte", "Indian/Mayotte", "2026-01-31T21:00:00Z", "2026-02-01"},
        DayVector{"Guadeloupe", "America/Guadeloupe", "2026-02-01T03:59:59Z", "2026-01-31"},
        DayVector{"Cayenne", "America/Cayenne", "2026-02-01T03:00:00Z", "2026-02-01"},
        DayVector{"LeapDay", "Europe/Paris", "2028-02-28T23:00:00Z", "2028-02-29"}),
    [](const auto& info) { return std::string{info.param.name}; });

TEST(TenantCalendar, KnowsTheZonesOfTheSystem) {
    const ZoneCalendar calendar;

    EXPECT_TRUE(calendar.knows("Europe/Paris"));
    EXPECT_TRUE(calendar.knows("Europe/Paris"));
    EXPECT_FALSE(calendar.knows("Europe/Nanterre"));
    EXPECT_FALSE(calendar.knows("../../etc/passwd"));
    EXPECT_FALSE(calendar.knows(""));
}

TEST(SystemClock, StartsARehearsalAtNoonOfItsDay) {
    const SystemClock clock(LegalDay::parse("2026-11-22").value());
    const auto noon = parse_rfc3339("2026-11-22T12:00:00Z").value();

    EXPECT_GE(clock.now(), noon);
    EXPECT_LT(clock.now(), noon + std::chrono::minutes(1));
}

TEST(HttpDate, HasTheFormOfTheStandard) {
    HttpDate date;

    const auto text = date.text();

    ASSERT_EQ(text.size(), std::string_view{"Sun, 06 Nov 1994 08:49:37 GMT"}.size());
    EXPECT_EQ(text.substr(3, 2), ", ");
    EXPECT_TRUE(text.ends_with(" GMT"));
}

}  // namespace
}  // namespace echeance::test
