// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "domain/forecast_run.hpp"

namespace echeance {

/// The three answers to "how long" that a forecast gives of a decided request.
enum class ForecastClock : std::uint8_t {
    citizen,   ///< from filing to the decision: notification is not simulated
    legal,     ///< from the start of the legal clock, suspensions left out
    barometer  ///< from completeness
};
inline constexpr std::size_t forecast_clocks = 3;

/// Delays above this many days count as this many.
inline constexpr int forecast_delay_max = 4'095;
/// The weeks over which the delays of decided requests are gathered.
inline constexpr std::size_t forecast_delay_weeks = 4;

/// One week of one replication; the stocks are those of its last evening.
struct SimulatedWeek {
    int backlog = 0;  ///< files that a doctor may have, and that are not evaluated
    int open_requests = 0;
    int overdue = 0;      ///< open requests past their limit
    int past_target = 0;  ///< open requests past their service target
    int decided = 0;      ///< requests, in the week
    /// By clock, of the requests decided in the last four weeks; -1 when there are none.
    std::array<int, forecast_clocks> median_days{};
    std::array<int, forecast_clocks> p90_days{};
    bool operator==(const SimulatedWeek&) const = default;
};

/// Weeks from Monday to Sunday; the first and the last may be cut.
class ForecastWeeks {
public:
    explicit ForecastWeeks(const ForecastWorld& world);
    [[nodiscard]] std::size_t count() const { return count_; }
    /// Of a day before the first: the first.
    [[nodiscard]] std::size_t of(int day) const {
        return day < 0 ? 0 : static_cast<std::size_t>(day + lead_) / 7;
    }
    /// Its Monday: below 0 when the world begins later in that week.
    [[nodiscard]] int monday(std::size_t week) const { return static_cast<int>(week * 7) - lead_; }
    /// Days of it that are simulated, 1 to 7.
    [[nodiscard]] int days(std::size_t week) const;

private:
    int days_ = 0;
    int lead_ = 0;  // days of the first week before the first day
    std::size_t count_ = 0;
};

/// Counts of delays in whole days, from which the least may be taken away again.
class DelayWindow {
public:
    void clear();
    void add(int days, int requests);  ///< `requests` below 0: they leave the window
    /// Nearest rank; -1 when it is empty.
    [[nodiscard]] int percentile(int percent) const;

private:
    static constexpr std::size_t block = 64;
    std::array<int, forecast_delay_max + 1> counts_{};
    std::array<int, (forecast_delay_max + 1) / block> blocks_{};
    int total_ = 0;
};

/// What a run's outcomes make of the weeks. Not for several threads at once; its buffers are used
/// again.
class WeekMeter {
public:
    /// Outlives the object.
    explicit WeekMeter(const FlatWorld& flat) : flat_(flat), weeks_(flat.world()) {}
    /// One row a week. Linear in files.
    void measure(const ForecastFiles& files,
                 const std::vector<ForecastOutcome>& outcomes,
                 std::vector<SimulatedWeek>& measured);

private:
    void count(const SimulatedFile& file,
               const ForecastOutcome& outcome,
               std::vector<SimulatedWeek>& measured);
    void count_requests(const SimulatedFile& file,
                        int leaves,
                        std::vector<SimulatedWeek>& measured);
    void add_delays(const SimulatedFile& file, int decided, int sign);
    void measure_delays(const ForecastFiles& files,
                        const std::vector<ForecastOutcome>& outcomes,
                        std::vector<SimulatedWeek>& measured);

    const FlatWorld& flat_;
    ForecastWeeks weeks_;
    std::vector<std::uint32_t> decided_first_;  // by week: the heads of lists
    std::vector<std::uint32_t> decided_next_;   // by file
    std::array<DelayWindow, forecast_clocks> windows_;
};

}  // namespace echeance
