// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "domain/legal_day.hpp"

namespace echeance {

/// The process's clock (decision 10: nothing below `service/` has one). Immutable, so any thread.
class SystemClock {
public:
    /// The real time.
    SystemClock() = default;
    /// Noon (UTC) of `as_of` at this moment, then on with real time: rehearsal, training, tests.
    explicit SystemClock(std::optional<LegalDay> as_of);

    [[nodiscard]] Instant now() const;
    [[nodiscard]] static std::chrono::steady_clock::time_point steady_now();
    /// For the log and the `Date` field, which never rehearse.
    [[nodiscard]] static Instant real_now();

private:
    std::chrono::milliseconds offset_{0};
};

/// The `Date` field of answers, always real time (RFC 9110 §6.6.1), made once a second.
/// Used on one thread.
class HttpDate {
public:
    [[nodiscard]] std::string_view text();

private:
    std::chrono::sys_seconds made_at_{};
    std::string text_;
};

}  // namespace echeance
