// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "domain/delay_reduction.hpp"
#include "domain/delay_statistics.hpp"
#include "domain/queue_flow.hpp"

// What the statistics' handlers share: periods asked for, tables read day by day, answers in two
// forms.
namespace echeance {

/// The period of two parameters, both days. One after today counts as today. `out_of_range` where
/// it ends before it begins or is longer than ten years.
[[nodiscard]] Result<Period> period_of(const Call& call,
                                       std::string_view from = "from",
                                       std::string_view until = "until");

/// Calls `use(day, field, count)` for every counter of the table from `from` to `until`, day after
/// day, a month at a time.
template <class Use>
Task<bool> each_counter(Call& call, StatisticTable table, Period period, Use use) {
    constexpr std::size_t page = 31;
    auto& store = call.ports.store;
    const auto& tenant = call.principal.tenant;
    auto days = co_await store.statistic_days(tenant, table, call.deadline());
    if (!days) co_return std::unexpected(days.error());
    std::erase_if(*days, [&](LegalDay day) { return day < period.from || period.until < day; });
    for (std::size_t at = 0; at < days->size(); at += page) {
        const auto last = std::min(at + page, days->size());
        std::vector<LegalDay> some(days->begin() + static_cast<std::ptrdiff_t>(at),
                                   days->begin() + static_cast<std::ptrdiff_t>(last));
        const auto rows = co_await store.statistics(tenant, table, some, call.deadline());
        if (!rows) co_return std::unexpected(rows.error());
        for (const auto& row : *rows)
            for (const auto& [field, count] : row.counters) use(row.day, field, count);
    }
    co_return true;
}

/// What came and went on every day up to `until`.
Task<std::map<LegalDay, DayFlow>> read_flow(Call& call, LegalDay until);

/// The answer in the form that the caller likes better. `list` names the member whose elements are
/// the rows of the CSV; empty: the whole answer is one row.
[[nodiscard]] Response statistics_answer(const Call& call, std::string body, std::string_view list);

}  // namespace echeance
