// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "domain/plan_dual.hpp"
#include "domain/plan_network.hpp"

namespace echeance {

/// A good first guess. Of supervision: what makes a minute of a supervisor worth the same to their
/// own files as to others', from the scarcity in the best flow within `limits_with_supervision`. Of
/// files: the lightest that a doctor holds who has minutes left, but as many files as they may.
[[nodiscard]] PlanPrices scarcity_prices(const PlanModel& model,
                                         const PlanFlow& flow,
                                         const Plan& plan);

/// Looks for the prices with the highest bound, by the volume algorithm (Barahona and Anbil, 2000):
/// steps from the best prices so far along what the flows, averaged, take beyond the limits. Refers
/// to the model.
class PriceSearch {
public:
    PriceSearch(const PlanModel& model, const FileBound& file_bound);

    /// What the best flow within `widest_limits` is at these prices.
    void learn(const PlanPrices& prices, const PlanFlow& flow);
    /// The prices to try next: a step as long as the distance to `objective` suggests (Polyak's
    /// rule), shorter after each that failed. Precondition: something was learnt.
    [[nodiscard]] PlanPrices next(std::int64_t objective) const;
    [[nodiscard]] std::int64_t bound() const { return bound_; }
    [[nodiscard]] const FilePrices& prices() const { return best_; }
    /// Limits that steer a flow at `prices()` to where the average of all flows is, which comes
    /// close to keeping what the prices stand for.
    [[nodiscard]] std::vector<int> limits() const;

private:
    /// Minutes beyond the limits, by doctor; below 0: room left. Files count as so many minutes
    /// each, so that both kinds of price move at the same pace.
    struct Excess {
        std::vector<double> file;
        std::vector<double> supervision;
    };
    [[nodiscard]] Excess excess(const SupervisionMinutes& asked, const PlanFlow& flow) const;
    void add_supervision(Excess& beyond,
                         const SupervisionMinutes& asked,
                         const PlanFlow& flow) const;
    [[nodiscard]] SupervisionMinutes cheapest_supervision(const PlanPrices& prices,
                                                          const PlanFlow& flow) const;

    const PlanModel& model_;
    const FileBound& file_bound_;
    FilePrices best_;
    double usual_minutes_ = 1;
    std::int64_t bound_ = INT64_MIN;
    Excess average_;
    SupervisionMinutes supervision_;
    std::vector<double> minutes_;  ///< by doctor
    double boldness_ = 1;
};

}  // namespace echeance
