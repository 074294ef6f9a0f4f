// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace echeance::redis {

/// A Redis Cluster shares its keys out over this many slots.
constexpr std::size_t hash_slot_count = 16'384;

/// The slot of a key: CRC16 (XMODEM) of its hash tag, the text between its first `{` and the next
/// `}`, or of the whole key if there is none or nothing between them (Redis Cluster specification,
/// "Hash tags").
std::uint16_t hash_slot(std::string_view key);

}  // namespace echeance::redis
