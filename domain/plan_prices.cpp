// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_prices.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "domain/plan_steps.hpp"

namespace echeance {
namespace {

/// A share of the newest flow in the average; of the step after one that gave no better bound.
constexpr double newest_share = 0.3;
constexpr double caution = 0.7;

std::vector<std::int64_t> file_prices(const PlanModel& model, const Plan& plan) {
    const auto& doctors = model.problem().doctors;
    std::vector<std::int64_t> lightest(doctors.size(), INT64_MAX);
    for (const auto& given : plan.assignments) {
        lightest[given.doctor] = std::min(lightest[given.doctor], model.left_out(given.file));
    }
    std::vector<std::int64_t> prices(doctors.size(), 0);
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        const auto& load = plan.loads[doctor];
        const int left = model.available(doctor) - load.minutes - load.supervision_minutes;
        const bool is_at_cap = load.files > 0 && load.files == doctors[doctor].files_max;
        if (!is_at_cap || left * load.files < load.minutes) continue;
        prices[doctor] = lightest[doctor] * cost_scale;
    }
    return prices;
}

/// What prices add to the cost of every plan that keeps the limits exactly, less what the network
/// already holds: the saving of each file left out is counted against all files here.
std::int64_t price_of_limits(const PlanModel& model, const PlanPrices& prices) {
    std::int64_t cost = 0;
    for (std::size_t doctor = 0; doctor < prices.file.size(); ++doctor) {
        cost += prices.file[doctor] * model.problem().doctors[doctor].files_max.value_or(0);
        cost += prices.supervision[doctor] * model.available(doctor);
    }
    for (const auto& kind : model.kinds()) {
        cost -= least_file_price(kind, prices) * std::ssize(kind.files);
    }
    return cost;
}

}  // namespace

std::int64_t lower_bound(const PlanModel& model, const PlanFlow& flow, const PlanPrices& prices) {
    const std::int64_t scaled = flow.cost - price_of_limits(model, prices);
    // Every plan costs whole points, so the bound may be rounded up.
    const std::int64_t points = scaled / cost_scale;
    return scaled % cost_scale > 0 ? points + 1 : points;
}

PlanPrices scarcity_prices(const PlanModel& model, const PlanFlow& flow, const Plan& plan) {
    const auto& doctors = model.problem().doctors;
    const auto minutes = flow.minutes_by_doctor(doctors.size());
    auto prices = no_prices(model);
    prices.file = file_prices(model, plan);
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        const auto& one = doctors[doctor];
        if (!one.supervisors || one.supervision_percent == 0) continue;
        // A doctor kept below capacity waits for supervision: that is what is scarce.
        const bool waits = minutes[doctor] < model.available(doctor);
        const std::int64_t wanted =
            waits ? flow.scarcity[doctor] * 100 / one.supervision_percent : 0;
        for (const std::size_t supervisor : *one.supervisors) {
            auto& price = prices.supervision[supervisor];
            price = std::max({price, flow.scarcity[supervisor], wanted});
        }
    }
    return prices;
}

PriceSearch::PriceSearch(const PlanModel& model, const FileBound& file_bound)
    : model_(model), file_bound_(file_bound) {
    double minutes = 0;
    for (const auto& file : model.problem().files) minutes += file.minutes;
    if (minutes > 0) usual_minutes_ = minutes / static_cast<double>(model.problem().files.size());
}

void PriceSearch::learn(const PlanPrices& prices, const PlanFlow& flow) {
    const auto asked = cheapest_supervision(prices, flow);
    const auto beyond = excess(asked, flow);
    const auto by_doctor = flow.minutes_by_doctor(model_.problem().doctors.size());
    const std::vector<double> minutes(by_doctor.begin(), by_doctor.end());
    if (average_.file.empty()) {
        average_ = beyond;
        supervision_ = even_supervision(model_, flow);
        minutes_.assign(minutes.begin(), minutes.end());
    }
    blend(minutes_, minutes, newest_share);
    blend(average_.file, beyond.file, newest_share);
    blend(average_.supervision, beyond.supervision, newest_share);
    for (std::size_t i = 0; i < asked.size(); ++i) blend(supervision_[i], asked[i], newest_share);
    FilePrices whole{.minute = flow.worth, .limits = prices};
    const std::int64_t bound =
        std::max(lower_bound(model_, flow, prices), file_bound_.at(whole).bound);
    if (bound <= bound_) {
        boldness_ *= caution;
        return;
    }
    bound_ = bound;
    best_ = std::move(whole);
}

