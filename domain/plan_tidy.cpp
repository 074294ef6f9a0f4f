// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "domain/plan_dual.hpp"
#include "domain/plan_trial.hpp"

namespace echeance {
namespace {

constexpr int rounds_max = 3;
/// Files tried at each doctor in a round, and exchanges compared in all.
constexpr std::size_t misplaced_max = 256;
constexpr std::int64_t comparisons_max = 2'000'000;

class Tidying {
public:
    Tidying(PlanDraft& draft, const PlanModel& model, const PlanGuide& guide)
        : draft_(draft), model_(model), guide_(guide) {}

    void run() {
        for (int round = 0; round < rounds_max && comparisons_left_ > 0; ++round) {
            if (!tidy_once()) return;
        }
    }

private:
    [[nodiscard]] int minutes(std::size_t file) const {
        return model_.problem().files[file].minutes;
    }

    bool tidy_once() {
        held_ = files_by_doctor(draft_, model_, guide_.order(), 0).held;
        const auto misplaced = guide_.misplaced(draft_, misplaced_max);
        bool any = false;
        for (std::size_t doctor = 0; doctor < misplaced.size(); ++doctor) {
            for (const std::size_t file : misplaced[doctor]) {
                if (comparisons_left_ <= 0) return any;
                any |= draft_.holder(file) != doctor && (move(file, doctor) || swap(file, doctor));
            }
        }
        return any;
    }

    bool move(std::size_t file, std::size_t doctor) {
        if (!draft_.fits(file, doctor)) return false;
        draft_.take_back(file);
        draft_.give(file, doctor);
        held_[doctor].push_back(file);
        return true;
    }

    /// Against the file whose way back costs least at the prices.
    bool swap(std::size_t file, std::size_t doctor) {
        const std::size_t other_doctor = draft_.holder(file);
        const std::int64_t saved = guide_.cost(file, other_doctor) - guide_.cost(file, doctor);
        const int shortest = minutes(file) - draft_.minutes_left(doctor);
        const int longest = minutes(file) + draft_.minutes_left(other_doctor);
        std::vector<std::pair<std::int64_t, std::size_t>> candidates;
        for (const std::size_t other : held_[doctor]) {
            --comparisons_left_;
            if (minutes(other) < shortest || minutes(other) > longest) continue;
            if (draft_.holder(other) != doctor || !serves(other, other_doctor)) continue;
            const std::int64_t paid = guide_.cost(other, other_doctor) - guide_.cost(other, doctor);
            if (paid < saved) candidates.emplace_back(paid, other);
        }
        std::ranges::sort(candidates);
        return std::ranges::any_of(
            candidates, [&](const auto& candidate) { return swap_with(file, candidate.second); });
    }

    [[nodiscard]] bool serves(std::size_t file, std::size_t doctor) const {
        return std::ranges::binary_search(model_.kind_of(file).doctors, doctor);
    }

    bool swap_with(std::size_t file, std::size_t other) {
        const std::size_t from = draft_.holder(file);
        const std::size_t to = draft_.holder(other);
        Trial trial(draft_, model_);
        trial.take_back(file);
        trial.take_back(other);
        if (draft_.fits(file, to)) {
            trial.give(file, to);
            if (draft_.fits(other, from)) {
                trial.give(other, from);
                held_[to].push_back(file);
                held_[from].push_back(other);
                return true;
            }
        }
        trial.undo();
        return false;
    }

    PlanDraft& draft_;
    const PlanModel& model_;
    const PlanGuide& guide_;
    std::vector<std::vector<std::size_t>> held_;
    std::int64_t comparisons_left_ = comparisons_max;
};

}  // namespace

void tidy(PlanDraft& draft, const PlanModel& model, const PlanGuide& guide) {
    Tidying(draft, model, guide).run();
}

}  // namespace echeance
