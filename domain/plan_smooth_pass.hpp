// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "domain/plan_smooth.hpp"

namespace echeance {

/// One evaluation of a `SmoothBound`.
class SmoothPass {
public:
    /// `curvature`: null when it is not asked for.
    SmoothPass(const SmoothBound& bound,
               const SmoothBound::Prices& prices,
               double temperature,
               SymmetricMatrix* curvature);

    [[nodiscard]] SmoothBound::Value value();
    [[nodiscard]] SmoothBound::Parts parts();

private:
    using Group = SmoothBound::Group;
    using Option = SmoothBound::Option;
    [[nodiscard]] static bool is_closed(const Group& group, const Option& option);

    void add(const SmoothBound::Offer& offer);
    void add(const Group& group);
    void begin_menu(std::size_t index);
    void end_menu();
    /// Of a file of the group at each option: the price, then the share. False when every file
    /// stays out.
    bool share_options(const Group& group);
    /// How many files are given, and how many more would be at a point less.
    std::pair<double, double> share_files(const Group& group);
    [[nodiscard]] double given_part(double left_out) const;
    void bend(const Group& group, double given, double unsure);

    const SmoothBound& bound_;
    const SmoothBound::Prices& prices_;
    const double temperature_;
    SymmetricMatrix* const curvature_;
    SmoothBound::Value value_;
    double soft_cost_ = 0;        ///< of a file of the group, wherever it goes
    std::vector<double> shares_;  ///< by option
    // Of the menu at hand, by its prices.
    std::size_t menu_index_ = SIZE_MAX;
    std::vector<double> menu_prices_;
    std::vector<double> slope_;
    std::vector<double> usual_;              ///< what a file pays of it on average
    std::vector<double> curvature_of_menu_;  ///< lower half, row after row
    bool is_curved_ = false;                 ///< whether that is anything
};

}  // namespace echeance
