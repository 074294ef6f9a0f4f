// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/assignment_plan.hpp"

namespace echeance {

/// Files with the same requirement, and so the same preferences: one node of the network. Those
/// closed to single doctors are a kind of their own only where few doctors remain; else the network
/// does not know of it, and the choice of whole files does.
struct FileKind {
    std::size_t requirement = 0;
    std::vector<std::size_t>
        doctors;                     ///< who may take them, ascending; `may_take` has the last word
    std::vector<std::size_t> files;  ///< by falling cost a minute
    int minutes_max = 0;             ///< of one file
    std::int64_t minutes = 0;        ///< of all
};

/// A problem prepared for planning. Refers to it, so it must outlive the model.
class PlanModel {
public:
    explicit PlanModel(const PlanProblem& problem);

    [[nodiscard]] const PlanProblem& problem() const { return problem_; }
    [[nodiscard]] const std::vector<FileKind>& kinds() const { return kinds_; }
    [[nodiscard]] const FileKind& kind_of(std::size_t file) const { return kinds_[kind_of_[file]]; }
    [[nodiscard]] std::size_t kind_index(std::size_t file) const { return kind_of_[file]; }
    /// Whether the hard rules allow it. Precondition: the doctor is one of the file's kind.
    [[nodiscard]] bool may_take(std::size_t file, std::size_t doctor) const;
    [[nodiscard]] bool is_closed(std::size_t file, std::size_t doctor) const;
    /// Points when the file stays out.
    [[nodiscard]] std::int64_t left_out(std::size_t file) const { return left_out_[file]; }
    /// Every file, by falling cost a minute.
    [[nodiscard]] const std::vector<std::size_t>& by_weight() const { return by_weight_; }
    /// Minutes of capacity that are not spoken for.
    [[nodiscard]] int available(std::size_t doctor) const;
    /// Whether others' files may take minutes of theirs.
    [[nodiscard]] bool supervises(std::size_t doctor) const { return supervises_[doctor]; }
    /// Points taken off for each minute of the kind that the doctor reads.
    [[nodiscard]] std::int64_t preference(const FileKind& kind, std::size_t doctor) const;
    /// Whether `files_max` or supervisors limit anyone, so that minutes are not the whole story.
    [[nodiscard]] bool has_side_limits() const { return has_side_limits_; }

private:
    void sort_by_weight();
    void make_kinds();
    [[nodiscard]] std::vector<std::size_t> doctors_of(std::size_t requirement,
                                                      std::span<const std::size_t> closed_to) const;
    [[nodiscard]] bool files_max_may_bind() const;

    const PlanProblem& problem_;
    std::vector<std::int64_t> left_out_;
    std::vector<std::size_t> by_weight_;
    std::vector<std::size_t> kind_of_;
    std::vector<FileKind> kinds_;
    std::vector<bool> supervises_;  ///< by doctor
    bool has_side_limits_ = false;
};

/// Empty for the qualified too.
[[nodiscard]] inline std::span<const std::size_t> supervisors_of(const PlanDoctor& doctor) {
    if (!doctor.supervisors) return {};
    return *doctor.supervisors;
}

/// How many of a doctor's next `minutes` fall in a band of `PlanWeights::bands`.
[[nodiscard]] int minutes_in_band(const PlanDoctor& doctor,
                                  int minutes,
                                  std::size_t band,
                                  const PlanWeights& weights);

}  // namespace echeance
