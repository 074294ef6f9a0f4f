// SPDX-License-Identifier: EUPL-1.2
#include "api/json/codec.hpp"
#include "service/redis/store.hpp"

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
        const auto put = co_await put_doctor(tenant, std::move(*doctor), Revision{event.revision - 1},
                                             event.actor, event.at, std::nullopt, deadline);
        if (!put) co_return std::unexpected(put.error());
        co_return true;
    }
    const auto put =
        co_await put_configuration(tenant, event.subject, event.data,
                                   static_cast<int>(event.revision) - 1, event.actor, event.at, deadline);
    if (!put) co_return std::unexpected(put.error());
    co_return true;
}

Task<bool> RedisStore::restore(TenantId tenant, std::vector<StoredEvent> events, LegalDay today,
                               Deadline deadline) {
    std::size_t at = 0;
    while (at < events.size()) {
        if (!is_file_event(events[at])) {
            const auto done = co_await restore_other(tenant, events[at], deadline);
            if (!done) co_return std::unexpected(done.error());
            ++at;
            continue;
        }
        // A run of file events goes out as one pipeline, each event its own commit, so that the
        // stream keeps its order; a file met twice goes on from what the run made of it.
        std::vector<FileId> ids;
        std::size_t end = at;
        for (; end < events.size() && is_file_event(events[end]); ++end)
            if (auto id = FileId::parse(events[end].subject)) ids.push_back(std::move(*id));
        auto found = co_await find_files(tenant, ids, deadline);
        if (!found) co_return std::unexpected(found.error());
        std::map<FileId, StoredFile> files;
        for (auto& file : *found)
            if (file) files.insert_or_assign(file->file.id, std::move(*file));
        std::vector<FileCommit> commits;
        const auto rules_now = co_await rules(tenant, deadline);
        if (!rules_now) co_return std::unexpected(rules_now.error());
        const auto& used = **rules_now;
        for (; at < end; ++at) {
            auto event = file_event(events[at]);
            if (!event) co_return std::unexpected(event.error());
            const auto known_file = files.find(event->file);
            const bool first = std::holds_alternative<FileRegistered>(event->change);
            if (first == (known_file != files.end()))
                co_return refuse(Errc::invalid_input, "An event is out of order.");
            std::optional<StoredFile> before;
            if (!first) before = known_file->second;
            auto after = first ? begin_file(*event) : apply(before->file, *event);
            const auto revision = first ? Revision{1} : next(before->revision);
            const auto day = this->today(used, event->at);
            const auto placed =
                placement(after, used.rules, used.partition, day, used.salt);
            const auto id = event->file;
            commits.push_back({std::move(before), after, {std::move(*event)}, placed, std::nullopt});
            files.insert_or_assign(id, StoredFile{std::move(after), revision, placed, {}});
        }
        const auto results = co_await commit(tenant, std::move(commits), deadline);
        if (!results) co_return std::unexpected(results.error());
        for (const auto& result : *results)
            if (!result) co_return std::unexpected(result.error());
    }
    static_cast<void>(today);
    co_return true;
}

}  // namespace echeance::redis
