// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "domain/forecast_checks.hpp"
#include "domain/forecast_demand.hpp"
#include "domain/forecast_line.hpp"
#include "domain/forecast_samples.hpp"
#include "domain/forecast_summary.hpp"

namespace echeance {
namespace {

/// The variants of one scenario: itself, and without each added doctor.
struct ScenarioVariants {
    std::size_t whole = 0;
    std::vector<std::size_t> without{};  ///< as `ForecastScenario::added`
};

bool supervises(const ForecastScenario& scenario, std::size_t doctor) {
    return std::ranges::any_of(scenario.doctors, [&](const ForecastDoctor& each) {
        return std::ranges::find(each.supervisors, doctor) != each.supervisors.end();
    });
}

/// Who differ in their names alone have the same effect, but for the accident of whose turn it is.
bool are_twins(const ForecastScenario& scenario, std::size_t one, std::size_t other) {
    const auto& a = scenario.doctors[one];
    const auto& b = scenario.doctors[other];
    return a.kind == b.kind && a.requirements == b.requirements && a.minutes == b.minutes &&
           a.supervisors == b.supervisors && !supervises(scenario, one) &&
           !supervises(scenario, other);
}

ScenarioVariants add_variants(ForecastSampler& sampler, const ForecastScenario& scenario) {
    ScenarioVariants made{.whole = sampler.add(scenario, SampleDetail::weeks)};
    for (std::size_t n = 0; n < scenario.added.size(); ++n) {
        std::size_t twin = 0;
        while (twin < n && !are_twins(scenario, scenario.added[twin], scenario.added[n])) ++twin;
        made.without.push_back(twin < n
                                   ? made.without[twin]
                                   : sampler.add(scenario,
                                                 SampleDetail::ends_only,
                                                 static_cast<std::uint32_t>(scenario.added[n])));
    }
    return made;
}

template <class Figure>
PairedDifference difference_of(const std::vector<ForecastSample>& with,
                               const std::vector<ForecastSample>& without,
                               Figure figure) {
    std::vector<double> differences;
    differences.reserve(with.size());
    for (std::size_t n = 0; n < with.size(); ++n)
        differences.push_back(static_cast<double>(with[n].*figure - without[n].*figure));
    return paired_difference(differences);
}

std::vector<DoctorEffect> effects_of(const ForecastSampler& sampler,
                                     const ForecastScenario& scenario,
                                     const ScenarioVariants& variants) {
    std::vector<DoctorEffect> effects;
    const auto& with = sampler.samples(variants.whole);
    for (std::size_t n = 0; n < scenario.added.size(); ++n) {
        const auto& without = sampler.samples(variants.without[n]);
        effects.push_back({.doctor = scenario.added[n],
                           .backlog = difference_of(with, without, &ForecastSample::backlog),
                           .overdue = difference_of(with, without, &ForecastSample::overdue),
                           .decided = difference_of(with, without, &ForecastSample::decided)});
    }
    return effects;
}

Result<ForecastResult> result_of(const ForecastSampler& sampler,
                                 const ForecastScenario& scenario,
                                 const ScenarioVariants& variants,
                                 const FlowSolver& solve) {
    const auto& world = sampler.flat().world();
    const auto& staff = sampler.staff(variants.whole);
    const auto& samples = sampler.samples(variants.whole);
    const auto demand =
        forecast_demand(sampler.flat(), staff, scenario.inflow_factor.value_or(1), solve);
    if (!demand) return std::unexpected(demand.error());
    return ForecastResult{
        .weeks = forecast_weeks(world, samples),
        .meets_limit = milestone(world, samples, &SimulatedWeek::overdue, &*demand),
        .meets_target = milestone(world, samples, &SimulatedWeek::past_target, &*demand),
        .skills = forecast_skills(world, staff, *demand, samples),
        .effects = effects_of(sampler, scenario, variants)};
}

std::optional<double> breach_of(const SimulatedFile& file,
                                const std::vector<std::int16_t>& decided,
                                int days) {
    if (file.limit_count == 0 || file.late_from > days) return std::nullopt;
    const auto late = std::ranges::count_if(decided, [&](std::int16_t on) {
        const int leaves = std::min({int{on}, file.withdrawn, days});
        return leaves >= file.late_from;
    });
    return static_cast<double>(late) / static_cast<double>(decided.size());
}

std::vector<FileOutlook> outlooks_of(const ForecastSampler& sampler, int on_time_share_percent) {
    const auto& flat = sampler.flat();
    const auto& world = flat.world();
    std::vector<FileOutlook> outlooks(world.waiting.size());
    const auto places = places_in_line(flat, sampler.staff(0), on_time_share_percent);
    std::vector<std::int16_t> decided(sampler.followed());
    const auto day_at = [&](std::size_t percent) -> std::optional<LegalDay> {
        const auto on = at_percent(decided, percent);
        if (on == ForecastSampler::never_decided) return std::nullopt;
        return world.first_day + on;
    };
    for (const auto& file : flat.waiting()) {
        for (std::size_t n = 0; n < decided.size(); ++n)
            decided[n] = sampler.decided(n)[file.origin];
        std::ranges::sort(decided);
        outlooks[file.origin] = {.ahead = places[file.origin],
                                 .p50 = day_at(50),
                                 .p80 = day_at(80),
                                 .breach = breach_of(file, decided, world.days)};
    }
    return outlooks;
}

}  // namespace

bool serial_for(std::size_t count, const std::function<void(std::size_t)>& body) {
    for (std::size_t n = 0; n < count; ++n) body(n);
    return true;
}

Result<Forecast> forecast(const ForecastWorld& world,
                          const ForecastRequest& request,
                          const ForecastTools& tools) {
    if (auto sound = check_forecast(world, request); !sound)
        return std::unexpected(std::move(sound.error()));
    ForecastSampler sampler(world, request.seed, request.replications);
    std::vector<ScenarioVariants> variants;
    variants.reserve(request.scenarios.size());
    for (const auto& scenario : request.scenarios)
        variants.push_back(add_variants(sampler, scenario));
    if (request.detail == ForecastDetail::waiting_files)
        sampler.follow_files(
            std::max(1UZ, forecast_outlook_days_max / std::max(1UZ, world.waiting.size())));
    if (!sampler.run(tools.parallel_for))
        return refuse(Errc::deadline_exceeded, "The forecast was stopped.");

    Forecast made;
    for (std::size_t n = 0; n < variants.size(); ++n) {
        auto result = result_of(sampler, request.scenarios[n], variants[n], tools.solve);
        if (!result) return std::unexpected(std::move(result.error()));
        made.scenarios.push_back(std::move(*result));
    }
    if (request.detail == ForecastDetail::waiting_files) {
        made.files = outlooks_of(
            sampler,
            request.scenarios.front().on_time_share_percent.value_or(world.on_time_share_percent));
        made.files_replications = static_cast<int>(sampler.followed());
    }
    return made;
}

}  // namespace echeance
