// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"

namespace echeance {

enum class ImportStatus : std::uint8_t { created, unchanged, updated, rejected };
[[nodiscard]] std::string_view to_text(ImportStatus status);

/// What became of one line.
struct ImportResult {
    std::size_t line = 0;
    ImportStatus status = ImportStatus::rejected;
    std::string id{};  ///< empty when none was given
    Error problem{};   ///< of a rejected line
};

/// The answer to an import, one line for each of the input's. It is kept on disk and sent once the
/// input has been read: a client that sends everything before it reads anything does not block.
class ImportReport {
public:
    /// `call` outlives the report.
    static Result<ImportReport> begin(Call& call);
    /// `overloaded` when the disk takes no more.
    [[nodiscard]] Result<void> add(const ImportResult& result);
    [[nodiscard]] bool is_empty() const { return lines_ == 0; }
    /// Ends with the summary. An import that was cut short says there why.
    [[nodiscard]] Result<Response> close(const Error* cut_short);

private:
    ImportReport(Call& call, std::shared_ptr<Spool> spool)
        : call_(&call), spool_(std::move(spool)) {}

    Call* call_;
    std::shared_ptr<Spool> spool_;
    std::array<std::uint64_t, 4> counts_{};
    std::uint64_t lines_ = 0;
};

/// The references met in one import, as digests of 64 bits: what comes twice in one extract is
/// wrong, and no line after it may undo it. At most `references_max`, 16 MiB.
class SeenReferences {
public:
    static constexpr std::size_t references_max = std::size_t{1} << 20U;
    [[nodiscard]] bool contains(const Reference& reference) const;
    void insert(const Reference& reference);
    [[nodiscard]] bool is_full() const { return count_ >= references_max; }

private:
    void grow();
    /// Where the digest is, or would be.
    [[nodiscard]] std::size_t slot_of(std::uint64_t digest) const;

    std::vector<std::uint64_t> slots_ = std::vector<std::uint64_t>(1'024);  ///< 0: free
    std::size_t count_ = 0;
};

}  // namespace echeance
