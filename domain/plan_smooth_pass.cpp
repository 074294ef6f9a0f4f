// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_smooth_pass.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace echeance {
namespace {

/// A choice that costs so many temperatures more is none.
constexpr double reach = 30;
/// Smaller parts of a file are rounding.
constexpr double part_min = 0.001;

}  // namespace

SmoothPass::SmoothPass(const SmoothBound& bound,
                       const SmoothBound::Prices& prices,
                       double temperature,
                       SymmetricMatrix* curvature)
    : bound_(bound), prices_(prices), temperature_(temperature), curvature_(curvature) {
    value_.slope.assign(prices.size(), 0);
}

SmoothBound::Value SmoothPass::value() {
    for (const auto& offer : bound_.offers_) add(offer);
    for (const auto& group : bound_.groups_) add(group);
    end_menu();
    return std::move(value_);
}

SmoothBound::Parts SmoothPass::parts() {
    SmoothBound::Parts parts(bound_.model_.problem().files.size());
    for (const auto& group : bound_.groups_) {
        begin_menu(group.menu);
        if (!share_options(group)) continue;
        const auto& options = bound_.menus_[group.menu].options;
        for (std::size_t i = 0; i < group.files.size(); ++i) {
            const double given = given_part(group.left_out[i]);
            auto& of_file = parts[group.files[i]];
            for (std::size_t option = 0; option < options.size(); ++option) {
                const double part = given * shares_[option];
                if (part < part_min) continue;
                const std::size_t doctor = options[option].doctor;
                // Other supervisors of the same doctor come next to each other.
                if (of_file.empty() || of_file.back().doctor != doctor) of_file.push_back({doctor});
                of_file.back().part += part;
            }
        }
    }
    return parts;
}

void SmoothPass::add(const SmoothBound::Offer& offer) {
    const double soft = temperature_ / offer.usual;
    const double saved = offer.less == SmoothBound::none ? 0 : prices_[offer.less];
    const double gain = prices_[offer.price] - saved - offer.cost;
    const double part = 1 / (1 + std::exp(-gain / soft));
    const double taken = offer.amount * part;
    const double bent = taken * (1 - part) / soft;
    value_.bound -=
        offer.amount * (std::max(0.0, gain) + soft * std::log1p(std::exp(-std::abs(gain) / soft)));
    value_.slope[offer.price] -= taken;
    if (curvature_ != nullptr) curvature_->at(offer.price, offer.price) += bent;
    if (offer.less == SmoothBound::none) return;
    value_.slope[offer.less] += taken;
    if (curvature_ == nullptr) return;
    curvature_->at(offer.less, offer.less) += bent;
    curvature_->at(offer.less, offer.price) -= bent;
}

void SmoothPass::add(const Group& group) {
    begin_menu(group.menu);
    if (!share_options(group)) {
        value_.bound += group.sums.back();
        return;
    }
    const auto [given, unsure] = share_files(group);
    bend(group, given, unsure);
}

void SmoothPass::begin_menu(std::size_t index) {
    if (index == menu_index_) return;
    end_menu();
    menu_index_ = index;
    const auto& prices = bound_.menus_[index].prices;
    menu_prices_.clear();
    for (const std::size_t price : prices) menu_prices_.push_back(prices_[price]);
    slope_.assign(prices.size(), 0);
    if (curvature_ != nullptr) curvature_of_menu_.resize(prices.size() * prices.size());
    is_curved_ = false;
}

void SmoothPass::end_menu() {
    if (menu_index_ == SIZE_MAX) return;
    const auto& prices = bound_.menus_[menu_index_].prices;
    for (std::size_t i = 0; i < prices.size(); ++i) value_.slope[prices[i]] += slope_[i];
    if (!is_curved_) return;
    for (std::size_t i = 0; i < prices.size(); ++i) {
        const double* const row = &curvature_of_menu_[i * prices.size()];
        for (std::size_t j = 0; j <= i; ++j) curvature_->at(prices[i], prices[j]) += row[j];
    }
}

bool SmoothPass::is_closed(const Group& group, const Option& option) {
    if (group.closed_to.empty()) return false;
    return std::ranges::find(group.closed_to, option.doctor) != group.closed_to.end() ||
           std::ranges::find(group.closed_to, option.countersigner) != group.closed_to.end();
}

