// SPDX-License-Identifier: EUPL-1.2
#include "api/access.hpp"

#include <algorithm>

namespace echeance {
namespace {

constexpr std::size_t token_max = 256;  // ours are under 60 characters

/// `b64token` of RFC 6750.
bool is_token_character(char c) {
    constexpr std::string_view marks = "-._~+/=";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != marks.npos;
}

}  // namespace

Result<std::string_view> bearer_token(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.empty()) return refuse(Errc::unauthenticated, "No credential was given.");
    const bool bearer =
        authorization.size() > scheme.size() &&
        std::ranges::equal(authorization.substr(0, scheme.size()), scheme, {}, [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
    if (!bearer) return refuse(Errc::unauthenticated, "The credential is not a bearer token.");
    std::string_view token = authorization.substr(scheme.size());
    token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
    if (token.empty() || token.size() > token_max ||
        !std::ranges::all_of(token, is_token_character))
        return refuse(Errc::unauthenticated, "The bearer token is not readable.");
    return token;
}

Result<void> check_scope(const Principal& principal, Scope scope) {
    if (principal.has(scope)) return {};
    return refuse(Errc::forbidden, "The credential lacks the scope of this operation.");
}

Result<void> check_acts_for(const Principal& principal, const DoctorId& doctor) {
    if (!principal.doctor || *principal.doctor == doctor) return {};
    return refuse(Errc::forbidden, "The credential acts for another doctor.");
}

const Principal& nobody() {
    static const Principal principal{*TenantId::parse("01"), {}, 0, {}};
    return principal;
}

RateAllowance RateWindow::take(const Principal& principal, Instant at) {
    const auto window = std::chrono::floor<std::chrono::seconds>(at);
    if (window != window_) {
        window_ = window;
        taken_.clear();
    }
    auto& taken = taken_[principal.tenant.text() + '|' + principal.name];
    if (taken >= per_second_) return {per_second_, 0, true};
    ++taken;
    return {per_second_, per_second_ - taken, false};
}

}  // namespace echeance
