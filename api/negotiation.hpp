// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/contract.hpp"

namespace echeance {

/// May one of `answers` be sent under this `Accept` (RFC 9110 12.5.1)? Yes without the header, and
/// for operations that answer nothing.
[[nodiscard]] bool accepts(std::string_view accept, const std::vector<std::string>& answers);

/// Whether `first` is liked better than `second`; without a word, it is not.
[[nodiscard]] bool prefers(std::string_view accept,
                           std::string_view first,
                           std::string_view second);

/// The declared form that a `Content-Type` names, parameters aside; null for none. A charset other
/// than UTF-8 is none.
[[nodiscard]] const BodyForm* form_of(std::string_view content_type,
                                      const std::vector<BodyForm>& forms);

}  // namespace echeance
