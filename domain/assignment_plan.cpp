// SPDX-License-Identifier: EUPL-1.2
#include "domain/assignment_plan.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/plan_draft.hpp"
#include "domain/plan_dual.hpp"
#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"
#include "domain/plan_prices.hpp"

namespace echeance {
namespace {

/// Close enough to stop looking: well below the promised 1 %.
constexpr double good_gap = 0.003;

/// Solving takes about so long as nodes by arcs: this many of them in all price rounds together, a
/// second or two.
constexpr std::size_t price_work_max = 800'000'000;
constexpr std::size_t price_rounds_min = 6;
constexpr std::size_t price_rounds_max = 16;
/// Rounds of whole files are quicker: this many comparisons in all.
constexpr std::size_t raise_work_max = 250'000'000;
/// So few are also tried in the order of their cost a minute: there, a single file counts.
constexpr std::size_t few_files = 1'000;
constexpr std::size_t raise_rounds_min = 600;
constexpr std::size_t raise_rounds_max = 4'000;
/// First quickly, then, where that is not enough, closely: parts of the rounds, and the share of
/// the newest choice.
constexpr std::array<std::pair<int, double>, 3> raises{{{4, 0.05}, {2, 0.02}, {1, 0.01}}};

class Planning {
public:
    Planning(const PlanProblem& problem, const FlowSolver& solve)
        : model_(problem),
          solve_(solve),
          file_bound_(model_),
          widest_(widest_limits(model_)),
          search_(model_, file_bound_) {}

    Result<Plan> run() {
        const auto relaxed = learn(no_prices(model_));
        if (!relaxed) return std::unexpected(relaxed.error());
        best_ = {search_.prices(), search_.bound()};
        if (!model_.has_side_limits()) {
            keep(*relaxed);
            return answer();
        }
        const auto asked = even_supervision(model_, *relaxed);
        const auto flow = solved(limits_with_supervision(model_, asked), no_prices(model_));
        if (!flow) return std::unexpected(flow.error());
        keep(*flow);
        if (is_good()) return answer();
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
    /// Raises the bound, first by flows, then by whole files, and plans again where that leads.
    Result<void> search(PlanPrices prices) {
        const std::size_t rounds =
            std::clamp(price_work_max / work_of_solving_, price_rounds_min, price_rounds_max);
        for (std::size_t round = 0; round < rounds; ++round) {
            const auto flow = learn(prices);
            if (!flow) return std::unexpected(flow.error());
            prices = search_.next(plan_.objective);
        }
        best_ = {search_.prices(), search_.bound()};
        const auto steered = solved(search_.limits(), search_.prices().limits);
        if (!steered) return std::unexpected(steered.error());
        keep(*steered);
        for (const auto& [part, share] : raises) {
            if (is_good()) break;
            const RaiseOptions options{.rounds = raise_rounds() / part, .newest_share = share};
            best_ = raise_bound(model_, file_bound_, best_, plan_.objective, options);
            PlanDraft draft(model_);
            give_by_price(draft, model_, file_bound_, best_.prices);
            keep(draft);
        }
        return {};
    }
    [[nodiscard]] int raise_rounds() const {
        const std::size_t work = 1 + file_bound_.comparisons();
        return static_cast<int>(
            std::clamp(raise_work_max / work, raise_rounds_min, raise_rounds_max));
    }
    void keep(const PlanFlow& flow) {
        PlanDraft draft(model_);
        round_flow(draft, model_, flow);
        keep(draft);
    }
    /// Improves a draft, and keeps the better plan.
    void keep(PlanDraft& draft) {
        if (model_.problem().files.size() <= few_files) {
            PlanDraft other = draft;
            improve(other, model_, {model_, file_bound_, best_.prices, model_.by_weight()});
            keep(other.plan());
        }
        const PlanGuide guide(model_, file_bound_, best_.prices, file_bound_.by_gain(best_.prices));
        improve(draft, model_, guide);
        keep(draft.plan());
        for (int turn = 0; turn < 2 && !is_good(); ++turn) {
            tidy(draft, model_, guide);
            improve(draft, model_, guide);
            keep(draft.plan());
        }
    }
    void keep(Plan plan) {
        if (plan.objective < plan_.objective) plan_ = std::move(plan);
    }
    [[nodiscard]] bool is_good() {
        plan_.bound = best_.bound;
        return gap(plan_) <= good_gap;
    }
    Plan answer() {
        plan_.bound = best_.bound;
        return std::move(plan_);
    }

    const PlanModel model_;
    const FlowSolver& solve_;
    const FileBound file_bound_;
    const std::vector<int> widest_;
    PriceSearch search_;
    BestPrices best_;
    Plan plan_{.objective = INT64_MAX};
    std::size_t work_of_solving_ = 1;
};

}  // namespace

Result<Plan> plan_assignments(const PlanProblem& problem, const FlowSolver& solve) {
    return Planning(problem, solve).run();
}

}  // namespace echeance
