// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/flow_network.hpp"

namespace echeance::testing {

/// A second opinion on min-cost flows, for small networks: Klein's cycle cancelling begun by
/// augmenting paths, with Bellman and Ford's search throughout. Slow, and plain enough to be
/// believed; it shares no idea with the network simplex.
class ReferenceFlow {
public:
    explicit ReferenceFlow(const FlowNetwork& network)
        : network_(network), root_(network.supplies.size()), excess_(network.supplies) {
        for (const auto& [from, to, capacity, cost] : network.arcs) {
            edges_.push_back({from, to, capacity, cost});
            edges_.push_back({to, from, 0, -cost});
        }
    }

    /// `unexpected` when the supplies cannot be met.
    Result<FlowSolution> solve() {
        if (!meet_supplies()) return refuse(Errc::unexpected, "No flow meets the supplies.");
        while (true) {
            const std::size_t node = search(everywhere());
            if (node == root_) break;
            push(cycle_through(node));
        }
        FlowSolution solution{.flows = {}, .potentials = distance_};
        for (std::size_t arc = 0; arc < network_.arcs.size(); ++arc) {
            solution.flows.push_back(edges_[2 * arc + 1].left);
        }
        return solution;
    }

private:
    struct Edge {
        std::size_t from;
        std::size_t to;
        std::int64_t left;
        std::int64_t cost;
    };
    static constexpr std::size_t none = SIZE_MAX;
    static constexpr std::int64_t far = INT64_MAX / 4;

    [[nodiscard]] std::vector<std::int64_t> everywhere() const {
        return std::vector<std::int64_t>(root_, 0);
    }

    /// Distances from where `start` is below `far`. Returns a node that a negative cycle leads to,
    /// `root_` when there is none.
    std::size_t search(std::vector<std::int64_t> start, bool by_hops = false) {
        distance_ = std::move(start);
        parent_.assign(root_, none);
        std::size_t changed = root_;
        for (std::size_t round = 0; round <= root_; ++round) {
            changed = root_;
            for (std::size_t i = 0; i < edges_.size(); ++i) {
                const auto& [from, to, left, cost] = edges_[i];
                const std::int64_t through = distance_[from] + (by_hops ? 1 : cost);
                if (left == 0 || distance_[from] >= far || through >= distance_[to]) continue;
                distance_[to] = through;
                parent_[to] = i;
                changed = to;
            }
            if (changed == root_) return root_;
        }
        return changed;
    }

    bool meet_supplies() {
        while (true) {
            const auto source = std::ranges::find_if(excess_, [](auto one) { return one > 0; });
            if (source == excess_.end()) return true;
            auto start = std::vector<std::int64_t>(root_, far);
            const auto from = static_cast<std::size_t>(source - excess_.begin());
            start[from] = 0;
            search(std::move(start), true);
            std::size_t to = 0;
            while (to < root_ && (excess_[to] >= 0 || distance_[to] >= far)) ++to;
            if (to == root_) return false;
            std::vector<std::size_t> path;
            for (std::size_t node = to; node != from; node = edges_[path.back()].from) {
                path.push_back(parent_[node]);
            }
            const std::int64_t sent = push(path, std::min(excess_[from], -excess_[to]));
            excess_[from] -= sent;
            excess_[to] += sent;
        }
    }

    std::vector<std::size_t> cycle_through(std::size_t node) const {
        for (std::size_t i = 0; i < root_; ++i) node = edges_[parent_[node]].from;
        std::vector<std::size_t> cycle;
        std::size_t at = node;
        do {
            cycle.push_back(parent_[at]);
            at = edges_[parent_[at]].from;
        } while (at != node);
        return cycle;
    }

    std::int64_t push(const std::vector<std::size_t>& path, std::int64_t most = far) {
        for (const std::size_t edge : path) most = std::min(most, edges_[edge].left);
        for (const std::size_t edge : path) {
            edges_[edge].left -= most;
            edges_[edge ^ 1U].left += most;
        }
        return most;
    }

    const FlowNetwork& network_;
    std::size_t root_;  ///< one past the last node
    std::vector<std::int64_t> excess_;
    std::vector<Edge> edges_;
    std::vector<std::int64_t> distance_;
    std::vector<std::size_t> parent_;
};

[[nodiscard]] inline Result<FlowSolution> reference_flow(const FlowNetwork& network) {
    return ReferenceFlow(network).solve();
}
[[nodiscard]] inline std::int64_t cost_of(const FlowNetwork& network,
                                          const std::vector<std::int64_t>& flows) {
    std::int64_t cost = 0;
    for (std::size_t arc = 0; arc < flows.size(); ++arc)
        cost += flows[arc] * network.arcs[arc].cost;
    return cost;
}

}  // namespace echeance::testing
