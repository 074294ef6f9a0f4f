// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>

#include "domain/splitmix64.hpp"

namespace echeance {

/// The random bits of one day of one replication. They depend on seed, replication, day and number
/// alone, so that every scenario meets the same files: common random numbers.
class ForecastDraws {
public:
    /// The day under which the files are drawn that wait already.
    static constexpr int before_the_first = -1;

    ForecastDraws(std::uint64_t seed, std::size_t replication, int day)
        : state_(splitmix64(splitmix64(splitmix64(seed) ^ replication) ^
                            static_cast<std::uint64_t>(std::int64_t{day}))) {}
    /// In [0, 1): where the day's count lies in its distribution.
    [[nodiscard]] double of_count() const {
        return static_cast<double>(splitmix64(state_) >> 11U) * 0x1p-53;
    }
    /// Of the day's `number`-th file, from 0.
    [[nodiscard]] std::uint64_t of_file(std::size_t number) const {
        return splitmix64(state_ + (number + 1) * splitmix64_step);
    }

private:
    std::uint64_t state_;
};

/// One of `count` by 32 random bits. What is drawn of a file: its kind by the upper half of its
/// bits, its spread by the lower.
[[nodiscard]] constexpr std::size_t pick_by(std::uint64_t bits, std::size_t count) {
    return static_cast<std::size_t>(((bits & 0xFFFF'FFFFU) * count) >> 32U);
}

}  // namespace echeance
