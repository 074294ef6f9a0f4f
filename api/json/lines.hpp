// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "domain/legal_day.hpp"
#include "domain/result.hpp"

// Lines of NDJSON that are no object of the contract: a doctor with their id, and the first and
// last line of an export.
namespace echeance::codec {

/// A doctor's line of an import: the text at `/id`, and the JSON without it.
struct NamedLine {
    std::string id;
    std::string rest;
};
[[nodiscard]] Result<NamedLine> take_id(std::string_view line);

/// `{"export":"echeance","format":1,"tenant":"92","at":"..."}`.
[[nodiscard]] std::string export_header(const TenantId& tenant, Instant at);
/// `{"events":N}`.
[[nodiscard]] std::string export_trailer(std::uint64_t events);
/// `invalid_input` for what is no export of a format this service reads.
[[nodiscard]] Result<void> check_export_header(std::string_view line);
/// The number of events a trailer counts; empty for a line that is no trailer.
[[nodiscard]] std::optional<std::uint64_t> read_export_trailer(std::string_view line);

}  // namespace echeance::codec
