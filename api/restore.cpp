// SPDX-License-Identifier: EUPL-1.2
#include "api/restore.hpp"

#include "api/answers.hpp"
#include "api/import_lines.hpp"
#include "api/json/codec.hpp"
#include "api/json/lines.hpp"

namespace echeance {
namespace {

constexpr std::size_t batch_events = 256;

/// One restoration. Lives on its handler's frame.
struct Restoration {
    Call& call;
    std::vector<StoredEvent> batch{};
    std::uint64_t restored = 0;  ///< events
    std::uint64_t files = 0;
    std::uint64_t doctors = 0;
    bool has_header = false;
    bool has_trailer = false;
};
using Line = InputLine<std::string>;

/// The lines of a piece as they are.
class TextLines final : public LineParser<std::string> {
public:
    Result<void> feed(std::string_view bytes, Lines& lines) override {
        reader_.feed(bytes, appender(lines));
        return {};
    }
    Result<void> finish(Lines& lines) override {
        reader_.finish(appender(lines));
        return {};
    }

private:
    static LineReader::OnLine appender(Lines& lines) {
        return [&lines](std::size_t line, const Result<std::string_view>& text) {
            if (!text) {
                lines.push_back({line, std::unexpected(text.error())});
            } else {
                lines.push_back({line, std::string{*text}});
            }
        };
    }
    LineReader reader_{};
};

/// Says where an export is wrong, and what it has already brought.
Error at_line(Error error, const Restoration& restoration, std::size_t line) {
    error.detail = "Line " + std::to_string(line) + ": " + error.detail +
                   " Events restored before: " + std::to_string(restoration.restored) + '.';
    for (auto& field : error.fields) field.pointer.insert(0, '/' + std::to_string(line));
    return error;
}

Task<bool> flush(Restoration& restoration) {
    if (restoration.batch.empty()) co_return true;
    auto& call = restoration.call;
    const auto count = restoration.batch.size();
    auto events = std::exchange(restoration.batch, {});
    if (call.dry_run == DryRun::no) {
        const auto written = co_await call.ports.store.restore(
            call.principal.tenant, std::move(events), call.deadline());
        if (!written) co_return std::unexpected(written.error());
    }
    restoration.restored += count;
    co_return true;
}

Result<void> check_trailer(Restoration& restoration, std::uint64_t announced) {
    restoration.has_trailer = true;
    if (announced == restoration.restored + restoration.batch.size()) return {};
    return refuse_field("/events", "wrong_count", "Events are missing from the export.");
}

/// Header, event or trailer, by its place.
Result<void> read_line(Restoration& restoration, const std::string& text) {
    if (!restoration.has_header) {
        restoration.has_header = true;
        return codec::check_export_header(text);
    }
    if (restoration.has_trailer)
        return refuse_field("", "after_trailer", "Nothing may follow the trailer.");
    if (const auto announced = codec::read_export_trailer(text))
        return check_trailer(restoration, *announced);
    auto event = codec::event(text);
    if (!event) return std::unexpected(std::move(event.error()));
    if (event->type == file_event_types.front()) ++restoration.files;
    if (event->type == "doctor.put" && event->revision == 1) ++restoration.doctors;
    restoration.batch.push_back(std::move(*event));
    return {};
}

/// All but the last event may go: that one may share its write with the next line's.
bool may_flush(const Restoration& restoration) {
    const auto& batch = restoration.batch;
    if (batch.size() <= batch_events) return false;
    const auto& last = batch[batch.size() - 1];
    const auto& before = batch[batch.size() - 2];
    return last.subject != before.subject || last.revision != before.revision;
}

Task<bool> take_lines(Restoration& restoration, std::vector<Line> lines) {
    for (const auto& line : lines) {
        const auto read = line.value ? read_line(restoration, *line.value)
                                     : Result<void>{std::unexpected(line.value.error())};
        if (!read) co_return std::unexpected(at_line(read.error(), restoration, line.line));
        if (!may_flush(restoration)) continue;
        auto held_back = std::move(restoration.batch.back());
        restoration.batch.pop_back();
        const auto flushed = co_await flush(restoration);
        restoration.batch.push_back(std::move(held_back));
        if (!flushed) co_return std::unexpected(at_line(flushed.error(), restoration, line.line));
    }
    co_return true;
}

}  // namespace

Task<Response> import_tenant(Call& call) {
    const auto empty = co_await call.ports.store.is_empty(call.principal.tenant, call.deadline());
    if (!empty) co_return std::unexpected(empty.error());
    if (!*empty) co_return refuse(Errc::state_conflict, "The tenant holds data already.");
    Restoration restoration{call};
    TextLines parser;
    ImportBody body{call.request};
    for (;;) {
        auto lines = co_await next_lines(body, parser);
        if (!lines) co_return std::unexpected(lines.error());
        if (lines->empty()) break;
        if (const auto taken = co_await take_lines(restoration, std::move(*lines)); !taken)
            co_return std::unexpected(taken.error());
    }
    if (const auto flushed = co_await flush(restoration); !flushed)
        co_return std::unexpected(flushed.error());
    if (!restoration.has_trailer)
        co_return refuse_field("",
                               "cut_off",
                               "The export has no trailer: it was cut off after " +
                                   std::to_string(restoration.restored) + " events.");
    co_return json_answer(R"({"events":)" + std::to_string(restoration.restored) + R"(,"files":)" +
                          std::to_string(restoration.files) + R"(,"doctors":)" +
                          std::to_string(restoration.doctors) + '}');
}

}  // namespace echeance
