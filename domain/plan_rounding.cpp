// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "domain/plan_draft.hpp"

namespace echeance {

void round_flow(PlanDraft& draft, const PlanModel& model, const PlanFlow& flow) {
    auto shares = flow.shares;
    for (const std::size_t file : model.by_weight()) {
        auto& of_kind = shares[model.kind_index(file)];
        const auto widest = std::ranges::max_element(of_kind, {}, &PlanShare::minutes);
        const int minutes = model.problem().files[file].minutes;
        if (widest == of_kind.end() || widest->minutes < minutes) continue;
        if (!draft.fits(file, widest->doctor)) continue;
        widest->minutes -= minutes;
        draft.give(file, widest->doctor);
    }
}

}  // namespace echeance
