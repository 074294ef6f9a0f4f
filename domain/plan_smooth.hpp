// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/plan_dual.hpp"
#include "domain/plan_model.hpp"
#include "domain/symmetric_matrix.hpp"

namespace echeance {

/// `PricedFiles::bound` with its corners rounded (entropic smoothing): where each file would go
/// wholly to the cheapest place, it goes in parts to all that cost nearly the same, nearly meaning
/// within some times the temperature, in points; and a doctor takes in part what nearly pays. So
/// the bound is smooth and concave in the prices, and at a low temperature as close to the exact
/// one as one likes. Refers to the model.
class SmoothBound {
public:
    explicit SmoothBound(const PlanModel& model);

    /// In points; only those of what can be short: minutes by doctor, then files where there is a
    /// cap, then supervisors' minutes.
    using Prices = std::vector<double>;
    [[nodiscard]] Prices from(const FilePrices& prices) const;
    /// With those that `Prices` leaves out: nothing, or, for who has none to give, more than any
    /// file pays.
    [[nodiscard]] FilePrices exact(const Prices& prices) const;
    /// How much of it a usual file takes.
    [[nodiscard]] double usual(std::size_t price) const { return usual_[price]; }

    struct Value {
        double bound = 0;
        std::vector<double> slope;  ///< by price
    };
    [[nodiscard]] Value at(const Prices& prices, double temperature) const;
    /// `curvature`: becomes minus the second derivatives, which are never negative definite.
    [[nodiscard]] Value at(const Prices& prices,
                           double temperature,
                           SymmetricMatrix& curvature) const;

    /// By file, the parts of it that go to each doctor; what is missing to 1 stays out.
    struct Part {
        std::size_t doctor = 0;
        double part = 0;
    };
    using Parts = std::vector<std::vector<Part>>;
    [[nodiscard]] Parts parts(const Prices& prices, double temperature) const;

private:
    static constexpr std::size_t none = SIZE_MAX;
    /// A doctor, and who countersigns.
    struct Option {
        std::size_t doctor = 0;
        std::size_t countersigner = none;
        double preference = 0;   ///< points a minute
        double supervision = 0;  ///< minutes of the supervisor for each
        /// What is paid, as indexes into `Menu::prices`.
        std::size_t minute = 0;
        std::size_t file = none;
        std::size_t supervisor = none;
    };
    /// All there is for the files of a kind.
    struct Menu {
        std::vector<Option> options;
        std::vector<std::size_t> prices;  ///< ascending
    };
    /// Files of one menu and length that are closed to the same doctors, dearest outside first.
    struct Group {
        std::size_t menu = 0;
        std::span<const std::size_t> closed_to{};
        double minutes = 0;
        std::vector<std::size_t> files;
        std::vector<double> left_out;  ///< points
        std::vector<double> sums;      ///< of the first n of them; one more than files
    };
    /// What there is to take at a price: minutes of a band, files up to the cap.
    struct Offer {
        std::size_t price = 0;
        std::size_t less = none;  ///< a price that whoever takes it saves not
        double cost = 0;
        double amount = 0;
        double usual = 1;
    };
    friend class SmoothPass;

    void number_prices();
    void add_groups(std::size_t menu, const FileKind& kind);
    void add_offers();
    [[nodiscard]] Menu menu_of(const FileKind& kind) const;

    const PlanModel& model_;
    std::vector<std::size_t> minute_price_;  ///< by doctor
    std::vector<std::size_t> file_price_;
    std::vector<std::size_t> supervision_price_;
    std::vector<double> usual_;  ///< by price
    std::vector<Menu> menus_;    ///< by kind
    std::vector<Group> groups_;  ///< those of one menu together
    std::vector<Offer> offers_;
};

/// The prices with the highest bound there is, but for some hundredths of a percent.
struct SmoothPrices {
    FilePrices prices;
    std::int64_t bound = 0;
    SmoothBound::Parts parts;  ///< where files are in the relaxation
};
/// From `start` on by Newton's method, stage by stage as the temperature falls: some tens of steps,
/// whatever the size. The same problem gives the same prices.
[[nodiscard]] SmoothPrices best_prices(const PlanModel& model, const FilePrices& start);

/// Gives whole files as the relaxation gives parts, in the order of their gain.
void give_parts(PlanDraft& draft,
                const PlanModel& model,
                const SmoothBound::Parts& parts,
                const PricedFiles& priced);

}  // namespace echeance
