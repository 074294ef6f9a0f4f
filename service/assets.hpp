// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

#include "api/ports.hpp"

namespace echeance {

/// A file embedded in the binary, by its base name (`openapi.json`, `claim.lua`); empty if there is
/// none such. Lives as long as the process.
[[nodiscard]] std::string_view asset(std::string_view name);
/// A file of `service/dashboard/`, by its path within that folder.
[[nodiscard]] PageFile page_file(std::string_view name);

}  // namespace echeance