bool SmoothPass::share_options(const Group& group) {
    shares_.clear();
    double least = INFINITY;
    for (const auto& option : bound_.menus_[group.menu].options) {
        if (is_closed(group, option)) {
            shares_.push_back(INFINITY);
            continue;
        }
        double a_minute = menu_prices_[option.minute] - option.preference;
        if (option.supervisor != SmoothBound::none) {
            a_minute += option.supervision * menu_prices_[option.supervisor];
        }
        const double a_file = option.file == SmoothBound::none ? 0 : menu_prices_[option.file];
        shares_.push_back(a_minute * group.minutes + a_file);
        least = std::min(least, shares_.back());
    }
    // Also where nobody may take them.
    if (least > group.left_out.front() + reach * temperature_) return false;
    double all = 0;
    for (double& share : shares_) {
        const double beyond = (share - least) / temperature_;
        share = beyond > reach ? 0 : std::exp(-beyond);
        all += share;
    }
    for (double& share : shares_) share /= all;
    soft_cost_ = least - temperature_ * std::log(all);
    return true;
}

double SmoothPass::given_part(double left_out) const {
    return 1 / (1 + std::exp((soft_cost_ - left_out) / temperature_));
}

std::pair<double, double> SmoothPass::share_files(const Group& group) {
    const auto first_unsure =
        std::ranges::lower_bound(group.left_out, soft_cost_ + reach * temperature_, std::greater{});
    auto at = static_cast<std::size_t>(first_unsure - group.left_out.begin());
    auto given = static_cast<double>(at);
    double unsure = 0;
    value_.bound += given * soft_cost_;
    for (; at < group.left_out.size(); ++at) {
        const double gain = (group.left_out[at] - soft_cost_) / temperature_;
        if (gain < -reach) break;
        const double part = given_part(group.left_out[at]);
        value_.bound += std::min(soft_cost_, group.left_out[at]) -
                        temperature_ * std::log1p(std::exp(-std::abs(gain)));
        given += part;
        unsure += part * (1 - part) / temperature_;
    }
    value_.bound += group.sums.back() - group.sums[at];
    return {given, unsure};
}

void SmoothPass::bend(const Group& group, double given, double unsure) {
    const auto& menu = bound_.menus_[group.menu];
    const std::size_t size = menu.prices.size();
    const double bent = given / temperature_;
    usual_.assign(size, 0);
    if (curvature_ != nullptr && !is_curved_) {
        std::ranges::fill(curvature_of_menu_, 0);
        is_curved_ = true;
    }
    for (std::size_t i = 0; i < menu.options.size(); ++i) {
        if (shares_[i] == 0) continue;
        const auto& option = menu.options[i];
        // Ascending, as prices are numbered.
        const std::array<std::pair<std::size_t, double>, 3> paid{
            {{option.minute, group.minutes},
             {option.file, 1},
             {option.supervisor, group.minutes * option.supervision}}};
        for (std::size_t a = 0; a < paid.size(); ++a) {
            const auto& [price, amount] = paid[a];
            if (price == SmoothBound::none) continue;
            usual_[price] += shares_[i] * amount;
            slope_[price] += given * shares_[i] * amount;
            if (curvature_ == nullptr) continue;
            for (std::size_t b = 0; b <= a; ++b) {
                if (paid[b].first == SmoothBound::none) continue;
                curvature_of_menu_[price * size + paid[b].first] +=
                    bent * shares_[i] * amount * paid[b].second;
            }
        }
    }
    if (curvature_ == nullptr) return;
    for (std::size_t i = 0; i < size; ++i) {
        if (usual_[i] == 0) continue;
        const double factor = (bent - unsure) * usual_[i];
        double* const row = &curvature_of_menu_[i * size];
        for (std::size_t j = 0; j <= i; ++j) row[j] -= factor * usual_[j];
    }
}

SmoothBound::Value SmoothBound::at(const Prices& prices, double temperature) const {
    return SmoothPass(*this, prices, temperature, nullptr).value();
}

SmoothBound::Value SmoothBound::at(const Prices& prices,
                                   double temperature,
                                   SymmetricMatrix& curvature) const {
    curvature.clear();
    return SmoothPass(*this, prices, temperature, &curvature).value();
}

SmoothBound::Parts SmoothBound::parts(const Prices& prices, double temperature) const {
    return SmoothPass(*this, prices, temperature, nullptr).parts();
}

}  // namespace echeance
