// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_network.hpp"

#include <algorithm>
#include <utility>

namespace echeance {
namespace {

/// Rounded down, also below 0.
std::int64_t divided_down(std::int64_t dividend, std::int64_t divisor) {
    const std::int64_t quotient = dividend / divisor;
    return dividend % divisor < 0 ? quotient - 1 : quotient;
}

/// Numbers the nodes: kinds, then doctors, then the one where every minute ends.
class NetworkBuilder {
public:
    NetworkBuilder(const PlanModel& model, std::span<const int> limits, const PlanPrices& prices)
        : model_(model), limits_(limits), prices_(prices) {
        network_.supplies.assign(end_node() + 1, 0);
    }

    FlowNetwork build() {
        for (std::size_t kind = 0; kind < model_.kinds().size(); ++kind) add_kind(kind);
        for (std::size_t doctor = 0; doctor < limits_.size(); ++doctor) add_doctor(doctor);
        return std::move(network_);
    }

private:
    [[nodiscard]] std::size_t node_of(std::size_t doctor) const {
        return model_.kinds().size() + doctor;
    }
    [[nodiscard]] std::size_t end_node() const {
        return model_.kinds().size() + model_.problem().doctors.size();
    }
    /// What the prices add to a minute of the kind at the doctor, rounded down.
    [[nodiscard]] std::int64_t surcharge(const FileKind& kind, std::size_t doctor) const {
        const std::int64_t beyond_least = prices_.file[doctor] - least_file_price(kind, prices_);
        std::int64_t added = beyond_least / kind.minutes_max;
        const auto& one = model_.problem().doctors[doctor];
        if (one.supervisors) {
            std::int64_t cheapest = INT64_MAX;
            for (const std::size_t supervisor : *one.supervisors) {
                cheapest = std::min(cheapest, prices_.supervision[supervisor]);
            }
            added += cheapest * one.supervision_percent / 100;
        }
        return added;
    }
    void add_kind(std::size_t index) {
        const auto& kind = model_.kinds()[index];
        network_.supplies[index] = kind.minutes;
        network_.supplies[end_node()] -= kind.minutes;
        for (const std::size_t doctor : kind.doctors) {
            const std::int64_t preference = model_.preference(kind, doctor) * cost_scale;
            network_.arcs.push_back(
                {.from = index,
                 .to = node_of(doctor),
                 .capacity = std::min<std::int64_t>(kind.minutes, model_.available(doctor)),
                 .cost = surcharge(kind, doctor) - preference});
        }
        add_left_out(index);
    }
    void add_left_out(std::size_t index) {
        // Whoever takes a file pays the least price of a file: left out, it saves that.
        const std::int64_t saved = least_file_price(model_.kinds()[index], prices_);
        const std::size_t first = network_.arcs.size();
        for (const std::size_t file : model_.kinds()[index].files) {
            const std::int64_t minutes = model_.problem().files[file].minutes;
            const std::int64_t cost =
                divided_down(model_.left_out(file) * cost_scale - saved, minutes);
            if (network_.arcs.size() > first && network_.arcs.back().cost == cost) {
                network_.arcs.back().capacity += minutes;
            } else {
                network_.arcs.push_back(
                    {.from = index, .to = end_node(), .capacity = minutes, .cost = cost});
            }
        }
    }
    void add_doctor(std::size_t doctor) {
        const auto& one = model_.problem().doctors[doctor];
        const auto& weights = model_.problem().weights;
        for (std::size_t band = 0; band < weights.bands.size(); ++band) {
            const int minutes = minutes_in_band(one, limits_[doctor], band, weights);
            if (minutes == 0) continue;
            const std::int64_t price = weights.bands[band].per_minute * cost_scale;
            network_.arcs.push_back({.from = node_of(doctor),
                                     .to = end_node(),
                                     .capacity = minutes,
                                     .cost = price + prices_.supervision[doctor]});
        }
    }

