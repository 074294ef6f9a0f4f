// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "domain/result.hpp"

namespace echeance {

/// The minutes of a doctor up to `up_to_percent` of capacity (and past the band before) cost
/// `per_minute` points each. Prices that rise level the load.
struct UtilisationBand {
    int up_to_percent = 100;
    int per_minute = 0;
    bool operator==(const UtilisationBand&) const = default;
};

/// The parameters of the cost. A file due on the last day of the horizon weighs 14,400 points, one
/// a year late 235,225.
struct PlanWeights {
    int anticipation_days = 120;    ///< 0 to 1,000: days before the due date when cost begins
    int lateness_square = 1;        ///< 1 to 100: points a square day
    int left_out_per_file = 500;    ///< 0 to 1,000,000
    int left_out_per_minute = 100;  ///< 1 to 10,000, above the last band's price
    int preference_per_minute = 5;  ///< 0 to 1,000: points for each unit of strength
    std::vector<UtilisationBand> bands{{50, 0}, {75, 5}, {90, 15}, {100, 40}};  ///< 1 to 16
    bool operator==(const PlanWeights&) const = default;
};
/// Every fault of the parameters, with pointers into a configuration body; empty when sound.
[[nodiscard]] std::vector<FieldError> faults(const PlanWeights& weights);

}  // namespace echeance
