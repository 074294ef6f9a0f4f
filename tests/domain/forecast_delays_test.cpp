// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_delays.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/forecast_inflow.hpp"
#include "domain/period.hpp"
#include "tests/domain/past_files.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto calendar = rules.working_calendar();
const auto today = day("2027-01-10");

TEST(SessionDays, AreTheWeekdaysOnWhichDecisionsFall) {
    const SessionDays tuesdays{{1, 97, 0, 2, 0, 0, 0}};
    EXPECT_TRUE(tuesdays.are_known());
    EXPECT_TRUE(tuesdays.is_session(day("2027-01-12"), calendar));
    EXPECT_FALSE(tuesdays.is_session(day("2027-01-13"), calendar));
    EXPECT_FALSE(tuesdays.is_session(day("2027-07-13") + 1, calendar));
    EXPECT_FALSE(SessionDays({0, 0, 0, 60, 0, 0, 0}).is_session(day("2027-05-06"), calendar))
        << "Ascension is a Thursday";
    const SessionDays any{{20, 20, 20, 20, 20, 0, 0}};
    EXPECT_FALSE(any.are_known());
    EXPECT_TRUE(any.is_session(day("2027-01-13"), calendar));
    EXPECT_FALSE(any.is_session(day("2027-01-16"), calendar));
    EXPECT_FALSE((SessionDays{{0, 19, 0, 0, 0, 0, 0}}.are_known())) << "too few to tell";
}

struct Office {
    int complete_max = 30;
    int decision_min = 10;
    int decision_max = 30;
    int withdrawn_percent = 0;
    int read_after = 120;
};

/// 400 days of five files a day, decided on Thursdays, on record from the first day.
std::vector<CaseFile> office_files(Generator& generator, const Office& office) {
    std::vector<CaseFile> files;
    for (int age = 400; age > 0; --age) {
        for (int n = 0; n < 5; ++n) {
            Course course{.filed_on = today - age, .registered_on = today - age};
            const int complete_after = generator.between(0, office.complete_max);
            const int read = complete_after + office.read_after + generator.between(-20, 20);
            const bool leaves = generator.chance(office.withdrawn_percent);
            const int gone_after = generator.between(1, 300);
            auto decided_on = course.filed_on + read +
                              generator.between(office.decision_min, office.decision_max);
            while (decided_on.weekday() != std::chrono::Thursday) decided_on = decided_on + 1;
            const int decided_after = decided_on - course.filed_on;
            if (complete_after < age) course.complete_after = complete_after;
            if (leaves && gone_after < std::min(age, decided_after)) {
                course.ended_after = gone_after;
                course.was_withdrawn = true;
                if (course.complete_after && *course.complete_after > gone_after)
                    course.complete_after.reset();
            } else if (read < age) {
                course.evaluated_after = read;
                if (decided_after < age) course.ended_after = decided_after;
            }
            course.minutes_spent = generator.between(6, 24);
            files.push_back(past_file(course, static_cast<std::uint32_t>(files.size())));
        }
    }
    return files;
}

double mean_of(const SurvivalCurve& curve, int until) {
    double mean = 0;
    for (int n = 0; n < until; ++n) mean += curve.beyond(n);
    return mean;
}

TEST(ObservedDelays, RecoverThoseOfAnOffice) {
    for_each_seed(3, [](Generator& generator) {
        const Office office;
        const auto history = history_of(office_files(generator, office), rules);
        const auto delays = observed_delays(history, calendar, today);
        EXPECT_NEAR(mean_of(delays.all.completeness, 100), 15, 1.5);
        EXPECT_EQ(delays.all.completeness.beyond(30), 0);
        EXPECT_TRUE(delays.sessions.are_known());
        // Without the wait for a Thursday, which a simulation adds again.
        EXPECT_NEAR(mean_of(delays.all.decision, 100), 20, 1.5);
        EXPECT_DOUBLE_EQ(delays.withdrawal.beyond(399), 1);
        EXPECT_EQ(delays.minutes_spread.size(), 40U);
        EXPECT_TRUE(std::ranges::is_sorted(delays.minutes_spread));
    });
}

