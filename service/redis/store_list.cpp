// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>

#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

/// Entries looked at for one page: a page may be short, its cursor says that there is more.
constexpr std::size_t examined_max = 2'000;
constexpr std::size_t chunk = 128;

/// A place in an index: pages begin strictly after it.
struct Position {
    std::int64_t score = 0;
    std::string member;
    auto operator<=>(const Position&) const = default;
};

std::string cursor_of(const Position& position) {
    return std::to_string(position.score) + "." + position.member;
}

Result<std::optional<Position>> position_of(std::string_view cursor) {
    if (cursor.empty()) return std::optional<Position>{};
    Position position;
    const auto [end, error] =
        std::from_chars(cursor.data(), cursor.data() + cursor.size(), position.score);
    const auto digits = static_cast<std::size_t>(end - cursor.data());
    if (error != std::errc{} || digits >= cursor.size() || cursor[digits] != '.' ||
        !FileId::parse(cursor.substr(digits + 1)))
        return refuse_field("/query/cursor", "format", "Not a cursor of this list.");
    position.member = cursor.substr(digits + 1);
    return position;
}

std::vector<std::string> sources(const Keys& keys, const FileFilter& filter) {
    if (filter.sort == FileSort::filed_on) return {keys.filed()};
    if (filter.state) return {keys.state(*filter.state)};
    std::vector<std::string> all;
    for (const auto state : all_file_states)
        if (filter.overdue != true || is_open(state)) all.push_back(keys.state(state));
    return all;
}

bool is_overdue(const StoredFile& stored, const Rules& rules, LegalDay today) {
    return std::ranges::any_of(stored.file.facts.requests, [&](const RightRequest& request) {
        return is_open(request) && is_open(stored.file) &&
               legal_clock(stored.file, request, rules, today).state == ClockState::breached;
    });
}

bool matches(const StoredFile& stored,
             const FileFilter& filter,
             const Rules& rules,
             LegalDay today) {
    const auto& file = stored.file;
    if (filter.state && file.state != *filter.state) return false;
    if (filter.stage && file.facts.stage != *filter.stage) return false;
    if (filter.sector && file.facts.sector != *filter.sector) return false;
    if (filter.reference && file.facts.reference != *filter.reference) return false;
    if (filter.doctor && (!file.assignment || file.assignment->doctor != *filter.doctor))
        return false;
    if (filter.doctor_away) {
        const bool is_so = is_held(file.state) && filter.away.contains(file.assignment->doctor);
        if (is_so != *filter.doctor_away) return false;
    }
    if (filter.right &&
        std::ranges::find(file.facts.requests, *filter.right, &RightRequest::right) ==
            file.facts.requests.end())
        return false;
    if (filter.due_before) {
        const auto due = due_on(file, rules, today);
        if (!due || *due >= *filter.due_before) return false;
    }
    return !filter.overdue || is_overdue(stored, rules, today) == *filter.overdue;
}

Command read_chunk(const std::string& key,
                   const FileFilter& filter,
                   const std::optional<Position>& after) {
    const bool up = filter.direction == SortDirection::ascending;
    const std::string start = after ? std::to_string(after->score) : (up ? "-inf" : "+inf");
    Command command("ZRANGE", key, start, up ? "+inf" : "-inf", "BYSCORE");
    if (!up) command.arg("REV");
    return command.arg("LIMIT").arg(0).arg(chunk).arg("WITHSCORES");
}

/// The next entries of the merged indexes after `after`, in order, at most `chunk`. `exhausted`
/// when no index has more.
struct Entries {
    std::vector<Position> positions;
    bool exhausted = true;
};
Entries merge(const std::vector<Reply>& replies,
              const FileFilter& filter,
              const std::optional<Position>& after) {
    const bool up = filter.direction == SortDirection::ascending;
    Entries entries;
    for (const auto& reply : replies) {
        if (reply.size() == 2 * chunk) entries.exhausted = false;
        for (std::size_t n = 0; n + 1 < reply.size(); n += 2) {
            Position position{reply[n + 1].as_integer().value_or(0), std::string{reply[n].text()}};
            if (!after || (up ? position > *after : position < *after))
                entries.positions.push_back(std::move(position));
        }
    }
    std::ranges::sort(entries.positions);
    if (!up) std::ranges::reverse(entries.positions);
    if (entries.positions.size() > chunk) {
        entries.positions.resize(chunk);
        entries.exhausted = false;
    }
    return entries;
}

}  // namespace

Task<FilePage> RedisStore::list_files(TenantId tenant,
                                      FileFilter filter,
                                      LegalDay today,
                                      Deadline deadline) {
    FilePage page;
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const auto& used = (*rules_now)->rules;
    auto position = position_of(filter.cursor);
    if (!position) co_return std::unexpected(position.error());
    if (filter.reference) {
        std::vector<Reference> references{*filter.reference};
        auto found = co_await find_by_reference(tenant, std::move(references), deadline);
        if (!found) co_return std::unexpected(found.error());
        if (found->front() && matches(*found->front(), filter, used, today))
            page.files.push_back(std::move(*found->front()));
        co_return page;
    }
    const auto indexes = sources(Keys{tenant}, filter);
    auto after = *position;
    for (std::size_t examined = 0; examined < examined_max;) {
        std::vector<Command> commands;
        for (const auto& key : indexes) commands.push_back(read_chunk(key, filter, after));
        const auto replies = co_await client_.run_all(std::move(commands), deadline);
        if (!replies) co_return std::unexpected(replies.error());
        const auto entries = merge(*replies, filter, after);
        std::vector<FileId> ids;
        for (const auto& entry : entries.positions)
            if (auto id = FileId::parse(entry.member)) ids.push_back(std::move(*id));
        auto files = co_await read_files(tenant, std::move(ids), filter.unreadable, deadline);
        if (!files) co_return std::unexpected(files.error());
        for (std::size_t n = 0; n < files->size(); ++n) {
            after = entries.positions[n];
            auto& file = (*files)[n];
            if (file && matches(*file, filter, used, today)) page.files.push_back(std::move(*file));
            if (page.files.size() < filter.limit) continue;
            if (n + 1 < files->size() || !entries.exhausted) page.next_cursor = cursor_of(*after);
            co_return page;
        }
        if (entries.exhausted || files->empty()) co_return page;
        examined += files->size();
    }
    page.next_cursor = cursor_of(*after);
    co_return page;
}

}  // namespace echeance::redis
