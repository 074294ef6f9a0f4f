// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/forecast.hpp"

namespace echeance {

/// What one replication of a variant is kept of.
struct ForecastSample {
    std::vector<SimulatedWeek> weeks;
    std::vector<std::int64_t> used;  ///< minutes of files begun in the second half, by requirement
    // On the last evening, and over the horizon.
    int backlog = 0;
    int overdue = 0;
    std::int64_t decided = 0;
};
/// Whether the weeks and minutes of a variant are kept, or its ends alone.
enum class SampleDetail : std::uint8_t { ends_only, weeks };

/// Runs variants of a world, each replication of all of them on the same files.
class ForecastSampler {
public:
    /// `world` outlives the object.
    ForecastSampler(const ForecastWorld& world, std::uint64_t seed, int replications)
        : flat_(world), seed_(seed), replications_(static_cast<std::size_t>(replications)) {}

    /// Its number. `left_out`: as in `ForecastStaff`.
    std::size_t add(const ForecastScenario& scenario,
                    SampleDetail detail,
                    std::uint32_t left_out = no_doctor);
    /// Follow the waiting files of the first variant through as many replications.
    void follow_files(std::size_t replications);
    /// False: stopped, and nothing here is of use.
    [[nodiscard]] bool run(const ParallelFor& parallel_for);

    [[nodiscard]] const FlatWorld& flat() const { return flat_; }
    [[nodiscard]] const ForecastStaff& staff(std::size_t variant) const {
        return variants_[variant].staff;
    }
    /// By replication.
    [[nodiscard]] const std::vector<ForecastSample>& samples(std::size_t variant) const {
        return variants_[variant].samples;
    }
    [[nodiscard]] std::size_t followed() const { return decided_.size(); }
    /// By index into `ForecastWorld::waiting`: the day of decision, `never_decided` past the last.
    [[nodiscard]] std::span<const std::int16_t> decided(std::size_t replication) const {
        return decided_[replication];
    }
    static constexpr std::int16_t never_decided = std::numeric_limits<std::int16_t>::max();

private:
    struct Variant {
        ForecastStaff staff;
        int on_time_share_percent = 0;
        SampleDetail detail = SampleDetail::weeks;
        std::size_t volume = 0;  // index into volumes_
        std::vector<ForecastSample> samples{};
    };
    struct Volume {
        double factor = 1;
        ForecastCounts counts;
    };
    struct Bench;  // buffers of one thread
    void run_replication(std::size_t replication, Bench& bench);
    void keep(std::size_t replication, Variant& variant, Bench& bench) const;
    void keep_files(std::size_t replication, const Bench& bench);
    std::size_t volume_of(double factor);

    FlatWorld flat_;
    std::uint64_t seed_;
    std::size_t replications_;
    std::vector<Volume> volumes_;
    std::vector<Variant> variants_;
    std::vector<std::vector<std::int16_t>> decided_;
};

}  // namespace echeance
