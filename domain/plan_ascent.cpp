// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <cmath>
#include <utility>

#include "domain/plan_smooth.hpp"
#include "domain/symmetric_matrix.hpp"

namespace echeance {
namespace {

/// From where a file's cost is blurred to where hundredths of a percent of a bound are left, which
/// shown by how far the smooth bound is below the exact one.
constexpr double first_temperature = 2'000;
constexpr double cooling = 4;
constexpr int stages_max = 8;
constexpr double close_enough = 0.0003;
constexpr int steps_max = 40;
constexpr double undamped = 0.0001;
/// What a step rose by of what its slope promised: half is what a parabola gives.
constexpr double failed = 0.05;
constexpr double poor = 0.2;
constexpr double good = 0.35;

/// Newton's method, damped as Levenberg and Marquardt do: where the bound is nearly flat, a full
/// step leads anywhere.
class Ascent {
public:
    Ascent(const SmoothBound& smooth, SmoothBound::Prices start)
        : smooth_(smooth), prices_(std::move(start)), curvature_(prices_.size()) {}

    /// How much higher a bound may be for a step to pay.
    [[nodiscard]] double tolerance(double temperature) const {
        return temperature * (1 + static_cast<double>(prices_.size()) / 16);
    }
    /// Returns the bound reached.
    double climb(double temperature) {
        cool(temperature);
        const double small = tolerance(temperature);
        double damping = 1 / temperature;
        auto here = smooth_.at(prices_, temperature, curvature_);
        for (int n = 0; n < steps_max; ++n) {
            const auto step = step_from(here, damping);
            double promised = 0;
            for (std::size_t i = 0; i < step.size(); ++i) promised += step[i] * here.slope[i];
            if (promised < small) {
                // It may be the damping that keeps the step short.
                if (damping * temperature < undamped) break;
                damping /= 8;
                continue;
            }
            auto next = prices_;
            for (std::size_t i = 0; i < step.size(); ++i) next[i] += step[i];
            const double risen = smooth_.at(next, temperature).bound - here.bound;
            if (risen < failed * promised) {
                damping *= 8;
                continue;
            }
            if (risen > good * promised) damping /= 8;
            if (risen < poor * promised) damping *= 4;
            prices_ = std::move(next);
            here = smooth_.at(prices_, temperature, curvature_);
        }
        return here.bound;
    }
    [[nodiscard]] const SmoothBound::Prices& prices() const { return prices_; }

private:
    /// Prices move in line with the temperature, so part of the way to the next is known.
    void cool(double temperature) {
        auto next = prices_;
        for (std::size_t i = 0; i < before_.size(); ++i) {
            next[i] += (prices_[i] - before_[i]) / cooling;
        }
        before_ = prices_;
        if (smooth_.at(next, temperature).bound > smooth_.at(prices_, temperature).bound) {
            prices_ = std::move(next);
        }
    }
    [[nodiscard]] std::vector<double> step_from(const SmoothBound::Value& here,
                                                double damping) const {
        auto damped = curvature_;
        for (std::size_t i = 0; i < prices_.size(); ++i) {
            damped.at(i, i) += damping * smooth_.usual(i) * smooth_.usual(i);
        }
        return solved(damped, here.slope);
    }

    const SmoothBound& smooth_;
    SmoothBound::Prices prices_;
    SmoothBound::Prices before_;
    SymmetricMatrix curvature_;
};

}  // namespace

SmoothPrices best_prices(const PlanModel& model, const FilePrices& start) {
    const SmoothBound smooth(model);
    Ascent ascent(smooth, smooth.from(start));
    SmoothPrices found{.prices = start, .bound = PricedFiles(model, start).bound(), .parts = {}};
    double temperature = first_temperature;
    for (int stage = 0; stage < stages_max; ++stage) {
        if (stage > 0) temperature /= cooling;
        const double smooth_value = ascent.climb(temperature);
        auto prices = smooth.exact(ascent.prices());
        const std::int64_t bound = PricedFiles(model, prices).bound();
        if (bound > found.bound) {
            found.bound = bound;
            found.prices = std::move(prices);
        }
        const auto exact = static_cast<double>(bound);
        const double missing = exact - smooth_value + ascent.tolerance(temperature);
        if (missing < close_enough * std::abs(exact)) break;
    }
    found.parts = smooth.parts(ascent.prices(), temperature);
    return found;
}

}  // namespace echeance
