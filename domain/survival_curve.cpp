// SPDX-License-Identifier: EUPL-1.2
#include "domain/survival_curve.hpp"

#include <algorithm>
#include <cstddef>

namespace echeance {

double SurvivalCurve::beyond(int day) const {
    if (day < 0 || beyond_.empty()) return 1;
    return beyond_[std::min(static_cast<std::size_t>(day), beyond_.size() - 1)];
}

std::optional<int> SurvivalCurve::draw_from(int age, double u) const {
    const int from = std::max(0, age);
    const double left = (1 - u) * beyond(from - 1);
    const auto first = std::min(static_cast<std::size_t>(from), beyond_.size());
    const auto found = std::partition_point(beyond_.begin() + static_cast<std::ptrdiff_t>(first),
                                            beyond_.end(),
                                            [&](double share) { return share >= left; });
    if (found == beyond_.end()) return std::nullopt;
    return static_cast<int>(found - beyond_.begin());
}

}  // namespace echeance
