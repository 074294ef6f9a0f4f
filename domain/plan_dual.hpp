// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "domain/plan_draft.hpp"
#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"

namespace echeance {

/// Lagrange multipliers of all that binds whole files together, by doctor, in thousandths of a
/// point.
struct FilePrices {
    std::vector<std::int64_t> minute;       ///< of each minute read, of either sign
    std::vector<std::int64_t> file;         ///< of each file, where `files_max` is set; from 0 on
    std::vector<std::int64_t> supervision;  ///< of each minute of a supervisor; from 0 on
};
/// None, but for what there is nothing of: that costs more than any file pays.
[[nodiscard]] FilePrices no_prices(const PlanModel& model);

/// What files cost at some prices. Each by itself would go to where it costs least, or stay out,
/// and each doctor take as many minutes as pay: what that costs together is no more than any plan.
/// At the best prices it is the optimum of the linear relaxation, in which files may be cut but
/// every part still counts towards `files_max`; a flow of minutes cannot tell that. Refers to the
/// model.
class PricedFiles {
public:
    PricedFiles(const PlanModel& model, FilePrices prices);

    /// Points that no plan costs less than; rounded up, as every plan costs whole ones.
    [[nodiscard]] std::int64_t bound() const;
    /// What a file costs at a doctor who may take it, in thousandths of a point.
    [[nodiscard]] std::int64_t cost(std::size_t file, std::size_t doctor) const;
    struct Cheapest {
        std::int64_t cost = INT64_MAX;  ///< this, if nobody may take it
        std::size_t doctor = 0;
    };
    /// Where a file costs least, room aside.
    [[nodiscard]] Cheapest cheapest(std::size_t file) const;
    /// What a file costs less at its cheapest place than outside; below 0: more.
    [[nodiscard]] std::int64_t gain(std::size_t file) const;
    /// Every file, by falling gain: those near 0 are the choice to be made; those before are in any
    /// good plan, those after in none.
    [[nodiscard]] std::vector<std::size_t> by_gain() const;
    [[nodiscard]] const FilePrices& prices() const { return prices_; }

private:
    /// A minute of the doctor's, and of who countersigns for least.
    [[nodiscard]] std::int64_t a_minute(std::size_t file, std::size_t doctor) const;
    [[nodiscard]] std::int64_t cost_of_doctors() const;

    const PlanModel& model_;
    FilePrices prices_;
    std::vector<std::int64_t> a_minute_;  ///< by doctor, for files that are closed to nobody
};

/// Where the prices say that each file should be: what improves a plan looks there first. Refers to
/// the files.
class PlanGuide {
public:
    PlanGuide(const PlanModel& model, const PricedFiles& priced, std::vector<std::size_t> order)
        : model_(model), priced_(priced), order_(std::move(order)) {}
    /// Files that should be in the plan before those that need not.
    [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
    /// `PricedFiles::cost`.
    [[nodiscard]] std::int64_t cost(std::size_t file, std::size_t doctor) const {
        return priced_.cost(file, doctor);
    }
    /// By doctor: files that others hold and would cost less here, the most so first; at most
    /// `max`.
    [[nodiscard]] std::vector<std::vector<std::size_t>> misplaced(const PlanDraft& draft,
                                                                  std::size_t max) const;

private:
    const PlanModel& model_;
    const PricedFiles& priced_;
    std::vector<std::size_t> order_;
};

/// Gives every file that fits somewhere, then moves and exchanges files while that lowers the cost,
/// within a number of trials: one or two make way for one, what is then left goes to others.
/// Nothing that fits stays out.
void improve(PlanDraft& draft, const PlanModel& model, const PlanGuide& guide);

/// Moves files, alone or against another, to where they cost less at the prices. That need not
/// lower the cost of the plan by itself: it makes room of the kind that is scarce, for `improve` to
/// fill.
void tidy(PlanDraft& draft, const PlanModel& model, const PlanGuide& guide);

/// Gives each file, in the order of its gain, to who takes it at the least price of those with
/// room.
void give_by_price(PlanDraft& draft, const PlanModel& model, const PricedFiles& priced);

}  // namespace echeance
