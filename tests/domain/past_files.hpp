// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/forecast_history.hpp"
#include "tests/domain/file_states.hpp"

namespace echeance::testing {

/// A file as time left it; days after filing, each only where it came so far.
struct Course {
    LegalDay filed_on;
    LegalDay registered_on;
    std::optional<int> complete_after{};
    std::optional<int> evaluated_after{};
    std::optional<int> ended_after{};
    int minutes_spent = 12;
    bool was_withdrawn = false;
};

/// Made by hand, for speed, of `facts` (by default `plain_registration`).
[[nodiscard]] inline CaseFile past_file(const Course& course,
                                        std::uint32_t number,
                                        Registration facts = plain_registration()) {
    const auto ms = std::chrono::milliseconds{std::chrono::days{course.registered_on.number()}};
    CaseFile file{.id = make_file_id(static_cast<std::uint64_t>(ms.count()), number),
                  .facts = std::move(facts)};
    file.facts.filed_on = course.filed_on;
    file.facts.complete_on.reset();
    if (course.complete_after) {
        file.facts.complete_on = course.filed_on + *course.complete_after;
        file.queued_on = file.facts.complete_on;
        file.state = FileState::queued;
    }
    if (course.evaluated_after) {
        const auto on = course.filed_on + *course.evaluated_after;
        file.state = FileState::evaluated;
        file.assignment = Assignment{
            .doctor = doctor_named("d1"), .assigned_on = on - 1, .assigned_at = noon(on)};
        file.evaluation = Evaluation{.doctor = doctor_named("d1"),
                                     .minutes_spent = course.minutes_spent,
                                     .outcome = Outcome::conclusive,
                                     .submitted_on = on};
    }
    if (!course.ended_after) return file;
    file.decided_on = course.filed_on + *course.ended_after;
    file.state = course.was_withdrawn ? FileState::withdrawn : FileState::decided;
    for (auto& request : file.facts.requests) {
        if (course.was_withdrawn) {
            request.withdrawn_on = file.decided_on;
        } else {
            request.decision = Decision::granted;
            request.decided_on = file.decided_on;
        }
    }
    return file;
}

[[nodiscard]] inline ForecastHistory history_of(const std::vector<CaseFile>& files,
                                                const Rules& rules,
                                                const Partition& partition = {}) {
    HistoryReader reader{rules, partition};
    for (const auto& file : files) EXPECT_TRUE(reader.add(file));
    return std::move(reader).take();
}

/// A draw from the negative binomial law of this mean and dispersion k, by its distribution
/// function.
[[nodiscard]] inline int negative_binomial(Generator& generator, double mean, double k) {
    if (mean <= 0) return 0;
    const double u = generator.bits() / 4'294'967'296.0;
    double share = std::pow(k / (k + mean), k);
    double sum = share;
    int count = 0;
    while (sum < u && count < 100'000) {
        share *= (k + count) / (count + 1) * mean / (k + mean);
        sum += share;
        ++count;
    }
    return count;
}

}  // namespace echeance::testing
