// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string_view>

namespace echeance {

/// The languages that people are answered in.
enum class Language : std::uint8_t { fr, en };

/// One sentence in each of them.
struct Wording {
    std::string_view fr;
    std::string_view en;
    [[nodiscard]] constexpr std::string_view in(Language language) const {
        return language == Language::fr ? fr : en;
    }
};

}  // namespace echeance
