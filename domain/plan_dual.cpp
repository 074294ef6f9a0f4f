// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_dual.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "domain/plan_steps.hpp"

namespace echeance {
namespace {

/// What becomes of the length of a step after one that gave no better bound, and after one that
/// did.
constexpr double caution = 0.975;
constexpr double courage = 1.3;
constexpr double boldness_min = 0.001;

double usual_minutes(const PlanModel& model) {
    double minutes = 1;
    for (const auto& file : model.problem().files) minutes += file.minutes;
    return minutes / static_cast<double>(model.problem().files.size() + 1);
}

std::int64_t rounded_up(std::int64_t scaled) {
    const std::int64_t points = scaled / cost_scale;
    return scaled % cost_scale > 0 ? points + 1 : points;
}

}  // namespace

FileBound::FileBound(const PlanModel& model)
    : model_(model), groups_(model.kinds().size()), supervises_(model.problem().doctors.size()) {
    const auto& problem = model.problem();
    for (std::size_t kind = 0; kind < model.kinds().size(); ++kind) {
        std::map<int, Group> by_minutes;
        for (const std::size_t file : model.kinds()[kind].files) {
            if (!problem.files[file].closed_to.empty()) {
                closed_.push_back(file);
                continue;
            }
            auto& group = by_minutes[problem.files[file].minutes];
            group.minutes = problem.files[file].minutes;
            group.left_out.push_back(model.left_out(file) * cost_scale);
        }
        for (auto& [minutes, group] : by_minutes) {
            std::ranges::sort(group.left_out, std::greater{});
            group.sums.push_back(0);
            for (const auto cost : group.left_out) group.sums.push_back(group.sums.back() + cost);
            groups_[kind].push_back(std::move(group));
            comparisons_ += model.kinds()[kind].doctors.size();
        }
    }
    comparisons_ += closed_.size() * problem.doctors.size();
    for (const auto& doctor : problem.doctors) {
        for (const std::size_t one : supervisors_of(doctor)) supervises_[one] = true;
    }
}

FileBound::Cheapest FileBound::cheapest_supervisor(std::size_t file,
                                                   std::size_t doctor,
                                                   const FilePrices& prices) const {
    const auto& one = model_.problem().doctors[doctor];
    Cheapest best{.cost = 0, .doctor = doctor};
    if (!one.supervisors) return best;
    best.cost = INT64_MAX;
    for (const std::size_t supervisor : *one.supervisors) {
        if (file != SIZE_MAX && model_.is_closed(file, supervisor)) continue;
        // A minute of it, rounded down.
        const std::int64_t cost =
            prices.limits.supervision[supervisor] * one.supervision_percent / 100;
        if (cost < best.cost) best = {cost, doctor, supervisor};
    }
    return best;
}

std::int64_t FileBound::cost(std::size_t file, std::size_t doctor, const FilePrices& prices) const {
    const std::int64_t a_minute = prices.minute[doctor] -
                                  model_.preference(model_.kind_of(file), doctor) * cost_scale +
                                  cheapest_supervisor(file, doctor, prices).cost;
    return a_minute * model_.problem().files[file].minutes + prices.limits.file[doctor];
}

FileBound::Cheapest FileBound::cheapest(std::size_t file, const FilePrices& prices) const {
    Cheapest best;
    for (const std::size_t doctor : model_.kind_of(file).doctors) {
        if (!model_.may_take(file, doctor)) continue;
        const std::int64_t here = cost(file, doctor, prices);
        if (here >= best.cost) continue;
        best = cheapest_supervisor(file, doctor, prices);
        best.cost = here;
    }
    return best;
}

void FileBound::take(Choice& choice,
                     const Cheapest& place,
                     std::int64_t minutes,
                     std::int64_t files) const {
    const auto all = static_cast<double>(minutes * files);
    choice.minutes[place.doctor] += all;
    choice.files[place.doctor] += static_cast<double>(files);
    if (place.supervisor == SIZE_MAX) return;
    const auto& one = model_.problem().doctors[place.doctor];
    choice.supervision[place.supervisor] += all * one.supervision_percent / 100;
}

std::int64_t FileBound::add_groups(Choice& choice, const FilePrices& prices) const {
    std::int64_t cost = 0;
    std::vector<std::int64_t> a_minute;
    std::vector<std::int64_t> a_file;
    std::vector<std::size_t> supervisor;
    for (std::size_t index = 0; index < groups_.size(); ++index) {
        const auto& kind = model_.kinds()[index];
        a_minute.clear();
        a_file.clear();
        supervisor.clear();
        for (const std::size_t doctor : kind.doctors) {
            const auto watched = cheapest_supervisor(SIZE_MAX, doctor, prices);
            a_minute.push_back(prices.minute[doctor] + watched.cost -
                               model_.preference(kind, doctor) * cost_scale);
            a_file.push_back(prices.limits.file[doctor]);
            supervisor.push_back(watched.supervisor);
        }
        for (const auto& group : groups_[index]) {
            std::int64_t least = INT64_MAX;
            std::size_t best = 0;
            for (std::size_t i = 0; i < a_minute.size(); ++i) {
                const std::int64_t here = a_minute[i] * group.minutes + a_file[i];
                if (here < least) {
                    least = here;
                    best = i;
                }
            }
            const auto end = std::ranges::lower_bound(group.left_out, least, std::greater{});
            const auto given = static_cast<std::size_t>(end - group.left_out.begin());
            cost += group.sums.back() - group.sums[given];
            if (given == 0) continue;
            cost += least * static_cast<std::int64_t>(given);
            take(choice,
                 {least, kind.doctors[best], supervisor[best]},
                 group.minutes,
                 static_cast<std::int64_t>(given));
        }
    }
    return cost;
}

std::int64_t FileBound::add_closed(Choice& choice, const FilePrices& prices) const {
    std::int64_t cost = 0;
    for (const std::size_t file : closed_) {
        const auto place = cheapest(file, prices);
        const std::int64_t outside = model_.left_out(file) * cost_scale;
        cost += std::min(outside, place.cost);
        if (place.cost < outside) take(choice, place, model_.problem().files[file].minutes, 1);
    }
    return cost;
}

/// Each doctor takes the minutes of every band that costs less than they are worth.
std::int64_t FileBound::add_doctors(Choice& choice, const FilePrices& prices) const {
    const auto& problem = model_.problem();
    std::int64_t cost = 0;
    for (std::size_t doctor = 0; doctor < problem.doctors.size(); ++doctor) {
        const auto& one = problem.doctors[doctor];
        const std::int64_t worth = prices.minute[doctor] - prices.limits.supervision[doctor];
        std::int64_t taken = 0;
        for (std::size_t band = 0; band < problem.weights.bands.size(); ++band) {
            const std::int64_t price = problem.weights.bands[band].per_minute * cost_scale;
            if (price >= worth) break;
            const int minutes =
                minutes_in_band(one, model_.available(doctor), band, problem.weights);
            taken += minutes;
            cost += (price - worth) * minutes;
        }
        choice.minutes[doctor] -= static_cast<double>(taken);
        if (supervises_[doctor]) {
            choice.supervision[doctor] += static_cast<double>(taken - model_.available(doctor));
            cost -= prices.limits.supervision[doctor] * model_.available(doctor);
        }
        if (one.files_max) {
            choice.files[doctor] -= *one.files_max;
            cost -= prices.limits.file[doctor] * *one.files_max;
        } else {
            choice.files[doctor] = 0;
        }
    }
    return cost;
}

std::vector<std::size_t> FileBound::by_gain(const FilePrices& prices) const {
    std::vector<std::pair<std::int64_t, std::size_t>> gains;
    gains.reserve(model_.problem().files.size());
    for (std::size_t file = 0; file < model_.problem().files.size(); ++file) {
        const auto place = cheapest(file, prices);
        const bool is_nobodys = place.cost == INT64_MAX;
        gains.emplace_back(is_nobodys ? INT64_MAX : place.cost - model_.left_out(file) * cost_scale,
                           file);
    }
    std::ranges::sort(gains);
    std::vector<std::size_t> order;
    order.reserve(gains.size());
    for (const auto& [loss, file] : gains) order.push_back(file);
    return order;
}

FileBound::Choice FileBound::at(const FilePrices& prices) const {
    const std::vector<double> none(model_.problem().doctors.size(), 0);
    Choice choice{.minutes = none, .files = none, .supervision = none};
    std::int64_t cost = add_groups(choice, prices) + add_closed(choice, prices);
    cost += add_doctors(choice, prices);
    choice.bound = rounded_up(cost);
    return choice;
}

BestPrices raise_bound(const PlanModel& model,
                       const FileBound& bound,
                       BestPrices start,
                       std::int64_t objective,
                       const RaiseOptions& options) {
    // Files count as so many minutes each, so that both kinds of price move at the same pace.
    const double scale = usual_minutes(model) * usual_minutes(model);
    BestPrices best = std::move(start);
    auto average = bound.at(best.prices);
    best.bound = std::max(best.bound, average.bound);
    double boldness = 1;
    for (int round = 0; round < options.rounds && best.bound < objective; ++round) {
        double size = square(average.files, best.prices.limits.file) * scale +
                      square(average.supervision, best.prices.limits.supervision);
        for (const double excess : average.minutes) size += excess * excess;
        if (size == 0) break;
        const auto distance = static_cast<double>((objective - best.bound) * cost_scale);
        const double length = boldness * distance / size;
        auto next = best.prices;
        for (std::size_t i = 0; i < next.minute.size(); ++i) {
            next.minute[i] += std::llround(average.minutes[i] * length);
        }
        step(next.limits.file, average.files, length * scale);
        step(next.limits.supervision, average.supervision, length);
        const auto choice = bound.at(next);
        blend(average.minutes, choice.minutes, options.newest_share);
        blend(average.files, choice.files, options.newest_share);
        blend(average.supervision, choice.supervision, options.newest_share);
        if (choice.bound > best.bound) {
            best = {std::move(next), choice.bound};
            boldness *= courage;
        } else {
            boldness = std::max(boldness_min, boldness * caution);
        }
    }
    return best;
}

PlanGuide::PlanGuide(const PlanModel& model,
                     const FileBound& bound,
                     FilePrices prices,
                     std::vector<std::size_t> order)
    : model_(model), bound_(bound), prices_(std::move(prices)), order_(std::move(order)) {}

std::vector<std::vector<std::size_t>> PlanGuide::misplaced(const PlanDraft& draft,
                                                           std::size_t max) const {
    std::vector<std::vector<std::pair<std::int64_t, std::size_t>>> found(
        model_.problem().doctors.size());
    for (std::size_t file = 0; file < model_.problem().files.size(); ++file) {
        if (!draft.is_given(file)) continue;
        const auto place = bound_.cheapest(file, prices_);
        const std::int64_t here = bound_.cost(file, draft.holder(file), prices_);
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

void give_by_price(PlanDraft& draft,
                   const PlanModel& model,
                   const FileBound& bound,
                   const FilePrices& prices) {
    for (const std::size_t file : bound.by_gain(prices)) {
        std::int64_t least = model.left_out(file) * cost_scale;
        std::optional<std::size_t> best;
        for (const std::size_t doctor : model.kind_of(file).doctors) {
            if (!draft.fits(file, doctor)) continue;
            const std::int64_t here = bound.cost(file, doctor, prices);
            if (here > least) continue;
            least = here;
            best = doctor;
        }
        if (best) draft.give(file, *best);
    }
}

}  // namespace echeance
