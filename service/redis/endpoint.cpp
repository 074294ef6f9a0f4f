// SPDX-License-Identifier: EUPL-1.2
#include <sys/un.h>

#include <charconv>
#include <optional>

#include "service/redis/connection.hpp"

namespace echeance::redis {

namespace {

constexpr std::uint16_t default_port = 6379;
constexpr std::size_t unix_path_max = sizeof(sockaddr_un::sun_path) - 1;

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.push_back(text[i]);
            continue;
        }
        unsigned int byte = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto* const end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, byte, 16);
        if (digits.size() != 2 || read.ec != std::errc() || read.ptr != end) return std::nullopt;
        decoded.push_back(static_cast<char>(byte));
        i += 2;
    }
    return decoded;
}

std::optional<std::uint16_t> parsed_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, port);
    if (text.empty() || read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
    return port;
}

Result<Endpoint> parse_unix(std::string_view path) {
    if (path.empty() || path.front() != '/')
        return refuse(Errc::invalid_input, "A Unix socket is written unix:/absolute/path.");
    if (path.size() > unix_path_max)
        return refuse(Errc::invalid_input, "The path of a Unix socket has at most 107 bytes.");
    Endpoint endpoint;
    endpoint.path = path;
    return endpoint;
}

Result<Endpoint> parse_tcp(std::string_view rest) {
    Endpoint endpoint;
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        const auto user = rest.substr(0, at);
        auto password = user.starts_with(':') ? percent_decoded(user.substr(1)) : std::nullopt;
        if (!password || password->empty())
            return refuse(Errc::invalid_input, "Credentials are written :password@.");
        endpoint.password = std::move(*password);
        rest.remove_prefix(at + 1);
    }
    if (rest.ends_with('/')) rest.remove_suffix(1);
    std::string_view port;
    if (rest.starts_with('[')) {
        const auto close = rest.find(']');
        if (close == std::string_view::npos)
            return refuse(Errc::invalid_input, "An IPv6 address ends with a bracket.");
        endpoint.host = rest.substr(1, close - 1);
        port = rest.substr(close + 1);
    } else {
        endpoint.host = rest.substr(0, rest.find(':'));
        port = rest.substr(endpoint.host.size());
    }
    if (endpoint.host.empty() || endpoint.host.find_first_of("/?# ") != std::string::npos)
        return refuse(Errc::invalid_input, "The address of Redis has no valid host.");
    endpoint.port = default_port;
    if (port.empty()) return endpoint;
    const auto number = port.starts_with(':') ? parsed_port(port.substr(1)) : std::nullopt;
    if (!number) return refuse(Errc::invalid_input, "The port of Redis is from 1 to 65535.");
    endpoint.port = *number;
    return endpoint;
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view text) {
    constexpr std::string_view unix_scheme = "unix:";
    constexpr std::string_view tcp_scheme = "redis://";
    if (text.starts_with(unix_scheme)) return parse_unix(text.substr(unix_scheme.size()));
    if (text.starts_with(tcp_scheme)) return parse_tcp(text.substr(tcp_scheme.size()));
    return refuse(Errc::invalid_input,
                  "Redis is written redis://[:password@]host[:port] or unix:/path.");
}

std::string Endpoint::to_string() const {
    if (!path.empty()) return "unix:" + path;
    const bool is_ipv6 = host.find(':') != std::string::npos;
    const auto name = is_ipv6 ? "[" + host + "]" : host;
    return "redis://" + name + ":" + std::to_string(port);
}

}  // namespace echeance::redis
