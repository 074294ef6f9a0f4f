// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "tests/bench/policy_world.hpp"

namespace echeance::bench {

/// A queue for each requirement class, in two lanes; the lowest key first.
class Queues {
public:
    enum class Side : std::uint8_t { first, second };  ///< of the two lanes

    explicit Queues(const World& world);
    /// Puts a file in, or moves it.
    void put(std::size_t file, Side side, std::uint64_t key);
    void remove(std::size_t file);
    [[nodiscard]] bool has(std::size_t file) const { return places_[file].has_value(); }
    /// The lowest key in a lane among the files that the doctor may take.
    [[nodiscard]] std::optional<std::size_t> head(std::size_t doctor, Side side) const;
    /// Files in a lane of the classes that the doctor serves.
    [[nodiscard]] std::size_t count(std::size_t doctor, Side side) const;
    /// Every file, the lowest key first, whatever its lane.
    [[nodiscard]] std::vector<std::size_t> most_pressing() const;

private:
    using Entry = std::pair<std::uint64_t, std::size_t>;  // key, file
    using Lanes = std::array<std::set<Entry>, 2>;
    struct Place {
        Side side = Side::first;
        std::uint64_t key = 0;
    };
    static std::size_t index(Side side) { return static_cast<std::size_t>(side); }

    const World& world_;
    std::vector<Lanes> classes_;
    std::vector<std::optional<Place>> places_;
};

}  // namespace echeance::bench
