// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <random>
#include <utility>

#include "domain/plan_trial.hpp"

namespace echeance {
namespace {

/// A cut file weighs most in a plan of some hundreds, which gets the most trials: fewer have little
/// to try, more have hardly a gap.
constexpr std::size_t trials_max = 20'000;
constexpr std::size_t trials_a_file = 100;
constexpr std::size_t trials_by_files = 40'000'000;
constexpr std::size_t candidates_max = 32;
constexpr std::size_t taken_max = 4;

using Files = std::vector<std::size_t>;

class Reshuffle {
public:
    Reshuffle(PlanDraft& draft, const PlanModel& model, std::span<const std::size_t> order)
        : draft_(draft), model_(model), order_(order), rank_(order.size()) {
        for (std::size_t i = 0; i < rank_.size(); ++i) rank_[order[i]] = i;
        sort_files();
    }

    void run() {
        if (held_.empty()) return;
        const std::size_t files = rank_.size();
        const std::size_t trials = std::min(
            {trials_max, trials_a_file * files, trials_by_files / std::max<std::size_t>(1, files)});
        for (std::size_t i = 0; i < trials; ++i) {
            // Files near the margin change as plans get better.
            if (kept_ == kept_before_sorting_) {
                sort_files();
                kept_ = 0;
            }
            try_two(lot(held_.size()), lot(held_.size()));
        }
    }

private:
    static constexpr int kept_before_sorting_ = 16;

    /// From 0 to `count` - 1.
    std::size_t lot(std::size_t count) { return engine_() % count; }

    /// By doctor, what they hold and the heaviest outside, as they are now.
    void sort_files() {
        auto files = files_by_doctor(draft_, model_, order_, candidates_max);
        held_ = std::move(files.held);
        outside_ = std::move(files.outside);
    }

    void try_two(std::size_t one, std::size_t other) {
        Trial trial(draft_, model_);
        Files files;
        for (const std::size_t doctor : {one, other}) {
            for (std::size_t n = 1 + lot(taken_max); n > 0; --n) take_one(trial, doctor, files);
            files.insert(files.end(), outside_[doctor].begin(), outside_[doctor].end());
        }
        std::ranges::sort(files, {}, [this](std::size_t file) { return rank_[file]; });
        Files passed_over;
        for (const std::size_t file : files) {
            if (lot(4) == 0) {
                passed_over.push_back(file);
            } else {
                give(trial, file);
            }
        }
        for (const std::size_t file : passed_over) give(trial, file);
        if (trial.change() < 0) {
            ++kept_;
        } else {
            trial.undo();
        }
    }

    void take_one(Trial& trial, std::size_t doctor, Files& files) {
        if (held_[doctor].empty()) return;
        // The lighter half: the heavier stay in any good plan.
        const std::size_t half = held_[doctor].size() / 2;
        const std::size_t file = held_[doctor][half + lot(held_[doctor].size() - half)];
        if (!draft_.is_given(file)) return;
        trial.take_back(file);
        files.push_back(file);
    }

    void give(Trial& trial, std::size_t file) {
        if (draft_.is_given(file)) return;
        if (const auto doctor = draft_.cheapest_doctor(file)) trial.give(file, *doctor);
    }

    PlanDraft& draft_;
    const PlanModel& model_;
    std::span<const std::size_t> order_;
    std::vector<std::size_t> rank_;  ///< by file, its place in the order
    std::vector<Files> held_;
    std::vector<Files> outside_;
    std::mt19937 engine_;
    int kept_ = 0;
};

}  // namespace

void reshuffle(PlanDraft& draft, const PlanModel& model, std::span<const std::size_t> order) {
    Reshuffle(draft, model, order).run();
}

}  // namespace echeance
