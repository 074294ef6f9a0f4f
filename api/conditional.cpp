// SPDX-License-Identifier: EUPL-1.2
#include "api/conditional.hpp"

#include <algorithm>
#include <charconv>

#include "api/router.hpp"
#include "api/sha256.hpp"

namespace echeance {
namespace {

constexpr std::size_t tags_max = 32;
constexpr std::size_t key_max = 128;
constexpr std::size_t stored_headers_max = 32;
/// First field of a stored answer: the form of the rest.
constexpr std::string_view answer_format = "1";

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

Result<EntityTag> next_tag(std::string_view& text) {
    EntityTag tag;
    if (text.starts_with("W/")) {
        tag.weak = true;
        text.remove_prefix(2);
    }
    const auto end = text.starts_with('"') ? text.find('"', 1) : text.npos;
    if (end == text.npos) return refuse(Errc::malformed, "An entity tag stands in quotes.");
    tag.opaque = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return tag;
}

/// A revision as `etag` writes it: decimal, no leading zero; `0` is what a configuration section
/// has before its first PUT. 0 is a configuration's built-in version.
std::optional<Revision> revision_of(const EntityTag& tag) {
    std::uint64_t number = 0;
    const char* last = tag.opaque.data() + tag.opaque.size();
    const auto [end, fault] = std::from_chars(tag.opaque.data(), last, number);
    const bool is_padded = tag.opaque.size() > 1 && tag.opaque.starts_with('0');
    if (tag.weak || fault != std::errc{} || end != last || is_padded) return {};
    return Revision{number};
}

/// `length:text`, so that a text may hold anything.
void append_field(std::string& out, std::string_view text) {
    out += std::to_string(text.size());
    out += ':';
    out += text;
}

/// Reads what `append_field` wrote.
class FieldReader {
public:
    explicit FieldReader(std::string_view record) : rest_(record) {}

    std::string_view text() {
        std::size_t length = 0;
        const auto [end, fault] =
            std::from_chars(rest_.data(), rest_.data() + rest_.size(), length);
        const auto digits = static_cast<std::size_t>(end - rest_.data());
        if (fault != std::errc{} || digits >= rest_.size() || rest_[digits] != ':' ||
            rest_.size() - digits - 1 < length) {
            good_ = false;
            rest_ = {};
            return {};
        }
        const auto field = rest_.substr(digits + 1, length);
        rest_.remove_prefix(digits + 1 + length);
        return field;
    }
    std::size_t number(std::size_t max) {
        const auto field = text();
        std::size_t value = 0;
        const auto [end, fault] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (fault != std::errc{} || end != field.data() + field.size() || value > max)
            good_ = false;
        return good_ ? value : 0;
    }
    [[nodiscard]] bool at_good_end() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

}  // namespace

std::string etag(Revision revision) {
    return '"' + std::to_string(number(revision)) + '"';
}

Result<EntityTags> entity_tags(std::string_view header) {
    skip_blanks(header);
    EntityTags list;
    if (header.starts_with('*')) {
        header.remove_prefix(1);
        skip_blanks(header);
        if (!header.empty()) return refuse(Errc::malformed, "`*` stands alone.");
        list.any = true;
        return list;
    }
    while (!header.empty()) {
        auto tag = next_tag(header);
        if (!tag) return std::unexpected(std::move(tag.error()));
        if (list.tags.size() == tags_max) return refuse(Errc::malformed, "Too many entity tags.");
        list.tags.push_back(*tag);
        skip_blanks(header);
        if (header.empty()) break;
        if (header.front() != ',') return refuse(Errc::malformed, "Commas separate entity tags.");
        header.remove_prefix(1);
        skip_blanks(header);
    }
    if (list.tags.empty()) return refuse(Errc::malformed, "There is no entity tag.");
    return list;
}

Result<std::optional<Revision>> if_match_revision(std::string_view header) {
    const auto list = entity_tags(header);
    if (!list) return std::unexpected(list.error());
    if (list->any) return std::optional<Revision>{};
    std::optional<Revision> asked;
    for (const auto& tag : list->tags) {
        const auto revision = revision_of(tag);
        if (!revision) continue;
        if (asked && *asked != *revision)
            return refuse(Errc::malformed, "If-Match takes one revision.");
        asked = revision;
    }
    if (!asked) return refuse(Errc::stale_revision, "No revision has this entity tag.");
    return asked;
}

bool none_match_hits(std::string_view header, std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 2) return false;
    const auto opaque = tag.substr(1, tag.size() - 2);
    const auto list = entity_tags(header);
    return list && (list->any || std::ranges::any_of(list->tags, [&](const EntityTag& each) {
                        return each.opaque == opaque;
                    }));
}

Result<IdempotentAnswer> idempotency_of(std::string_view header, const IdempotencyScope& scope) {
    const bool visible = std::ranges::all_of(header, [](char c) { return c > ' ' && c <= '~'; });
    if (header.empty() || header.size() > key_max || !visible)
        return refuse(Errc::malformed, "Idempotency-Key is 1 to 128 visible ASCII characters.");
    std::string key;
    for (const std::string_view part : {std::string_view{scope.principal.tenant.text()},
                                        std::string_view{scope.principal.name},
                                        scope.operation,
                                        path_of(scope.request.target),
                                        header})
        append_field(key, part);
    std::string payload;
    append_field(payload, query_of(scope.request.target));
    payload += scope.request.body;
    return IdempotentAnswer{sha256_hex(key), sha256_hex(payload)};
}

std::optional<IdempotentAnswer> with_answer(const Call& call, const Response& response) {
    if (!call.idempotency) return std::nullopt;
    auto kept = *call.idempotency;
    kept.answer = encode_answer(response);
    return kept;
}

std::string encode_answer(const Response& response) {
    std::string out;
    out.reserve(response.body.size() + 256);
    append_field(out, answer_format);
    append_field(out, std::to_string(response.status));
    append_field(out, response.content_type);
    append_field(out, response.subject);
    append_field(out, std::to_string(response.headers.size()));
    for (const auto& [name, value] : response.headers) {
        append_field(out, name);
        append_field(out, value);
    }
    append_field(out, response.body);
    return out;
}

Result<Response> decode_answer(std::string_view record) {
    FieldReader reader{record};
    if (reader.text() != answer_format)
        return refuse(Errc::unexpected, "The stored answer is of another form.");
    Response response;
    response.status = static_cast<int>(reader.number(599));
    response.content_type = reader.text();
    response.subject = reader.text();
    const auto count = reader.number(stored_headers_max);
    for (std::size_t i = 0; i < count; ++i) {
        const auto name = reader.text();
        response.headers.emplace_back(name, reader.text());
    }
    response.body = reader.text();
    if (!reader.at_good_end() || response.status < 200)
        return refuse(Errc::unexpected, "The stored answer is not whole.");
    return response;
}

}  // namespace echeance
