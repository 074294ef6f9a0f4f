// SPDX-License-Identifier: EUPL-1.2
#include "domain/assignment_plan.hpp"

#include <algorithm>
#include <utility>

#include "domain/plan_draft.hpp"
#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"
#include "domain/plan_prices.hpp"

namespace echeance {
namespace {

/// Close enough to stop looking for prices: well below the promised 1 %.
constexpr double good_gap = 0.003;

/// Solving takes about so long as nodes by arcs: this many of them in all price rounds together, a
/// few seconds.
constexpr std::size_t price_work_max = 2'000'000'000;
constexpr std::size_t price_rounds_min = 2;
constexpr std::size_t price_rounds_max = 32;
/// A plan takes longer than a round, but a better one may end the search.
constexpr std::size_t rounds_a_plan = 8;

class Planning {
public:
    Planning(const PlanProblem& problem, const FlowSolver& solve)
        : model_(problem), solve_(solve), widest_(widest_limits(model_)), search_(model_) {}

    Result<Plan> run() {
        const auto relaxed = learn(no_prices(model_));
        if (!relaxed) return std::unexpected(relaxed.error());
        if (!model_.has_side_limits()) {
            keep(*relaxed);
            return answer();
        }
        const auto asked = even_supervision(model_, *relaxed);
        const auto flow = solved(limits_with_supervision(model_, asked), no_prices(model_));
        if (!flow) return std::unexpected(flow.error());
        keep(*flow);
        const auto priced = search(scarcity_prices(model_, *flow, plan_));
        if (!priced) return std::unexpected(priced.error());
        return answer();
    }

private:
    Result<PlanFlow> solved(std::span<const int> limits, const PlanPrices& prices) {
        const auto network = plan_network(model_, limits, prices);
        work_of_solving_ = std::max<std::size_t>(1, network.supplies.size() * network.arcs.size());
        const auto solution = solve_(network);
        if (!solution) return std::unexpected(solution.error());
        return read_flow(model_, network, *solution);
    }
    Result<PlanFlow> learn(const PlanPrices& prices) {
        auto flow = solved(widest_, prices);
        if (flow) search_.learn(prices, *flow);
        return flow;
    }
    /// Raises the bound round by round, and plans again from where the prices lead.
    Result<void> search(PlanPrices prices) {
        const std::size_t rounds =
            std::clamp(price_work_max / work_of_solving_, price_rounds_min, price_rounds_max);
        for (std::size_t round = 0; round < rounds && !is_good(); ++round) {
            const auto flow = learn(prices);
            if (!flow) return std::unexpected(flow.error());
            prices = search_.next(plan_.objective);
            const bool is_last = round + 1 == rounds;
            if (!is_last && (round + 1) % rounds_a_plan != 0) continue;
            const auto planned = plan_at_best_prices();
            if (!planned) return planned;
        }
        return {};
    }
    Result<void> plan_at_best_prices() {
        const auto flow = solved(search_.limits(), search_.prices());
        if (!flow) return std::unexpected(flow.error());
        keep(*flow);
        return {};
    }
    /// Makes a plan of the flow, and keeps the better one.
    void keep(const PlanFlow& flow) {
        PlanDraft draft(model_);
        round_flow(draft, model_, flow);
        improve(draft, model_);
        auto plan = draft.plan();
        if (plan.objective < plan_.objective) plan_ = std::move(plan);
    }
    [[nodiscard]] bool is_good() {
        plan_.bound = search_.bound();
        return gap(plan_) <= good_gap;
    }
    Plan answer() {
        plan_.bound = search_.bound();
        return std::move(plan_);
    }

    const PlanModel model_;
    const FlowSolver& solve_;
    const std::vector<int> widest_;
    PriceSearch search_;
    Plan plan_{.objective = INT64_MAX};
    std::size_t work_of_solving_ = 1;
};

}  // namespace

Result<Plan> plan_assignments(const PlanProblem& problem, const FlowSolver& solve) {
    return Planning(problem, solve).run();
}

}  // namespace echeance
