// SPDX-License-Identifier: EUPL-1.2
#include "domain/delay_reduction.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "domain/splitmix64.hpp"

namespace echeance {
namespace {

class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : state_(seed) {}
    std::size_t below(std::size_t bound) {
        __extension__ using Wide = unsigned __int128;
        const auto number = splitmix64(state_);
        state_ += splitmix64_step;
        return static_cast<std::size_t>((Wide{number} * bound) >> 64U);
    }

private:
    std::uint64_t state_;
};

/// Requests by their days, for many quick draws.
class Tally {
public:
    explicit Tally(int days_max) : by_day_(static_cast<std::size_t>(days_max) + 1) {}

    void clear() {
        std::ranges::fill(by_day_, 0);
        n_ = total_days_ = limits_ = late_ = 0;
    }
    void add(const DecidedRequest& request) {
        ++by_day_[static_cast<std::size_t>(request.days)];
        ++n_;
        total_days_ += request.days;
        limits_ += request.within_limit ? 1 : 0;
        late_ += request.within_limit && !*request.within_limit ? 1 : 0;
    }
    [[nodiscard]] DelayFigures figures() const {
        const auto share = [](std::int64_t part, std::int64_t whole) {
            return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
        };
        return {share(total_days_, n_), percentile(50), percentile(90), share(late_, limits_)};
    }

private:
    [[nodiscard]] double percentile(int percent) const {
        std::int64_t below = 0;
        for (std::size_t day = 0; day < by_day_.size(); ++day) {
            below += by_day_[day];
            if (below * 100 >= n_ * percent) return static_cast<double>(day);
        }
        return 0;
    }

    std::vector<std::int64_t> by_day_;
    std::int64_t n_ = 0;
    std::int64_t total_days_ = 0;
    std::int64_t limits_ = 0;
    std::int64_t late_ = 0;
};

int longest(const std::vector<DecidedRequest>& requests) {
    int days = 0;
    for (const auto& request : requests) days = std::max(days, request.days);
    return days;
}

DelayFigures drawn(const std::vector<DecidedRequest>& from, Numbers& numbers, Tally& tally) {
    tally.clear();
    for (std::size_t n = 0; n < from.size(); ++n) tally.add(from[numbers.below(from.size())]);
    return tally.figures();
}

Interval interval_of(std::vector<double>& values, int confidence_percent) {
    std::ranges::sort(values);
    const auto at = [&](double share) {
        const auto rank =
            static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size()) + 1 - 1e-9);
        const auto last = static_cast<std::ptrdiff_t>(values.size()) - 1;
        return values[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(rank - 1, 0, last))];
    };
    const double outside = (100 - confidence_percent) / 200.0;
    return {at(outside), at(1 - outside)};
}

struct RightMean {
    double share = 0;
    double mean_days = 0;
    bool present = false;
};
std::array<RightMean, right_count> by_right(const std::vector<DecidedRequest>& requests) {
    std::array<std::int64_t, right_count> n{};
    std::array<std::int64_t, right_count> days{};
    for (const auto& request : requests) {
        ++n[static_cast<std::size_t>(request.right)];
        days[static_cast<std::size_t>(request.right)] += request.days;
    }
    std::array<RightMean, right_count> means{};
    for (std::size_t right = 0; right < right_count; ++right) {
        if (n[right] == 0) continue;
        means[right] = {static_cast<double>(n[right]) / static_cast<double>(requests.size()),
                        static_cast<double>(days[right]) / static_cast<double>(n[right]),
                        true};
    }
    return means;
}

}  // namespace

DelayFigures figures_of(const std::vector<DecidedRequest>& requests) {
    assert(!requests.empty());
    Tally tally{longest(requests)};
    for (const auto& request : requests) tally.add(request);
    return tally.figures();
}

int replications_for(std::size_t requests) {
    constexpr std::size_t draws_max = 40'000'000;
    return static_cast<int>(
        std::clamp<std::size_t>(draws_max / std::max<std::size_t>(requests, 1), 100, 1'000));
}

FigureIntervals difference_intervals(std::vector<DecidedRequest> baseline,
                                     std::vector<DecidedRequest> period,
                                     const Bootstrap& bootstrap) {
    std::ranges::sort(baseline);
    std::ranges::sort(period);
    Numbers numbers{bootstrap.seed};
    Tally tally{std::max(longest(baseline), longest(period))};
    std::array<std::vector<double>, 4> differences;
    for (int n = 0; n < bootstrap.replications; ++n) {
        const auto before = drawn(baseline, numbers, tally);
        const auto after = drawn(period, numbers, tally);
        differences[0].push_back(after.mean_days - before.mean_days);
        differences[1].push_back(after.median_days - before.median_days);
        differences[2].push_back(after.p90_days - before.p90_days);
        differences[3].push_back(after.overdue_share - before.overdue_share);
    }
    const auto interval = [&](std::size_t n) {
        return interval_of(differences[n], bootstrap.confidence_percent);
    };
    return {interval(0), interval(1), interval(2), interval(3)};
}

Decomposition decompose(const std::vector<DecidedRequest>& baseline,
                        const std::vector<DecidedRequest>& period) {
    auto before = by_right(baseline);
    auto after = by_right(period);
    Decomposition parts;
    for (std::size_t right = 0; right < right_count; ++right) {
        if (!before[right].present) before[right].mean_days = after[right].mean_days;
        if (!after[right].present) after[right].mean_days = before[right].mean_days;
        parts.speed_effect_days += (after[right].mean_days - before[right].mean_days) *
                                   (before[right].share + after[right].share) / 2;
        parts.mix_effect_days += (after[right].share - before[right].share) *
                                 (before[right].mean_days + after[right].mean_days) / 2;
    }
    return parts;
}

}  // namespace echeance
