// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_dual.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace echeance {
namespace {

constexpr std::int64_t strength_max = 10;

std::int64_t rounded_up(std::int64_t scaled) {
    const std::int64_t points = scaled / cost_scale;
    return scaled % cost_scale > 0 ? points + 1 : points;
}

/// More than any file pays.
std::int64_t out_of_reach(const PlanModel& model) {
    std::int64_t dearest = 0;
    for (std::size_t file = 0; file < model.problem().files.size(); ++file) {
        const std::int64_t preferred = model.problem().weights.preference_per_minute *
                                       strength_max * model.problem().files[file].minutes;
        dearest = std::max(dearest, model.left_out(file) + preferred);
    }
    return dearest * cost_scale;
}

}  // namespace

FilePrices no_prices(const PlanModel& model) {
    const auto& doctors = model.problem().doctors;
    const std::vector<std::int64_t> none(doctors.size(), 0);
    FilePrices prices{.minute = none, .file = none, .supervision = none};
    const std::int64_t most = out_of_reach(model);
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        if (doctors[doctor].files_max == 0) prices.file[doctor] = most;
        if (model.available(doctor) > 0) continue;
        prices.minute[doctor] = most;
        prices.supervision[doctor] = most * 100;  // one percent of which is asked at least
    }
    return prices;
}

PricedFiles::PricedFiles(const PlanModel& model, FilePrices prices)
    : model_(model), prices_(std::move(prices)) {
    for (std::size_t doctor = 0; doctor < model.problem().doctors.size(); ++doctor) {
        a_minute_.push_back(a_minute(SIZE_MAX, doctor));
    }
}

std::int64_t PricedFiles::a_minute(std::size_t file, std::size_t doctor) const {
    const auto& one = model_.problem().doctors[doctor];
    const std::int64_t alone = prices_.minute[doctor];
    if (!one.supervisors) return alone;
    std::int64_t least = INT64_MAX;
    for (const std::size_t supervisor : *one.supervisors) {
        if (file != SIZE_MAX && model_.is_closed(file, supervisor)) continue;
        // Rounded down.
        least = std::min(least, prices_.supervision[supervisor] * one.supervision_percent / 100);
    }
    return least == INT64_MAX ? alone : alone + least;
}

std::int64_t PricedFiles::cost(std::size_t file, std::size_t doctor) const {
    const auto& one = model_.problem().files[file];
    const std::int64_t minute = one.closed_to.empty() ? a_minute_[doctor] : a_minute(file, doctor);
    const std::int64_t preference = model_.preference(model_.kind_of(file), doctor) * cost_scale;
    return (minute - preference) * one.minutes + prices_.file[doctor];
}

PricedFiles::Cheapest PricedFiles::cheapest(std::size_t file) const {
    Cheapest best;
    for (const std::size_t doctor : model_.kind_of(file).doctors) {
        if (!model_.may_take(file, doctor)) continue;
        const std::int64_t here = cost(file, doctor);
        if (here < best.cost) best = {here, doctor};
    }
    return best;
}

std::int64_t PricedFiles::gain(std::size_t file) const {
    const auto place = cheapest(file);
    if (place.cost == INT64_MAX) return -INT64_MAX;
    return model_.left_out(file) * cost_scale - place.cost;
}

std::vector<std::size_t> PricedFiles::by_gain() const {
    std::vector<std::pair<std::int64_t, std::size_t>> losses;
    losses.reserve(model_.problem().files.size());
    for (std::size_t file = 0; file < model_.problem().files.size(); ++file) {
        losses.emplace_back(-gain(file), file);
    }
    std::ranges::sort(losses);
    std::vector<std::size_t> order;
    order.reserve(losses.size());
    for (const auto& [loss, file] : losses) order.push_back(file);
    return order;
}

/// Each doctor takes the minutes of every band that costs less than they are worth.
std::int64_t PricedFiles::cost_of_doctors() const {
    const auto& problem = model_.problem();
    std::int64_t cost = 0;
    for (std::size_t doctor = 0; doctor < problem.doctors.size(); ++doctor) {
        const auto& one = problem.doctors[doctor];
        const std::int64_t supervision =
            model_.supervises(doctor) ? prices_.supervision[doctor] : 0;
        const std::int64_t worth = prices_.minute[doctor] - supervision;
        const int available = model_.available(doctor);
        for (std::size_t band = 0; band < problem.weights.bands.size(); ++band) {
            const std::int64_t price = problem.weights.bands[band].per_minute * cost_scale;
            if (price >= worth) break;
            cost += (price - worth) * minutes_in_band(one, available, band, problem.weights);
        }
        cost -= supervision * available + prices_.file[doctor] * one.files_max.value_or(0);
    }
    return cost;
}

std::int64_t PricedFiles::bound() const {
    std::int64_t cost = cost_of_doctors();
    for (std::size_t file = 0; file < model_.problem().files.size(); ++file) {
        cost += model_.left_out(file) * cost_scale - std::max<std::int64_t>(0, gain(file));
    }
    return rounded_up(cost);
}

std::vector<std::vector<std::size_t>> PlanGuide::misplaced(const PlanDraft& draft,
                                                           std::size_t max) const {
    std::vector<std::vector<std::pair<std::int64_t, std::size_t>>> found(
        model_.problem().doctors.size());
    for (std::size_t file = 0; file < model_.problem().files.size(); ++file) {
        if (!draft.is_given(file)) continue;
        const auto place = priced_.cheapest(file);
        const std::int64_t here = priced_.cost(file, draft.holder(file));
        if (place.cost < here) found[place.doctor].emplace_back(place.cost - here, file);
    }
    std::vector<std::vector<std::size_t>> files(found.size());
    for (std::size_t doctor = 0; doctor < found.size(); ++doctor) {
        std::ranges::sort(found[doctor]);
        if (found[doctor].size() > max) found[doctor].resize(max);
        for (const auto& [saved, file] : found[doctor]) files[doctor].push_back(file);
    }
    return files;
}

void give_by_price(PlanDraft& draft, const PlanModel& model, const PricedFiles& priced) {
    for (const std::size_t file : priced.by_gain()) {
        if (draft.is_given(file)) continue;
        std::int64_t least = model.left_out(file) * cost_scale;
        std::optional<std::size_t> best;
        for (const std::size_t doctor : model.kind_of(file).doctors) {
            if (!draft.fits(file, doctor)) continue;
            const std::int64_t here = priced.cost(file, doctor);
            if (here > least) continue;
            least = here;
            best = doctor;
        }
        if (best) draft.give(file, *best);
    }
}

}  // namespace echeance
