// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "domain/assignment_plan.hpp"
#include "tests/domain/generators.hpp"

namespace echeance::testing {

/// A handful of files and doctors with every rule there is: closed doctors, caps, supervision.
[[nodiscard]] inline PlanProblem small_problem(Generator& random) {
    PlanProblem made;
    const int doctors = random.between(1, 3);
    for (int i = 0; i < doctors; ++i) {
        PlanDoctor doctor{.id = DoctorId::parse("d" + std::to_string(i)).value()};
        doctor.capacity_minutes = random.between(0, 60);
        doctor.load_minutes = random.between(0, 20);
        if (random.chance(30)) doctor.files_max = random.between(0, 3);
        if (i > 0 && random.chance(40)) {
            doctor.supervisors.emplace();
            for (int other = 0; other < i; ++other) {
                if (random.chance(70)) doctor.supervisors->push_back(std::size_t(other));
            }
            doctor.supervision_percent = random.between(0, 60);
        }
        made.doctors.push_back(doctor);
    }
    for (int i = random.between(1, 3); i > 0; --i) {
        auto& row = made.requirements.emplace_back().strengths;
        for (int doctor = 0; doctor < doctors; ++doctor) {
            row.push_back(random.chance(75) ? std::optional{random.between(0, 10)} : std::nullopt);
        }
    }
    for (int i = random.between(0, 6); i > 0; --i) {
        auto& file = made.files.emplace_back(PlanFile{.id = random.file_id()});
        file.minutes = random.between(5, 30);
        file.days_late = random.between(-200, 400);
        file.requirement =
            std::size_t(random.between(0, static_cast<int>(made.requirements.size()) - 1));
        if (random.chance(25))
            file.closed_to.push_back(std::size_t(random.between(0, doctors - 1)));
    }
    return made;
}

/// What a plan uses, counted from its assignments alone.
struct PlanUse {
    std::vector<int> minutes;
    std::vector<int> files;
    std::vector<int> supervision;  ///< hundredths of a minute

