// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <vector>

#include "service/redis/link.hpp"

namespace echeance::redis {

/// One connection to one server: the one of the endpoint, or the master its Sentinels name, asked
/// again each time the connection has to be opened again.
class ServerLink final : public Link {
public:
    ServerLink(boost::asio::io_context& io, ClientOptions options);

    void start() override;
    void stop() override;
    std::shared_ptr<Connection> route(std::span<const Command> commands) const override;
    void on_not_now(const Value& reply, Connection& from) override;

private:
    static boost::asio::awaitable<void> keep_open(std::shared_ptr<ServerLink> self);
    boost::asio::awaitable<Result<void>> open();
    boost::asio::awaitable<Result<void>> open_server(Endpoint server);
    boost::asio::awaitable<Result<Address>> find_master();
    boost::asio::awaitable<Result<void>> check_role();
    bool has_sentinels() const { return endpoint().topology == Topology::sentinel; }

    boost::asio::steady_timer backoff_;
    /// The Sentinel that answered last comes first.
    std::vector<Address> sentinels_;
    /// The open one, or the one that is being opened (to a Sentinel or to the server).
    std::shared_ptr<Connection> connection_;
};

}  // namespace echeance::redis
