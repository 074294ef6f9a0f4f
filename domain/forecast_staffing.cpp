// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "domain/forecast.hpp"
#include "domain/forecast_checks.hpp"
#include "domain/forecast_samples.hpp"
#include "domain/forecast_summary.hpp"

namespace echeance {
namespace {

ForecastScenario with_more(const StaffingQuestion& question, int count) {
    auto scenario = question.base;
    scenario.added.clear();
    scenario.doctors.insert(
        scenario.doctors.end(), static_cast<std::size_t>(count), question.added);
    return scenario;
}

/// One doctor's weeks with any minutes, from the first day until `last`.
int weeks_worked(const ForecastWorld& world, const ForecastDoctor& doctor, int last) {
    const ForecastWeeks weeks(world);
    std::vector<char> is_worked(weeks.count(), 0);
    for (int day = 0; day < world.days && day <= last; ++day)
        if (doctor.minutes[static_cast<std::size_t>(day)] > 0) is_worked[weeks.of(day)] = 1;
    return static_cast<int>(std::ranges::count(is_worked, 1));
}

/// Answers for one number of doctors at a time.
class StaffingTrials {
public:
    StaffingTrials(const ForecastWorld& world,
                   const StaffingQuestion& question,
                   const ParallelFor& parallel_for)
        : world_(world), question_(question), parallel_for_(parallel_for) {}

    /// The day on which the median meets the limit.
    Result<std::optional<LegalDay>> meets_on(int count) const {
        ForecastSampler sampler(world_, question_.seed, question_.replications);
        sampler.add(with_more(question_, count), SampleDetail::weeks);
        if (!sampler.run(parallel_for_))
            return refuse(Errc::deadline_exceeded, "The forecast was stopped.");
        return milestone(world_, sampler.samples(0), &SimulatedWeek::overdue, nullptr).p50;
    }
    [[nodiscard]] bool is_soon_enough(const std::optional<LegalDay>& day) const {
        return day && *day <= question_.by;
    }

private:
    const ForecastWorld& world_;
    const StaffingQuestion& question_;
    const ParallelFor& parallel_for_;
};

}  // namespace

Result<StaffingAnswer> least_staff(const ForecastWorld& world,
                                   const StaffingQuestion& question,
                                   const ForecastTools& tools) {
    if (question.most < 1 || std::cmp_greater(question.most, forecast_added_max))
        return refuse_field("/most", "out_of_range", "1 to 64 doctors.");
    const ForecastRequest largest{.replications = question.replications,
                                  .scenarios = {with_more(question, question.most)}};
    if (auto sound = check_forecast(world, largest); !sound)
        return std::unexpected(std::move(sound.error()));

    const StaffingTrials trials(world, question, tools.parallel_for);
    int too_few = -1;
    int count = 0;
    std::optional<int> enough;
    StaffingAnswer answer;
    while (true) {
        const auto on = trials.meets_on(count);
        if (!on) return std::unexpected(on.error());
        if (trials.is_soon_enough(*on)) {
            enough = count;
            answer.meets_limit_on = *on;
        } else {
            too_few = count;
            if (!enough) answer.meets_limit_on = *on;
            if (count == question.most) return answer;
        }
        if (enough && *enough == too_few + 1) break;
        count = enough ? (too_few + *enough) / 2 : std::min(std::max(1, count * 2), question.most);
    }
    answer.doctors = enough;
    answer.doctor_weeks =
        *enough * weeks_worked(world, question.added, question.by - world.first_day);
    return answer;
}

}  // namespace echeance
