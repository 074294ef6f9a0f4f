// SPDX-License-Identifier: EUPL-1.2
#include "service/http_wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace echeance {

namespace {

struct Reason {
    int status;
    std::string_view phrase;
};
constexpr std::array reasons{
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{304, "Not Modified"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{406, "Not Acceptable"},
    Reason{409, "Conflict"},
    Reason{410, "Gone"},
    Reason{412, "Precondition Failed"},
    Reason{413, "Content Too Large"},
    Reason{415, "Unsupported Media Type"},
    Reason{422, "Unprocessable Content"},
    Reason{428, "Precondition Required"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{500, "Internal Server Error"},
    Reason{503, "Service Unavailable"},
};

std::string_view phrase_of(int status) {
    const auto* const found = std::ranges::find(reasons, status, &Reason::status);
    return found == reasons.end() ? std::string_view{"Status"} : found->phrase;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_plain(std::string_view text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    });
}

void append_number(std::string& text, std::size_t number, int base = 10) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
    text.append(digits.data(), end);
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
    if (!is_plain(name) || !is_plain(value)) return;
    head.append(name).append(": ").append(value).append("\r\n");
}

/// 1xx, 204 and 304 have no content, so no length of it (RFC 9110 §8.6).
bool has_content(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string head_of(const Response& response, const HeadFacts& facts) {
    std::string head;
    head.reserve(512);
    head.append("HTTP/1.1 ");
    append_number(head, static_cast<std::size_t>(response.status));
    head.append(" ").append(phrase_of(response.status)).append("\r\n");
    append_field(head, "Date", facts.date);
    if (has_content(response.status)) {
        if (!response.content_type.empty())
            append_field(head, "Content-Type", response.content_type);
        if (facts.framing == Framing::length) {
            head.append("Content-Length: ");
            append_number(head, response.body.size());
            head.append("\r\n");
        } else if (facts.framing == Framing::chunked) {
            head.append("Transfer-Encoding: chunked\r\n");
        }
    }
    for (const auto& [name, value] : response.headers) append_field(head, name, value);
    if (!facts.request_id.empty()) append_field(head, "X-Request-Id", facts.request_id);
    head.append("X-Content-Type-Options: nosniff\r\n");
    if (facts.persistence == Persistence::close) head.append("Connection: close\r\n");
    head.append("\r\n");
    return head;
}

Method method_from(std::string_view token) {
    for (const auto method : {Method::get,
                              Method::head,
                              Method::post,
                              Method::put,
                              Method::patch,
                              Method::delete_,
                              Method::options})
        if (token == to_text(method)) return method;
    return Method::other;
}

std::optional<std::string_view> origin_form(std::string_view target) {
    if (target.starts_with('/') || target == "*") return target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        const auto path = target.find('/', scheme.size());
        return path == std::string_view::npos ? std::string_view{"/"} : target.substr(path);
    }
    return std::nullopt;
}

std::optional<std::string_view> trace_id_of(std::string_view traceparent) {
    // version(2) - trace-id(32) - parent-id(16) - flags(2)
    constexpr std::size_t length = 55;
    const auto is_hex = [](std::string_view text) {
        return std::ranges::all_of(
            text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    };
    const auto is_zero = [](std::string_view text) {
        return std::ranges::all_of(text, [](char c) { return c == '0'; });
    };
    if (traceparent.size() < length || traceparent.starts_with("ff")) return std::nullopt;
    if (traceparent.size() > length &&
        (traceparent.starts_with("00") || traceparent[length] != '-'))
        return std::nullopt;
    if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-')
        return std::nullopt;
    const auto trace_id = traceparent.substr(3, 32);
    const auto parent = traceparent.substr(36, 16);
    if (!is_hex(traceparent.substr(0, 2)) || !is_hex(trace_id) || !is_hex(parent) ||
        !is_hex(traceparent.substr(53, 2)) || is_zero(trace_id) || is_zero(parent))
        return std::nullopt;
    return trace_id;
}

bool is_echoable(std::string_view request_id) {
    return !request_id.empty() && request_id.size() <= 128 &&
           std::ranges::all_of(request_id, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      std::string_view{"._:/+=@-"}.contains(c);
           });
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string chunk_head(std::size_t size) {
    std::string head;
    append_number(head, size, 16);
    head.append("\r\n");
    return head;
}

}  // namespace echeance
