// SPDX-License-Identifier: EUPL-1.2
#include <numeric>

#include "domain/lapse.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

constexpr std::size_t reindex_page = 128;  // files

/// Checks of every commit, in this order; then the file's own.
/// From `file` on they are about the file and its doctor: the caller decides again.
enum Check : std::size_t { written = 0, configuration = 1, partition = 2, file = 3 };

/// The file and its place in the indexes: what is written to them is the difference from it, and
/// `refresh` changes the place without the file, in any process.
void check_as_read(UnitOfWork& work, const Keys& keys, const StoredFile& read) {
    work.check(keys.file(read.file.id), "r", std::to_string(number(read.revision)));
    work.check(keys.file(read.file.id), "p", read.placement_mark);
}

/// The doctors as known, and their minutes.
void check_duty(UnitOfWork& work, const Keys& keys, const DutyCheck& duty) {
    work.check(keys.meta(), "doctors", std::to_string(duty.stamp));
    for (const auto& [doctor, load] : duty.loads) {
        work.check(keys.load(doctor), "held", std::to_string(load.held));
        work.check(keys.load(doctor), stored::week_field(duty.day), std::to_string(load.spent));
    }
}

UnitOfWork work_of(const Keys& keys,
                   const FileCommit& commit,
                   const TenantRules& rules,
                   const Placement& placement) {
    UnitOfWork work(keys);
    const auto number_or_none = [](std::uint64_t value) {
        return value == 0 ? std::string{} : std::to_string(value);
    };
    work.check(keys.meta(), "configuration", number_or_none(rules.rules.revision));
    work.check(keys.meta(), "partition", number_or_none(rules.partition_version));
    const auto* before = commit.before ? &*commit.before : nullptr;
    if (before != nullptr) {
        check_as_read(work, keys, *before);
    } else {
        work.check(keys.references(), commit.after.facts.reference.text(), "");
        // Ids of one millisecond differ by 32 random bits: in a long import two do meet.
        work.check(keys.file(commit.after.id), "r", "");
    }
    if (commit.duty) check_duty(work, keys, *commit.duty);
    const auto revision = before != nullptr ? next(before->revision) : Revision{1};
    stored::write_file(work, keys, before, commit.after, placement);
    const auto* const file = before == nullptr ? nullptr : &before->file;
    for_each_step(file,
                  commit.events,
                  commit.after,
                  [&](const CaseFile*, const FileEvent& event, const CaseFile& after) {
                      stored::write_entry(work, event, revision);
                      stored::write_spending(work, keys, event.change, after);
                      stored::write_evaluation(work, keys, event.change, after);
                  });
    for (const auto& [name, count] : totals_of(file, commit.after, commit.events, rules.rules))
        work.write("HINCRBY", keys.totals(), name, count);
    work.write("TRAIL", keys.file(commit.after.id));
    if (commit.idempotency)
        work.write("SET",
                   keys.idempotency(commit.idempotency->key),
                   stored::kept(*commit.idempotency),
                   "PX",
                   stored::idempotency_ms);
    return work;
}

FileCommit changed(const StoredFile& before, FileChange change, std::string actor, Instant at) {
    const FileEvent event{before.file.id, at, std::move(actor), std::move(change)};
    return {.before = before, .after = apply(before.file, event), .events = {event}};
}

std::vector<FileId> file_ids(const Value& members) {
    std::vector<FileId> ids;
    for (const auto& member : members.elements())
        if (auto id = FileId::parse(member.text())) ids.push_back(std::move(*id));
    return ids;
}

}  // namespace

