// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace echeance {
namespace {

/// 97.5 % quantile of Student's t: exact for few degrees of freedom, beyond those by the expansion
/// about the normal quantile (Abramowitz and Stegun 26.7.5), to within 0.001.
double student_quantile(std::size_t degrees) {
    constexpr std::array<double, 5> exact{12.706, 4.303, 3.182, 2.776, 2.571};
    if (degrees <= exact.size()) return exact[degrees - 1];
    constexpr double z = 1.959964;
    const auto n = static_cast<double>(degrees);
    const double first = (std::pow(z, 3) + z) / 4;
    const double second = (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / 96;
    const double third =
        (3 * std::pow(z, 7) + 19 * std::pow(z, 5) + 17 * std::pow(z, 3) - 15 * z) / 384;
    return z + first / n + second / (n * n) + third / (n * n * n);
}

template <class Value>
std::vector<int> values_of(const std::vector<ForecastSample>& samples,
                           std::size_t week,
                           Value value) {
    std::vector<int> values;
    values.reserve(samples.size());
    for (const auto& sample : samples) values.push_back(value(sample.weeks[week]));
    return values;
}

std::optional<ForecastBand> delay_band(std::vector<int> values) {
    const auto all = values.size();
    std::erase(values, -1);
    if (values.size() * 2 < all) return std::nullopt;
    return band_of(std::move(values));
}

double mean_of(const std::vector<int>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Late requests that are too many, in hundredths of one.
int excess_of(int late, int open_requests) {
    return late * 100 - open_requests * forecast_late_percent;
}

/// On the eve of the first day.
int first_excess(const ForecastWorld& world, LateStock late) {
    int count = 0;
    int open_requests = 0;
    for (const auto& file : world.waiting) {
        for (const auto& limit : file.limits) {
            const int last = late == &SimulatedWeek::overdue ? limit.due : limit.target;
            open_requests += limit.requests;
            if (last < -1) count += limit.requests;
        }
    }
    return excess_of(count, open_requests);
}

int reached_on(const ForecastWorld& world,
               const ForecastWeeks& weeks,
               const std::vector<SimulatedWeek>& rows,
               LateStock late) {
    auto begin = rows.size();
    while (begin > 0 && excess_of(rows[begin - 1].*late, rows[begin - 1].open_requests) <= 0)
        --begin;
    int on = weeks.monday(begin + 1);
    if (begin == 0 && first_excess(world, late) <= 0) on = 0;
    return world.days - on >= forecast_lasting_days ? on : forecast_never;
}

/// By least squares, a week.
double slope_of(const std::vector<double>& values) {
    const auto count = static_cast<double>(values.size());
    if (values.size() < 2) return 0;
    const double middle = (count - 1) / 2;
    double sum = 0;
    double squares = 0;
    for (std::size_t n = 0; n < values.size(); ++n) {
        const double at = static_cast<double>(n) - middle;
        sum += at * values[n];
        squares += at * at;
    }
    return sum / squares;
}

/// Means over the replications for each whole week of the second half.
template <class Value>
std::vector<double> second_half(const ForecastWorld& world,
                                const std::vector<ForecastSample>& samples,
                                Value value) {
    const ForecastWeeks weeks(world);
    std::vector<double> means;
    for (auto week = weeks.of(world.days / 2); week < weeks.count(); ++week)
        if (weeks.days(week) == 7) means.push_back(mean_of(values_of(samples, week, value)));
    return means;
}

std::optional<LegalDay> projected_day(const ForecastWorld& world,
                                      const std::vector<double>& excess) {
    constexpr double last = 84'005;  // 2199-12-31 in days since 1970-01-01
    const double slope = slope_of(excess);
    if (excess.empty() || slope >= 0) return std::nullopt;
    const double days = world.days + std::max(0.0, excess.back()) / -slope * 7;
    if (world.first_day.number() + std::ceil(days) > last) return std::nullopt;
    return world.first_day + static_cast<int>(std::ceil(days));
}

std::vector<std::string> short_skills(const ForecastWorld& world, const ForecastDemand& demand) {
    std::vector<std::string> skills;
    for (std::size_t each = 0; each < world.requirements.size(); ++each)
        if (demand.is_short[each] != 0) skills.push_back(world.requirements[each].skill);
    std::ranges::sort(skills);
    const auto same = std::ranges::unique(skills);
    skills.erase(same.begin(), same.end());
    return skills;
}

WhyNever why_never(const ForecastWorld& world,
                   const std::vector<ForecastSample>& samples,
                   LateStock late,
                   const ForecastDemand& demand) {
    using Verdict = WhyNever::Verdict;
    const double arriving = std::accumulate(demand.arriving.begin(), demand.arriving.end(), 0.0);
    const auto backlog =
        second_half(world, samples, [](const SimulatedWeek& week) { return week.backlog; });
    WhyNever why{.demand_minutes_a_week = arriving / demand.weeks,
                 .capacity_minutes_a_week = demand.given_less_supervision / demand.weeks,
                 .backlog_files_a_week = slope_of(backlog),
                 .skills = short_skills(world, demand)};
    if (why.demand_minutes_a_week > why.capacity_minutes_a_week) {
        why.verdict = Verdict::capacity_below_demand;
    } else if (!why.skills.empty()) {
        why.verdict = Verdict::structural_shortage;
    } else {
        why.projected_on =
            projected_day(world, second_half(world, samples, [&](const SimulatedWeek& week) {
                              return excess_of(week.*late, week.open_requests);
                          }));
    }
    return why;
}

}  // namespace

ForecastBand band_of(std::vector<int> values) {
    std::ranges::sort(values);
    return {at_percent(values, 10), at_percent(values, 50), at_percent(values, 90)};
}

PairedDifference paired_difference(const std::vector<double>& differences) {
    const auto count = static_cast<double>(differences.size());
    PairedDifference found;
    found.mean = std::accumulate(differences.begin(), differences.end(), 0.0) / count;
    if (differences.size() < 2) return found;
    double squares = 0;
    for (const double each : differences) squares += (each - found.mean) * (each - found.mean);
    const double error = std::sqrt(squares / (count - 1) / count);
    const double half = student_quantile(differences.size() - 1) * error;
    found.low = found.mean - half;
    found.high = found.mean + half;
    return found;
}

std::vector<ForecastWeek> forecast_weeks(const ForecastWorld& world,
                                         const std::vector<ForecastSample>& samples) {
    const ForecastWeeks weeks(world);
    std::vector<ForecastWeek> rows;
    for (std::size_t week = 0; week < weeks.count(); ++week) {
        const auto all = [&](int SimulatedWeek::* figure) {
            return values_of(samples, week, [&](const SimulatedWeek& row) { return row.*figure; });
        };
        const auto backlog = all(&SimulatedWeek::backlog);
        const auto overdue = all(&SimulatedWeek::overdue);
        auto& row = rows.emplace_back(
            ForecastWeek{.on = world.first_day + weeks.monday(week),
                         .days = weeks.days(week),
                         .backlog = band_of(backlog),
                         .backlog_mean = mean_of(backlog),
                         .open_requests = band_of(all(&SimulatedWeek::open_requests)),
                         .overdue = band_of(overdue),
                         .overdue_mean = mean_of(overdue),
                         .decided = band_of(all(&SimulatedWeek::decided))});
        for (std::size_t clock = 0; clock < forecast_clocks; ++clock) {
            row.median_days[clock] = delay_band(values_of(
                samples, week, [&](const auto& each) { return each.median_days[clock]; }));
            row.p90_days[clock] = delay_band(
                values_of(samples, week, [&](const auto& each) { return each.p90_days[clock]; }));
        }
    }
    return rows;
}

ForecastMilestone milestone(const ForecastWorld& world,
                            const std::vector<ForecastSample>& samples,
                            LateStock late,
                            const ForecastDemand* demand) {
    const ForecastWeeks weeks(world);
    std::vector<int> days;
    days.reserve(samples.size());
    for (const auto& sample : samples) days.push_back(reached_on(world, weeks, sample.weeks, late));
    const auto band = band_of(days);
    const auto day_of = [&](int day) -> std::optional<LegalDay> {
        if (day == forecast_never) return std::nullopt;
        return world.first_day + day;
    };
    const auto reached = std::ssize(days) - std::ranges::count(days, forecast_never);
    ForecastMilestone found{
        .p10 = day_of(band.p10),
        .p50 = day_of(band.p50),
        .p90 = day_of(band.p90),
        .share_reached = static_cast<double>(reached) / static_cast<double>(days.size())};
    if (!found.p50 && demand != nullptr) found.why_never = why_never(world, samples, late, *demand);
    return found;
}

std::vector<ForecastSkill> forecast_skills(const ForecastWorld& world,
                                           const ForecastStaff& staff,
                                           const ForecastDemand& demand,
                                           const std::vector<ForecastSample>& samples) {
    std::map<std::string, std::vector<std::size_t>> requirements;
    for (std::size_t each = 0; each < world.requirements.size(); ++each)
        requirements[world.requirements[each].skill].push_back(each);
    std::vector<ForecastSkill> skills;
    for (const auto& [name, of_skill] : requirements) {
        auto& skill = skills.emplace_back(ForecastSkill{.skill = name});
        for (const auto each : of_skill) {
            skill.arriving += demand.arriving[each] / demand.weeks;
            skill.waiting += demand.waiting[each];
            skill.is_short = skill.is_short || demand.is_short[each] != 0;
            for (const auto& sample : samples)
                skill.used += static_cast<double>(sample.used[each]) / demand.weeks /
                              static_cast<double>(samples.size());
        }
        for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor) {
            const bool may_serve = std::ranges::any_of(
                of_skill, [&](std::size_t each) { return staff.serves(doctor, each); });
            if (!may_serve || demand.given[doctor] == 0) continue;
            ++skill.doctors;
            skill.offered += static_cast<double>(demand.given[doctor]) / demand.weeks;
        }
    }
    return skills;
}

}  // namespace echeance
