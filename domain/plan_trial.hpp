// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/plan_draft.hpp"

namespace echeance {

/// Changes to a draft that are kept together or undone together.
class Trial {
public:
    Trial(PlanDraft& draft, const PlanModel& model) : draft_(draft), model_(model) {}

    void give(std::size_t file, std::size_t doctor) {
        change_ += draft_.cost_of_giving(file, doctor) - model_.left_out(file);
        draft_.give(file, doctor);
        steps_.push_back({.file = file, .is_gift = true});
    }
    void take_back(std::size_t file) {
        steps_.push_back({.file = file, .is_gift = false, .place = draft_.take_back(file)});
        const auto doctor = steps_.back().place.doctor;
        change_ += model_.left_out(file) - draft_.cost_of_giving(file, doctor);
    }
    /// Points; below 0: a gain.
    [[nodiscard]] std::int64_t change() const { return change_; }
    void undo() {
        for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
            if (step->is_gift) {
                draft_.take_back(step->file);
            } else {
                draft_.give_back(step->file, step->place);
            }
        }
    }

private:
    struct Step {
        std::size_t file = 0;
        bool is_gift = false;
        PlanDraft::Place place{};
    };
    PlanDraft& draft_;
    const PlanModel& model_;
    std::vector<Step> steps_;
    std::int64_t change_ = 0;
};

/// Takes files from two doctors at a time and gives the heaviest that fit instead, but for some
/// left out by lot, as long as there are trials left; keeps what lowers the cost. The lots are the
/// same every time. Finds what exchanges of one or two files cannot.
void reshuffle(PlanDraft& draft, const PlanModel& model, std::span<const std::size_t> order);

}  // namespace echeance
