// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "domain/forecast_world.hpp"

namespace echeance {

/// How many files are filed on a day, by inversion of the negative binomial distribution: the same
/// draw gives more files where more are expected, so that scenarios of other volumes stay paired.
/// Read by several threads at once.
class ForecastCounts {
public:
    /// `factor`: on every day's mean.
    ForecastCounts(const ForecastInflow& inflow, double factor);
    /// `draw`: in [0, 1). 0 on a day for which the inflow tells no mean.
    [[nodiscard]] int on(int day, double draw) const;

private:
    struct Table {
        int first = 0;
        std::vector<double> cumulative;  ///< of `first` files or fewer, and so on; the last is 1
    };
    static Table table_of(double mean, double dispersion);

    std::vector<Table> tables_;  // one for each mean that occurs
    std::vector<std::size_t> table_of_day_;
};

}  // namespace echeance