    explicit PlanUse(std::size_t doctors)
        : minutes(doctors), files(doctors), supervision(doctors) {}
    void add(const PlanProblem& problem, const PlanAssignment& given, int times = 1) {
        const int spent = problem.files[given.file].minutes;
        minutes[given.doctor] += times * spent;
        files[given.doctor] += times;
        if (!given.supervisor) return;
        supervision[*given.supervisor] +=
            times * spent * problem.doctors[given.doctor].supervision_percent;
    }
    [[nodiscard]] bool is_within(const PlanProblem& problem) const {
        for (std::size_t i = 0; i < minutes.size(); ++i) {
            const auto& one = problem.doctors[i];
            const int available = std::max(0, one.capacity_minutes - one.load_minutes);
            if (minutes[i] * 100 + supervision[i] > available * 100) return false;
            if (one.files_max && files[i] > *one.files_max) return false;
        }
        return true;
    }
};

/// The hard rules for one file, told a second time.
[[nodiscard]] inline bool may_give(const PlanProblem& problem, const PlanAssignment& given) {
    const auto& file = problem.files[given.file];
    const auto is_closed = [&](std::size_t doctor) {
        return std::ranges::count(file.closed_to, doctor) > 0;
    };
    if (!problem.requirements[file.requirement].strengths[given.doctor]) return false;
    if (is_closed(given.doctor)) return false;
    const auto& supervisors = problem.doctors[given.doctor].supervisors;
    if (!supervisors) return !given.supervisor;
    return given.supervisor && !is_closed(*given.supervisor) &&
           std::ranges::count(*supervisors, *given.supervisor) > 0;
}

/// Every way to give the file, hard rules kept.
[[nodiscard]] inline std::vector<PlanAssignment> ways(const PlanProblem& problem,
                                                      std::size_t file) {
    std::vector<PlanAssignment> found;
    for (std::size_t doctor = 0; doctor < problem.doctors.size(); ++doctor) {
        std::vector<std::optional<std::size_t>> supervisors{std::nullopt};
        for (std::size_t i = 0; i < problem.doctors.size(); ++i) supervisors.emplace_back(i);
        for (const auto& supervisor : supervisors) {
            const PlanAssignment way{file, doctor, supervisor};
            if (may_give(problem, way)) found.push_back(way);
        }
    }
    return found;
}

/// The documented formula, told a second time.
[[nodiscard]] inline std::int64_t objective_of(const PlanProblem& problem,
                                               const std::vector<PlanAssignment>& assignments) {
    const auto& weights = problem.weights;
    std::int64_t cost = 0;
    for (const auto& file : problem.files) {
        const std::int64_t days = std::max(0, file.days_late + weights.anticipation_days);
        cost += weights.left_out_per_file + weights.left_out_per_minute * file.minutes +
                weights.lateness_square * days * days;
    }
    PlanUse use(problem.doctors.size());
    for (const auto& given : assignments) {
        const auto& file = problem.files[given.file];
        cost -= left_out_cost(file, weights);
        cost -= weights.preference_per_minute * file.minutes *
                problem.requirements[file.requirement].strengths[given.doctor].value();
        use.add(problem, given);
    }
    for (std::size_t i = 0; i < problem.doctors.size(); ++i) {
        const auto& one = problem.doctors[i];
        for (int minute = one.load_minutes + 1; minute <= one.load_minutes + use.minutes[i];
             ++minute) {
            const auto band = std::ranges::find_if(weights.bands, [&](const auto& each) {
                return minute <= one.capacity_minutes * each.up_to_percent / 100;
            });
            cost += band->per_minute;
        }
    }
    return cost;
}

/// The least objective there is, by trying everything.
class Exhaustive {
public:
    explicit Exhaustive(const PlanProblem& problem)
        : problem_(problem), use_(problem.doctors.size()) {}
    [[nodiscard]] std::int64_t least() {
        from(0);
        return least_;
    }

private:
    void from(std::size_t file) {
        if (file == problem_.files.size()) {
            least_ = std::min(least_, objective_of(problem_, chosen_));
            return;
        }
        from(file + 1);
        for (const auto& way : ways(problem_, file)) {
            use_.add(problem_, way);
            chosen_.push_back(way);
            if (use_.is_within(problem_)) from(file + 1);
            chosen_.pop_back();
            use_.add(problem_, way, -1);
        }
    }

    const PlanProblem& problem_;
    PlanUse use_;
    std::vector<PlanAssignment> chosen_;
    std::int64_t least_ = INT64_MAX;
};

/// Every promise of a plan that can be checked without another plan.
inline void expect_sound(const PlanProblem& problem, const Plan& plan) {
    PlanUse use(problem.doctors.size());
    std::vector<int> seen(problem.files.size(), 0);
    for (const auto& given : plan.assignments) {
        EXPECT_TRUE(may_give(problem, given)) << given.file << " to " << given.doctor;
        use.add(problem, given);
        ++seen[given.file];
    }
    EXPECT_TRUE(use.is_within(problem));
    for (const auto& out : plan.left_out) {
        ++seen[out.file];
        EXPECT_EQ(out.cost, left_out_cost(problem.files[out.file], problem.weights));
        EXPECT_GT(out.cost, 0);
        const auto possible = ways(problem, out.file);
        EXPECT_EQ(possible.empty(), out.reason == LeftOutReason::no_eligible_doctor);
        for (const auto& way : possible) {
            auto with = use;
            with.add(problem, way);
            EXPECT_FALSE(with.is_within(problem)) << "file " << out.file << " fits";
        }
    }
    EXPECT_EQ(std::ranges::count(seen, 1), std::ssize(seen));
    for (std::size_t i = 0; i < problem.doctors.size(); ++i) {
        EXPECT_EQ(plan.loads[i].minutes, use.minutes[i]);
        EXPECT_EQ(plan.loads[i].files, use.files[i]);
        EXPECT_EQ(plan.loads[i].supervision_minutes, (use.supervision[i] + 99) / 100);
    }
    EXPECT_EQ(plan.objective, objective_of(problem, plan.assignments));
    EXPECT_EQ(plan.objective,
              plan.left_out_points - plan.preference_points + plan.unfairness_points);
    EXPECT_LE(plan.bound, plan.objective);
}

}  // namespace echeance::testing
