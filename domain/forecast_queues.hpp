// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "domain/priority.hpp"

namespace echeance {

inline constexpr std::uint32_t no_file = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint32_t no_queue = std::numeric_limits<std::uint32_t>::max();

/// A set of small numbers that finds the next one in a few steps, however sparse it is: a bit for
/// each number, and above each 64 of them one that says whether any is set.
class NumberSet {
public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    /// Empty, for numbers below `size`.
    void reset(std::size_t size);
    void insert(std::uint32_t number);
    void erase(std::uint32_t number);
    [[nodiscard]] bool contains(std::uint32_t number) const {
        return (words_[number / 64] >> number % 64 & 1U) != 0;
    }
    /// The least one from `from` on; `none` when there is none.
    [[nodiscard]] std::uint32_t next(std::uint32_t from) const;

private:
    static constexpr std::size_t levels = 4;  // 64^4 numbers
    [[nodiscard]] std::uint64_t word(std::size_t level, std::size_t index) const {
        return words_[starts_[level] + index];
    }

    std::vector<std::uint64_t> words_;  // the numbers, then each level above
    std::array<std::size_t, levels + 1> starts_{};
};

/// Queues in two lanes. Files are known by their number in the order of service: the lowest goes
/// first.
class ForecastQueues {
public:
    /// Empty. `queue_of`: by file, its queue, below `queues`; `no_queue` for one that joins none.
    void reset(std::span<const std::uint32_t> queue_of, std::size_t queues);
    /// `on_time` or `late`. Precondition: the file has a queue and is in no lane.
    void insert(std::uint32_t file, Lane lane);
    void turn_late(std::uint32_t file);  ///< nothing when it is not on time in its queue
    void remove(std::uint32_t file);     ///< nothing when it is in no lane
    /// The first of a lane; `no_file` when it is empty.
    [[nodiscard]] std::uint32_t head(std::uint32_t queue, Lane lane) const {
        return heads_[index(lane)][queue];
    }
    /// The one after `file`, which is in that lane.
    [[nodiscard]] std::uint32_t after(std::uint32_t file, Lane lane) const {
        return next(queue_of_[file], lane, slot_of_[file] + 1);
    }

private:
    static std::size_t index(Lane lane) { return lane == Lane::late ? 1 : 0; }
    [[nodiscard]] std::uint32_t next(std::uint32_t queue, Lane lane, std::uint32_t slot) const;
    bool leave(std::uint32_t file, Lane lane);

    std::span<const std::uint32_t> queue_of_;
    // A slot for each file, those of a queue side by side.
    std::vector<std::uint32_t> slot_of_;
    std::vector<std::uint32_t> file_of_;
    std::vector<std::uint32_t> ends_;  // by queue: the slot after its last
    std::array<NumberSet, 2> lanes_;
    std::array<std::vector<std::uint32_t>, 2> heads_;
};

}  // namespace echeance
