// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <prometheus/metric_family.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace echeance {

/// Collects metric families from values that are kept elsewhere, up to a number of series.
class MetricFamilies {
public:
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

    explicit MetricFamilies(std::size_t series_max) : series_left_(series_max) {}

    /// The series that follow are of this family.
    void gauges(std::string_view name, std::string_view help);
    void counters(std::string_view name, std::string_view help);
    void histograms(std::string_view name, std::string_view help);

    void value(const Labels& labels, double value);
    void value(const Labels& labels, std::int64_t value);
    /// `counts` of the classes up to each of `edges`, and one of those above the last.
    void histogram(const Labels& labels,
                   std::span<const double> edges,
                   std::span<const std::int64_t> counts,
                   double sum);

    [[nodiscard]] std::vector<prometheus::MetricFamily> take() { return std::move(families_); }
    [[nodiscard]] std::uint64_t series_dropped() const { return series_dropped_; }

private:
    void begin(std::string_view name, std::string_view help, prometheus::MetricType type);
    /// The new series; null when there are too many. A histogram is as many as it has lines.
    prometheus::ClientMetric* add(const Labels& labels, std::size_t series);

    std::vector<prometheus::MetricFamily> families_;
    std::size_t series_left_;
    std::uint64_t series_dropped_ = 0;
};

}  // namespace echeance
