// SPDX-License-Identifier: EUPL-1.2
#include "service/flow_solver.hpp"

#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <utility>

namespace echeance {
namespace {

using Graph = lemon::SmartDigraph;
using Simplex = lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t>;

std::unexpected<Error> stopped() {
    return refuse(Errc::deadline_exceeded, "Planning was stopped.");
}

/// The network in LEMON's terms. Nodes and arcs keep their numbers: a `SmartDigraph` counts up.
class LemonNetwork {
public:
    explicit LemonNetwork(const FlowNetwork& network)
        : network_(network), supplies_(graph_), capacities_(graph_), costs_(graph_) {
        graph_.reserveNode(static_cast<int>(network.supplies.size()));
        graph_.reserveArc(static_cast<int>(network.arcs.size()));
        for (const std::int64_t supply : network.supplies) supplies_[graph_.addNode()] = supply;
        for (const auto& [from, to, capacity, cost] : network.arcs) {
            const auto arc = graph_.addArc(node(from), node(to));
            capacities_[arc] = capacity;
            costs_[arc] = cost;
        }
    }

    [[nodiscard]] Result<FlowSolution> solve() const {
        Simplex simplex(graph_);
        simplex.supplyMap(supplies_).upperMap(capacities_).costMap(costs_);
        if (simplex.run() != Simplex::OPTIMAL) {
            return refuse(Errc::unexpected, "No flow meets the supplies of the network.");
        }
        FlowSolution solution;
        for (std::size_t arc = 0; arc < network_.arcs.size(); ++arc) {
            solution.flows.push_back(simplex.flow(Graph::arcFromId(static_cast<int>(arc))));
        }
        for (std::size_t i = 0; i < network_.supplies.size(); ++i) {
            solution.potentials.push_back(simplex.potential(node(i)));
        }
        return solution;
    }

private:
    static Graph::Node node(std::size_t index) {
        return Graph::nodeFromId(static_cast<int>(index));
    }

    const FlowNetwork& network_;
    Graph graph_;
    Graph::NodeMap<std::int64_t> supplies_;
    Graph::ArcMap<std::int64_t> capacities_;
    Graph::ArcMap<std::int64_t> costs_;
};

}  // namespace

FlowSolver lemon_flow_solver(std::stop_token stop) {
    return [stop = std::move(stop)](const FlowNetwork& network) -> Result<FlowSolution> {
        if (network.supplies.empty()) return FlowSolution{};
        if (stop.stop_requested()) return stopped();
        const LemonNetwork lemon_network(network);
        if (stop.stop_requested()) return stopped();
        auto solution = lemon_network.solve();
        if (stop.stop_requested()) return stopped();
        return solution;
    };
}

}  // namespace echeance
