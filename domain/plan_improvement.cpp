// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "domain/plan_dual.hpp"
#include "domain/plan_trial.hpp"

namespace echeance {
namespace {

/// Files outside that are tried at each doctor, and exchanges tried in all: enough for the last
/// fraction of a percent, a few tenths of a second of a large plan.
constexpr std::size_t candidates_max = 48;
constexpr std::int64_t trials_max = 250'000;
constexpr int rounds_max = 8;

using Files = std::vector<std::size_t>;

class Improvement {
public:
    Improvement(PlanDraft& draft, const PlanModel& model, const PlanGuide& guide)
        : draft_(draft), model_(model), guide_(guide), order_(guide.order()) {}

    /// Moves that no price holds back, and what then fits.
    void finish() {
        for (int round = 0; round < rounds_max && move_files(Moves::any); ++round) give_what_fits();
    }

    void run() {
        give_what_fits();
        for (int round = 0; round < rounds_max && trials_left_ > 0; ++round) {
            const bool moved = move_files(Moves::that_prices_allow);
            const bool exchanged = exchange_files();
            give_what_fits();
            if (!moved && !exchanged) return;
        }
    }

private:
    [[nodiscard]] int minutes(std::size_t file) const {
        return model_.problem().files[file].minutes;
    }

    void give_what_fits() {
        const int widest = draft_.widest_room();
        for (const std::size_t file : order_) {
            if (draft_.is_given(file) || minutes(file) > widest) continue;
            if (const auto doctor = draft_.cheapest_doctor(file)) draft_.give(file, *doctor);
        }
    }

    /// What lowers the cost at once may waste what is scarce: that is for the end, when nothing can
    /// be made of it any more.
    enum class Moves : std::uint8_t { that_prices_allow, any };
    /// Each file to the doctor where it costs least now.
    bool move_files(Moves moves) {
        bool any = false;
        for (const std::size_t file : order_) {
            if (!draft_.is_given(file)) continue;
            Trial trial(draft_, model_);
            const std::size_t before = draft_.holder(file);
            trial.take_back(file);
            const auto doctor = draft_.cheapest_doctor(file);
            if (doctor) trial.give(file, *doctor);
            const bool is_allowed =
                moves == Moves::any ||
                (doctor && guide_.cost(file, *doctor) <= guide_.cost(file, before));
            if (trial.change() < 0 && is_allowed) {
                any = true;
            } else {
                trial.undo();
            }
        }
        return any;
    }

    bool exchange_files() {
        sort_files();
        bool any = false;
        for (std::size_t doctor = 0; doctor < outside_.size(); ++doctor) {
            widest_left_ = 0;
            for (std::size_t other = 0; other < outside_.size(); ++other) {
                widest_left_ = std::max(widest_left_, draft_.minutes_left(other));
            }
            for (const std::size_t file : outside_[doctor]) {
                if (trials_left_ <= 0) return any;
                if (draft_.is_given(file)) continue;
                any |= let_in_for_one(file, doctor) || let_in_for_two(file, doctor);
            }
            for (const std::size_t file : misplaced_[doctor]) {
                if (trials_left_ <= 0) return any;
                if (!draft_.is_given(file) || draft_.holder(file) == doctor) continue;
                any |= swap_for_one(file, doctor);
            }
        }
        return any;
    }

    /// By doctor: what they hold, lightest first, and the heaviest files outside that they may
    /// take.
    void sort_files() {
        auto files = files_by_doctor(draft_, model_, order_, candidates_max);
        held_ = std::move(files.held);
        outside_ = std::move(files.outside);
        for (auto& held : held_) std::ranges::reverse(held);
        misplaced_ = guide_.misplaced(draft_, candidates_max);
    }

    bool let_in_for_one(std::size_t file, std::size_t doctor) {
        const int missing = minutes(file) - draft_.minutes_left(doctor);
        for (const std::size_t other : held_[doctor]) {
            if (minutes(other) < missing) continue;
            const bool is_promising = model_.left_out(file) > model_.left_out(other) ||
                                      minutes(other) > missing || minutes(other) <= widest_left_;
            if (is_promising && exchange(file, doctor, {&other, 1})) return true;
        }
        return false;
    }

    /// The file comes from another doctor, so whoever makes way may take its place there.
    bool swap_for_one(std::size_t file, std::size_t doctor) {
        const int missing = minutes(file) - draft_.minutes_left(doctor);
        for (const std::size_t other : held_[doctor]) {
            if (minutes(other) >= missing && exchange(file, doctor, {&other, 1})) return true;
        }
        return false;
    }

    bool let_in_for_two(std::size_t file, std::size_t doctor) {
        const int missing = minutes(file) - draft_.minutes_left(doctor);
        const auto& held = held_[doctor];
        for (std::size_t i = 0; i < held.size(); ++i) {
            if (minutes(held[i]) >= missing) continue;
            for (std::size_t j = 0; j < i; ++j) {
                if (minutes(held[i]) + minutes(held[j]) < missing) continue;
                const auto both = model_.left_out(held[i]) + model_.left_out(held[j]);
                if (held[i] == held[j] || both >= model_.left_out(file)) continue;
                if (exchange(file, doctor, std::array{held[i], held[j]})) return true;
            }
        }
        return false;
    }

    /// The file enters, others leave for wherever they fit, and what fits in their place comes in.
    bool exchange(std::size_t entering, std::size_t doctor, std::span<const std::size_t> leaving) {
        const auto is_here = [&](std::size_t file) {
            return draft_.is_given(file) && draft_.holder(file) == doctor;
        };
        if (--trials_left_ <= 0 || !std::ranges::all_of(leaving, is_here)) return false;
        Trial trial(draft_, model_);
        for (const std::size_t file : leaving) trial.take_back(file);
        if (draft_.is_given(entering)) trial.take_back(entering);
        Files entered;
        const auto let_in = [&](std::size_t file) {
            if (draft_.is_given(file) || !draft_.fits(file, doctor)) return;
            trial.give(file, doctor);
            entered.push_back(file);
        };
        let_in(entering);
        for (const std::size_t file : leaving) {
            if (const auto elsewhere = draft_.cheapest_doctor(file)) trial.give(file, *elsewhere);
        }
        for (const std::size_t file : outside_[doctor]) let_in(file);
        if (trial.change() >= 0) {
            trial.undo();
            return false;
        }
        held_[doctor].insert(held_[doctor].end(), entered.begin(), entered.end());
        return true;
    }

    PlanDraft& draft_;
    const PlanModel& model_;
    const PlanGuide& guide_;
    std::span<const std::size_t> order_;
    std::vector<Files> held_;
    std::vector<Files> outside_;
    std::vector<Files> misplaced_;
    int widest_left_ = 0;
    std::int64_t trials_left_ = trials_max;
};

}  // namespace

void improve(PlanDraft& draft, const PlanModel& model, const PlanGuide& guide) {
    Improvement improvement(draft, model, guide);
    improvement.run();
    reshuffle(draft, model, guide.order());
    improvement.finish();
}

}  // namespace echeance
