// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "api/staffing.hpp"
#include "domain/capacity_outlook.hpp"
#include "domain/delay_reduction.hpp"
#include "domain/eligibility.hpp"
#include "domain/queue_totals.hpp"
#include "service/redis/store.hpp"

// What the store says of a tenant's queue, for the metrics: two readings, one cheap and one that
// goes through the statistics' counters. Neither looks at a file.
namespace echeance {

struct QueueReading {
    LegalDay today;
    redis::QueueFacts facts{};
    std::map<EligibilityRule, std::int64_t> unassignable{};
    DoctorCounts doctors{};
    CapacityWeek week;                    ///< of today
    std::vector<SkillCapacity> skills{};  ///< of this week
};

/// The delays of the last `compared_days` days against those of the same days a year before.
struct DelayComparison {
    std::optional<DelayFigures> baseline{};  ///< empty: nothing ended then
    std::optional<DelayFigures> period{};
};
inline constexpr int compared_days = 90;
inline constexpr int baseline_days_before = 365;

struct DelayReading {
    std::array<std::int64_t, right_count> started{};    ///< open, and the legal clock has started
    std::array<std::int64_t, right_count> suspended{};  ///< of those, it stands still today
    /// Requests whose person still waits for an answer, by days since filing or appeal.
    std::map<std::pair<Right, std::string_view>, std::int64_t> ages{};
    std::array<DelayComparison, request_clocks.size()> clocks{};
    std::int64_t open_now = 0;
    std::int64_t open_before = 0;  ///< `baseline_days_before` ago
};

Task<QueueReading> read_queue(redis::RedisStore& store,
                              TenantId tenant,
                              const Rules& rules,
                              LegalDay today,
                              Deadline deadline);
Task<DelayReading> read_delays(redis::RedisStore& store,
                               TenantId tenant,
                               LegalDay today,
                               Deadline deadline);

}  // namespace echeance
