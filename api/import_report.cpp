// SPDX-License-Identifier: EUPL-1.2
#include "api/import_report.hpp"

#include "api/json/codec.hpp"
#include "api/problem.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 4> statuses{"created", "unchanged", "updated", "rejected"};

boost::asio::awaitable<void> send_spool(std::shared_ptr<Spool> spool, BodySink& sink) {
    (void)co_await spool->send(sink);
}

std::uint64_t digest_of(const Reference& reference) {
    return std::hash<Reference>{}(reference) | 1U;  // never 0, the free slot
}

}  // namespace

std::string_view to_text(ImportStatus status) {
    return statuses.at(static_cast<std::size_t>(status));
}

Result<ImportReport> ImportReport::begin(Call& call) {
    auto spool = call.ports.scratch.make_spool();
    if (!spool) return refuse(Errc::overloaded, "No temporary file can be made.");
    return ImportReport{call, std::move(spool)};
}

Result<void> ImportReport::add(const ImportResult& result) {
    std::string line = R"({"line":)" + std::to_string(result.line) + R"(,"status":)";
    codec::append_quoted(line, to_text(result.status));
    if (!result.id.empty()) {
        line += R"(,"id":)";
        codec::append_quoted(line, result.id);
    }
    if (result.status == ImportStatus::rejected)
        line += R"(,"problem":)" +
                problem_json(result.problem, call_->language, call_->request.trace_id);
    line += "}\n";
    ++lines_;
    ++counts_.at(static_cast<std::size_t>(result.status));
    if (!spool_->write(line)) return refuse(Errc::overloaded, "The temporary file takes no more.");
    return {};
}

Result<Response> ImportReport::close(const Error* cut_short) {
    std::string closing = R"({"summary":{)";
    for (std::size_t i = 0; i < statuses.size(); ++i) {
        if (i != 0) closing += ',';
        codec::append_quoted(closing, statuses.at(i));
        closing += ':' + std::to_string(counts_.at(i));
    }
    closing += '}';
    if (cut_short != nullptr)
        closing +=
            R"(,"problem":)" + problem_json(*cut_short, call_->language, call_->request.trace_id);
    closing += "}\n";
    if (!spool_->write(closing))
        return refuse(Errc::overloaded, "The temporary file takes no more.");
    Response response;
    response.content_type = "application/x-ndjson";
    response.stream = [spool = spool_](BodySink& sink) { return send_spool(spool, sink); };
    // What was not read of the input would be taken for the next request.
    response.close = cut_short != nullptr;
    return response;
}

bool SeenReferences::contains(const Reference& reference) const {
    return slots_[slot_of(digest_of(reference))] != 0;
}

void SeenReferences::insert(const Reference& reference) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    const auto digest = digest_of(reference);
    auto& slot = slots_[slot_of(digest)];
    if (slot == 0) ++count_;
    slot = digest;
}

void SeenReferences::grow() {
    const auto before = std::exchange(slots_, std::vector<std::uint64_t>(2 * slots_.size()));
    for (const auto digest : before)
        if (digest != 0) slots_[slot_of(digest)] = digest;
}

std::size_t SeenReferences::slot_of(std::uint64_t digest) const {
    const std::size_t mask = slots_.size() - 1;
    auto slot = static_cast<std::size_t>(digest >> 7U) & mask;
    while (slots_[slot] != 0 && slots_[slot] != digest) slot = (slot + 1) & mask;
    return slot;
}

}  // namespace echeance
