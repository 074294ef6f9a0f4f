// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_counts.hpp"

#include <algorithm>
#include <iterator>
#include <map>

namespace echeance {
namespace {

/// Against that of the likeliest count: what is rarer is never drawn.
constexpr double least_weight = 1e-13;

}  // namespace

ForecastCounts::ForecastCounts(const ForecastInflow& inflow, double factor) {
    std::map<double, std::size_t> known;
    for (const double of_day : inflow.mean) {
        const double mean = of_day * factor;
        const auto [entry, is_new] = known.emplace(mean, tables_.size());
        if (is_new) tables_.push_back(table_of(mean, inflow.dispersion));
        table_of_day_.push_back(entry->second);
    }
}

int ForecastCounts::on(int day, double draw) const {
    if (static_cast<std::size_t>(day) >= table_of_day_.size()) return 0;
    const auto& table = tables_[table_of_day_[static_cast<std::size_t>(day)]];
    const auto found = std::ranges::upper_bound(table.cumulative, draw);
    return table.first + static_cast<int>(found - table.cumulative.begin());
}

/// Weights by the ratio of neighbours, both ways from the likeliest count, so that no factorial and
/// no power is needed: p(x + 1) / p(x) = (x + k) / (x + 1) * mean / (mean + k).
ForecastCounts::Table ForecastCounts::table_of(double mean, double dispersion) {
    if (!(mean > 0)) return {.first = 0, .cumulative = {1.0}};
    const double step = mean / (mean + dispersion);
    const auto ratio = [&](int x) { return (x + dispersion) / (x + 1) * step; };
    const int likeliest = std::max(0, static_cast<int>(mean - mean / dispersion));
    std::vector<double> weights;
    double weight = 1;
    for (int x = likeliest - 1; x >= 0 && weight > least_weight; --x) {
        weight /= ratio(x);
        weights.push_back(weight);
    }
    Table table{.first = likeliest - static_cast<int>(weights.size()), .cumulative = {}};
    std::ranges::reverse(weights);
    weights.push_back(1);
    weight = 1;
    for (int x = likeliest; weight > least_weight; ++x) {
        weight *= ratio(x);
        weights.push_back(weight);
    }
    double sum = 0;
    for (const double each : weights) table.cumulative.push_back(sum += each);
    for (double& each : table.cumulative) each /= sum;
    table.cumulative.back() = 1;
    return table;
}

}  // namespace echeance
