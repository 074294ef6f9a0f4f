// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace echeance {

/// Reads the command line, runs its command, gives the exit code: 0 done, 1 refused or failed (one
/// line or more on stderr), CLI11's own codes for a line it cannot read.
int run_command_line(int argc, const char* const* argv, const char* const* environment);

}  // namespace echeance
