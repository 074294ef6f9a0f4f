// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <vector>

#include "api/ports.hpp"
#include "service/redis/client.hpp"
#include "service/redis/keys.hpp"

namespace echeance::redis {

/// The counts of minutes spent (`Keys::spent_minutes`) made again from the histories, and compared.
class MinutesProof {
public:
    /// One step of a file's history; `after` is the file as it left it.
    void count(const FileChange& change, const CaseFile& after);
    /// What is kept otherwise than counted: `2026-11-01 AAH:first|34`, or `total`. Compares the
    /// months that were counted and all that minutes learn from on `today`.
    Task<std::vector<std::string>> faults(Client& client,
                                          const Keys& keys,
                                          LegalDay today,
                                          Deadline deadline);

private:
    std::map<LegalDay, std::map<std::string, std::int64_t, std::less<>>> found_;  // by month
};

}  // namespace echeance::redis