Task<std::vector<std::size_t>> RedisStore::commit_some(const TenantId& tenant,
                                                       const std::vector<FileCommit>& commits,
                                                       const std::vector<std::size_t>& which,
                                                       std::vector<Result<Revision>>& results,
                                                       Deadline deadline) {
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const auto& rules_used = **rules_now;
    const Keys keys{tenant};
    std::vector<ScriptCall> calls;
    for (const auto n : which) {
        const auto& commit = commits[n];
        const auto day = today(rules_used, commit.events.back().at);
        const auto placed =
            placement(commit.after, rules_used.rules, rules_used.partition, day, rules_used.salt);
        calls.push_back(work_of(keys, commit, rules_used, placed).call(commit_));
    }
    const auto replies = co_await run_scripts(std::move(calls), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    std::vector<std::size_t> again;
    for (std::size_t i = 0; i < which.size(); ++i) {
        const auto n = which[i];
        const auto& reply = (*replies)[i];
        const auto failed = reply[0].integer() == 1 ? std::size_t{written}
                                                    : static_cast<std::size_t>(reply[1].integer());
        const bool creation = !commits[n].before.has_value();
        if (failed == written)
            results[n] = creation ? Revision{1} : next(commits[n].before->revision);
        else if (failed >= file)
            results[n] = refuse(creation ? Errc::already_exists : Errc::stale_revision,
                                "The file has changed meanwhile.");
        else
            again.push_back(n);
    }
    co_return again;
}

Task<std::vector<Result<Revision>>> RedisStore::commit(TenantId tenant,
                                                       std::vector<FileCommit> commits,
                                                       Deadline deadline) {
    constexpr int attempts = 4;
    std::vector<Result<Revision>> results(
        commits.size(), refuse(Errc::overloaded, "The rules are changing too fast."));
    std::vector<std::size_t> which(commits.size());
    std::iota(which.begin(), which.end(), 0U);
    for (int attempt = 0; attempt < attempts && !which.empty(); ++attempt) {
        auto again = co_await commit_some(tenant, commits, which, results, deadline);
        if (!again) co_return std::unexpected(again.error());
        which = std::move(*again);
        if (!which.empty()) forget(tenant);  // the rules changed: place the files by the new ones
    }
    co_return results;
}

Task<bool> RedisStore::refresh(TenantId tenant,
                               std::vector<FileId> ids,
                               Instant at,
                               Deadline deadline) {
    const auto rules_now = co_await read_rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const auto& used = **rules_now;
    const Keys keys{tenant};
    std::vector<Command> reads;
    for (const auto& id : ids) reads.push_back(stored::read_file(keys, id));
    const auto rows = co_await client_.run_all(std::move(reads), deadline);
    if (!rows) co_return std::unexpected(rows.error());
    const auto day = today(used, at);
    std::vector<ScriptCall> calls;
    std::vector<FileCommit> lapsed;
    for (std::size_t n = 0; n < ids.size(); ++n) {
        UnitOfWork work(keys);
        // One that cannot be read is the daily proof's to tell: it must not hold up the others.
        const auto file = stored::file(ids[n], (*rows)[n]);
        if (!file || !*file) {
            work.write("ZREM", keys.turns(), ids[n].text());
            calls.push_back(work.call(commit_));
            continue;
        }
        const auto& stored_file = **file;
        const auto& assignment = stored_file.file.assignment;
        const auto entered_on = assignment ? today(used, assignment->assigned_at) : day;
        if (auto change = lapse(stored_file.file, used.rules, {entered_on, day})) {
            lapsed.push_back(changed(stored_file, std::move(*change), std::string{own_actor}, at));
            continue;
        }
        const auto placed = placement(stored_file.file, used.rules, used.partition, day, used.salt);
        if (placed == stored_file.placement) continue;
        check_as_read(work, keys, stored_file);
        stored::write_placement(work, keys, stored_file, placed);
        calls.push_back(work.call(commit_));
    }
    if (!calls.empty()) {
        const auto replies = co_await run_scripts(std::move(calls), deadline);
        if (!replies) co_return std::unexpected(replies.error());
    }
    if (!lapsed.empty()) {
        // Those that somebody changed meanwhile are looked at again in the next round.
        const auto ended = co_await commit(tenant, std::move(lapsed), deadline);
        if (!ended) co_return std::unexpected(ended.error());
    }
    co_return true;
}

Task<GivenBack> RedisStore::give_back(
    TenantId tenant, DoctorId doctor, std::string actor, Instant at, Deadline deadline) {
    constexpr int rounds = 64;
    GivenBack given;
    for (int round = 0; round < rounds; ++round) {
        const auto rules_now = co_await rules(tenant, deadline);
        if (!rules_now) co_return std::unexpected(rules_now.error());
        auto held = co_await worklist(tenant, doctor, deadline);
        if (!held) co_return std::unexpected(held.error());
        given.kept.clear();
        std::vector<FileCommit> commits;
        for (const auto& file : *held) {
            auto change = echeance::give_back(file.file, today(**rules_now, at));
            if (change)
                commits.push_back(changed(file, std::move(*change), actor, at));
            else
                given.kept.push_back(file.file.id);
        }
        if (commits.empty()) co_return given;
        std::vector<FileId> ids;
        for (const auto& commit : commits) ids.push_back(commit.after.id);
        const auto written = co_await commit(tenant, std::move(commits), deadline);
        if (!written) co_return std::unexpected(written.error());
        for (std::size_t n = 0; n < ids.size(); ++n)
            if ((*written)[n]) given.returned.push_back(ids[n]);
    }
    co_return refuse(Errc::overloaded, "The doctor's files are changing too fast.");
}

Task<bool> RedisStore::refresh_some(TenantId tenant, Instant at, Deadline deadline) {
    const Keys keys{tenant};
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const auto day = today(**rules_now, at).number();
    std::vector<Command> commands;
    commands.emplace_back("ZRANGEBYSCORE", keys.turns(), "-inf", day, "LIMIT", 0, reindex_page);
    commands.emplace_back("HGET", keys.meta(), "reindex");
    commands.emplace_back("HEXISTS", keys.meta(), "statistics");
    commands.emplace_back("PTTL", keys.restoring());
    const auto due = co_await client_.run_all(std::move(commands), deadline);
    if (!due) co_return std::unexpected(due.error());
    if ((*due)[3].integer() > (restored_within - restoring_within).count()) co_return false;
    const bool beginning = (*due)[2].integer() == 0;
    if (beginning) {
        const auto begun = co_await begin_statistics(tenant, deadline);
        if (!begun) co_return std::unexpected(begun.error());
    }
    const bool turning = (*due)[0].size() > 0;
    const bool reindexing = !(*due)[1].is_nil();
    if (turning) {
        const auto done = co_await refresh(tenant, file_ids((*due)[0]), at, deadline);
        if (!done) co_return std::unexpected(done.error());
    }
    if (reindexing) {
        const std::string from{(*due)[1].text()};
        const auto done = co_await reindex_some(tenant, from, at, deadline);
        if (!done) co_return std::unexpected(done.error());
    }
    co_return turning || reindexing || beginning;
}

/// Files from before statistics were kept count for nothing yet: their placements are made anew.
Task<bool> RedisStore::begin_statistics(TenantId tenant, Deadline deadline) {
    const Keys keys{tenant};
    UnitOfWork work(keys);
    work.check(keys.meta(), "statistics", "");
    work.write("HSET", keys.meta(), "statistics", 1, "reindex", "-inf");
    const auto begun = co_await run_work(work, deadline);
    if (!begun) co_return std::unexpected(begun.error());
    co_return true;
}

Task<bool> RedisStore::reindex_some(TenantId tenant,
                                    std::string from,
                                    Instant at,
                                    Deadline deadline) {
    const Keys keys{tenant};
    const auto rows = co_await client_.run(Command("ZRANGE",
                                                   keys.filed(),
                                                   from,
                                                   "+inf",
                                                   "BYSCORE",
                                                   "LIMIT",
                                                   0,
                                                   reindex_page,
                                                   "WITHSCORES"),
                                           deadline);
    if (!rows) co_return std::unexpected(rows.error());
    std::vector<FileId> ids;
    for (std::size_t n = 0; n < rows->size(); n += 2)
        if (auto id = FileId::parse((*rows)[n].text())) ids.push_back(std::move(*id));
    const bool last = ids.size() < reindex_page;
    const auto refreshed = co_await refresh(tenant, std::move(ids), at, deadline);
    if (!refreshed) co_return std::unexpected(refreshed.error());
    // A change of rules meanwhile has put the mark back to the start: then it stays there.
    UnitOfWork step(keys);
    step.check(keys.meta(), "reindex", from);
    if (last)
        step.write("HDEL", keys.meta(), "reindex");
    else
        step.write("HSET", keys.meta(), "reindex", (*rows)[rows->size() - 1].text());
    const auto moved = co_await run_work(step, deadline);
    if (!moved) co_return std::unexpected(moved.error());
    co_return true;
}

Task<bool> RedisStore::finish_reindex(TenantId tenant, Instant at, Deadline deadline) {
    const Keys keys{tenant};
    while (true) {
        const auto mark = co_await client_.run(Command("HGET", keys.meta(), "reindex"), deadline);
        if (!mark) co_return std::unexpected(mark.error());
        if (mark->is_nil()) co_return true;
        const auto done = co_await reindex_some(tenant, std::string{mark->text()}, at, deadline);
        if (!done) co_return std::unexpected(done.error());
    }
}

}  // namespace echeance::redis
