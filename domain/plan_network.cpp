// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_network.hpp"

#include <algorithm>
#include <utility>

namespace echeance {
namespace {

/// Numbers the nodes: kinds, then doctors, then the one where every minute ends.
class NetworkBuilder {
public:
    NetworkBuilder(const PlanModel& model, std::span<const int> limits)
        : model_(model), limits_(limits) {
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
    void add_kind(std::size_t index) {
        const auto& kind = model_.kinds()[index];
        network_.supplies[index] = kind.minutes;
        network_.supplies[end_node()] -= kind.minutes;
        for (const std::size_t doctor : kind.doctors) {
            const std::int64_t preference = model_.preference(kind, doctor) * cost_scale;
            network_.arcs.push_back({.from = index,
                                     .to = node_of(doctor),
                                     .capacity = kind.minutes,
                                     .cost = -preference});
        }
        add_left_out(index);
    }
    void add_left_out(std::size_t index) {
        const std::size_t first = network_.arcs.size();
        for (const std::size_t file : model_.kinds()[index].files) {
            const std::int64_t minutes = model_.problem().files[file].minutes;
            const std::int64_t cost = model_.left_out(file) * cost_scale / minutes;
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
            network_.arcs.push_back(
                {.from = node_of(doctor), .to = end_node(), .capacity = minutes, .cost = price});
        }
    }

    const PlanModel& model_;
    std::span<const int> limits_;
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

}  // namespace

FlowNetwork plan_network(const PlanModel& model, std::span<const int> limits) {
    return NetworkBuilder(model, limits).build();
}

PlanFlow read_flow(const PlanModel& model,
                   const FlowNetwork& network,
                   const FlowSolution& solution) {
    const std::size_t kinds = model.kinds().size();
    const std::size_t end_node = network.supplies.size() - 1;
    PlanFlow flow;
    flow.shares.resize(kinds);
    for (std::size_t arc = 0; arc < network.arcs.size(); ++arc) {
        const auto& [from, to, capacity, cost] = network.arcs[arc];
        const std::int64_t minutes = solution.flows[arc];
        flow.cost += minutes * cost;
        if (from >= kinds || to == end_node) continue;
        if (minutes > 0) flow.shares[from].push_back({.doctor = to - kinds, .minutes = minutes});
    }
    for (std::size_t doctor = 0; doctor < model.problem().doctors.size(); ++doctor) {
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

}  // namespace echeance
