// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <vector>

#include "api/call.hpp"
#include "api/csv/extract.hpp"
#include "domain/events.hpp"

namespace echeance {

/// What an extract's line says of a file otherwise than the file does. What a line leaves out
/// because an extract need not know it (`complete_on`, `expected_minutes`, an RQTH that an AAH
/// opened, a doctor who declined) is no difference.
[[nodiscard]] Amendment amendment_between(const Registration& known, const Registration& said);

/// The changes that make a file what the line says, in order; none when it is so already. A file
/// that is not known yet begins with a `FileRegistered`. Refuses what the file's life does not
/// allow.
[[nodiscard]] Result<std::vector<FileChange>> import_changes(const Call& call,
                                                             const std::optional<StoredFile>& known,
                                                             const csv::ExtractedFile& said);

}  // namespace echeance
