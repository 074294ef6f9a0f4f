// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/stored.hpp"
#include "service/redis/client.hpp"
#include "service/redis/keys.hpp"

namespace echeance::redis {

/// Proves that the counters of the statistics are what the files stand for, and that what came less
/// what went is what waits. Keeps a sum and a checksum of each day of each table, so memory grows
/// with the days only.
class StatisticsProof {
public:
    void add(const StoredFile& stored);
    /// What disagrees: days of tables (`ended:2026-03-01`), `flow` for the identity. Reads every
    /// counter, day by day.
    Task<std::vector<std::string>> faults(Client& client,
                                          const Keys& keys,
                                          Deadline deadline) const;

private:
    struct DaySum {
        std::int64_t count = 0;
        std::uint64_t checksum = 0;
        bool operator==(const DaySum&) const = default;
    };
    static void count(DaySum& sum, std::string_view field, std::int64_t count);

    std::map<std::pair<StatisticTable, LegalDay>, DaySum> days_;
    std::int64_t open_requests_ = 0;
};

}  // namespace echeance::redis
