// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "service/redis/store.hpp"

namespace echeance::redis {

Task<std::vector<LegalDay>> RedisStore::statistic_days(TenantId tenant,
                                                       StatisticTable table,
                                                       Deadline deadline) {
    const auto reply = co_await client_.run(Command("HKEYS", Keys{tenant}.statistics()), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<LegalDay> days;
    for (const auto& field : reply->elements()) {
        const auto day = stored::statistic_day(field.text());
        if (day && day->first == table) days.push_back(day->second);
    }
    std::ranges::sort(days);
    co_return days;
}

Task<std::vector<DayCounters>> RedisStore::statistics(TenantId tenant,
                                                      StatisticTable table,
                                                      std::vector<LegalDay> days,
                                                      Deadline deadline) {
    constexpr std::size_t days_max = 64;
    if (days.size() > days_max) co_return refuse(Errc::invalid_input, "Too many days at once.");
    if (days.empty()) co_return std::vector<DayCounters>{};
    const Keys keys{tenant};
    std::vector<Command> commands;
    for (const auto day : days) commands.emplace_back("HGETALL", keys.statistics(table, day));
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    std::vector<DayCounters> rows;
    for (std::size_t n = 0; n < days.size(); ++n) {
        DayCounters row{.day = days[n]};
        const auto& hash = (*replies)[n];
        row.counters.reserve(hash.size() / 2);
        for (std::size_t i = 0; i + 1 < hash.size(); i += 2)
            row.counters.emplace_back(hash[i].text(), hash[i + 1].as_integer().value_or(0));
        rows.push_back(std::move(row));
    }
    co_return rows;
}

}  // namespace echeance::redis
