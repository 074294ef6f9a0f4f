// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/plan_draft.hpp"
#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"

namespace echeance {

/// Lagrange multipliers of all that binds whole files together, in thousandths of a point.
struct FilePrices {
    std::vector<std::int64_t> minute;  ///< of each minute that a doctor reads, of either sign
    PlanPrices limits;
};

/// The bound of whole files. At any prices each file goes by itself to where it costs least, or
/// stays out, and each doctor takes as many minutes as pay: what that costs together is no more
/// than any plan. At the best prices it is the optimum of the linear relaxation, in which files may
/// be cut but every part still counts towards `files_max`; a flow of minutes cannot tell that.
/// Refers to the model.
class FileBound {
public:
    explicit FileBound(const PlanModel& model);

    /// What the best choice at some prices comes to.
    struct Choice {
        std::int64_t bound = 0;  ///< points, rounded up: every plan costs whole ones
        /// By doctor, in units that the choice goes beyond its limit; below 0: room left.
        std::vector<double> minutes;
        std::vector<double> files;
        std::vector<double> supervision;
    };
    [[nodiscard]] Choice at(const FilePrices& prices) const;

    /// What a file costs at a doctor, in thousandths of a point.
    [[nodiscard]] std::int64_t cost(std::size_t file,
                                    std::size_t doctor,
                                    const FilePrices& prices) const;
    struct Cheapest {
        std::int64_t cost = INT64_MAX;
        std::size_t doctor = 0;
        std::size_t supervisor = SIZE_MAX;
    };
    /// Where a file costs least, room aside.
    [[nodiscard]] Cheapest cheapest(std::size_t file, const FilePrices& prices) const;

    /// How long `at` takes: files' minutes compared at doctors.
    [[nodiscard]] std::size_t comparisons() const { return comparisons_; }
    /// Every file, by falling gain: what giving it saves at the prices. Those near 0 are the choice
    /// to be made; those before are in any good plan, those after in none.
    [[nodiscard]] std::vector<std::size_t> by_gain(const FilePrices& prices) const;

private:
    /// Files of a kind that take the same time and are closed to nobody, dearest outside first.
    struct Group {
        std::int64_t minutes = 0;
        std::vector<std::int64_t> left_out;  ///< thousandths of a point, falling
        std::vector<std::int64_t> sums;      ///< of the first n of them; one more than files
    };
    [[nodiscard]] Cheapest cheapest_supervisor(std::size_t file,
                                               std::size_t doctor,
                                               const FilePrices& prices) const;
    void take(Choice& choice,
              const Cheapest& place,
              std::int64_t minutes,
              std::int64_t files) const;
    std::int64_t add_groups(Choice& choice, const FilePrices& prices) const;
    std::int64_t add_closed(Choice& choice, const FilePrices& prices) const;
    std::int64_t add_doctors(Choice& choice, const FilePrices& prices) const;

    const PlanModel& model_;
    std::vector<std::vector<Group>> groups_;  ///< by kind
    std::vector<std::size_t> closed_;         ///< files that are closed to somebody
    std::vector<bool> supervises_;            ///< by doctor
    std::size_t comparisons_ = 0;
};

/// The best prices found, and their bound.
struct BestPrices {
    FilePrices prices;
    std::int64_t bound = INT64_MIN;
};
/// Raises the bound from where it stands, by the volume algorithm (Barahona and Anbil, 2000): steps
/// from the best prices so far along what the choices, averaged, take beyond the limits, as long as
/// the distance to `objective` suggests (Polyak's rule), shorter after each that failed.
struct RaiseOptions {
    int rounds = 500;
    double newest_share =
        0.05;  ///< of the newest choice in the average: less is slower, and closer
};
[[nodiscard]] BestPrices raise_bound(const PlanModel& model,
                                     const FileBound& bound,
                                     BestPrices start,
                                     std::int64_t objective,
                                     const RaiseOptions& options);

/// Where the prices say that each file should be: what improves a plan looks there first.
class PlanGuide {
public:
    PlanGuide(const PlanModel& model,
              const FileBound& bound,
              FilePrices prices,
              std::vector<std::size_t> order);
    /// Files that should be in the plan before those that need not.
    [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
    /// `FileBound::cost`.
    [[nodiscard]] std::int64_t cost(std::size_t file, std::size_t doctor) const {
        return bound_.cost(file, doctor, prices_);
    }
    /// By doctor: files that others hold and would cost less here, the most so first; at most
    /// `max`.
    [[nodiscard]] std::vector<std::vector<std::size_t>> misplaced(const PlanDraft& draft,
                                                                  std::size_t max) const;

private:
    const PlanModel& model_;
    const FileBound& bound_;
    FilePrices prices_;
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
void give_by_price(PlanDraft& draft,
                   const PlanModel& model,
                   const FileBound& bound,
                   const FilePrices& prices);

}  // namespace echeance
