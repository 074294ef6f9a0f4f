// SPDX-License-Identifier: EUPL-1.2
#pragma once

namespace echeance {

/// What Linux knows of this process (`/proc/self`), as the `process_*` metrics want it.
struct ProcessFacts {
    double cpu_seconds = 0;
    double resident_bytes = 0;
    double open_files = 0;
};
[[nodiscard]] ProcessFacts read_process_facts();

/// Now, for `process_start_time_seconds`: called once, at the start.
[[nodiscard]] double process_start_seconds();

}  // namespace echeance