PlanPrices PriceSearch::next(std::int64_t objective) const {
    const double size = square(average_.file, best_.limits.file) +
                        square(average_.supervision, best_.limits.supervision);
    if (size == 0) return best_.limits;
    const auto distance = static_cast<double>((objective - bound_) * cost_scale);
    auto next = best_.limits;
    const double length = boldness_ * distance / size;
    step(next.file, average_.file, length * usual_minutes_);
    step(next.supervision, average_.supervision, length);
    return next;
}

std::vector<int> PriceSearch::limits() const {
    auto limits = limits_with_supervision(model_, supervision_);
    for (std::size_t doctor = 0; doctor < limits.size(); ++doctor) {
        if (!model_.problem().doctors[doctor].files_max) continue;
        limits[doctor] = std::min(limits[doctor], static_cast<int>(std::ceil(minutes_[doctor])));
    }
    return limits;
}

PriceSearch::Excess PriceSearch::excess(const SupervisionMinutes& asked,
                                        const PlanFlow& flow) const {
    const auto& doctors = model_.problem().doctors;
    Excess beyond{.file = std::vector<double>(doctors.size(), 0),
                  .supervision = std::vector<double>(doctors.size(), 0)};
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        const auto& files_max = doctors[doctor].files_max;
        if (files_max) beyond.file[doctor] = -*files_max * usual_minutes_;
    }
    for (std::size_t kind = 0; kind < flow.shares.size(); ++kind) {
        const auto& files = model_.kinds()[kind];
        const double weight = usual_minutes_ * static_cast<double>(files.files.size()) /
                              static_cast<double>(files.minutes);
        for (const auto& [doctor, minutes] : flow.shares[kind]) {
            if (!doctors[doctor].files_max) continue;
            beyond.file[doctor] += static_cast<double>(minutes) * weight;
        }
    }
    add_supervision(beyond, asked, flow);
    return beyond;
}

void PriceSearch::add_supervision(Excess& beyond,
                                  const SupervisionMinutes& asked,
                                  const PlanFlow& flow) const {
    const auto& doctors = model_.problem().doctors;
    const auto minutes = flow.minutes_by_doctor(doctors.size());
    std::vector<bool> supervises(doctors.size(), false);
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        for (std::size_t i = 0; i < asked[doctor].size(); ++i) {
            const std::size_t supervisor = supervisors_of(doctors[doctor])[i];
            supervises[supervisor] = true;
            beyond.supervision[supervisor] += asked[doctor][i];
        }
    }
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        if (!supervises[doctor]) continue;
        beyond.supervision[doctor] +=
            static_cast<double>(minutes[doctor] - model_.available(doctor));
    }
}

SupervisionMinutes PriceSearch::cheapest_supervision(const PlanPrices& prices,
                                                     const PlanFlow& flow) const {
    auto asked = even_supervision(model_, flow);
    for (std::size_t doctor = 0; doctor < asked.size(); ++doctor) {
        if (asked[doctor].empty()) continue;
        const double all = std::accumulate(asked[doctor].begin(), asked[doctor].end(), 0.0);
        std::ranges::fill(asked[doctor], 0.0);
        const auto supervisors = supervisors_of(model_.problem().doctors[doctor]);
        const auto cheapest = std::ranges::min_element(
            supervisors, {}, [&](std::size_t one) { return prices.supervision[one]; });
        asked[doctor][static_cast<std::size_t>(cheapest - supervisors.begin())] = all;
    }
    return asked;
}

}  // namespace echeance
