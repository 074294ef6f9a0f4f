// SPDX-License-Identifier: EUPL-1.2
#include "service/metric_families.hpp"

#include <cassert>

namespace echeance {

void MetricFamilies::begin(std::string_view name,
                           std::string_view help,
                           prometheus::MetricType type) {
    families_.push_back({std::string{name}, std::string{help}, type, {}});
}

void MetricFamilies::gauges(std::string_view name, std::string_view help) {
    begin(name, help, prometheus::MetricType::Gauge);
}

void MetricFamilies::counters(std::string_view name, std::string_view help) {
    begin(name, help, prometheus::MetricType::Counter);
}

void MetricFamilies::histograms(std::string_view name, std::string_view help) {
    begin(name, help, prometheus::MetricType::Histogram);
}

prometheus::ClientMetric* MetricFamilies::add(const Labels& labels, std::size_t series) {
    assert(!families_.empty());
    if (series > series_left_) {
        series_dropped_ += series;
        return nullptr;
    }
    series_left_ -= series;
    auto& metric = families_.back().metric.emplace_back();
    for (const auto& [name, text] : labels)
        metric.label.push_back({std::string{name}, std::string{text}});
    return &metric;
}

void MetricFamilies::value(const Labels& labels, double value) {
    auto* const metric = add(labels, 1);
    if (metric == nullptr) return;
    if (families_.back().type == prometheus::MetricType::Counter)
        metric->counter.value = value;
    else
        metric->gauge.value = value;
}

void MetricFamilies::value(const Labels& labels, std::int64_t number) {
    value(labels, static_cast<double>(number));
}

void MetricFamilies::histogram(const Labels& labels,
                               std::span<const double> edges,
                               std::span<const std::int64_t> counts,
                               double sum) {
    assert(counts.size() == edges.size() + 1);
    auto* const metric = add(labels, counts.size() + 2);
    if (metric == nullptr) return;
    std::uint64_t below = 0;
    for (std::size_t n = 0; n < edges.size(); ++n) {
        below += static_cast<std::uint64_t>(counts[n]);
        metric->histogram.bucket.push_back({below, edges[n]});
    }
    metric->histogram.sample_count = below + static_cast<std::uint64_t>(counts.back());
    metric->histogram.sample_sum = sum;
}

}  // namespace echeance
