// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numeric>
#include <vector>

#include "domain/forecast_inflow.hpp"
#include "domain/period.hpp"

namespace echeance {
namespace {

constexpr std::size_t weekday_count = 7;
constexpr std::size_t year_months = 12;
constexpr double year_days = 365.0;
constexpr double not_dispersed = 1e9;

std::size_t weekday_of(LegalDay day) {
    return day.weekday().iso_encoding() - 1;
}
std::size_t month_index(LegalDay day) {
    return static_cast<unsigned>(day.ymd().month()) - 1;
}
/// On a Monday to Friday: a public holiday, or a day that the office closes.
bool is_closed(LegalDay day, const WorkingCalendar& calendar) {
    return weekday_of(day) < 5 && !calendar.is_working(day);
}

/// Files and days in one column (a month, or all days) and weekday.
struct Cells {
    std::array<double, weekday_count> files{};
    std::array<double, weekday_count> days{};
};

/// What is fitted; every factor is about 1.
struct Factors {
    std::array<double, weekday_count> weekdays{};
    std::array<double, year_months> months{};
    double closed = 0;
    double growth = 0;  ///< of the logarithm, a day
    [[nodiscard]] double of(LegalDay day, const WorkingCalendar& calendar) const {
        const double open = months[month_index(day)] * weekdays[weekday_of(day)];
        return is_closed(day, calendar) ? open * closed : open;
    }
};

template <std::size_t N>
void set_mean_to_one(std::array<double, N>& factors) {
    const double sum = std::accumulate(factors.begin(), factors.end(), 0.0);
    for (auto& factor : factors) factor = sum > 0 ? factor / sum * static_cast<double>(N) : 1;
}

class Fit {
public:
    Fit(std::span<const int> counts, LegalDay from, const WorkingCalendar& calendar)
        : counts_(counts), from_(from), calendar_(calendar) {
        factors_.months.fill(1);
        columns_of_days();
        fit_columns();
        if (columns_.size() >= year_months) fit_months();
        fit_closed();
    }
    [[nodiscard]] const Factors& factors() const { return factors_; }
    [[nodiscard]] bool has_months() const { return columns_.size() >= year_months; }

    /// Means of the fitted days, growth included.
    [[nodiscard]] std::vector<double> means() const {
        std::vector<double> means;
        for (std::size_t n = 0; n < counts_.size(); ++n) {
            const double grown = std::exp(factors_.growth * static_cast<double>(n));
            means.push_back(factors_.of(day(n), calendar_) * grown);
        }
        const double files = std::accumulate(counts_.begin(), counts_.end(), 0.0);
        const double sum = std::accumulate(means.begin(), means.end(), 0.0);
        for (auto& mean : means) mean *= sum > 0 ? files / sum : 0;
        return means;
    }
    /// Files a day of the last year, or of all days, at factors of 1.
    [[nodiscard]] double level() const {
        double files = 0;
        double factors = 0;
        for (std::size_t n = last_year(); n < counts_.size(); ++n) {
            files += counts_[n];
            factors += factors_.of(day(n), calendar_);
        }
        return factors > 0 ? files / factors : 0;
    }
    [[nodiscard]] double files_a_year() const {
        const auto first = counts_.begin() + static_cast<std::ptrdiff_t>(last_year());
        const auto days = static_cast<double>(counts_.end() - first);
        return std::accumulate(first, counts_.end(), 0.0) / days * year_days;
    }

private:
    [[nodiscard]] LegalDay day(std::size_t n) const { return from_ + static_cast<int>(n); }
    [[nodiscard]] LegalDay until() const { return day(counts_.size() - 1); }

    /// Index of the first day of the last twelve months.
    [[nodiscard]] std::size_t last_year() const {
        const auto first = add_months(until() + 1, -std::chrono::months{year_months});
        return static_cast<std::size_t>(std::max(0, first - from_));
    }

    /// One column a month where all are whole and make a year, else one column.
    void columns_of_days() {
        const bool whole = month_of(from_) == from_ && month_of(until() + 1) == until() + 1;
        const auto enough = add_months(from_, std::chrono::months{year_months}) <= until() + 1;
        columns_.resize(1);
        for (std::size_t n = 0; n < counts_.size(); ++n) {
            const auto on = day(n);
            if (whole && enough && n > 0 && month_of(on) == on) columns_.emplace_back();
            if (is_closed(on, calendar_)) continue;
            columns_.back().files[weekday_of(on)] += counts_[n];
            columns_.back().days[weekday_of(on)] += 1;
        }
    }

