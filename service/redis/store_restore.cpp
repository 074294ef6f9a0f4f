// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/store.hpp"

#include <algorithm>

#include "api/json/codec.hpp"

namespace echeance::redis {
namespace {

bool is_file_event(const StoredEvent& event) {
    return event.type != "doctor.put" && event.type != "configuration.put";
}

Result<FileEvent> file_event(const StoredEvent& event) {
    auto id = FileId::parse(event.subject);
    if (!id) return refuse(Errc::invalid_input, "An event names no file.");
    auto change = codec::change(event.type, event.data);
    if (!change) return std::unexpected(change.error());
    return FileEvent{std::move(*id), event.at, event.actor, std::move(*change)};
}

Result<bool> first_fault(const std::vector<Result<Revision>>& results) {
    const auto fault = std::ranges::find_if(results, [](const auto& one) { return !one; });
    if (fault == results.end()) return true;
    return std::unexpected(fault->error());
}

}  // namespace

Task<bool> RedisStore::restore_other(TenantId tenant, StoredEvent event, Deadline deadline) {
    if (event.revision == 0) co_return refuse(Errc::invalid_input, "An event has no revision.");
    if (event.type == "doctor.put") {
        auto id = DoctorId::parse(event.subject);
        const auto document = codec::parse(event.data);
        if (!id || !document) co_return refuse(Errc::invalid_input, "A doctor cannot be read.");
        auto doctor = codec::doctor(*document, *id);
        if (!doctor) co_return std::unexpected(doctor.error());
        const auto put = co_await put_doctor(tenant,
                                             std::move(*doctor),
                                             Revision{event.revision - 1},
                                             event.actor,
                                             event.at,
                                             std::nullopt,
                                             deadline);
        if (!put) co_return std::unexpected(put.error());
        co_return true;
    }
    if (event.subject == Keys::learned_minutes)
        co_return co_await restore_learned_minutes(tenant, std::move(event), deadline);
    const auto put = co_await put_configuration(tenant,
                                                event.subject,
                                                event.data,
                                                static_cast<int>(event.revision) - 1,
                                                event.actor,
                                                event.at,
                                                deadline);
    if (!put) co_return std::unexpected(put.error());
    co_return true;
}

Result<bool> RedisStore::replay_event(const StoredEvent& stored_event,
                                      const TenantRules& used,
                                      std::map<FileId, StoredFile>& files,
                                      std::vector<FileCommit>& commits) const {
    auto event = file_event(stored_event);
    if (!event) return std::unexpected(event.error());
    const auto known_file = files.find(event->file);
    const bool first = std::holds_alternative<FileRegistered>(event->change);
    if (first == (known_file != files.end()))
        return refuse(Errc::invalid_input, "An event is out of order.");
    std::optional<StoredFile> before;
    if (!first) before = known_file->second;
    auto after = first ? begin_file(*event) : apply(before->file, *event);
    const Revision revision{stored_event.revision};
    const auto id = event->file;
    const auto placed =
        placement(after, used.rules, used.partition, today(used, event->at), used.salt);
    const bool same_write = !first && revision == before->revision;
    if (same_write && (commits.empty() || commits.back().after.id != id))
        return refuse(Errc::invalid_input, "An event is out of order.");
    if (!same_write && revision != (first ? Revision{1} : next(before->revision)))
        return refuse(Errc::invalid_input, "An event is missing.");
    if (same_write) {
        commits.back().after = after;
        commits.back().events.push_back(std::move(*event));
    } else {
        commits.push_back({std::move(before), after, {std::move(*event)}, placed, std::nullopt});
    }
    files.insert_or_assign(
        id, StoredFile{std::move(after), revision, placed, {}, codec::encode_placement(placed)});
    return true;
}

Task<bool> RedisStore::restore_files(TenantId tenant,
                                     std::span<const StoredEvent> events,
                                     Deadline deadline) {
    // One pipeline, each write its own commit, so that the stream keeps its order; a file met twice
    // goes on from what the run made of it.
    constexpr int attempts = 4;
    std::vector<FileId> ids;
    for (const auto& event : events)
        if (auto id = FileId::parse(event.subject)) ids.push_back(std::move(*id));
    Result<bool> outcome = true;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        auto found = co_await find_files(tenant, ids, deadline);
        if (!found) co_return std::unexpected(found.error());
        std::map<FileId, StoredFile> files;
        std::map<std::string, std::uint64_t> written;
        for (auto& file : *found) {
            if (!file) continue;
            if (attempt > 0) written[file->file.id.text()] = number(file->revision);
            files.insert_or_assign(file->file.id, std::move(*file));
        }
        const auto rules_now = co_await rules(tenant, deadline);
        if (!rules_now) co_return std::unexpected(rules_now.error());
        std::vector<FileCommit> commits;
        for (const auto& event : events) {
            if (written.contains(event.subject) && event.revision <= written[event.subject])
                continue;
            const auto replayed = replay_event(event, **rules_now, files, commits);
            if (!replayed) co_return std::unexpected(replayed.error());
        }
        const auto results = co_await commit(tenant, std::move(commits), deadline);
        if (!results) co_return std::unexpected(results.error());
        outcome = first_fault(*results);
        // The job that keeps the indexes has moved a file meanwhile: what is not written goes
        // again.
        if (outcome || outcome.error().code != Errc::stale_revision) break;
    }
    co_return outcome;
}

Task<bool> RedisStore::restore(TenantId tenant,
                               std::vector<StoredEvent> events,
                               Deadline deadline) {
    const auto marked = co_await client_.run(
        Command("SET", Keys{tenant}.restoring(), 1, "PX", restored_within.count()), deadline);
    if (!marked) co_return std::unexpected(marked.error());
    std::span<const StoredEvent> rest{events};
    while (!rest.empty()) {
        const auto run = std::ranges::find_if_not(rest, is_file_event) - rest.begin();
        if (run > 0) {
            const auto files = rest.first(static_cast<std::size_t>(run));
            const auto done = co_await restore_files(tenant, files, deadline);
            if (!done) co_return std::unexpected(done.error());
            rest = rest.subspan(files.size());
        } else {
            const auto done = co_await restore_other(tenant, rest.front(), deadline);
            if (!done) co_return std::unexpected(done.error());
            rest = rest.subspan(1);
        }
    }
    co_return true;
}

}  // namespace echeance::redis
