// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/statistics_proof.hpp"

#include <algorithm>
#include <functional>

#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

std::string name_of(const std::pair<StatisticTable, LegalDay>& day) {
    return std::string{to_text(day.first)} + ":" + day.second.text();
}

}  // namespace

void StatisticsProof::count(DaySum& sum, std::string_view field, std::int64_t count) {
    sum.count += count;
    sum.checksum += std::hash<std::string_view>{}(field) * static_cast<std::uint64_t>(count);
}

void StatisticsProof::add(const StoredFile& stored) {
    for (const auto& [cell, n] : statistics_of(stored.file, stored.placement.outcomes))
        count(days_[{cell.table, cell.day}], cell.field, n);
    open_requests_ += std::ranges::count_if(stored.file.facts.requests,
                                            [](const auto& request) { return is_open(request); });
}

Task<std::vector<std::string>> StatisticsProof::faults(Client& client,
                                                       const Keys& keys,
                                                       Deadline deadline) const {
    const auto kept = co_await client.run(Command("HGETALL", keys.statistics()), deadline);
    if (!kept) co_return std::unexpected(kept.error());
    std::vector<std::string> found;
    auto missing = days_;
    DayFlow flow;
    for (std::size_t n = 0; n + 1 < kept->size(); n += 2) {
        const auto day = stored::statistic_day((*kept)[n].text());
        if (!day) {
            found.emplace_back((*kept)[n].text());
            continue;
        }
        const auto reply = co_await client.run(
            Command("HGETALL", keys.statistics(day->first, day->second)), deadline);
        if (!reply) co_return std::unexpected(reply.error());
        DaySum sum;
        for (std::size_t i = 0; i + 1 < reply->size(); i += 2) {
            const auto value = (*reply)[i + 1].as_integer().value_or(0);
            count(sum, (*reply)[i].text(), value);
            if (day->first == StatisticTable::flow) (void)add_flow(flow, (*reply)[i].text(), value);
        }
        const bool is_indexed = (*kept)[n + 1].as_integer().value_or(-1) == sum.count;
        if (!is_indexed || !(missing[*day] == sum)) found.push_back(name_of(*day));
        missing.erase(*day);
    }
    for (const auto& [day, sum] : missing)
        if (!(sum == DaySum{})) found.push_back(name_of(day));
    if (flow.received + flow.reopened - flow.decided - flow.withdrawn != open_requests_)
        found.emplace_back("flow");
    co_return found;
}

}  // namespace echeance::redis
