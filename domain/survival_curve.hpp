// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace echeance {

/// The share of all that lasts beyond each day, as `SurvivalEstimate` finds it.
class SurvivalCurve {
public:
    SurvivalCurve() = default;
    /// By day from 0 on, never rising, 0 to 1.
    explicit SurvivalCurve(std::vector<double> beyond) : beyond_(std::move(beyond)) {}
    /// Share that has not ended by the end of `day`; 1 before day 0.
    [[nodiscard]] double beyond(int day) const;
    /// The day on which it ends, given that it has not before `age`: `age` or later. `u` in [0, 1)
    /// chooses. Empty: later than anything seen, so that nobody can say when, or if.
    [[nodiscard]] std::optional<int> draw_from(int age, double u) const;

private:
    std::vector<double> beyond_{};
};

}  // namespace echeance
