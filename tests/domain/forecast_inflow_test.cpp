// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_inflow.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "domain/period.hpp"
#include "tests/domain/past_files.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto calendar = rules.working_calendar();
const auto today = day("2027-01-10");
constexpr std::array<double, 12> true_months{
    1.15, 1.05, 1.1, 0.95, 0.85, 1.0, 0.8, 0.6, 1.2, 1.2, 1.05, 1.05};
constexpr std::array<double, 7> true_weekdays{1.8, 1.4, 1.2, 1.4, 1.2, 0, 0};

struct Process {
    double level = 80;
    double k = 12;
    double growth = 0;  ///< of the logarithm, a year
    double holidays = 0;
    LegalDay from = day("2025-01-01");
    LegalDay until = day("2026-12-31");
    [[nodiscard]] double mean(LegalDay on) const {
        const auto weekday = on.weekday().iso_encoding() - 1;
        const auto month = static_cast<unsigned>(on.ymd().month()) - 1;
        const bool is_closed = weekday < 5 && !calendar.is_working(on);
        return level * true_months[month] * true_weekdays[weekday] * (is_closed ? holidays : 1) *
               std::exp(growth * (on - from) / 365.0);
    }
    [[nodiscard]] std::vector<int> counts(Generator& generator) const {
        std::vector<int> counts;
        for (auto on = from; on <= until; on = on + 1)
            counts.push_back(negative_binomial(generator, mean(on), k));
        return counts;
    }
};

double sum_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(ForecastInflow, RecoversTheFactorsOfAKnownProcess) {
    for_each_seed(10, [](Generator& generator) {
        const Process process;
        const auto fit =
            fit_inflow(process.counts(generator), process.from, calendar, {today, 365});
        // A month has 40 days in two years, each with a standard error of a third.
        for (std::size_t m = 0; m < 12; ++m)
            EXPECT_NEAR(fit.months[m], true_months[m], 0.2 * true_months[m]) << m;
        for (std::size_t w = 0; w < 7; ++w)
            EXPECT_NEAR(fit.weekdays[w], true_weekdays[w], 0.12 * true_weekdays[w]) << w;
        EXPECT_GT(fit.dispersion, process.k * 0.75);
        EXPECT_LT(fit.dispersion, process.k * 1.4);
        EXPECT_NEAR(fit.chi_square_a_degree, 1, 0.2);
        double expected = 0;
        for (int n = 0; n < 365; ++n) expected += process.mean(today + n);
        EXPECT_NEAR(sum_of(fit.mean), expected, 0.06 * expected);
        EXPECT_NEAR(fit.files_a_year, expected, 0.06 * expected);
        EXPECT_EQ(fit.observed_days, 730);
        EXPECT_EQ(fit.observed_until, process.until);
    });
}

TEST(ForecastInflow, ExpectsNobodyOnClosedDaysUnlessTheyCame) {
    Generator generator{1};
    const auto easter_monday = day("2027-03-29");
    const InflowDays wanted{easter_monday, 1};
    const Process closed;
    EXPECT_EQ(fit_inflow(closed.counts(generator), closed.from, calendar, wanted).mean.front(), 0);
    const Process open{.holidays = 1};
    const auto mean = fit_inflow(open.counts(generator), open.from, calendar, wanted).mean.front();
    EXPECT_NEAR(mean, open.mean(easter_monday), 0.5 * open.mean(easter_monday));
    EXPECT_GT(mean, 0);
}

TEST(ForecastInflow, TakesGrowthForNoSeason) {
    Generator generator{1};
    const Process growing{.k = 200, .growth = std::log(2.0)};
    const auto fit = fit_inflow(growing.counts(generator), growing.from, calendar, {today, 365});
    for (std::size_t m = 0; m < 12; ++m)
        EXPECT_NEAR(fit.months[m], true_months[m], 0.1 * true_months[m]) << m;
    // The last twelve months' level, not next year's.
    double last_year = 0;
    for (auto on = day("2026-01-01"); on <= growing.until; on = on + 1)
        last_year += growing.mean(on);
    EXPECT_NEAR(sum_of(fit.mean), last_year, 0.08 * last_year);
}

TEST(ForecastInflow, SaysPoissonWhereNothingIsOverDispersed) {
    Generator generator{3};
    const Process process{.k = 1e7};
    const auto fit = fit_inflow(process.counts(generator), process.from, calendar, {today, 30});
    EXPECT_GT(fit.dispersion, 500);
    EXPECT_NEAR(fit.chi_square_a_degree, 1, 0.15);
}

TEST(ForecastInflow, HasNoSeasonsOfLessThanAYear) {
    Generator generator{4};
    const Process process{.from = day("2026-06-01")};
    const auto fit = fit_inflow(process.counts(generator), process.from, calendar, {today, 365});
    for (const double month : fit.months) EXPECT_EQ(month, 1);
    EXPECT_NEAR(fit.weekdays[0], true_weekdays[0], 0.2);
    const auto counts = process.counts(generator);
    EXPECT_GT(fit.files_a_year, 0);
}

TEST(ForecastInflow, HalvesASeasonThatItSawOnce) {
    Generator generator{5};
    const Process process{.k = 500, .from = day("2026-01-01")};
    const auto fit = fit_inflow(process.counts(generator), process.from, calendar, {today, 365});
    for (std::size_t m = 0; m < 12; ++m)
        EXPECT_NEAR(fit.months[m], (1 + true_months[m]) / 2, 0.05) << m;
}

