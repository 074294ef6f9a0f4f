// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "service/queue_reading.hpp"

namespace echeance {

/// More series than the known labels of the queue make: a bound, should the store hold names of a
/// later version.
inline constexpr std::size_t queue_series_max = 4'000;

/// The metrics that describe the queue (METRICS.md), from the last readings of the store: every
/// replica tells the same, and a restart changes nothing. They are absent until the store has been
/// read, since a counter that began at 0 would seem to have jumped; from then on every known label
/// is there, at 0, or not a number where nothing can be said. Thread-safe.
class QueueMetrics final : public prometheus::Collectable {
public:
    void set(const QueueReading& reading);
    void set(const DelayReading& reading);
    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;
    /// Series left out at `queue_series_max`, ever.
    [[nodiscard]] std::uint64_t series_dropped() const;

private:
    void rebuild();

    mutable std::mutex mutex_;
    std::optional<QueueReading> queue_;
    std::optional<DelayReading> delays_;
    std::vector<prometheus::MetricFamily> families_;
    std::uint64_t series_dropped_ = 0;
};

}  // namespace echeance
