// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_inflow.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "domain/period.hpp"

namespace echeance {
namespace {

using Day = std::optional<LegalDay>;

constexpr int recent_days = 91;
constexpr double year_days = 365.0;
constexpr std::chrono::months one_month{1};

/// Endings by month; those of one day at least.
struct MonthOfEndings {
    LegalDay first;  ///< day with one
    int count = 0;
};
using Endings = std::map<LegalDay, MonthOfEndings>;

Endings endings_by_month(const ForecastHistory& history) {
    Endings endings;
    for (const auto& round : history.rounds) {
        if (!round.ended_on) continue;
        auto& month = endings.try_emplace(month_of(*round.ended_on), *round.ended_on).first->second;
        month.first = std::min(month.first, *round.ended_on);
        ++month.count;
    }
    return endings;
}

/// Of the last twelve whole months with endings; of the current one where there is no other.
int median_month(const Endings& endings, LegalDay this_month) {
    constexpr std::size_t months_max = 12;
    std::vector<int> counts;
    for (auto at = endings.rbegin(); at != endings.rend() && counts.size() < months_max; ++at)
        if (at->first != this_month) counts.push_back(at->second.count);
    if (counts.empty()) return endings.rbegin()->second.count;
    const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
    std::ranges::nth_element(counts, middle);
    return *middle;
}

/// The first day of the unbroken run of months with endings.
Day endings_since(const ForecastHistory& history, LegalDay today) {
    constexpr int endings_min = 20;
    constexpr int least_share = 4;  // a quarter of the median month
    constexpr int silent_days_max = 7;
    const auto endings = endings_by_month(history);
    int all = 0;
    for (const auto& [month, of_month] : endings) all += of_month.count;
    if (all < endings_min) return std::nullopt;
    const auto this_month = month_of(today);
    const int least = median_month(endings, this_month) / least_share;
    Day since;
    for (auto month = this_month;; month = add_months(month, -one_month)) {
        const auto at = endings.find(month);
        const bool has_enough = at != endings.end() && at->second.count >= std::max(1, least);
        if (!has_enough && month != this_month) return since;
        if (at == endings.end()) continue;
        const bool is_whole = at->second.first - month <= silent_days_max;
        since = is_whole ? month : at->second.first;
    }
}

/// The days to fit: whole months where they make a year.
struct Observed {
    LegalDay from;
    LegalDay until;
    [[nodiscard]] int days() const { return until - from + 1; }
};

Observed observed_days(LegalDay since, LegalDay today) {
    const auto whole_until = month_of(today);
    const auto whole_from =
        month_of(since) == since ? since : add_months(month_of(since), one_month);
    if (add_months(whole_from, std::chrono::months{12}) > whole_until) return {since, today - 1};
    const auto earliest = add_months(whole_until, -std::chrono::months{inflow_months_max});
    return {std::max(whole_from, earliest), whole_until - 1};
}

std::vector<int> filed_by_day(const ForecastHistory& history, Observed days) {
    std::vector<int> counts(static_cast<std::size_t>(std::max(0, days.days())));
    for (const auto& round : history.rounds) {
        if (round.began_on < days.from || round.began_on > days.until) continue;
        ++counts[static_cast<std::size_t>(round.began_on - days.from)];
    }
    return counts;
}

int sum_of(const std::vector<int>& counts) {
    int sum = 0;
    for (const int count : counts) sum += count;
    return sum;
}

}  // namespace

std::optional<LegalDay> recorded_since(const ForecastHistory& history, LegalDay today) {
    if (history.rounds.empty()) return std::nullopt;
    auto earliest = history.rounds.front().began_on;
    auto registered = history.rounds.front().registered_on;
    for (const auto& round : history.rounds) {
        earliest = std::min(earliest, round.began_on);
        registered = std::min(registered, round.registered_on);
    }
    const auto ended = endings_since(history, today);
    const auto since = std::max(earliest, ended ? std::min(*ended, registered) : registered);
    return since < today ? Day{since} : std::nullopt;
}

ForecastInflow inflow_of(const ForecastHistory& history,
                         const WorkingCalendar& calendar,
                         InflowDays wanted,
                         std::optional<double> files_a_year) {
    const auto today = wanted.first;
    const auto since = recorded_since(history, today);
    ForecastInflow inflow;
    const auto observed = observed_days(since.value_or(today), today);
    const auto counts = filed_by_day(history, observed);
    if (observed.days() >= inflow_days_min && sum_of(counts) > 0) {
        inflow = fit_inflow(counts, observed.from, calendar, wanted);
    } else if (files_a_year) {
        inflow = flat_inflow(*files_a_year, calendar, wanted);
    } else {
        const auto recent = filed_by_day(history, {today - recent_days, today - 1});
        inflow = flat_inflow(sum_of(recent) * year_days / recent_days, calendar, wanted);
        inflow.basis = InflowBasis::survivors;
    }
    const auto filed_today = sum_of(filed_by_day(history, {today, today}));
    if (!inflow.mean.empty())
        inflow.mean.front() = std::max(0.0, inflow.mean.front() - filed_today);
    return inflow;
}

}  // namespace echeance
