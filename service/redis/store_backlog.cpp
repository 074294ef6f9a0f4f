// SPDX-License-Identifier: EUPL-1.2
#include "domain/backlog.hpp"
#include "domain/unserved.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

/// The first part of `queued:adult:normal`.
std::string_view first_part(std::string_view text) {
    return text.substr(0, text.find(':'));
}
std::string_view second_part(std::string_view text) {
    text.remove_prefix(std::min(text.size(), text.find(':') + 1));
    return first_part(text);
}

/// The group that a counter belongs to under `key`; empty: none.
std::string group_of(std::string_view counter, BacklogKey key, LegalDay today) {
    const auto rest = counter.substr(2);
    const auto state = from_text<FileState>(first_part(rest));
    const bool open_state = counter.starts_with("s:") && state && is_open(*state);
    switch (key) {
        case BacklogKey::none:
            return open_state ? "all" : "";
        case BacklogKey::state:
            return counter.starts_with("s:") ? std::string{first_part(rest)} : "";
        case BacklogKey::stage:
            return open_state ? std::string{second_part(rest)} : "";
        case BacklogKey::right:
            return counter.starts_with("r:") ? std::string{rest} : "";
        case BacklogKey::nature:
            return counter.starts_with("n:") ? std::string{rest} : "";
        case BacklogKey::sector:
            return counter.starts_with("z:") ? std::string{rest} : "";
        case BacklogKey::due:
            return counter.starts_with("d:") ? std::string{due_bucket(due_day_of(counter), today)}
                                             : "";
        case BacklogKey::skill:
            return counter.starts_with("k:") ? std::string{rest} : "";
        case BacklogKey::age: {
            const auto filed = filing_day_of(counter);
            return filed ? std::string{age_band(today - filed->day)} : "";
        }
    }
    std::abort();  // no enumerator left: -Werror=switch keeps this unreachable
}

}  // namespace

Task<std::vector<BacklogGroup>> RedisStore::backlog(TenantId tenant,
                                                    BacklogKey key,
                                                    LegalDay today,
                                                    Deadline deadline) {
    const Keys keys{tenant};
    const bool by_day = key == BacklogKey::due || key == BacklogKey::age;
    const auto reply =
        co_await client_.run(Command("HGETALL", by_day ? keys.days() : keys.counts()), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    BacklogCounts groups;
    for (const auto& [counter, count] : stored::backlog_counts(*reply)) {
        const auto group = group_of(counter, key, today);
        if (!group.empty()) groups[group] += count;
    }
    std::vector<BacklogGroup> rows;
    for (const auto& [group, count] : groups)
        if (!(count == BacklogCount{}))
            rows.push_back({group, count.files, count.requests, count.overdue, count.minutes});
    co_return rows;
}

Task<std::map<EligibilityRule, std::int64_t>> RedisStore::unassignable(TenantId tenant,
                                                                       std::vector<Doctor> doctors,
                                                                       LegalDay today,
                                                                       Deadline deadline) {
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const Keys keys{tenant};
    const auto classes = co_await client_.run(Command("SMEMBERS", keys.classes()), deadline);
    if (!classes) co_return std::unexpected(classes.error());
    std::vector<Command> commands;
    for (const auto& member : classes->elements())
        for (const auto lane : {Lane::late, Lane::on_time})
            commands.emplace_back("ZCARD", keys.queue(lane, member.text()));
    const auto sizes = co_await client_.run_all(std::move(commands), deadline);
    if (!sizes) co_return std::unexpected(sizes.error());
    std::map<EligibilityRule, std::int64_t> counts;
    for (std::size_t n = 0; n < classes->size(); ++n) {
        const auto files = (*sizes)[2 * n].integer() + (*sizes)[2 * n + 1].integer();
        const auto requirements = RequirementClass::parse((*classes)[n].text());
        if (files == 0 || !requirements) continue;
        const auto reason =
            why_unserved(*requirements, doctors, (*rules_now)->rules.priorities, today);
        if (reason) counts[*reason] += files;
    }
    co_return counts;
}

}  // namespace echeance::redis
