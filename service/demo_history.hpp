// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <vector>

#include "api/ports.hpp"

namespace echeance {

/// The whole life of one made-up file, from filing to its notification (the last may still be to
/// come), as the history that real steps would have made.
struct PastFile {
    CaseFile file;
    std::vector<FileEvent> events;
};

/// `count` files decided within the last eighteen months, so that there is something to compare
/// with: delays of nine months on the barometer's clock then, of seven now; one file in eight
/// waited for a document. The same `today` and `count` give the same files but for their ids.
[[nodiscard]] std::vector<PastFile> demo_history(
    LegalDay today, std::size_t count, const Targets& targets, Instant now, std::uint32_t first_id);

/// As many past files as the backlog has, at most 50,000.
[[nodiscard]] std::size_t demo_history_size(std::size_t backlog_files);

/// Writes them, each as one change; the number written.
Task<std::size_t> load_demo_history(Store& store,
                                    const TenantCalendar& calendar,
                                    Randomness& randomness,
                                    TenantId tenant,
                                    Instant now,
                                    std::size_t count);

}  // namespace echeance
