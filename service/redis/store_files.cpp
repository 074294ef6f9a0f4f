// SPDX-License-Identifier: EUPL-1.2
#include <ranges>

#include "service/redis/store.hpp"

namespace echeance::redis {

Task<StoredFile> RedisStore::find_file(TenantId tenant, FileId id, Deadline deadline) {
    const auto reply = co_await client_.run(stored::read_file(Keys{tenant}, id), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    auto found = stored::file(id, *reply);
    if (!found) co_return std::unexpected(found.error());
    if (!*found) co_return refuse(Errc::not_found, "No such file.");
    co_return std::move(**found);
}

Task<std::vector<std::optional<StoredFile>>> RedisStore::find_files(TenantId tenant,
                                                                    std::vector<FileId> ids,
                                                                    Deadline deadline) {
    co_return co_await read_files(tenant, std::move(ids), Unreadable::refused, deadline);
}

Task<std::vector<std::optional<StoredFile>>> RedisStore::read_files(TenantId tenant,
                                                                    std::vector<FileId> ids,
                                                                    Unreadable unreadable,
                                                                    Deadline deadline) {
    std::vector<std::optional<StoredFile>> files;
    if (ids.empty()) co_return files;
    const Keys keys{tenant};
    std::vector<Command> commands;
    for (const auto& id : ids) commands.push_back(stored::read_file(keys, id));
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    for (std::size_t n = 0; n < ids.size(); ++n) {
        auto found = stored::file(ids[n], (*replies)[n]);
        if (!found && unreadable == Unreadable::refused) co_return std::unexpected(found.error());
        files.push_back(found ? std::move(*found) : std::nullopt);
    }
    co_return files;
}

Task<std::vector<std::optional<StoredFile>>> RedisStore::find_by_reference(
    TenantId tenant, std::vector<Reference> references, Deadline deadline) {
    std::vector<std::optional<StoredFile>> files(references.size());
    if (references.empty()) co_return files;
    const Keys keys{tenant};
    Command command("HMGET", keys.references());
    for (const auto& reference : references) command.arg(reference.text());
    const auto reply = co_await client_.run(std::move(command), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<FileId> ids;
    std::vector<std::size_t> places;
    for (std::size_t n = 0; n < references.size(); ++n) {
        if ((*reply)[n].is_nil()) continue;
        auto id = FileId::parse((*reply)[n].text());
        if (!id) co_return refuse(Errc::unexpected, "A stored reference cannot be read.");
        ids.push_back(std::move(*id));
        places.push_back(n);
    }
    auto found = co_await find_files(tenant, std::move(ids), deadline);
    if (!found) co_return std::unexpected(found.error());
    for (std::size_t n = 0; n < places.size(); ++n) files[places[n]] = std::move((*found)[n]);
    co_return files;
}

Task<std::vector<StoredEvent>> RedisStore::history(TenantId tenant, FileId id, Deadline deadline) {
    const Keys keys{tenant};
    const auto trail = co_await client_.run(Command("HGET", keys.file(id), "h"), deadline);
    if (!trail) co_return std::unexpected(trail.error());
    if (trail->is_nil()) co_return refuse(Errc::not_found, "No such file.");
    std::vector<Command> commands;
    for (const auto part : std::views::split(trail->text(), ',')) {
        const std::string_view position{part.begin(), part.end()};
        commands.emplace_back("XRANGE", keys.events(), position, position);
    }
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    std::vector<StoredEvent> events;
    for (const auto& reply : *replies) {
        if (reply.size() != 1) co_return refuse(Errc::unexpected, "An event is missing.");
        events.push_back(stored::event(reply[0]));
    }
    co_return events;
}

Task<EventPage> RedisStore::events(TenantId tenant,
                                   std::string after,
                                   std::size_t limit,
                                   Deadline deadline) {
    const auto key = Keys{tenant}.events();
    const auto from = after.empty() ? std::string{"-"} : "(" + after;
    std::vector<Command> commands;
    commands.emplace_back("XRANGE", key, from, "+", "COUNT", limit + 1);
    commands.emplace_back("XRANGE",
                          key,
                          after.empty() ? std::string{"-"} : after,
                          after.empty() ? std::string{"-"} : after,
                          "COUNT",
                          1);
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& rows = (*replies)[0];
    if (rows.is_error()) co_return refuse_field("/query/after", "format", "Not a position.");
    // A position this store never gave, or gave before it was restored.
    if (!after.empty() && (*replies)[1].size() == 0)
        co_return refuse(Errc::cursor_expired, "The position is not known; read from the start.");
    EventPage page;
    page.more = rows.size() > limit;
    for (std::size_t n = 0; n < std::min(rows.size(), limit); ++n)
        page.events.push_back(stored::event(rows[n]));
    co_return page;
}

Task<std::vector<StoredFile>> RedisStore::worklist(TenantId tenant,
                                                   DoctorId doctor,
                                                   Deadline deadline) {
    constexpr int worklist_max = 500;
    const auto reply = co_await client_.run(
        Command("ZRANGE", Keys{tenant}.open_files(doctor), 0, worklist_max - 1), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<FileId> ids;
    for (const auto& member : reply->elements())
        if (auto id = FileId::parse(member.text())) ids.push_back(std::move(*id));
    auto found = co_await find_files(tenant, std::move(ids), deadline);
    if (!found) co_return std::unexpected(found.error());
    std::vector<StoredFile> files;
    for (auto& file : *found)
        if (file) files.push_back(std::move(*file));
    co_return files;
}

}  // namespace echeance::redis
