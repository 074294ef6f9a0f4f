// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace echeance::redis {

/// How the servers behind an endpoint share the work.
enum class Topology : std::uint8_t { server, sentinel, cluster };

/// A TCP address; the host is a name, an IPv4 or an IPv6 address (without brackets).
struct Address {
    std::string host;
    std::uint16_t port = 0;

    auto operator<=>(const Address&) const = default;
    /// `host:port`, an IPv6 address in brackets.
    std::string to_string() const;
};

/// Where Redis is: one server (a Unix socket if `path` is set, else `host` and `port`), or those
/// who know where (`seeds`): the Sentinels of `master_name`, or nodes of a Cluster.
struct Endpoint {
    /// More would only make a start without any of them longer.
    static constexpr std::size_t seeds_max = 16;

    std::string path;
    std::string host;
    std::uint16_t port = 0;
    /// Of the servers that hold data; Sentinels are asked without one.
    std::string password;
    Topology topology = Topology::server;
    std::vector<Address> seeds;
    std::string master_name;

    /// Reads `unix:/path`, `redis://[:password@]host[:port]`,
    /// `redis+sentinel://[:password@]host[:port][,...]/master-name` or
    /// `redis+cluster://[:password@]host[:port][,...]` (port 6379 if absent, 26379 for a Sentinel;
    /// IPv6 in brackets; the password percent-encoded). `Errc::invalid_input` with the reason
    /// otherwise, which never repeats the text: it may hold the password.
    static Result<Endpoint> parse(std::string_view text);

    /// One server of this endpoint's, under the same password.
    Endpoint server(const Address& address) const;

    /// For logs: the address without its password.
    std::string to_string() const;
};

}  // namespace echeance::redis
