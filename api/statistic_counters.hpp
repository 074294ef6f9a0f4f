// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "api/ports.hpp"
#include "domain/period.hpp"
#include "domain/statistic_cells.hpp"

namespace echeance {

/// Before any file was filed.
inline constexpr LegalDay before_any_day = LegalDay::from_number(-30'000);

/// Calls `use(day, field, count)` for every counter of the table from `from` to `until`, day after
/// day, a month at a time.
template <class Use>
Task<bool> each_counter(Store& store,
                        TenantId tenant,
                        StatisticTable table,
                        Period period,
                        Deadline deadline,
                        Use use) {
    constexpr std::size_t page = 31;
    auto days = co_await store.statistic_days(tenant, table, deadline);
    if (!days) co_return std::unexpected(days.error());
    std::erase_if(*days, [&](LegalDay day) { return day < period.from || period.until < day; });
    for (std::size_t at = 0; at < days->size(); at += page) {
        const auto last = std::min(at + page, days->size());
        std::vector<LegalDay> some(days->begin() + static_cast<std::ptrdiff_t>(at),
                                   days->begin() + static_cast<std::ptrdiff_t>(last));
        const auto rows = co_await store.statistics(tenant, table, some, deadline);
        if (!rows) co_return std::unexpected(rows.error());
        for (const auto& row : *rows)
            for (const auto& [field, count] : row.counters) use(row.day, field, count);
    }
    co_return true;
}

/// What came and went on every day up to `until`.
Task<std::map<LegalDay, DayFlow>> read_flow(Store& store,
                                            TenantId tenant,
                                            LegalDay until,
                                            Deadline deadline);

}  // namespace echeance