// Decisions take files away that would have been withdrawn later: the share that ever was is
// smaller than the risk.
TEST(ObservedDelays, CountTheRiskOfAWithdrawalAsIfNothingWereDecided) {
    for_each_seed(3, [](Generator& generator) {
        const auto files = office_files(generator, {.withdrawn_percent = 40});
        const auto delays = observed_delays(history_of(files, rules), calendar, today);
        for (const int days : {50, 100, 150})
            EXPECT_NEAR(delays.withdrawal.beyond(days), 1 - 0.4 * days / 300, 0.04) << days;
    });
}

// Of files filed before the record, those that were complete soon and decided have left no trace.
TEST(ObservedDelays, DoNotTakeSurvivorsForTheUsual) {
    Generator generator{1};
    auto files = office_files(generator, {});
    const auto since = month_of(today - 150);
    std::erase_if(files, [&](const CaseFile& file) {
        return file.decided_on ? *file.decided_on < since
                               : file.facts.filed_on < since && file.facts.complete_on.has_value();
    });
    for (auto& file : files) {
        const auto ms = std::chrono::milliseconds{std::chrono::days{today.number()}};
        file.id = make_file_id(static_cast<std::uint64_t>(ms.count()),
                               static_cast<std::uint32_t>(&file - files.data()));
    }
    for (int n = 0; n < 200; ++n)  // left behind: nobody knows what became of them
        files.push_back(past_file({.filed_on = since - 100, .registered_on = today},
                                  static_cast<std::uint32_t>(100'000 + n)));
    const auto history = history_of(files, rules);
    ASSERT_EQ(recorded_since(history, today), since);
    const auto delays = observed_delays(history, calendar, today);
    EXPECT_NEAR(mean_of(delays.all.completeness, 31), 15, 2);
}

TEST(ObservedDelays, ARequirementHasItsOwnFromFiftyFilesOn) {
    std::vector<CaseFile> files;
    auto child = plain_registration();
    child.stage = StageOfLife::child;
    for (int n = 0; n < 60; ++n)
        files.push_back(past_file({.filed_on = today - 300,
                                   .registered_on = today - 300,
                                   .complete_after = 5,
                                   .evaluated_after = 100,
                                   .ended_after = 120},
                                  static_cast<std::uint32_t>(n)));
    for (int n = 0; n < 49; ++n)
        files.push_back(past_file({.filed_on = today - 300,
                                   .registered_on = today - 300,
                                   .complete_after = 25,
                                   .evaluated_after = 100,
                                   .ended_after = 150},
                                  static_cast<std::uint32_t>(n + 60),
                                  child));
    auto history = history_of(files, rules);
    auto delays = observed_delays(history, calendar, today);
    EXPECT_EQ(delays.of(0).completeness.draw_from(0, 0.99), 5);
    EXPECT_EQ(delays.of(1).completeness.draw_from(0, 0.99), 25) << "of all";
    EXPECT_EQ(delays.of(1).completeness.draw_from(0, 0.1), 5) << "of all";
    files.push_back(files.back());
    history = history_of(files, rules);
    delays = observed_delays(history, calendar, today);
    EXPECT_EQ(delays.of(1).completeness.draw_from(0, 0.1), 25);
}

TEST(ObservedDelays, HoldTheSpreadOfMinutesWithinAQuarterAndFourTimes) {
    std::vector<CaseFile> files;
    const auto spent = [&](int minutes, int n) {
        files.push_back(past_file({.filed_on = today - 300,
                                   .registered_on = today - 300,
                                   .complete_after = 0,
                                   .evaluated_after = 100,
                                   .ended_after = 120,
                                   .minutes_spent = minutes},
                                  static_cast<std::uint32_t>(n)));
    };
    for (int n = 0; n < 19; ++n) spent(600, n);
    EXPECT_EQ(observed_delays(history_of(files, rules), calendar, today).minutes_spread,
              std::vector{1.0});
    spent(1, 20);
    const auto spread = observed_delays(history_of(files, rules), calendar, today).minutes_spread;
    EXPECT_EQ(spread.front(), 0.25);
    EXPECT_EQ(spread.back(), 4);
}

}  // namespace
}  // namespace echeance
