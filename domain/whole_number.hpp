// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace echeance {

/// The number that the whole text is; empty for any other text.
template <std::integral I = int>
[[nodiscard]] std::optional<I> whole_number(std::string_view text) {
    I value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace echeance
