// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/plan_model.hpp"
#include "domain/plan_network.hpp"

namespace echeance {

/// A plan of whole files while it is made: who has what, and what each doctor has left. Every hard
/// rule and capacity holds after each call. Refers to the model.
class PlanDraft {
public:
    /// `supervision`: what a minute of each doctor's is worth where it is spent on others' files.
    PlanDraft(const PlanModel& model, std::vector<std::int64_t> supervision);

    [[nodiscard]] bool is_given(std::size_t file) const { return holder_[file] != nobody; }
    /// Precondition: `is_given(file)`.
    [[nodiscard]] std::size_t holder(std::size_t file) const { return holder_[file]; }
    [[nodiscard]] int minutes_left(std::size_t doctor) const {
        return static_cast<int>(left_[doctor].hundredths / 100);
    }
    /// The longest file that anyone could still take, if it were theirs.
    [[nodiscard]] int widest_room() const;
    /// Whether a doctor of the file's kind has the minutes, a file to go and a supervisor for it.
    [[nodiscard]] bool fits(std::size_t file, std::size_t doctor) const;
    /// Points that giving adds, the cost of leaving the file out aside.
    [[nodiscard]] std::int64_t cost_of_giving(std::size_t file, std::size_t doctor) const;
    /// The doctor whom the file fits at least cost, the first of such. Empty: it fits nowhere.
    [[nodiscard]] std::optional<std::size_t> cheapest_doctor(std::size_t file) const;
    /// Precondition: `fits(file, doctor)`, and the file is not given.
    void give(std::size_t file, std::size_t doctor);
    /// Who has a file, and who countersigns it, if anyone.
    struct Place {
        std::size_t doctor = 0;
        std::size_t supervisor = 0;
    };
    /// Precondition: `is_given(file)`.
    Place take_back(std::size_t file);
    /// Undoes `take_back`. Precondition: everything else is as it was then.
    void give_back(std::size_t file, Place place);
    /// Precondition: the file fits nowhere.
    [[nodiscard]] LeftOutReason reason(std::size_t file) const;
    /// The plan as it stands; files that still fit somewhere are left out for no true reason.
    [[nodiscard]] Plan plan() const;

private:
    static constexpr std::size_t nobody = SIZE_MAX;
    /// What a doctor has, and has left. Supervision is counted in hundredths of a minute.
    struct Left {
        std::int64_t hundredths = 0;
        int files = 0;
        int minutes_given = 0;
        int files_given = 0;
        std::int64_t supervision = 0;
    };

    /// Who would countersign: of those with the time whose minutes are worth least, or hardly more,
    /// the one with most left. `nobody`: none has.
    [[nodiscard]] std::size_t supervisor_for(std::size_t file, std::size_t doctor) const;
    void move_minutes(std::size_t file, Place place, int times);
    [[nodiscard]] std::int64_t supervision(std::size_t file, std::size_t doctor) const;

    const PlanModel& model_;
    std::vector<std::int64_t> supervision_;
    std::vector<std::size_t> holder_;      ///< by file
    std::vector<std::size_t> supervisor_;  ///< by file
    std::vector<Left> left_;               ///< by doctor
};

/// By doctor: the files they have, and those outside the plan that they may take, heaviest first,
/// at most `outside_max` of the latter. `order`: heaviest first.
struct FilesByDoctor {
    std::vector<std::vector<std::size_t>> held;
    std::vector<std::vector<std::size_t>> outside;
};
[[nodiscard]] FilesByDoctor files_by_doctor(const PlanDraft& draft,
                                            const PlanModel& model,
                                            std::span<const std::size_t> order,
                                            std::size_t outside_max);

/// Gives whole files as the flow gave minutes, in the order of their cost a minute; the parts that
/// make no whole file stay free.
void round_flow(PlanDraft& draft, const PlanModel& model, const PlanFlow& flow);

}  // namespace echeance
