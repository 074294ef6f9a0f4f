// SPDX-License-Identifier: EUPL-1.2
#include "domain/assignment_plan.hpp"

#include <utility>

#include "domain/plan_draft.hpp"
#include "domain/plan_dual.hpp"
#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"
#include "domain/plan_smooth.hpp"

namespace echeance {
namespace {

/// Close enough to stop looking: well below the promised 1 %.
constexpr double good_gap = 0.003;

/// So few are also tried in the order of their cost a minute: there, a single file counts.
constexpr std::size_t few_files = 1'000;

/// A turn takes some hundredths of a second, and what a plan gains falls from one to the next.
constexpr int turns_max = 8;

class Planning {
public:
    Planning(const PlanProblem& problem, const FlowSolver& solve)
        : model_(problem), solve_(solve) {}

    Result<Plan> run() {
        const auto network = plan_network(model_, widest_limits(model_));
        const auto solution = solve_(network);
        if (!solution) return std::unexpected(solution.error());
        const auto flow = read_flow(model_, network, *solution);
        if (model_.has_side_limits()) {
            plan_by_prices(worth_of(flow));
        } else {
            const PricedFiles priced(model_, worth_of(flow));
            plan_.bound = priced.bound();
            PlanDraft draft(model_, priced.prices().supervision);
            round_flow(draft, model_, flow);
            keep(draft, priced);
        }
        return std::move(plan_);
    }

private:
    [[nodiscard]] FilePrices worth_of(const PlanFlow& flow) const {
        auto prices = no_prices(model_);
        for (std::size_t doctor = 0; doctor < flow.worth.size(); ++doctor) {
            auto& price = prices.minute[doctor];
            if (price == 0) price = flow.worth[doctor];
        }
        return prices;
    }
    void plan_by_prices(const FilePrices& start) {
        const auto found = best_prices(model_, start);
        const PricedFiles priced(model_, found.prices);
        plan_.bound = found.bound;
        PlanDraft draft(model_, priced.prices().supervision);
        give_parts(draft, model_, found.parts, priced);
        give_by_price(draft, model_, priced);
        keep(draft, priced);
    }
    /// Improves a draft, and keeps the better plan.
    void keep(PlanDraft& draft, const PricedFiles& priced) {
        if (model_.problem().files.size() <= few_files) {
            PlanDraft other = draft;
            improve(other, model_, {model_, priced, model_.by_weight()});
            keep(other.plan());
        }
        const PlanGuide guide(model_, priced, priced.by_gain());
        improve(draft, model_, guide);
        keep(draft.plan());
        for (int turn = 0; turn < turns_max && gap(plan_) > good_gap; ++turn) {
            tidy(draft, model_, guide);
            improve(draft, model_, guide);
            keep(draft.plan());
        }
    }
    void keep(Plan plan) {
        if (plan.objective >= plan_.objective) return;
        plan.bound = plan_.bound;
        plan_ = std::move(plan);
    }

    const PlanModel model_;
    const FlowSolver& solve_;
    Plan plan_{.objective = INT64_MAX};
};

}  // namespace

Result<Plan> plan_assignments(const PlanProblem& problem, const FlowSolver& solve) {
    return Planning(problem, solve).run();
}

}  // namespace echeance
