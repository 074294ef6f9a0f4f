// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/store.hpp"

#include "api/json/codec.hpp"
#include "service/assets.hpp"

namespace echeance::redis {
namespace {

/// A change of rules by another thread or replica is seen by readers within this time. Writers
/// always see it: their script checks.
constexpr std::chrono::seconds rules_fresh_for{1};
constexpr std::size_t tenants_max = 256;

std::uint64_t counter(const Value& value) {
    return static_cast<std::uint64_t>(value.as_integer().value_or(0));
}

/// The last version of a section, or none: version 0 is the built-in one.
template <class Section, class Decode>
Result<bool> read_section(const Value& reply, Section& section, Decode decode) {
    if (reply.is_nil()) return false;
    const auto stored = codec::parse(reply.text());
    if (!stored || !stored->contains("document") || !stored->contains("version"))
        return refuse(Errc::unexpected, "A stored configuration cannot be read.");
    auto decoded = decode((*stored)["document"], (*stored)["version"].template get<int>());
    if (!decoded) return std::unexpected(decoded.error());
    section = std::move(*decoded);
    return true;
}

Partition read_partition(const Value& reply) {
    Partition partition;
    const auto stored = codec::parse(reply.is_nil() ? "{}" : reply.text());
    if (!stored) return partition;
    for (const auto& [name, rights] : stored->value("rights", nlohmann::json::object()).items())
        for (const auto& text : rights)
            if (const auto right = from_text<Right>(text.get<std::string>()))
                partition.right_sets[name].push_back(*right);
    for (const auto& [name, sectors] : stored->value("sectors", nlohmann::json::object()).items())
        for (const auto& text : sectors)
            if (auto sector = Sector::parse(text.get<std::string>()))
                partition.sector_sets[name].push_back(std::move(*sector));
    return partition;
}

}  // namespace

RedisStore::RedisStore(Client& client,
                       const TenantCalendar& calendar,
                       Randomness& randomness,
                       StoreOptions options)
    : client_(client),
      calendar_(calendar),
      randomness_(randomness),
      options_(options),
      commit_("commit", asset("commit.lua")),
      claim_("claim", asset("claim.lua")),
      abandon_("abandon", asset("abandon.lua")) {}

void RedisStore::know(const TenantId& tenant) {
    if (tenants_.size() < tenants_max) tenants_.insert(tenant);
}

RedisStore::Known& RedisStore::known(const TenantId& tenant) {
    know(tenant);
    if (known_.size() >= tenants_max && !known_.contains(tenant)) known_.clear();
    return known_[tenant];
}

void RedisStore::forget(const TenantId& tenant) {
    known_.erase(tenant);
}

LegalDay RedisStore::today(const TenantRules& rules, Instant at) const {
    return calendar_.today(rules.rules.calendars.time_zone, at);
}

Task<std::vector<Reply>> RedisStore::run_durably(std::vector<Command> commands, Deadline deadline) {
    const bool waits = options_.wait_replicas > 0;
    if (waits) commands.emplace_back("WAIT", options_.wait_replicas, options_.wait_within.count());
    auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies || !waits) co_return replies;
    if (replies->back().as_integer().value_or(0) < options_.wait_replicas)
        co_return refuse(Errc::store_unavailable, "Too few replicas have the write.");
    replies->pop_back();
    co_return replies;
}

Task<std::vector<Reply>> RedisStore::run_scripts(std::vector<ScriptCall> calls, Deadline deadline) {
    std::vector<Command> commands;
    commands.reserve(calls.size() + 1);
    for (const auto& call : calls) commands.push_back(call.by_name());
    auto replies = co_await run_durably(std::move(commands), deadline);
    if (!replies) co_return replies;
    // A server that has lost its scripts (a restart, a promotion) ran none of those calls: they go
    // again, in order, with their source.
    std::vector<std::size_t> lost;
    std::vector<Command> again;
    for (std::size_t n = 0; n < calls.size(); ++n) {
        if (!(*replies)[n].is_error_code("NOSCRIPT")) continue;
        lost.push_back(n);
        again.push_back(calls[n].with_source());
    }
    if (!lost.empty()) {
        auto second = co_await run_durably(std::move(again), deadline);
        if (!second) co_return second;
        for (std::size_t n = 0; n < lost.size(); ++n) (*replies)[lost[n]] = std::move((*second)[n]);
    }
    for (const auto& reply : *replies)
        if (reply.is_error()) co_return refuse(Errc::unexpected, "A script failed.");
    co_return replies;
}

