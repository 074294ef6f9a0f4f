// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

std::map<std::string, std::int64_t> numbers(const Value& hash) {
    std::map<std::string, std::int64_t> read;
    for (std::size_t n = 0; n + 1 < hash.size(); n += 2)
        read[std::string{hash[n].text()}] = hash[n + 1].as_integer().value_or(0);
    return read;
}

}  // namespace

Task<QueueFacts> RedisStore::queue_facts(TenantId tenant, LegalDay today, Deadline deadline) {
    const Keys keys{tenant};
    std::vector<Command> commands;
    for (const auto& key : {keys.counts(), keys.days(), keys.totals()})
        commands.emplace_back("HGETALL", key);
    commands.emplace_back("HGET", keys.meta(), "claims");
    for (auto day = today; day < today + (due_soon_days_max + 7); day = day + 7)
        commands.emplace_back("HGETALL", keys.due_week(day));
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    QueueFacts facts{.counts = stored::backlog_counts((*replies)[0]),
                     .totals = numbers((*replies)[2])};
    facts.counts.merge(stored::backlog_counts((*replies)[1]));
    const auto claimed = (*replies)[3].as_integer().value_or(0);
    facts.totals[transition_total(FileState::queued, FileState::assigned)] += claimed;
    facts.totals[assignment_total(AssignmentMode::claim)] += claimed;
    for (std::size_t n = 4; n < replies->size(); ++n)
        facts.counts.merge(stored::backlog_counts((*replies)[n]));
    co_return facts;
}

}  // namespace echeance::redis
