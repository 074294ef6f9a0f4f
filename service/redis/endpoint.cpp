// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/endpoint.hpp"

#include <sys/un.h>

#include <charconv>
#include <optional>
#include <utility>

namespace echeance::redis {

namespace {

constexpr std::uint16_t default_port = 6379;
constexpr std::uint16_t sentinel_port = 26379;
constexpr std::size_t unix_path_max = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t master_name_max = 64;
constexpr std::string_view unix_scheme = "unix:";
constexpr std::string_view server_scheme = "redis://";
constexpr std::string_view sentinel_scheme = "redis+sentinel://";
constexpr std::string_view cluster_scheme = "redis+cluster://";

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

/// Takes `:password@` off the front of `rest`; empty if there is none.
Result<std::string> take_password(std::string_view& rest) {
    const auto at = rest.rfind('@');
    if (at == std::string_view::npos) return std::string();
    const auto user = rest.substr(0, at);
    auto password = user.starts_with(':') ? percent_decoded(user.substr(1)) : std::nullopt;
    if (!password || password->empty())
        return refuse(Errc::invalid_input, "Credentials are written :password@.");
    rest.remove_prefix(at + 1);
    return std::move(*password);
}

Result<Address> parse_address(std::string_view text, std::uint16_t port_if_absent) {
    Address address;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos)
            return refuse(Errc::invalid_input, "An IPv6 address ends with a bracket.");
        address.host = text.substr(1, close - 1);
        port = text.substr(close + 1);
    } else {
        address.host = text.substr(0, text.find(':'));
        port = text.substr(address.host.size());
    }
    if (address.host.empty() || address.host.find_first_of("/?#, ") != std::string::npos)
        return refuse(Errc::invalid_input, "The address of Redis has no valid host.");
    address.port = port_if_absent;
    if (port.empty()) return address;
    const auto number = port.starts_with(':') ? parsed_port(port.substr(1)) : std::nullopt;
    if (!number) return refuse(Errc::invalid_input, "The port of Redis is from 1 to 65535.");
    address.port = *number;
    return address;
}

Result<std::vector<Address>> parse_addresses(std::string_view text, std::uint16_t port_if_absent) {
    std::vector<Address> addresses;
    while (true) {
        const auto comma = text.find(',');
        auto address = parse_address(text.substr(0, comma), port_if_absent);
        if (!address) return std::unexpected(address.error());
        if (addresses.size() == Endpoint::seeds_max)
            return refuse(Errc::invalid_input, "At most 16 addresses of Redis are given.");
        addresses.push_back(std::move(*address));
        if (comma == std::string_view::npos) return addresses;
        text.remove_prefix(comma + 1);
    }
}

Result<Endpoint> parse_server(std::string_view rest) {
    auto password = take_password(rest);
    if (!password) return std::unexpected(password.error());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    auto address = parse_address(rest, default_port);
    if (!address) return std::unexpected(address.error());
    Endpoint endpoint;
    endpoint.password = std::move(*password);
    return endpoint.server(*address);
}

Result<Endpoint> parse_sentinel(std::string_view rest) {
    constexpr std::string_view name_letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    auto password = take_password(rest);
    if (!password) return std::unexpected(password.error());
    const auto slash = rest.find('/');
    const auto name = slash == std::string_view::npos ? "" : rest.substr(slash + 1);
    if (name.empty() || name.size() > master_name_max ||
        name.find_first_not_of(name_letters) != std::string_view::npos)
        return refuse(Errc::invalid_input, "The Sentinels are followed by /master-name.");
    auto seeds = parse_addresses(rest.substr(0, slash), sentinel_port);
    if (!seeds) return std::unexpected(seeds.error());
    Endpoint endpoint;
    endpoint.topology = Topology::sentinel;
    endpoint.password = std::move(*password);
    endpoint.seeds = std::move(*seeds);
    endpoint.master_name = name;
    return endpoint;
}

Result<Endpoint> parse_cluster(std::string_view rest) {
    auto password = take_password(rest);
    if (!password) return std::unexpected(password.error());
    if (rest.ends_with('/')) rest.remove_suffix(1);
    auto seeds = parse_addresses(rest, default_port);
    if (!seeds) return std::unexpected(seeds.error());
    Endpoint endpoint;
    endpoint.topology = Topology::cluster;
    endpoint.password = std::move(*password);
    endpoint.seeds = std::move(*seeds);
    return endpoint;
}

std::string joined(const std::vector<Address>& addresses) {
    std::string text;
    for (const auto& address : addresses) {
        if (!text.empty()) text += ',';
        text += address.to_string();
    }
    return text;
}

}  // namespace

std::string Address::to_string() const {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Endpoint> Endpoint::parse(std::string_view text) {
    using Parser = Result<Endpoint> (*)(std::string_view);
    constexpr std::pair<std::string_view, Parser> schemes[] = {{unix_scheme, parse_unix},
                                                               {server_scheme, parse_server},
                                                               {sentinel_scheme, parse_sentinel},
                                                               {cluster_scheme, parse_cluster}};
    for (const auto& [scheme, parser] : schemes)
        if (text.starts_with(scheme)) return parser(text.substr(scheme.size()));
    if (text.starts_with("rediss:") || text.starts_with("rediss+"))
        return refuse(Errc::invalid_input,
                      "Redis over TLS (rediss://) is not supported: use a private network or a "
                      "TLS tunnel, and redis://.");
    return refuse(Errc::invalid_input,
                  "Redis is written redis://[:password@]host[:port], unix:/path, "
                  "redis+sentinel://[:password@]host[:port][,...]/master-name or "
                  "redis+cluster://[:password@]host[:port][,...].");
}

Endpoint Endpoint::server(const Address& address) const {
    Endpoint endpoint;
    endpoint.host = address.host;
    endpoint.port = address.port;
    endpoint.password = password;
    return endpoint;
}

std::string Endpoint::to_string() const {
    switch (topology) {
        case Topology::server:
            break;
        case Topology::sentinel:
            return std::string(sentinel_scheme) + joined(seeds) + "/" + master_name;
        case Topology::cluster:
            return std::string(cluster_scheme) + joined(seeds);
    }
    if (!path.empty()) return std::string(unix_scheme) + path;
    return std::string(server_scheme) + Address{host, port}.to_string();
}

}  // namespace echeance::redis
