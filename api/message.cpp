// SPDX-License-Identifier: EUPL-1.2
#include "api/message.hpp"

#include <array>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, scope_count> scope_names{"files:read",
                                                                "files:write",
                                                                "files:import",
                                                                "evaluate",
                                                                "doctors:write",
                                                                "configuration:write",
                                                                "statistics:read",
                                                                "events:read",
                                                                "admin"};
constexpr std::array<std::string_view, 8> method_names{
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"};

}  // namespace

std::string_view to_text(Scope scope) {
    return name_in(scope_names, scope);
}
std::optional<Scope> scope_from_text(std::string_view text) {
    return named_in<Scope>(scope_names, text);
}
std::string_view to_text(Method method) {
    return name_in(method_names, method);
}

}  // namespace echeance
