// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "api/message.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace echeance {

/// The token of `Authorization: Bearer <token>` (RFC 6750 2.1). `unauthenticated` when the header
/// is missing or of another form.
[[nodiscard]] Result<std::string_view> bearer_token(std::string_view authorization);

/// `forbidden` unless the caller holds the scope.
[[nodiscard]] Result<void> check_scope(const Principal& principal, Scope scope);

/// `forbidden` when the credential is a doctor's workstation and `doctor` is not that doctor. Every
/// operation that claims, evaluates or shows a worklist asks.
[[nodiscard]] Result<void> check_acts_for(const Principal& principal, const DoctorId& doctor);

/// Stands where a public operation has no caller: no scope, no name. Its tenant means nothing.
[[nodiscard]] const Principal& nobody();

/// What is left to a caller after the present request.
struct RateAllowance {
    std::uint32_t quota = 0;      ///< requests in a window of one second
    std::uint32_t remaining = 0;  ///< in this window
    bool exceeded = false;
};

/// Fixed windows of one second per credential. One per thread: a credential served by n threads has
/// n times the quota. Forgets everything at the end of a window, so it cannot grow.
class RateWindow {
public:
    /// `per_second` 0: no limit.
    explicit RateWindow(std::uint32_t per_second) : per_second_(per_second) {}
    [[nodiscard]] bool is_limited() const { return per_second_ != 0; }
    RateAllowance take(const Principal& principal, Instant at);

private:
    std::uint32_t per_second_;
    std::chrono::sys_seconds window_{};
    std::unordered_map<std::string, std::uint32_t> taken_{};
};

}  // namespace echeance