TEST(ForecastInflow, SpreadsAConfiguredVolumeOverWorkingDays) {
    const auto flat = flat_inflow(38'600, calendar, {today, 365});
    EXPECT_NEAR(sum_of(flat.mean), 38'600, 1e-6);
    for (int n = 0; n < 365; ++n)
        EXPECT_EQ(flat.mean[static_cast<std::size_t>(n)] > 0, calendar.is_working(today + n));
    EXPECT_EQ(flat.observed_days, 0);
    EXPECT_EQ(flat.basis, InflowBasis::configured);
    EXPECT_EQ(flat.dispersion, assumed_dispersion);
}

/// An office that files `a_day` files each working day, and decides each after `delay` days.
std::vector<CaseFile> steady(LegalDay from, LegalDay registered_on, int a_day, int delay) {
    std::vector<CaseFile> files;
    for (auto on = from; on < today; on = on + 1) {
        if (!calendar.is_working(on)) continue;
        for (int n = 0; n < a_day; ++n) {
            Course course{.filed_on = on, .registered_on = std::max(on, registered_on)};
            course.complete_after = 0;
            if (on + delay < today) {
                course.evaluated_after = delay - 10;
                course.ended_after = delay;
            }
            files.push_back(past_file(course, static_cast<std::uint32_t>(files.size())));
        }
    }
    return files;
}

TEST(ForecastInflow, TrustsEveryDaySinceTheServiceWasThere) {
    const auto files = steady(day("2026-08-03"), day("2026-08-03"), 3, 400);
    const auto history = history_of(files, rules);
    EXPECT_EQ(recorded_since(history, today), day("2026-08-03"));
    const auto inflow = inflow_of(history, calendar, {today, 365}, std::nullopt);
    EXPECT_EQ(inflow.basis, InflowBasis::observed);
    EXPECT_EQ(inflow.observed_days, today - day("2026-08-03"));
    EXPECT_NEAR(inflow.mean[1], 3, 0.1);  // a Monday
}

// Files decided before 2026 were not taken over: of those filed in 2025 only the ones that lasted
// are on record, so that 2025 seems to have had fewer.
TEST(ForecastInflow, DoesNotTakeSurvivorsOfAnImportForTheWhole) {
    auto files = steady(day("2024-06-03"), today - 1, 3, 200);
    std::erase_if(files, [](const CaseFile& file) {
        return file.decided_on && *file.decided_on < day("2026-01-01");
    });
    const auto history = history_of(files, rules);
    EXPECT_EQ(recorded_since(history, today), day("2026-01-01"));
    const auto inflow = inflow_of(history, calendar, {today, 365}, 10'000);
    EXPECT_EQ(inflow.basis, InflowBasis::observed);
    EXPECT_EQ(inflow.observed_from, day("2026-01-01"));
    EXPECT_EQ(inflow.observed_until, day("2026-12-31"));
    EXPECT_NEAR(inflow.files_a_year, 3 * 252, 12);
}

TEST(ForecastInflow, AnExtractOfOpenFilesTellsNoVolume) {
    auto files = steady(day("2025-01-02"), today, 3, 200);
    std::erase_if(files, [](const CaseFile& file) { return file.decided_on.has_value(); });
    const auto history = history_of(files, rules);
    EXPECT_EQ(recorded_since(history, today), std::nullopt);

    const auto given = inflow_of(history, calendar, {today, 365}, 38'600);
    EXPECT_EQ(given.basis, InflowBasis::configured);
    EXPECT_EQ(given.observed_days, 0);
    EXPECT_NEAR(sum_of(given.mean), 38'600, 200);

    const auto unsaid = inflow_of(history, calendar, {today, 365}, std::nullopt);
    EXPECT_EQ(unsaid.basis, InflowBasis::survivors);
    EXPECT_EQ(unsaid.observed_days, 0);
    EXPECT_NEAR(unsaid.files_a_year, 3 * 252, 60);
}

TEST(ForecastInflow, AFewEndingsOfLongAgoAreNoRecord) {
    auto files = steady(day("2024-01-02"), today - 1, 3, 200);
    std::erase_if(files, [](const CaseFile& file) {
        const bool is_old = file.decided_on && *file.decided_on < day("2026-03-01");
        return is_old && unix_ms_of(file.id) % 2 == 0 && file.id.text().back() != '0';
    });
    const auto since = recorded_since(history_of(files, rules), today);
    EXPECT_EQ(since, day("2026-03-01"));
}

TEST(ForecastInflow, ExpectsOfTodayWhatHasNotCome) {
    auto files = steady(day("2026-01-05"), day("2026-01-05"), 4, 400);
    const auto monday = day("2027-01-11");
    const auto whole = inflow_of(history_of(files, rules), calendar, {monday, 7}, std::nullopt);
    files.push_back(
        past_file({.filed_on = monday, .registered_on = monday, .complete_after = 0}, 999'999));
    const auto rest = inflow_of(history_of(files, rules), calendar, {monday, 7}, std::nullopt);
    EXPECT_NEAR(rest.mean.front(), whole.mean.front() - 1, 1e-9);
    EXPECT_EQ(rest.mean[1], whole.mean[1]);
}

TEST(ForecastInflow, OfNothingIsNothing) {
    const auto inflow = inflow_of({}, calendar, {today, 10}, std::nullopt);
    EXPECT_EQ(sum_of(inflow.mean), 0);
    EXPECT_EQ(inflow.mean.size(), 10);
}

}  // namespace
}  // namespace echeance
