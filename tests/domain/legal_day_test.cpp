// SPDX-License-Identifier: EUPL-1.2
#include "domain/legal_day.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "domain/right.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using std::chrono::months;
using testing::day;

// A number of months is never a bare number: `add_months(day, 120)` must not compile.
template <class N>
concept AddsAsMonths = requires(LegalDay from, N n) { add_months(from, n); };
static_assert(AddsAsMonths<months>);
static_assert(!AddsAsMonths<int>);
static_assert(!AddsAsMonths<std::chrono::days>);
static_assert(!std::is_convertible_v<int, LegalDay>);
static_assert(!std::is_constructible_v<LegalDay, int>);

TEST(LegalDay, ParsesWhatItWrites) {
    for (const char* text :
         {"1900-01-01", "1970-01-01", "2024-02-29", "2026-11-22", "2199-12-31"}) {
        const auto parsed = LegalDay::parse(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->text(), text);
        EXPECT_EQ(LegalDay::from_number(parsed->number()), *parsed);
    }
    EXPECT_EQ(day("1970-01-01").number(), 0);
}

TEST(LegalDay, RefusesEverythingElse) {
    for (const char* text :
         {"",           "2026",        "2026-1-1",    "2026-01-1",   "26-01-01",
          "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T", "2026-13-01",
          "2026-00-01", "2026-01-00",  "2026-01-32",  "2026-02-29",  "2100-02-29",
          "2026-04-31", "1899-12-31",  "2200-01-01",  "+026-01-01",  "-026-01-01",
          "202a-01-01", "2026-0x-01",  "2026-01--1",  "20260101",    "01-01-2026"}) {
        const auto parsed = LegalDay::parse(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error().code, Errc::invalid_input);
    }
    EXPECT_FALSE(LegalDay::parse(std::string_view{"2026-01-\0001", 10}));
}

TEST(LegalDay, FromYmdKeepsTheRange) {
    using namespace std::chrono;
    EXPECT_EQ(LegalDay::from(2026y / 5 / 1), day("2026-05-01"));
    EXPECT_FALSE(LegalDay::from(2026y / 2 / 30));
    EXPECT_FALSE(LegalDay::from(1899y / 12 / 31));
    EXPECT_FALSE(LegalDay::from(2200y / 1 / 1));
}

TEST(LegalDay, CountsDays) {
    EXPECT_EQ(day("2026-03-01") - day("2026-02-01"), 28);
    EXPECT_EQ(day("2028-03-01") - day("2028-02-01"), 29);
    EXPECT_EQ(day("2026-12-31") + 1, day("2027-01-01"));
    EXPECT_EQ(day("2027-01-01") - 1, day("2026-12-31"));
    EXPECT_EQ(day("2026-05-01").weekday(), std::chrono::Friday);
}

TEST(LegalDay, MonthsRunFromDayNumberToDayNumber) {
    struct Vector {
        const char* start;
        int months;
        const char* due;
    };
    for (const auto& [start, n, due] : {Vector{"2025-10-31", 4, "2026-02-28"},
                                        {"2027-10-30", 4, "2028-02-29"},
                                        {"2026-01-01", 4, "2026-05-01"},
                                        {"2026-04-30", 4, "2026-08-30"},
                                        {"2026-01-31", 1, "2026-02-28"},
                                        {"2026-12-31", 2, "2027-02-28"},
                                        {"2026-08-31", 0, "2026-08-31"},
                                        {"2024-02-29", 12, "2025-02-28"},
                                        {"2026-11-15", 60, "2031-11-15"}}) {
        EXPECT_EQ(add_months(day(start), months{n}), day(due)) << start << " + " << n;
    }
}

TEST(LegalDay, AddMonthsIsMonotoneAndStaysInItsMonth) {
    testing::for_each_seed(2'000, [](testing::Generator& generator) {
        const LegalDay start = generator.any_day();
        const months n{generator.between(1, 60)};
        const LegalDay due = add_months(start, n);
        EXPECT_LE(due, add_months(start + 1, n));
        EXPECT_LE(due.ymd().day(), start.ymd().day());
        const auto expected = start.ymd().year() / start.ymd().month() + n;
        EXPECT_EQ(due.ymd().year() / due.ymd().month(), expected);
    });
}

