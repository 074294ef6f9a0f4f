// SPDX-License-Identifier: EUPL-1.2
#include "api/json/lines.hpp"

#include <nlohmann/json.hpp>

#include "api/json/codec.hpp"

namespace echeance::codec {
namespace {

using nlohmann::json;

constexpr std::int64_t export_format = 1;

}  // namespace

Result<NamedLine> take_id(std::string_view line) {
    auto value = parse(line);
    if (!value) return std::unexpected(value.error());
    if (!value->is_object()) return refuse_field("", "type", "Not an object.");
    const auto id = value->find("id");
    if (id == value->end() || !id->is_string())
        return refuse_field("/id", "required", "The doctor's id is missing.");
    NamedLine named{id->get<std::string>(), {}};
    value->erase(id);
    named.rest = dump(*value);
    return named;
}

std::string export_header(const TenantId& tenant, Instant at) {
    std::string line = R"({"export":"echeance","format":1,"tenant":)";
    append_quoted(line, tenant.text());
    return line + R"(,"at":")" + to_rfc3339(at) + R"("})";
}

std::string export_trailer(std::uint64_t events) {
    return R"({"events":)" + std::to_string(events) + '}';
}

Result<void> check_export_header(std::string_view line) {
    const auto value = parse(line);
    const bool is_export = value && value->is_object() && value->contains("export") &&
                           (*value)["export"].is_string() &&
                           (*value)["export"].get<std::string>() == "echeance";
    if (!is_export)
        return refuse_field("/export", "not_an_export", "Not an export of this service.");
    const auto format = value->find("format");
    if (format == value->end() || !format->is_number_integer() ||
        format->get<std::int64_t>() != export_format)
        return refuse_field("/format", "unknown_format", "This format is not read.");
    return {};
}

std::optional<std::uint64_t> read_export_trailer(std::string_view line) {
    if (!line.starts_with(R"({"events")")) return std::nullopt;
    const auto value = parse(line);
    if (!value || !value->is_object() || value->size() != 1) return std::nullopt;
    const auto& count = value->at("events");
    if (!count.is_number_unsigned()) return std::nullopt;
    return count.get<std::uint64_t>();
}

}  // namespace echeance::codec
