// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "domain/forecast_files.hpp"
#include "domain/forecast_queues.hpp"
#include "domain/forecast_teams.hpp"

namespace echeance {

/// What became of a file within the days; else `forecast_never`, `no_doctor`. A file that is not
/// decided leaves on the day of its withdrawal.
struct ForecastOutcome {
    int begun = forecast_never;      ///< a doctor took it, though it may have been withdrawn since
    int evaluated = forecast_never;  ///< and countersigned, where that is needed
    int decided = forecast_never;
    std::uint32_t doctor = no_doctor;
    bool operator==(const ForecastOutcome&) const = default;
};

/// Of files. `waiting + arrived = decided + withdrawn + open`, in every run.
struct ForecastTally {
    std::int64_t waiting = 0;
    std::int64_t arrived = 0;
    std::int64_t evaluated = 0;  ///< within the days
    std::int64_t decided = 0;
    std::int64_t withdrawn = 0;
    std::int64_t open = 0;  ///< on the evening of the last day
    bool operator==(const ForecastTally&) const = default;
};

/// The day on which the file leaves, by decision or withdrawal; `forecast_never` past the last.
[[nodiscard]] inline int leaves_on(const SimulatedFile& file,
                                   const ForecastOutcome& outcome,
                                   int days) {
    if (outcome.decided != forecast_never) return outcome.decided;
    return file.withdrawn < days ? file.withdrawn : forecast_never;
}
[[nodiscard]] ForecastTally tally(const ForecastFiles& files,
                                  const std::vector<ForecastOutcome>& outcomes,
                                  const ForecastWorld& world);

/// Simulates the days of one replication, in the order of service of real claims (`claim.lua`):
///
/// In the morning files become ready, turn late in their queue, and are withdrawn. Doctors who have
/// minutes that day take one file each in turn, beginning with another one each day: first what
/// they hold, then the first of the lane whose turn it is (`is_on_time_turn`), or of the other
/// where that one has nothing for them. They begin a file while they have any minute left, and owe
/// the rest from the next day on; minutes that nothing needs are lost. A supervised doctor reserves
/// `supervision_percent` of the minutes, rounded up, at their first supervisor with minutes left
/// that day to whom the file is not closed; where none has any, they stop for the day, as a smaller
/// or less pressing file is never preferred. A file is evaluated on the day on which all of these
/// minutes are given, and decided in the first session on or after `decision_days` later. A
/// withdrawal takes effect in the morning, after the decisions of that day that were prepared
/// before; minutes begun are spent all the same.
///
/// Not for several threads at once; its buffers are used again.
class ForecastRunner {
public:
    /// Outlives the object.
    explicit ForecastRunner(const FlatWorld& flat) : flat_(flat) {}
    /// `staff` is of the same world. Linear in files and doctors' days.
    void run(const ForecastFiles& files, const ForecastStaff& staff, int on_time_share_percent);
    /// By file, as numbered in `ForecastFiles`.
    [[nodiscard]] const std::vector<ForecastOutcome>& outcomes() const { return outcomes_; }

private:
    void begin(int on_time_share_percent);
    void morning(int day);
    void begin_minutes(int day);
    void work(int day);
    bool take(std::uint32_t doctor, int day);
    [[nodiscard]] std::uint32_t next_for(std::uint32_t doctor) const;
    [[nodiscard]] std::uint32_t first_of(std::uint32_t doctor, Lane lane) const;
    [[nodiscard]] std::uint32_t first_open(std::uint32_t doctor, Lane lane) const;
    [[nodiscard]] std::uint32_t supervisor_for(std::uint32_t doctor,
                                               const SimulatedFile& file) const;
    int spend(std::uint32_t doctor, int minutes, int day);
    void decide(std::uint32_t file, int evaluated);

    const FlatWorld& flat_;
    const ForecastFiles* files_ = nullptr;
    const ForecastStaff* staff_ = nullptr;
    std::vector<std::uint32_t> queue_of_;
    ForecastQueues queues_;
    std::vector<int> left_;  // of today's minutes, by doctor
    std::vector<int> owed_;
    std::vector<std::uint32_t> working_;
    std::array<bool, 100> is_on_time_turn_{};
    std::size_t turn_ = 0;
    std::vector<ForecastOutcome> outcomes_;
};

}  // namespace echeance
