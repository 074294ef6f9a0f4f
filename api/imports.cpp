// SPDX-License-Identifier: EUPL-1.2
#include "api/imports.hpp"

#include <algorithm>

#include "api/answers.hpp"
#include "api/import_lines.hpp"
#include "api/import_plan.hpp"
#include "api/import_report.hpp"
#include "api/transitions.hpp"

namespace echeance {
namespace {

constexpr std::size_t batch_lines = 64;

/// A line on its way: `said` until it is decided, `result` from then on.
struct Entry {
    std::optional<csv::ExtractedFile> said{};
    ImportResult result{};
    [[nodiscard]] const Reference& reference() const { return said->facts.reference; }
};
using Batch = std::vector<Entry>;
using Entries = std::vector<Entry*>;

/// One import of files. Lives on its handler's frame.
struct FileImport {
    Call& call;
    ImportReport report;
    SeenReferences seen{};
    Batch batch{};
};

FileId new_file_id(Call& call) {
    const auto ms = static_cast<std::uint64_t>(call.now().time_since_epoch().count());
    return make_file_id(ms, static_cast<std::uint32_t>(call.ports.randomness.next() >> 32U));
}

void reject(Entry& entry, Error problem) {
    entry.result.status = ImportStatus::rejected;
    entry.result.problem = std::move(problem);
    entry.result.id.clear();
}

/// Decides one line against what is stored; gives the write that it takes, if any.
std::optional<FileCommit> decide_line(Call& call, Entry& entry, std::optional<StoredFile> known) {
    auto changes = import_changes(call, known, *entry.said);
    if (!changes) {
        reject(entry, std::move(changes.error()));
        return std::nullopt;
    }
    const auto id = known ? known->file.id : new_file_id(call);
    entry.result.id = id.text();
    entry.result.status = !known             ? ImportStatus::created
                          : changes->empty() ? ImportStatus::unchanged
                                             : ImportStatus::updated;
    if (changes->empty() || call.dry_run == DryRun::yes) return std::nullopt;
    return prepare(call, std::move(known), id, *changes).commit;
}

/// Writes; gives the entries that met a newer state and must be decided again. A write that failed
/// otherwise is the line's own refusal unless the store is gone, which ends the import.
Task<Entries> write_lines(Call& call, std::vector<FileCommit> commits, Entries owners) {
    Entries again;
    if (commits.empty()) co_return again;
    const auto written = co_await call.ports.store.commit(
        call.principal.tenant, std::move(commits), call.deadline());
    if (!written) co_return std::unexpected(written.error());
    std::optional<Error> gone;
    for (std::size_t i = 0; i < owners.size(); ++i) {
        const auto& one = (*written)[i];
        if (one) continue;
        reject(*owners[i], one.error());
        const auto code = one.error().code;
        if (code == Errc::stale_revision || code == Errc::already_exists)
            again.push_back(owners[i]);
        if (code == Errc::store_unavailable || code == Errc::deadline_exceeded) gone = one.error();
    }
    if (gone) co_return std::unexpected(std::move(*gone));
    co_return again;
}

/// One round over the lines still open: one reading, one write.
Task<Entries> decide_lines(Call& call, Entries open) {
    std::vector<Reference> references;
    references.reserve(open.size());
    for (const auto* entry : open) references.push_back(entry->reference());
    auto known = co_await call.ports.store.find_by_reference(
        call.principal.tenant, std::move(references), call.deadline());
    if (!known) co_return std::unexpected(known.error());
    std::vector<FileCommit> commits;
    Entries owners;
    for (std::size_t i = 0; i < open.size(); ++i) {
        auto commit = decide_line(call, *open[i], std::move((*known)[i]));
        if (!commit) continue;
        commits.push_back(std::move(*commit));
        owners.push_back(open[i]);
    }
    co_return co_await write_lines(call, std::move(commits), std::move(owners));
}

Task<bool> decide_batch(Call& call, Batch& batch) {
    Entries open;
    for (auto& entry : batch)
        if (entry.said) open.push_back(&entry);
    for (int attempt = 0; attempt < attempts_max && !open.empty(); ++attempt) {
        if (attempt > 0) {
            if (const auto fresh = co_await refresh_rules(call); !fresh)
                co_return std::unexpected(fresh.error());
        }
        auto again = co_await decide_lines(call, std::move(open));
        if (!again) co_return std::unexpected(again.error());
        open = std::move(*again);
    }
    for (auto* entry : open)
        reject(*entry, {Errc::state_conflict, "The file is changing too fast.", {}});
    co_return true;
}

/// Decides what has been gathered and reports it. When the store fails, the lines of the batch are
/// not reported: what became of them is not known.
Task<bool> flush(FileImport& import) {
    if (import.batch.empty()) co_return true;
    const auto decided = co_await decide_batch(import.call, import.batch);
    if (!decided) co_return std::unexpected(decided.error());
    for (const auto& entry : import.batch) {
        if (entry.said && entry.result.status != ImportStatus::rejected)
            import.seen.insert(entry.reference());
        if (const auto added = import.report.add(entry.result); !added)
            co_return std::unexpected(added.error());
    }
    import.batch.clear();
    co_return true;
}

Task<bool> take_line(FileImport& import, InputLine<csv::ExtractedFile> line) {
    Entry entry;
    entry.result.line = line.line;
    if (!line.value) {
        reject(entry, std::move(line.value.error()));
    } else {
        const auto& reference = line.value->facts.reference;
        const bool is_in_batch = std::ranges::any_of(import.batch, [&](const Entry& other) {
            return other.said && other.reference() == reference;
        });
        if (is_in_batch) {
            if (const auto flushed = co_await flush(import); !flushed)
                co_return std::unexpected(flushed.error());
        }
        if (import.seen.contains(reference)) {
            reject(entry,
                   refuse_field("/reference", "duplicate", "The reference comes twice.").error());
        } else {
            entry.said = std::move(*line.value);
        }
    }
    import.batch.push_back(std::move(entry));
    if (import.batch.size() >= batch_lines) co_return co_await flush(import);
    co_return true;
}

/// The whole input. An error is what cut it short.
Task<bool> import_all(FileImport& import) {
    const auto parser = file_lines(import.call);
    ImportBody body{import.call.request};
    for (;;) {
        auto lines = co_await next_lines(body, *parser);
        if (!lines) co_return std::unexpected(lines.error());
        if (lines->empty()) co_return co_await flush(import);
        for (auto& line : *lines) {
            if (import.seen.is_full())
                co_return refuse(Errc::payload_too_large, "Too many files for one import.");
            if (const auto taken = co_await take_line(import, std::move(line)); !taken)
                co_return std::unexpected(taken.error());
        }
    }
}

}  // namespace

Task<Response> import_files(Call& call) {
    auto report = ImportReport::begin(call);
    if (!report) co_return std::unexpected(report.error());
    FileImport import{call, std::move(*report)};
    const auto done = co_await import_all(import);
    if (done) co_return import.report.close(nullptr);
    if (import.report.is_empty()) co_return std::unexpected(done.error());
    co_return import.report.close(&done.error());
}

}  // namespace echeance
