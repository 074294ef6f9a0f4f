// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace echeance {

inline constexpr std::uint64_t splitmix64_step = 0x9E37'79B9'7F4A'7C15ULL;

/// The number that SplitMix64 (Steele, Lea, Flood 2014) gives from this state; its next state is
/// `splitmix64_step` more.
[[nodiscard]] constexpr std::uint64_t splitmix64(std::uint64_t state) {
    auto value = state + splitmix64_step;
    value = (value ^ (value >> 30U)) * 0xBF58'476D'1CE4'E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D0'49BB'1331'11EBULL;
    return value ^ (value >> 31U);
}

/// A text mixed into a state, byte by byte.
[[nodiscard]] constexpr std::uint64_t splitmix64_of(std::string_view text, std::uint64_t state) {
    for (const char c : text) state = splitmix64(state ^ static_cast<unsigned char>(c));
    return state;
}

}  // namespace echeance
