// SPDX-License-Identifier: EUPL-1.2
#include "api/router.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

namespace echeance {
namespace {

std::optional<unsigned> hexadecimal(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10U;
    return std::nullopt;
}

/// Length of the UTF-8 sequence that begins here, 0 for none: no overlong form, no surrogate.
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80U                     ? 1
                               : lead >= 0xC2U && lead < 0xE0U  ? 2
                               : lead >= 0xE0U && lead < 0xF0U  ? 3
                               : lead >= 0xF0U && lead <= 0xF4U ? 4
                                                                : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return 0;
    }
    const bool bad_second =
        (lead == 0xE0U && byte(1) < 0xA0U) || (lead == 0xEDU && byte(1) > 0x9FU) ||
        (lead == 0xF0U && byte(1) < 0x90U) || (lead == 0xF4U && byte(1) > 0x8FU);
    return bad_second ? 0 : length;
}

bool is_clean_text(std::string_view text) {
    while (!text.empty()) {
        const auto lead = static_cast<unsigned char>(text.front());
        const auto length = sequence_length(text);
        if (length == 0 || lead < 0x20U || lead == 0x7FU) return false;
        text.remove_prefix(length);
    }
    return true;
}

/// The next segment of a path that begins with `/`; what is left begins with `/` or is empty.
std::string_view next_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(end);
    return segment;
}

template <class Edges>
auto edge_at(Edges& edges, std::string_view text) {
    return std::ranges::lower_bound(
        edges, text, {}, [](const auto& edge) -> std::string_view { return edge.first; });
}

template <class Edges>
std::optional<std::uint32_t> target_of(const Edges& edges, std::string_view text) {
    const auto edge = edge_at(edges, text);
    if (edge == edges.end() || edge->first != text) return std::nullopt;
    return edge->second;
}

}  // namespace

std::string_view path_of(std::string_view target) {
    if (!target.empty() && target.front() != '/') {
        // Absolute form, as to a proxy (RFC 9112 3.2.2).
        const auto authority = target.find("://");
        if (authority == target.npos) return {};
        target.remove_prefix(std::min(target.find_first_of("/?", authority + 3), target.size()));
        if (target.empty() || target.front() != '/') return "/";
    }
    return target.substr(0, target.find_first_of("?#"));
}

std::string_view query_of(std::string_view target) {
    const auto mark = target.find('?');
    if (mark == target.npos) return {};
    target.remove_prefix(mark + 1);
    return target.substr(0, target.find('#'));
}

bool percent_decode(std::string_view text, std::string& out) {
    const auto start = out.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return false;
        const auto high = hexadecimal(text[i + 1]);
        const auto low = hexadecimal(text[i + 2]);
        if (!high || !low) return false;
        out += static_cast<char>((*high << 4U) | *low);
        i += 2;
    }
    return is_clean_text(std::string_view{out}.substr(start));
}

Router::Router(const Contract& contract) {
    nodes_.emplace_back();
    for (const auto& operation : contract.operations()) add(operation);
    constexpr std::array order{Method::get,
                               Method::head,
                               Method::post,
                               Method::put,
                               Method::patch,
                               Method::delete_,
                               Method::options};
    for (auto& endpoint : endpoints_) {
        auto& by_method = endpoint.by_method;
        by_method[static_cast<std::size_t>(Method::head)] =
            by_method[static_cast<std::size_t>(Method::get)];
        for (const Method method : order) {
            if (by_method[static_cast<std::size_t>(method)] == nullptr && method != Method::options)
                continue;
            if (!endpoint.allow.empty()) endpoint.allow += ", ";
            endpoint.allow += to_text(method);
        }
    }
}

void Router::add(const Operation& operation) {
    Endpoint endpoint;
    std::uint32_t node = 0;
    std::string_view path = operation.path;
    if (path == "/") path = {};
    while (!path.empty()) node = child(node, next_segment(path), endpoint);
    if (nodes_[node].endpoint == none) {
        nodes_[node].endpoint = static_cast<std::uint32_t>(endpoints_.size());
        endpoints_.push_back(std::move(endpoint));
    }
    auto& by_method = endpoints_[nodes_[node].endpoint].by_method;
    by_method[static_cast<std::size_t>(operation.method)] = &operation;
}

/// The node behind a segment of a template, made when it is new.
std::uint32_t Router::child(std::uint32_t node, std::string_view segment, Endpoint& endpoint) {
    const bool is_parameter = segment.starts_with('{');
    auto& edges = is_parameter ? nodes_[node].verbs : nodes_[node].texts;
    if (is_parameter) {
        const auto end = std::min(segment.find('}'), segment.size() - 1);
        endpoint.names.push_back(segment.substr(1, end - 1));
        segment.remove_prefix(end + 1);
    }
    const auto edge = edge_at(edges, segment);
    if (edge != edges.end() && edge->first == segment) return edge->second;
    const auto fresh = static_cast<std::uint32_t>(nodes_.size());
    edges.emplace(edge, std::string{segment}, fresh);
    nodes_.emplace_back();
    return fresh;
}

std::uint32_t Router::step(std::uint32_t node,
                           std::string_view segment,
                           std::vector<std::string>& values) const {
    if (const auto text = target_of(nodes_[node].texts, segment)) return *text;
    if (segment.empty()) return none;
    const auto colon = segment.rfind(':');
    if (colon != segment.npos && colon != 0) {
        if (const auto verb = target_of(nodes_[node].verbs, segment.substr(colon))) {
            values.emplace_back(segment.substr(0, colon));
            return *verb;
        }
    }
    const auto plain = target_of(nodes_[node].verbs, "");
    if (!plain) return none;
    values.emplace_back(segment);
    return *plain;
}

Route Router::find(Method method, std::string_view target) const {
    std::string_view path = path_of(target);
    if (path.empty()) return {};
    if (path == "/") path = {};
    std::uint32_t node = 0;
    std::vector<std::string> values;
    std::string decoded;
    while (!path.empty()) {
        std::string_view segment = next_segment(path);
        if (segment.find('%') != segment.npos) {
            decoded.clear();
            if (!percent_decode(segment, decoded)) return {.kind = Route::Kind::malformed};
            segment = decoded;
        }
        node = step(node, segment, values);
        if (node == none) return {};
    }
    if (nodes_[node].endpoint == none) return {};
    return at_endpoint(endpoints_[nodes_[node].endpoint], method, std::move(values));
}

Route Router::at_endpoint(const Endpoint& endpoint,
                          Method method,
                          std::vector<std::string> values) const {
    Route route{.kind = Route::Kind::method_not_allowed, .allow = endpoint.allow};
    const auto index = static_cast<std::size_t>(method);
    const Operation* operation = index < method_count ? endpoint.by_method[index] : nullptr;
    if (operation == nullptr) {
        if (method == Method::options) route.kind = Route::Kind::options;
        return route;
    }
    route.kind = Route::Kind::found;
    route.operation = operation;
    assert(values.size() == endpoint.names.size());
    route.path.reserve(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        route.path.emplace_back(endpoint.names[i], std::move(values[i]));
    return route;
}

}  // namespace echeance
