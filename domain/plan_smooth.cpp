// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_smooth.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace echeance {
namespace {

double points(std::int64_t scaled) {
    return static_cast<double>(scaled) / static_cast<double>(cost_scale);
}

std::int64_t scaled(double points) {
    return std::llround(points * static_cast<double>(cost_scale));
}

}  // namespace

SmoothBound::SmoothBound(const PlanModel& model)
    : model_(model),
      minute_price_(model.problem().doctors.size(), none),
      file_price_(minute_price_),
      supervision_price_(minute_price_) {
    number_prices();
    for (const auto& kind : model.kinds()) {
        add_groups(menus_.size(), kind);
        menus_.push_back(menu_of(kind));
    }
    add_offers();
}

void SmoothBound::number_prices() {
    const auto& problem = model_.problem();
    double minutes = 1;
    for (const auto& file : problem.files) minutes += file.minutes;
    minutes /= static_cast<double>(problem.files.size() + 1);
    const auto number = [&](std::vector<std::size_t>& prices, double usual, auto is_scarce) {
        for (std::size_t doctor = 0; doctor < prices.size(); ++doctor) {
            if (model_.available(doctor) == 0 || !is_scarce(doctor)) continue;
            prices[doctor] = usual_.size();
            usual_.push_back(usual);
        }
    };
    number(minute_price_, minutes, [&](std::size_t doctor) {
        return problem.doctors[doctor].files_max != 0;
    });
    number(file_price_, 1, [&](std::size_t doctor) {
        return problem.doctors[doctor].files_max.value_or(0) > 0;
    });
    number(
        supervision_price_, minutes, [&](std::size_t doctor) { return model_.supervises(doctor); });
}

void SmoothBound::add_groups(std::size_t menu, const FileKind& kind) {
    const auto& files = model_.problem().files;
    std::map<std::pair<int, std::vector<std::size_t>>, std::size_t> known;
    auto sorted = kind.files;
    std::ranges::sort(sorted, [this](std::size_t a, std::size_t b) {
        return std::pair(-model_.left_out(a), a) < std::pair(-model_.left_out(b), b);
    });
    for (const std::size_t index : sorted) {
        const auto& file = files[index];
        const auto [at, is_new] = known.try_emplace({file.minutes, file.closed_to}, groups_.size());
        if (is_new) {
            groups_.push_back({.menu = menu,
                               .closed_to = file.closed_to,
                               .minutes = static_cast<double>(file.minutes),
                               .files = {},
                               .left_out = {},
                               .sums = {0}});
        }
        auto& group = groups_[at->second];
        group.files.push_back(index);
        group.left_out.push_back(static_cast<double>(model_.left_out(index)));
        group.sums.push_back(group.sums.back() + group.left_out.back());
    }
}

SmoothBound::Menu SmoothBound::menu_of(const FileKind& kind) const {
    Menu menu;
    const auto add = [&](Option option) {
        menu.options.push_back(option);
        for (const std::size_t price : {option.minute, option.file, option.supervisor}) {
            if (price != none) menu.prices.push_back(price);
        }
    };
    for (const std::size_t doctor : kind.doctors) {
        const auto& one = model_.problem().doctors[doctor];
        if (model_.available(doctor) == 0 || one.files_max == 0) continue;
        Option option{.doctor = doctor,
                      .preference = static_cast<double>(model_.preference(kind, doctor)),
                      .minute = minute_price_[doctor],
                      .file = file_price_[doctor]};
        if (!one.supervisors) {
            add(option);
            continue;
        }
        option.supervision = one.supervision_percent / 100.0;
        for (const std::size_t supervisor : *one.supervisors) {
            option.supervisor = supervision_price_[supervisor];
            option.countersigner = supervisor;
            if (option.supervisor != none || one.supervision_percent == 0) add(option);
        }
    }
    std::ranges::sort(menu.prices);
    const auto repeated = std::ranges::unique(menu.prices);
    menu.prices.erase(repeated.begin(), repeated.end());
    const auto index = [&](std::size_t& price) {
        if (price == none) return;
        const auto at = std::ranges::lower_bound(menu.prices, price);
        price = static_cast<std::size_t>(at - menu.prices.begin());
    };
    for (auto& option : menu.options) {
        index(option.minute);
        index(option.file);
        index(option.supervisor);
    }
    return menu;
}

void SmoothBound::add_offers() {
    const auto& problem = model_.problem();
    const auto offer = [this](std::size_t price, int amount, int cost, std::size_t less) {
        if (price == none || amount == 0) return;
        offers_.push_back({.price = price,
                           .less = less,
                           .cost = static_cast<double>(cost),
                           .amount = static_cast<double>(amount),
                           .usual = usual_[price]});
    };
    for (std::size_t doctor = 0; doctor < problem.doctors.size(); ++doctor) {
        const auto& one = problem.doctors[doctor];
        const int available = model_.available(doctor);
        for (std::size_t band = 0; band < problem.weights.bands.size(); ++band) {
            offer(minute_price_[doctor],
                  minutes_in_band(one, available, band, problem.weights),
                  problem.weights.bands[band].per_minute,
                  supervision_price_[doctor]);
        }
        offer(file_price_[doctor], one.files_max.value_or(0), 0, none);
        offer(supervision_price_[doctor], available, 0, none);
    }
}

SmoothBound::Prices SmoothBound::from(const FilePrices& prices) const {
    Prices made(usual_.size(), 0);
    const auto copy = [&](const std::vector<std::size_t>& indexes,
                          const std::vector<std::int64_t>& from) {
        for (std::size_t doctor = 0; doctor < indexes.size(); ++doctor) {
            if (indexes[doctor] != none) made[indexes[doctor]] = points(from[doctor]);
        }
    };
    copy(minute_price_, prices.minute);
    copy(file_price_, prices.file);
    copy(supervision_price_, prices.supervision);
    return made;
}

FilePrices SmoothBound::exact(const Prices& prices) const {
    FilePrices made = no_prices(model_);
    for (std::size_t doctor = 0; doctor < minute_price_.size(); ++doctor) {
        const auto set = [&](std::int64_t& price, std::size_t index) {
            if (index != none) price = scaled(prices[index]);
        };
        set(made.minute[doctor], minute_price_[doctor]);
        set(made.file[doctor], file_price_[doctor]);
        set(made.supervision[doctor], supervision_price_[doctor]);
        // A limit has no price below 0: the corner of its offer.
        made.file[doctor] = std::max<std::int64_t>(0, made.file[doctor]);
        made.supervision[doctor] = std::max<std::int64_t>(0, made.supervision[doctor]);
    }
    return made;
}

}  // namespace echeance
