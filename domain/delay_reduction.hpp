// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/right.hpp"

namespace echeance {

/// One decided request of a period.
struct DecidedRequest {
    Right right = Right::autre;
    int days = 0;
    std::optional<bool> within_limit{};
    auto operator<=>(const DecidedRequest&) const = default;
};

/// What is compared. Days may fall while the office is no faster: see `Decomposition`.
struct DelayFigures {
    double mean_days = 0;
    double median_days = 0;
    double p90_days = 0;
    double overdue_share = 0;  ///< of the requests with a limit, decided after it; 0 with none
};
/// Precondition: `requests` is not empty.
[[nodiscard]] DelayFigures figures_of(const std::vector<DecidedRequest>& requests);

struct Interval {
    double low = 0;
    double high = 0;
};
struct FigureIntervals {
    Interval mean_days;
    Interval median_days;
    Interval p90_days;
    Interval overdue_share;
};

/// How the intervals were drawn; the same parameters and data give the same interval.
struct Bootstrap {
    std::uint64_t seed = 20'250'211;  ///< the day of the law's twentieth anniversary
    int replications = 1'000;
    int confidence_percent = 95;
};
/// As many as keep the work bounded: 100 to 1,000.
[[nodiscard]] int replications_for(std::size_t requests);

/// Percentile intervals (Efron 1979) of `period` less `baseline`. Both lists are sorted first; a
/// replication draws |baseline| then |period| requests with replacement, the index being the high
/// 64 bits of the next splitmix64 number times the size; the bounds are the nearest-rank 2.5th and
/// 97.5th percentiles. Preconditions: neither is empty.
[[nodiscard]] FigureIntervals difference_intervals(std::vector<DecidedRequest> baseline,
                                                   std::vector<DecidedRequest> period,
                                                   const Bootstrap& bootstrap);

/// The difference of the means in two parts that sum to it (Kitagawa 1955): what the same mix of
/// rights would have gained in speed, and what comes of another mix. A right that one period lacks
/// counts as if it had been as fast there, so it is all mix.
struct Decomposition {
    double speed_effect_days = 0;
    double mix_effect_days = 0;
};
[[nodiscard]] Decomposition decompose(const std::vector<DecidedRequest>& baseline,
                                      const std::vector<DecidedRequest>& period);

}  // namespace echeance
