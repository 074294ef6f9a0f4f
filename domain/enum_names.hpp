// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace echeance {

/// The text of an enumerator, from its enumeration's texts in the order of declaration.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::string_view name_in(const std::array<std::string_view, N>& names,
                                                 E value) {
    return names[static_cast<std::size_t>(value)];
}

/// The enumerator that a text names; empty for a text that names none.
template <class E, std::size_t N>
[[nodiscard]] constexpr std::optional<E> named_in(const std::array<std::string_view, N>& names,
                                                  std::string_view text) {
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text) return static_cast<E>(i);
    }
    return std::nullopt;
}

}  // namespace echeance
