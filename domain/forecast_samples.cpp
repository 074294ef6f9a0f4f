// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_samples.hpp"

#include <algorithm>

namespace echeance {
namespace {

/// Replications are dealt out in so many lots, each of which uses its buffers again: enough to keep
/// threads busy to the end, and to stop soon.
constexpr std::size_t lots_max = 32;

}  // namespace

static_assert(forecast_days_max < ForecastSampler::never_decided);

struct ForecastSampler::Bench {
    explicit Bench(const ForecastSampler& sampler) : runner(sampler.flat_), meter(sampler.flat_) {
        for (const auto& volume : sampler.volumes_)
            makers.emplace_back(sampler.flat_, volume.counts, sampler.seed_);
    }
    std::vector<ForecastFileMaker> makers;  // by volume
    ForecastFiles files{};
    ForecastRunner runner;
    WeekMeter meter;
    std::vector<SimulatedWeek> weeks{};
};

std::size_t ForecastSampler::volume_of(double factor) {
    const auto known = std::ranges::find(volumes_, factor, &Volume::factor);
    if (known == volumes_.end()) {
        volumes_.push_back({factor, ForecastCounts(flat_.world().inflow, factor)});
        return volumes_.size() - 1;
    }
    return static_cast<std::size_t>(known - volumes_.begin());
}

std::size_t ForecastSampler::add(const ForecastScenario& scenario,
                                 SampleDetail detail,
                                 std::uint32_t left_out) {
    variants_.push_back({.staff = ForecastStaff(flat_, scenario.doctors, left_out),
                         .on_time_share_percent = scenario.on_time_share_percent.value_or(
                             flat_.world().on_time_share_percent),
                         .detail = detail,
                         .volume = volume_of(scenario.inflow_factor.value_or(1))});
    variants_.back().samples.resize(replications_);
    return variants_.size() - 1;
}

void ForecastSampler::follow_files(std::size_t replications) {
    decided_.resize(std::min(replications, replications_));
}

bool ForecastSampler::run(const ParallelFor& parallel_for) {
    const auto lots = std::min(lots_max, replications_);
    return parallel_for(lots, [&](std::size_t lot) {
        Bench bench(*this);
        for (auto n = lot; n < replications_; n += lots) run_replication(n, bench);
    });
}

void ForecastSampler::run_replication(std::size_t replication, Bench& bench) {
    for (std::size_t volume = 0; volume < volumes_.size(); ++volume) {
        bench.makers[volume].make(replication, bench.files);
        for (auto& variant : variants_) {
            if (variant.volume != volume) continue;
            bench.runner.run(bench.files, variant.staff, variant.on_time_share_percent);
            keep(replication, variant, bench);
            if (&variant == variants_.data() && replication < decided_.size())
                keep_files(replication, bench);
        }
    }
}

void ForecastSampler::keep(std::size_t replication, Variant& variant, Bench& bench) const {
    const auto& files = bench.files.files;
    const auto& outcomes = bench.runner.outcomes();
    bench.meter.measure(bench.files, outcomes, bench.weeks);
    auto& sample = variant.samples[replication];
    sample.backlog = bench.weeks.back().backlog;
    sample.overdue = bench.weeks.back().overdue;
    for (const auto& week : bench.weeks) sample.decided += week.decided;
    if (variant.detail == SampleDetail::ends_only) return;
    sample.weeks = bench.weeks;
    sample.used.assign(flat_.world().requirements.size(), 0);
    const int half = flat_.world().days / 2;
    for (std::size_t n = 0; n < files.size(); ++n)
        if (outcomes[n].begun >= half && outcomes[n].begun != forecast_never)
            sample.used[files[n].requirement] += files[n].minutes;
}

void ForecastSampler::keep_files(std::size_t replication, const Bench& bench) {
    auto& decided = decided_[replication];
    for (const auto number : bench.files.number_of_waiting) {
        const int on = bench.runner.outcomes()[number].decided;
        decided.push_back(on == forecast_never ? never_decided : static_cast<std::int16_t>(on));
    }
}

}  // namespace echeance
