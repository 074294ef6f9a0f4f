// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/message.hpp"

namespace echeance {

// The parts of HTTP/1.1 that need no socket and no parser.

enum class Framing : std::uint8_t { length, chunked, until_close };
enum class Persistence : std::uint8_t { keep, close };

/// What a head needs beside the response itself.
struct HeadFacts {
    std::string_view date;
    std::string_view request_id;  ///< empty: none to echo
    Framing framing = Framing::length;
    Persistence persistence = Persistence::keep;
};

/// Status line and fields, ready to send. Fields with a control character are left out.
[[nodiscard]] std::string head_of(const Response& response, const HeadFacts& facts);

/// `GET` -> `Method::get`; unknown tokens are `other`.
[[nodiscard]] Method method_from(std::string_view token);

/// Path and query of any request target: `/x?y` as it is, `http://host/x` without its authority
/// (RFC 9112 §3.2.2), `*` only as it is. Empty optional for anything else.
[[nodiscard]] std::optional<std::string_view> origin_form(std::string_view target);

/// The trace id of a valid `traceparent` (W3C Trace Context, any version but ff).
[[nodiscard]] std::optional<std::string_view> trace_id_of(std::string_view traceparent);

/// A request id is echoed only when it is 1 to 128 harmless characters.
[[nodiscard]] bool is_echoable(std::string_view request_id);

[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Size line of one chunk.
[[nodiscard]] std::string chunk_head(std::size_t size);

}  // namespace echeance
