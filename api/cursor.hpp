// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "api/call.hpp"

// The position of a list: the store's own text, made opaque and safe in a URL.
namespace echeance {

/// base64url without padding (RFC 4648 5); empty stays empty.
[[nodiscard]] std::string opaque_cursor(std::string_view position);
/// The position in the query's `cursor`; empty when none was sent. Refuses, at `/query/cursor`,
/// what is none of ours.
[[nodiscard]] Result<std::string> position_of_cursor(const Call& call);
/// A refusal by the store of a position it did not give, said as one of the parameter `name`.
[[nodiscard]] Error refused_position(Error error, std::string_view name);

}  // namespace echeance
