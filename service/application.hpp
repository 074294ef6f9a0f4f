// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/config.hpp"

namespace echeance {

inline constexpr const char* version = "0.1.0";

/// `echeance serve`: builds the process, serves until SIGTERM or SIGINT, finishes what is in flight
/// and stops; a second signal ends it at once. The answer is the exit code: 0 after a drain, 1 when
/// the start is refused (with one line on stderr saying why).
int serve(const Config& config);

}  // namespace echeance
