// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "domain/forecast_counts.hpp"
#include "domain/forecast_world.hpp"

namespace echeance {

/// Not within the days that are simulated.
inline constexpr int forecast_never = std::numeric_limits<int>::max();

/// A file of one replication: what is drawn of it, and what follows for the calendar.
struct SimulatedFile {
    int filed = 0;
    int complete = 0;
    int ready = forecast_never;      ///< never: also one that was read already
    int late_from = forecast_never;  ///< the day after the first of its due days
    int withdrawn = forecast_never;
    int minutes = 1;  ///< really needed
    int decision_days = 0;
    std::uint32_t requirement = 0;
    /// Index into `ForecastWorld::waiting`, or, past those, into its `arrivals`.
    std::uint32_t origin = 0;
    std::uint32_t limits_at = 0;  ///< in `FlatWorld::limits`
    std::uint16_t limit_count = 0;
    bool is_closed_to_some = false;
};

/// A world laid out for speed, and all that its replications share. Read by several threads at
/// once.
class FlatWorld {
public:
    /// `world` outlives the object.
    explicit FlatWorld(const ForecastWorld& world);

    /// A day of a calendar.
    struct Row {
        int effective_due = 0;
        int late_from = forecast_never;
        std::uint32_t limits_at = 0;
        std::uint16_t limit_count = 0;
    };

    [[nodiscard]] const ForecastWorld& world() const { return world_; }
    [[nodiscard]] std::span<const ForecastLimit> limits(const SimulatedFile& file) const {
        return std::span(limits_).subspan(file.limits_at, file.limit_count);
    }
    [[nodiscard]] const std::vector<std::size_t>& closed_to(const SimulatedFile& file) const {
        const std::size_t waiting = world_.waiting.size();
        return file.origin < waiting ? world_.waiting[file.origin].closed_to
                                     : world_.arrivals[file.origin - waiting].closed_to;
    }
    /// Those that wait, in the order of service, before the spread of minutes.
    [[nodiscard]] const std::vector<SimulatedFile>& waiting() const { return waiting_; }
    [[nodiscard]] int effective_due(const SimulatedFile& waiting) const {
        return world_.waiting[waiting.origin].effective_due;
    }
    /// Of a calendar, for a file complete on `day`; the last day's for later ones.
    [[nodiscard]] const Row& row(std::size_t calendar, int day) const;
    /// The least and the greatest of all effective due days, and of the first day.
    [[nodiscard]] int first_due() const { return first_due_; }
    [[nodiscard]] int last_due() const { return last_due_; }
    /// The day of the decision of a file whose evaluation is that old; `forecast_never` past the
    /// last.
    [[nodiscard]] int decision_on(int evaluated, int decision_days) const;

private:
    Row add_row(int effective_due, const std::vector<ForecastLimit>& limits);

    const ForecastWorld& world_;
    std::vector<ForecastLimit> limits_;
    std::vector<SimulatedFile> waiting_;
    std::vector<Row> rows_;
    std::vector<std::size_t> first_row_;  // of each calendar; one more for the end
    int first_due_ = 0;
    int last_due_ = 0;
};

/// Files by day.
class DayLists {
public:
    [[nodiscard]] std::span<const std::uint32_t> on(int day) const {
        const auto begin = begins_[static_cast<std::size_t>(day)];
        return std::span(files_).subspan(begin, begins_[static_cast<std::size_t>(day) + 1] - begin);
    }
    // To fill it: `clear`, `expect` the day of each file, `open`, and `add` the same ones in their
    // order. A day past the last, or below 0, is in no list.
    void clear(int days) { begins_.assign(static_cast<std::size_t>(days) + 2, 0); }
    void expect(int day) {
        if (has(day)) ++begins_[static_cast<std::size_t>(day) + 2];
    }
    void open();
    void add(std::uint32_t file, int day) {
        if (has(day)) files_[begins_[static_cast<std::size_t>(day) + 1]++] = file;
    }

private:
    [[nodiscard]] bool has(int day) const {
        return static_cast<std::size_t>(day) < begins_.size() - 2;  // below 0: very large
    }

    std::vector<std::uint32_t> begins_;  // by day; while they are filled, one place later
    std::vector<std::uint32_t> files_;
};

/// The files of one replication, numbered in the order of service: a lower number goes first within
/// a lane (effective due day, then filing day, then tie; of two that agree in all, the one that
/// waited already, then the one that was drawn first).
struct ForecastFiles {
    std::vector<SimulatedFile> files;
    std::vector<std::uint32_t> number_of_waiting;  ///< by index into `ForecastWorld::waiting`
    DayLists ready;
    DayLists late;  ///< those that turn late in their queue
    DayLists withdrawn;
};

/// Makes the files of a replication. Not for several threads at once; its buffers are used again.
class ForecastFileMaker {
public:
    /// Both outlive the object.
    ForecastFileMaker(const FlatWorld& flat, const ForecastCounts& counts, std::uint64_t seed)
        : flat_(flat), counts_(counts), seed_(seed) {}
    void make(std::size_t replication, ForecastFiles& made);

private:
    struct Drawn {
        std::uint32_t arrival = 0;
        int filed = 0;
        int effective_due = 0;
        int minutes = 0;
    };
    void draw(std::size_t replication);
    [[nodiscard]] SimulatedFile file_of(const Drawn& drawn) const;
    [[nodiscard]] std::size_t bucket(int effective_due) const;
    void list_by_day(ForecastFiles& made) const;

    const FlatWorld& flat_;
    const ForecastCounts& counts_;
    std::uint64_t seed_;
    std::vector<Drawn> drawn_;
    std::vector<std::uint32_t> next_;  // by effective due day: the number of its next file
};

/// Minutes really needed: at least 1.
[[nodiscard]] int minutes_needed(const ForecastWorld& world, int expected, std::uint64_t bits);
/// Between evaluation and decision of a file that waits, in one replication.
[[nodiscard]] int decision_days(const ForecastFile& file, std::uint64_t bits);

}  // namespace echeance
