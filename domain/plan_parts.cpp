// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <cmath>
#include <optional>

#include "domain/plan_smooth.hpp"

namespace echeance {
namespace {

/// Whole files in place of parts. What each doctor is owed, having been given less than their
/// parts, or more, is carried on to the next file that is cut, so that all come close to their
/// minutes and their count.
class Rounding {
public:
    Rounding(PlanDraft& draft, const PlanModel& model)
        : draft_(draft), model_(model), owed_(model.problem().doctors.size()) {}

    void give(std::size_t file, const std::vector<SmoothBound::Part>& parts) {
        const double minutes = model_.problem().files[file].minutes;
        double inside = 0;
        for (const auto& [doctor, part] : parts) {
            owed_[doctor].minutes += part * minutes;
            owed_[doctor].files += part;
            inside += part;
        }
        std::optional<std::size_t> best;
        if (inside < 0.5) return;
        double most = -INFINITY;
        for (const auto& [doctor, part] : parts) {
            if (!draft_.fits(file, doctor)) continue;
            const auto& owed = owed_[doctor];
            const double claim = owed.minutes / minutes;
            const double files = model_.problem().doctors[doctor].files_max ? owed.files : claim;
            const double due = std::min(claim, files);
            if (due < most) continue;
            most = due;
            best = doctor;
        }
        if (!best) return;
        draft_.give(file, *best);
        owed_[*best].minutes -= minutes;
        owed_[*best].files -= 1;
    }

private:
    struct Owed {
        double minutes = 0;
        double files = 0;
    };
    PlanDraft& draft_;
    const PlanModel& model_;
    std::vector<Owed> owed_;
};

}  // namespace

void give_parts(PlanDraft& draft,
                const PlanModel& model,
                const SmoothBound::Parts& parts,
                const PricedFiles& priced) {
    Rounding rounding(draft, model);
    for (const std::size_t file : priced.by_gain()) rounding.give(file, parts[file]);
}

}  // namespace echeance