    const PlanModel& model_;
    std::span<const int> limits_;
    const PlanPrices& prices_;
    FlowNetwork network_;
};

/// The longest file that each doctor may take.
std::vector<int> longest_files(const PlanModel& model) {
    std::vector<int> longest(model.problem().doctors.size(), 0);
    for (const auto& kind : model.kinds()) {
        for (const std::size_t doctor : kind.doctors) {
            longest[doctor] = std::max(longest[doctor], kind.minutes_max);
        }
    }
    return longest;
}

/// Takes from each supervisor what is asked, as far as it is left, then what is still missing from
/// the first who have it. Returns what was taken.
double reserve(std::span<const std::size_t> supervisors,
               std::span<const double> asked,
               std::vector<double>& left) {
    double taken = 0;
    double missing = 0;
    const auto take = [&](std::size_t supervisor, double minutes) {
        const double given = std::min(minutes, left[supervisor]);
        left[supervisor] -= given;
        taken += given;
        return minutes - given;
    };
    for (std::size_t i = 0; i < supervisors.size(); ++i) missing += take(supervisors[i], asked[i]);
    for (const std::size_t supervisor : supervisors) missing = take(supervisor, missing);
    return taken;
}

}  // namespace

PlanPrices no_prices(const PlanModel& model) {
    const std::vector<std::int64_t> none(model.problem().doctors.size(), 0);
    return {.file = none, .supervision = none};
}

std::int64_t least_file_price(const FileKind& kind, const PlanPrices& prices) {
    std::int64_t least = INT64_MAX;
    for (const std::size_t doctor : kind.doctors) least = std::min(least, prices.file[doctor]);
    return kind.doctors.empty() ? 0 : least;
}

std::vector<std::int64_t> PlanFlow::minutes_by_doctor(std::size_t doctors) const {
    std::vector<std::int64_t> minutes(doctors, 0);
    for (const auto& of_kind : shares) {
        for (const auto& share : of_kind) minutes[share.doctor] += share.minutes;
    }
    return minutes;
}

FlowNetwork plan_network(const PlanModel& model,
                         std::span<const int> limits,
                         const PlanPrices& prices) {
    return NetworkBuilder(model, limits, prices).build();
}

PlanFlow read_flow(const PlanModel& model,
                   const FlowNetwork& network,
                   const FlowSolution& solution) {
    const std::size_t kinds = model.kinds().size();
    const std::size_t end_node = network.supplies.size() - 1;
    PlanFlow flow;
    flow.shares.resize(kinds);
    std::vector<std::int64_t> cheapest(model.problem().doctors.size(), INT64_MAX);
    for (std::size_t arc = 0; arc < network.arcs.size(); ++arc) {
        const auto& [from, to, capacity, cost] = network.arcs[arc];
        const std::int64_t minutes = solution.flows[arc];
        flow.cost += minutes * cost;
        if (from >= kinds || to == end_node) continue;
        auto& least = cheapest[to - kinds];
        least = std::min(least, solution.potentials[from] + cost);
        if (minutes > 0) flow.shares[from].push_back({.doctor = to - kinds, .minutes = minutes});
    }
    // A minute costs what its kind's potential is below the end's; one more at the doctor would
    // cost the arc there and the last band. Kinds supply, so their potentials mean something.
    const std::int64_t last = model.problem().weights.bands.back().per_minute * cost_scale;
    for (const std::int64_t least : cheapest) {
        const std::int64_t saved =
            least == INT64_MAX ? 0 : solution.potentials[end_node] - least - last;
        flow.scarcity.push_back(std::max<std::int64_t>(0, saved));
    }
    for (std::size_t doctor = 0; doctor < flow.scarcity.size(); ++doctor) {
        flow.worth.push_back(solution.potentials[end_node] - solution.potentials[kinds + doctor]);
    }
    return flow;
}

std::vector<int> widest_limits(const PlanModel& model) {
    const auto& doctors = model.problem().doctors;
    const auto longest = longest_files(model);
    std::vector<int> limits;
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        const auto& one = doctors[doctor];
        std::int64_t limit = model.available(doctor);
        if (one.files_max) limit = std::min(limit, std::int64_t{*one.files_max} * longest[doctor]);
        if (one.supervisors && one.supervision_percent > 0) {
            std::int64_t minutes = 0;
            for (const std::size_t supervisor : *one.supervisors) {
                minutes += model.available(supervisor);
            }
            limit = std::min(limit, minutes * 100 / one.supervision_percent);
        }
        limits.push_back(static_cast<int>(limit));
    }
    return limits;
}

SupervisionMinutes even_supervision(const PlanModel& model, const PlanFlow& flow) {
    const auto& doctors = model.problem().doctors;
    const auto minutes = flow.minutes_by_doctor(doctors.size());
    SupervisionMinutes asked(doctors.size());
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        if (supervisors_of(doctors[doctor]).empty()) continue;
        const auto count = supervisors_of(doctors[doctor]).size();
        const auto all = static_cast<double>(minutes[doctor] * doctors[doctor].supervision_percent);
        asked[doctor].assign(count, all / 100 / static_cast<double>(count));
    }
    return asked;
}

std::vector<int> limits_with_supervision(const PlanModel& model, const SupervisionMinutes& asked) {
    const auto& doctors = model.problem().doctors;
    auto limits = widest_limits(model);
    std::vector<double> left;
    left.reserve(doctors.size());
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        left.push_back(model.available(doctor));
    }
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        const auto& one = doctors[doctor];
        if (!one.supervisors || one.supervision_percent == 0) continue;
        const double given = reserve(supervisors_of(one), asked[doctor], left);
        limits[doctor] =
            std::min(limits[doctor], static_cast<int>(given * 100 / one.supervision_percent));
    }
    for (std::size_t doctor = 0; doctor < doctors.size(); ++doctor) {
        limits[doctor] = std::min(limits[doctor], static_cast<int>(left[doctor]));
    }
    return limits;
}

}  // namespace echeance
