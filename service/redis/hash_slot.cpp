// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/hash_slot.hpp"

namespace echeance::redis {

namespace {

/// Bit by bit: a tag has a few bytes, for which a table would only cost cache.
std::uint16_t crc16(std::string_view bytes) {
    constexpr unsigned polynomial = 0x1021;
    constexpr unsigned top_bit = 0x8000;
    unsigned crc = 0;
    for (const auto byte : bytes) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(byte)) << 8U;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & top_bit) != 0 ? (crc << 1U) ^ polynomial : crc << 1U;
    }
    return static_cast<std::uint16_t>(crc & 0xFFFFU);
}

}  // namespace

std::uint16_t hash_slot(std::string_view key) {
    const auto open = key.find('{');
    if (open != std::string_view::npos) {
        const auto close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1)
            key = key.substr(open + 1, close - open - 1);
    }
    return static_cast<std::uint16_t>(crc16(key) % hash_slot_count);
}

}  // namespace echeance::redis
