// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

namespace echeance {

/// SHA-256 (FIPS 180-4), 64 lower-case hexadecimal digits. Throws only where OpenSSL cannot do it.
[[nodiscard]] std::string sha256_hex(std::string_view text);

}  // namespace echeance
