// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "api/contract.hpp"
#include "api/message.hpp"
#include "api/ports.hpp"
#include "api/router.hpp"

namespace echeance {

/// What a client sent, found valid by the contract.
struct Input {
    std::map<std::string, std::string, std::less<>> path;
    std::map<std::string, std::string, std::less<>> query;
    std::shared_ptr<const nlohmann::json> body;  ///< null when none came, or not as JSON
};

/// Judges path, query, header and body by the contract. `not_found` for a path value that nothing
/// can have; `malformed` for a query or body that cannot be read; otherwise `invalid_input` with
/// every wrong field at once: `/query/limit`, `/header/...`, or the body's own pointers. A text
/// that looks like a French social security number is refused wherever it stands (`nir_refused`)
/// and counted.
[[nodiscard]] Result<Input> read_input(const Operation& operation,
                                       const Request& request,
                                       const PathParameters& path,
                                       const BodyForm* form,
                                       Monitor& monitor);

/// One JSON document judged as a body of `form`: a line of an import.
[[nodiscard]] Result<std::shared_ptr<const nlohmann::json>> read_body(const BodyForm& form,
                                                                      std::string_view text,
                                                                      Monitor& monitor);
/// The JSON form of an operation's body, null for none.
[[nodiscard]] const BodyForm* json_form(const Operation& operation);

}  // namespace echeance
