// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/message.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace echeance {

/// The strong entity tag of a revision: `"7"`, quotes included.
[[nodiscard]] std::string etag(Revision revision);

struct EntityTag {
    std::string_view opaque;  ///< without quotes
    bool weak = false;
};
/// A list of entity tags (RFC 9110 8.8.3), or `*`.
struct EntityTags {
    bool any = false;
    std::vector<EntityTag> tags{};
};
/// `malformed` for what is neither a list nor `*`, and beyond 32 tags.
[[nodiscard]] Result<EntityTags> entity_tags(std::string_view header);

/// The revision an `If-Match` asks for; empty for `*` (any revision). Strong comparison: a weak or
/// foreign tag never matches, hence `stale_revision`. `malformed` for several revisions: the
/// service compares with one.
[[nodiscard]] Result<std::optional<Revision>> if_match_revision(std::string_view header);
/// True when `If-None-Match` names `tag` (weak comparison) or is `*`: a GET answers 304.
[[nodiscard]] bool none_match_hits(std::string_view header, std::string_view tag);

/// Key and fingerprint of an `Idempotency-Key`, as the store keeps them: the key scoped to caller
/// and operation, the payload as a digest. `malformed` unless 1 to 128 visible ASCII characters.
struct IdempotencyScope {
    const Principal& principal;
    std::string_view operation;
    const Request& request;
};
[[nodiscard]] Result<IdempotentAnswer> idempotency_of(std::string_view header,
                                                      const IdempotencyScope& scope);
/// The call's key and fingerprint with `response` as the answer to keep; empty when the call
/// carries no `Idempotency-Key`. Goes into the store's commit, so that effect and answer are one
/// write.
[[nodiscard]] std::optional<IdempotentAnswer> with_answer(const Call& call,
                                                          const Response& response);

/// Status, content type, headers and body as one text, and back. `unexpected` for a record that is
/// not of this form.
[[nodiscard]] std::string encode_answer(const Response& response);
[[nodiscard]] Result<Response> decode_answer(std::string_view record);

}  // namespace echeance
