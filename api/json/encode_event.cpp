// SPDX-License-Identifier: EUPL-1.2
#include <nlohmann/json.hpp>
#include <utility>

#include "api/json/reader.hpp"
#include "api/json/writer.hpp"

namespace echeance::codec {
namespace {

constexpr std::string_view type_prefix = "fr.echeance.";
constexpr std::size_t event_text_max = 256;

/// Past the JSON string that begins at `at`, in a text known to be JSON.
std::size_t after_string(std::string_view text, std::size_t at) {
    for (++at; text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at + 1;
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Past the JSON value that begins at `at`.
std::size_t after_value(std::string_view text, std::size_t at) {
    int depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = after_string(text, at);
            if (depth == 0) return at;
            continue;
        }
        const bool closes = c == '}' || c == ']';
        if (depth == 0 && (closes || c == ',' || is_space(c))) return at;
        if (c == '{' || c == '[') ++depth;
        if (closes && --depth == 0) return at + 1;
        ++at;
    }
    return at;
}

/// The `data` of an event exactly as it was written: parsing and dumping would reorder its members,
/// and a restored history is to be the old one to the byte. Precondition: `text` is a JSON object.
std::string_view data_of(std::string_view text) {
    const auto skip = [&](std::size_t at) {
        while (is_space(text[at]) || text[at] == ',' || text[at] == ':') ++at;
        return at;
    };
    std::size_t at = text.find('{') + 1;
    for (at = skip(at); text[at] == '"';) {
        const auto name_end = after_string(text, at);
        const auto name = text.substr(at, name_end - at);
        const auto value = skip(name_end);
        const auto value_end = after_value(text, value);
        if (name == "\"data\"") return text.substr(value, value_end - value);
        at = skip(value_end);
    }
    return {};
}

/// A member that this service wrote, not a person.
std::string own_text(Reader& reader, const nlohmann::json& document, std::string_view name) {
    if (reader.find(name, Presence::required) == nullptr) return {};
    std::string text = text_or(&document, name, "");
    if (text.empty() || text.size() > event_text_max) {
        reader.faults().add(reader.at(name), text.empty() ? "wrong_kind" : "too_long");
        text.clear();
    }
    return text;
}

}  // namespace

std::string encode_event(const StoredEvent& event, const TenantId& tenant) {
    std::string out;
    out.reserve(320 + event.data.size());
    ObjectWriter object(out);
    object.word("specversion", "1.0");
    object.word("id", event.id);
    object.begin("source").append("\"/tenants/").append(tenant.text()) += '"';
    object.begin("type").append("\"").append(type_prefix).append(event.type) += '"';
    object.text("subject", event.subject);
    object.word("time", to_rfc3339(event.at));
    object.word("datacontenttype", "application/json");
    object.text("actor", event.actor);
    object.number("revision", event.revision);
    object.begin("data") += event.data;
    object.close();
    return out;
}

Result<StoredEvent> event(std::string_view line) {
    const auto document = parse(line);
    if (!document) return std::unexpected(document.error());
    Faults faults;
    Reader reader(*document, "", faults);
    StoredEvent result;
    // Ids are not text that a person wrote: a long row of digits in one is no NIR.
    result.id = own_text(reader, *document, "id");
    if (result.id.find_first_not_of("0123456789-") != std::string::npos) {
        faults.add("/id", "invalid_id");
    }
    result.subject = own_text(reader, *document, "subject");
    result.type = own_text(reader, *document, "type");
    if (!result.type.starts_with(type_prefix)) {
        faults.add("/type", "unknown_code");
    } else {
        result.type.erase(0, type_prefix.size());
    }
    result.actor = reader.text("actor", event_text_max, Presence::required).value_or("");
    const auto at = parse_rfc3339(own_text(reader, *document, "time"));
    if (!at) faults.add("/time", "impossible_date");
    const auto revision = integer_or(&*document, "revision", -1);
    if (revision < 0) faults.add("/revision", "out_of_range");
    if (const auto* data = reader.find("data", Presence::required)) {
        if (data->is_object()) result.data = data_of(line);
        if (!data->is_object()) faults.add("/data", "wrong_kind");
    }
    if (!faults.empty()) return std::move(faults).refusal();
    result.at = *at;
    result.revision = static_cast<std::uint64_t>(revision);
    return result;
}

}  // namespace echeance::codec
