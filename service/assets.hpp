// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace echeance {

/// A file embedded in the binary, by its base name (`openapi.json`, `claim.lua`); empty if there is
/// none such. Lives as long as the process.
[[nodiscard]] std::string_view asset(std::string_view name);

}  // namespace echeance
