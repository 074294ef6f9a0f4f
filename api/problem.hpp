// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "api/call.hpp"
#include "api/message.hpp"
#include "domain/result.hpp"

namespace echeance {

/// The HTTP status of a refusal: the only place that knows.
[[nodiscard]] int status_of(Errc code);
/// The stable `code` of the contract: the enumerator's own name.
[[nodiscard]] std::string_view code_of(Errc code);
/// A short sentence for people, the same for every refusal of one code.
[[nodiscard]] std::string_view title_of(Errc code, Language language);

/// The problem document alone (RFC 9457), without its HTTP dress: imports put it in their lines.
[[nodiscard]] std::string problem_json(const Error& error,
                                       Language language,
                                       std::string_view trace_id);
/// Error to `application/problem+json`; 503 and 429 carry `Retry-After`, 401 `WWW-Authenticate`.
[[nodiscard]] Response problem(const Error& error, Language language, std::string_view trace_id);

/// The better of French and English for an `Accept-Language` (RFC 9110 12.5.4); French by default.
[[nodiscard]] Language language_of(std::string_view accept_language);

}  // namespace echeance
