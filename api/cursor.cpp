// SPDX-License-Identifier: EUPL-1.2
#include "api/cursor.hpp"

#include <cstdint>

namespace echeance {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string opaque_cursor(std::string_view position) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : position) {
        bits = (bits << 8U) | static_cast<unsigned char>(c);
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += alphabet[(bits >> held) & 63U];
        }
        bits &= (1U << held) - 1U;
    }
    if (held > 0) text += alphabet[(bits << (6U - held)) & 63U];
    return text;
}

Result<std::string> position_of_cursor(const Call& call) {
    std::string position;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : call.query_value("cursor").value_or("")) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos)
            return refuse_field("/query/cursor", "invalid_cursor", "Not a cursor of this service.");
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        position += static_cast<char>((bits >> held) & 255U);
        bits &= (1U << held) - 1U;
    }
    return position;
}

Error refused_position(Error error, std::string_view name) {
    const bool is_placed =
        !error.fields.empty() && error.fields.front().pointer.starts_with("/query/");
    if (error.code != Errc::invalid_input || is_placed) return error;
    return refuse_field(
               "/query/" + std::string{name}, "invalid_cursor", "Not a position of this list.")
        .error();
}

}  // namespace echeance