TEST(Rfc3339, WritesMilliseconds) {
    const Instant at{std::chrono::milliseconds{1'795'341'600'123}};
    EXPECT_EQ(to_rfc3339(at), "2026-11-22T10:00:00.123Z");
    EXPECT_EQ(to_rfc3339(Instant{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(Instant{std::chrono::milliseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, ReadsWhatItWrites) {
    testing::for_each_seed(1'000, [](testing::Generator& generator) {
        const auto day = std::chrono::sys_days{std::chrono::days{generator.any_day().number()}};
        const Instant at = day + std::chrono::milliseconds{generator.between(0, 86'399'999)};
        const auto read = parse_rfc3339(to_rfc3339(at));
        ASSERT_TRUE(read);
        EXPECT_EQ(*read, at);
    });
}

TEST(Rfc3339, ReadsEveryFormOfUtc) {
    const Instant at{std::chrono::milliseconds{1'795'341'600'100}};
    for (const char* text : {"2026-11-22T10:00:00.1Z",
                             "2026-11-22T10:00:00.10Z",
                             "2026-11-22t10:00:00.100z",
                             "2026-11-22T10:00:00.1+00:00",
                             "2026-11-22T10:00:00.1-00:00"}) {
        const auto read = parse_rfc3339(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, at) << text;
    }
    EXPECT_EQ(parse_rfc3339("2026-11-22T10:00:00Z").value(), at - std::chrono::milliseconds{100});
}

TEST(Rfc3339, RefusesEverythingElse) {
    for (const char* text : {"",
                             "Z",
                             "2026-11-22",
                             "2026-11-22Z",
                             "2026-11-22T10:00:00",
                             "2026-11-22T10:00Z",
                             "2026-11-22 10:00:00Z",
                             "2026-11-22T24:00:00Z",
                             "2026-11-22T10:60:00Z",
                             "2026-11-22T10:00:60Z",
                             "2026-11-22T10:00:00.Z",
                             "2026-11-22T10:00:00.1234Z",
                             "2026-11-22T10:00:00,1Z",
                             "2026-11-22T10:00:00+01:00",
                             "2026-02-29T10:00:00Z",
                             "2026-11-22T10:00:00ZZ",
                             "2026-11-22T1a:00:00Z",
                             "2026-11-22T10-00-00Z"}) {
        const auto read = parse_rfc3339(text);
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().code, Errc::invalid_input);
    }
}

template <class E, class Values>
void expect_texts_read_back(const Values& values) {
    for (const E value : values) EXPECT_EQ(from_text<E>(to_text(value)), value) << to_text(value);
    EXPECT_FALSE(from_text<E>(""));
    EXPECT_FALSE(from_text<E>("nothing"));
}

TEST(RightTexts, ReadBack) {
    using enum UrgencyReason;
    expect_texts_read_back<Right>(all_rights);
    expect_texts_read_back<Nature>(std::array{Nature::first, Nature::review});
    expect_texts_read_back<Procedure>(std::array{Procedure::normal, Procedure::urgent});
    expect_texts_read_back<StageOfLife>(std::array{StageOfLife::child, StageOfLife::adult});
    expect_texts_read_back<Decision>(
        std::array{Decision::granted, Decision::refused, Decision::deferred});
    expect_texts_read_back<UrgencyReason>(std::array{
        home, school, establishment, job, hospital_discharge, training, new_job, rights_ending});
    EXPECT_EQ(to_text(Right::cmi_stationnement), "CMI_STATIONNEMENT");
    EXPECT_EQ(to_text(Right::orientation_enfant), "ORIENTATION_ENFANT");
    EXPECT_EQ(to_text(hospital_discharge), "hospital_discharge");
    EXPECT_FALSE(from_text<Right>("aah"));
}

TEST(RightTexts, OfficialCodes) {
    EXPECT_EQ(nature_of_natdem("1"), Nature::first);
    EXPECT_EQ(nature_of_natdem("2"), Nature::review);
    EXPECT_FALSE(nature_of_natdem("3"));
    EXPECT_FALSE(nature_of_natdem(""));
    EXPECT_EQ(procedure_of_typproc("1"), Procedure::normal);
    EXPECT_EQ(procedure_of_typproc("2"), Procedure::urgent);
    EXPECT_FALSE(procedure_of_typproc("01"));
}

}  // namespace
}  // namespace echeance