Task<std::size_t> RedisStore::run_work(const UnitOfWork& work, Deadline deadline) {
    std::vector<ScriptCall> calls;
    calls.push_back(work.call(commit_));
    const auto replies = co_await run_scripts(std::move(calls), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& reply = replies->front();
    if (reply[0].integer() == 1) co_return std::size_t{0};
    co_return static_cast<std::size_t>(reply[1].integer());
}

Task<std::shared_ptr<const TenantRules>> RedisStore::rules(TenantId tenant, Deadline deadline) {
    auto& cached = known(tenant);
    if (cached.rules && Clock::now() < cached.rules_at + rules_fresh_for) co_return cached.rules;
    co_return co_await read_rules(tenant, deadline);
}

Task<std::shared_ptr<const TenantRules>> RedisStore::read_rules(TenantId tenant,
                                                                Deadline deadline) {
    const Keys keys{tenant};
    const auto salt = randomness_.next() >> 11U;
    std::vector<Command> commands;
    commands.emplace_back("HSETNX", keys.meta(), "salt", salt);
    commands.emplace_back("HMGET", keys.meta(), "configuration", "partition", "salt");
    for (const auto section : Keys::rule_sections)
        commands.emplace_back("LINDEX", keys.configuration(section), -1);
    commands.emplace_back("GET", keys.partition());
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& all = *replies;

    auto read = std::make_shared<TenantRules>();
    read->rules = default_rules(tenant.text());
    read->rules.revision = counter(all[1][0]);
    read->partition_version = counter(all[1][1]);
    read->salt = counter(all[1][2]);
    const auto targets = read_section(all[2], read->rules.targets, codec::targets);
    const auto priorities = read_section(all[3], read->rules.priorities, codec::priorities);
    const auto calendars = read_section(all[4], read->rules.calendars, codec::calendars);
    const auto minutes = read_section(all[5], read->rules.minutes, codec::minutes);
    LearnedMinutes last;
    const auto learned = read_section(all[6], last, codec::learned_minutes);
    for (const auto* section : {&targets, &priorities, &calendars, &minutes, &learned})
        if (!*section) co_return refuse(Errc::unexpected, "A stored configuration cannot be read.");
    if (auto& table = read->rules.minutes;
        table.learning.enabled && last.table_version == table.version)
        table.learned = std::move(last);
    read->partition = read_partition(all[7]);

    auto& cached = known(tenant);
    if (!cached.rules || cached.rules->rules.revision != read->rules.revision ||
        cached.rules->partition_version != read->partition_version)
        cached.served.clear();
    cached.rules = read;
    cached.rules_at = Clock::now();
    co_return cached.rules;
}

Task<Replay> RedisStore::begin_idempotent(TenantId tenant,
                                          std::string key,
                                          std::string fingerprint,
                                          Deadline deadline) {
    // A process that dies while it runs the request leaves the mark: it ends by itself.
    constexpr int running_ms = 60'000;
    const Keys keys{tenant};
    const auto reply = co_await client_.run(Command("SET",
                                                    keys.idempotency(key),
                                                    "running|" + fingerprint + "|",
                                                    "NX",
                                                    "GET",
                                                    "PX",
                                                    running_ms),
                                            deadline);
    if (!reply) co_return std::unexpected(reply.error());
    Replay replay;
    if (reply->is_nil()) co_return replay;
    const auto text = reply->text();
    const auto first = text.find('|');
    const auto second = text.find('|', first + 1);
    if (first == text.npos || second == text.npos)
        co_return refuse(Errc::unexpected, "An idempotency record cannot be read.");
    if (text.substr(first + 1, second - first - 1) != fingerprint)
        replay.kind = Replay::Kind::mismatch;
    else if (text.substr(0, first) == "running")
        replay.kind = Replay::Kind::running;
    else
        replay = {Replay::Kind::answered, std::string{text.substr(second + 1)}};
    co_return replay;
}

Task<bool> RedisStore::abandon_idempotent(TenantId tenant, std::string key, Deadline deadline) {
    ScriptCall call(abandon_);
    call.key(Keys{tenant}.idempotency(key));
    const auto reply = co_await client_.run_script(std::move(call), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->integer() == 1;
}

Task<bool> RedisStore::is_empty(TenantId tenant, Deadline deadline) {
    const auto reply = co_await client_.run(Command("EXISTS", Keys{tenant}.events()), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->integer() == 0;
}

}  // namespace echeance::redis
