// SPDX-License-Identifier: EUPL-1.2
#include "api/events.hpp"

#include <charconv>

#include "api/answers.hpp"
#include "api/cursor.hpp"
#include "api/json/codec.hpp"
#include "api/json/lines.hpp"

namespace echeance {
namespace {

constexpr std::size_t default_limit = 100;
constexpr std::size_t export_page = 1'000;
constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

/// What an export still needs once its call is over.
struct Export {
    Store& store;
    TenantId tenant;
    Instant at;
    Deadline deadline;
    EventPage page;  ///< the first, read before the answer began
};

/// Sends one page in pieces. False once the client is gone.
boost::asio::awaitable<bool> send_page(BodySink& sink,
                                       const EventPage& page,
                                       const TenantId& tenant) {
    std::string piece;
    for (const auto& event : page.events) {
        piece += codec::encode_event(event, tenant);
        piece += '\n';
        if (piece.size() < piece_bytes) continue;
        if (!co_await sink.write(std::exchange(piece, {}))) co_return false;
    }
    if (piece.empty()) co_return true;
    co_return co_await sink.write(std::move(piece));
}

/// A store that fails half-way ends the stream without a trailer: the reader sees that it was cut.
boost::asio::awaitable<void> send_export(std::shared_ptr<const Export> what, BodySink& sink) {
    std::uint64_t sent = 0;
    if (!co_await sink.write(codec::export_header(what->tenant, what->at) + '\n')) co_return;
    EventPage page = what->page;
    while (!page.events.empty()) {
        if (!co_await send_page(sink, page, what->tenant)) co_return;
        sent += page.events.size();
        if (!page.more) break;
        auto next_page = co_await what->store.events(
            what->tenant, page.events.back().id, export_page, what->deadline);
        if (!next_page) co_return;
        page = std::move(*next_page);
    }
    (void)co_await sink.write(codec::export_trailer(sent) + '\n');
}

/// A position in the stream, `ms-seq`.
Result<std::pair<std::uint64_t, std::uint64_t>> position_of(std::string_view id) {
    std::pair<std::uint64_t, std::uint64_t> position{};
    const char* const end = id.data() + id.size();
    const auto ms = std::from_chars(id.data(), end, position.first);
    if (ms.ec == std::errc{} && ms.ptr != end && *ms.ptr == '-') {
        const auto sequence = std::from_chars(ms.ptr + 1, end, position.second);
        if (sequence.ec == std::errc{} && sequence.ptr == end) return position;
    }
    return refuse_field("/query/after", "invalid_cursor", "Not the id of an event.");
}

/// One file's events behind a position: its history, which is short.
Task<EventPage> events_of_file(Call& call, std::string_view file, std::string_view after) {
    const auto id = FileId::parse(file);
    if (!id) co_return refuse_field("/query/file", "invalid_id", "Not a file id.");
    const auto begin = position_of(after.empty() ? "0-0" : after);
    if (!begin) co_return std::unexpected(begin.error());
    auto events = co_await call.ports.store.history(call.principal.tenant, *id, call.deadline());
    if (!events && events.error().code == Errc::not_found) co_return EventPage{};
    if (!events) co_return std::unexpected(events.error());
    std::erase_if(*events, [&](const StoredEvent& event) {
        const auto position = position_of(event.id);
        return position && *position <= *begin;
    });
    const auto limit = count_of(call, "limit", default_limit);
    const bool more = events->size() > limit;
    if (more) events->erase(events->begin() + static_cast<std::ptrdiff_t>(limit), events->end());
    co_return EventPage{std::move(*events), more};
}

Task<EventPage> events_asked(Call& call) {
    const std::string after{call.query_value("after").value_or("")};
    if (const auto file = call.query_value("file"))
        co_return co_await events_of_file(call, *file, after);
    co_return co_await call.ports.store.events(
        call.principal.tenant, after, count_of(call, "limit", default_limit), call.deadline());
}

}  // namespace

Task<Response> list_events(Call& call) {
    const auto page = co_await events_asked(call);
    if (!page) co_return std::unexpected(refused_position(page.error(), "after"));
    std::vector<std::string> items;
    items.reserve(page->events.size());
    for (const auto& event : page->events)
        items.push_back(codec::encode_event(event, call.principal.tenant));
    co_return list_answer("events", items, page->events.empty() ? "" : page->events.back().id);
}

Task<Response> export_tenant(Call& call) {
    auto first =
        co_await call.ports.store.events(call.principal.tenant, "", export_page, call.deadline());
    if (!first) co_return std::unexpected(first.error());
    auto what = std::make_shared<const Export>(
        call.ports.store, call.principal.tenant, call.now(), call.deadline(), std::move(*first));
    Response response;
    response.content_type = "application/x-ndjson";
    response.stream = [what = std::move(what)](BodySink& sink) { return send_export(what, sink); };
    co_return response;
}

}  // namespace echeance