    /// Marginal totals, weekdays and columns in turn until they agree.
    void fit_columns() {
        constexpr int rounds = 50;
        rates_.assign(columns_.size(), 1);
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t w = 0; w < weekday_count; ++w) fit_weekday(w);
            set_mean_to_one(factors_.weekdays);
            for (std::size_t c = 0; c < columns_.size(); ++c) fit_column(c);
        }
    }
    void fit_weekday(std::size_t weekday) {
        double files = 0;
        double expected = 0;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            files += columns_[c].files[weekday];
            expected += rates_[c] * columns_[c].days[weekday];
        }
        factors_.weekdays[weekday] = expected > 0 ? files / expected : 0;
    }
    void fit_column(std::size_t column) {
        double files = 0;
        double expected = 0;
        for (std::size_t w = 0; w < weekday_count; ++w) {
            files += columns_[column].files[w];
            expected += factors_.weekdays[w] * columns_[column].days[w];
        }
        rates_[column] = expected > 0 ? files / expected : 0;
    }

    /// Growth of the logarithm a month, from the months that two years share.
    [[nodiscard]] double monthly_growth() const {
        double earlier = 0;
        double later = 0;
        for (std::size_t c = 0; c + year_months < rates_.size(); ++c) {
            earlier += rates_[c];
            later += rates_[c + year_months];
        }
        if (earlier <= 0 || later <= 0) return 0;
        return std::log(later / earlier) / static_cast<double>(year_months);
    }
    void fit_months() {
        const double growth = monthly_growth();
        factors_.growth = growth * static_cast<double>(year_months) / year_days;
        std::array<double, year_months> sums{};
        std::array<double, year_months> numbers{};
        for (std::size_t c = 0; c < rates_.size(); ++c) {
            const auto month = (month_index(from_) + c) % year_months;
            sums[month] += rates_[c] / std::exp(growth * static_cast<double>(c));
            numbers[month] += 1;
        }
        for (std::size_t m = 0; m < year_months; ++m) factors_.months[m] = sums[m] / numbers[m];
        set_mean_to_one(factors_.months);
        for (std::size_t m = 0; m < year_months; ++m)
            if (numbers[m] < 2) factors_.months[m] = (1 + factors_.months[m]) / 2;
        set_mean_to_one(factors_.months);
    }

    /// Files on closed days against what open ones would have had.
    void fit_closed() {
        factors_.closed = 1;
        const auto expected = means();
        double files = 0;
        double open = 0;
        for (std::size_t n = 0; n < counts_.size(); ++n) {
            if (!is_closed(day(n), calendar_)) continue;
            files += counts_[n];
            open += expected[n];
        }
        factors_.closed = open > 0 ? files / open : 0;
    }

    std::span<const int> counts_;
    LegalDay from_;
    const WorkingCalendar& calendar_;
    std::vector<Cells> columns_;
    std::vector<double> rates_;  ///< files a day, by column
    Factors factors_;
};

/// The derivative of the likelihood by k, given the means: it falls to 0 from above.
class DispersionScore {
public:
    DispersionScore(std::span<const int> counts, std::span<const double> means)
        : counts_(counts), means_(means) {
        const int largest = *std::ranges::max_element(counts);
        above_.assign(static_cast<std::size_t>(largest), 0);
        for (const int count : counts)
            for (int j = 0; j < count; ++j) above_[static_cast<std::size_t>(j)] += 1;
    }
    [[nodiscard]] double at(double k) const {
        double score = 0;
        for (std::size_t j = 0; j < above_.size(); ++j)
            score += above_[j] / (k + static_cast<double>(j));
        for (std::size_t n = 0; n < counts_.size(); ++n) {
            if (means_[n] <= 0) continue;
            score += (means_[n] - counts_[n]) / (k + means_[n]) - std::log1p(means_[n] / k);
        }
        return score;
    }

private:
    std::span<const int> counts_;
    std::span<const double> means_;
    std::vector<double> above_;  ///< days with more files than the index
};

double dispersion_of(std::span<const int> counts, std::span<const double> means) {
    const DispersionScore score{counts, means};
    double low = std::log(1e-3);
    double high = std::log(1e5);
    if (score.at(std::exp(high)) > 0) return not_dispersed;
    constexpr int halvings = 50;
    for (int n = 0; n < halvings; ++n) {
        const double middle = (low + high) / 2;
        (score.at(std::exp(middle)) > 0 ? low : high) = middle;
    }
    return std::exp((low + high) / 2);
}

double chi_square(std::span<const int> counts, std::span<const double> means, double k) {
    double sum = 0;
    for (std::size_t n = 0; n < counts.size(); ++n) {
        if (means[n] <= 0) continue;
        const double off = counts[n] - means[n];
        sum += off * off / (means[n] + means[n] * means[n] / k);
    }
    return sum;
}

}  // namespace

ForecastInflow fit_inflow(std::span<const int> counts,
                          LegalDay from,
                          const WorkingCalendar& calendar,
                          InflowDays wanted) {
    const Fit fit{counts, from, calendar};
    const auto means = fit.means();
    ForecastInflow inflow{.mean = {},
                          .dispersion = dispersion_of(counts, means),
                          .observed_days = static_cast<int>(counts.size()),
                          .months = fit.factors().months,
                          .weekdays = fit.factors().weekdays,
                          .files_a_year = fit.files_a_year(),
                          .basis = InflowBasis::observed,
                          .observed_from = from,
                          .observed_until = from + (static_cast<int>(counts.size()) - 1)};
    const double level = fit.level();
    for (int n = 0; n < wanted.count; ++n)
        inflow.mean.push_back(level * fit.factors().of(wanted.first + n, calendar));
    constexpr double without_months = 9;  // weekdays, closed days, k
    const double fitted = fit.has_months() ? without_months + year_months : without_months;
    const auto days =
        static_cast<double>(std::ranges::count_if(means, [](double mean) { return mean > 0; }));
    inflow.chi_square_a_degree =
        chi_square(counts, means, inflow.dispersion) / std::max(1.0, days - fitted);
    return inflow;
}

ForecastInflow flat_inflow(double files_a_year,
                           const WorkingCalendar& calendar,
                           InflowDays wanted) {
    ForecastInflow inflow{
        .mean = {}, .dispersion = assumed_dispersion, .files_a_year = files_a_year};
    inflow.months.fill(1);
    for (std::size_t n = 0; n < 5; ++n) inflow.weekdays[n] = weekday_count / 5.0;
    const auto last = wanted.first + static_cast<int>(year_days) - 1;
    const int working_days = calendar.working_days_between(wanted.first - 1, last);
    const double a_day = files_a_year / std::max(1, working_days);
    for (int n = 0; n < wanted.count; ++n)
        inflow.mean.push_back(calendar.is_working(wanted.first + n) ? a_day : 0);
    return inflow;
}

}  // namespace echeance
