// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/store.hpp"

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
    files.insert_or_assign(id, StoredFile{std::move(after), revision, placed, {}});
    return true;
}

Task<std::size_t> RedisStore::restore_files(TenantId tenant,
                                            std::span<const StoredEvent> events,
                                            Deadline deadline) {
    // A run of file events goes out as one pipeline, each write its own commit, so that the stream
    // keeps its order; a file met twice goes on from what the run made of it.
    std::vector<FileId> ids;
    std::size_t count = 0;
    for (; count < events.size() && is_file_event(events[count]); ++count)
        if (auto id = FileId::parse(events[count].subject)) ids.push_back(std::move(*id));
    auto found = co_await find_files(tenant, std::move(ids), deadline);
    if (!found) co_return std::unexpected(found.error());
    std::map<FileId, StoredFile> files;
    for (auto& file : *found)
        if (file) files.insert_or_assign(file->file.id, std::move(*file));
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    std::vector<FileCommit> commits;
    for (const auto& event : events.first(count)) {
        const auto replayed = replay_event(event, **rules_now, files, commits);
        if (!replayed) co_return std::unexpected(replayed.error());
    }
    const auto results = co_await commit(tenant, std::move(commits), deadline);
    if (!results) co_return std::unexpected(results.error());
    for (const auto& result : *results)
        if (!result) co_return std::unexpected(result.error());
    co_return count;
}

Task<bool> RedisStore::restore(TenantId tenant,
                               std::vector<StoredEvent> events,
                               Deadline deadline) {
    std::span<const StoredEvent> rest{events};
    while (!rest.empty()) {
        if (is_file_event(rest.front())) {
            const auto done = co_await restore_files(tenant, rest, deadline);
            if (!done) co_return std::unexpected(done.error());
            rest = rest.subspan(*done);
        } else {
            const auto done = co_await restore_other(tenant, rest.front(), deadline);
            if (!done) co_return std::unexpected(done.error());
            rest = rest.subspan(1);
        }
    }
    co_return true;
}

}  // namespace echeance::redis
