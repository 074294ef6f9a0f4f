// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "service/redis/hash_slot.hpp"
#include "service/redis/link.hpp"

namespace echeance::redis {

/// One connection to each master of a Redis Cluster. The map of slots is asked of the seeds at
/// first, then of any node, whenever a node is lost or says that a slot has moved.
///
/// `up()` once every master has been tried and at least one is connected: the tenants of a node
/// that is away are refused, the others are served.
class ClusterLink final : public Link {
public:
    /// Redis' own advice is to stay below 1,000.
    static constexpr std::size_t nodes_max = 1'024;

    ClusterLink(boost::asio::io_context& io, ClientOptions options);

    void start() override;
    void stop() override;
    std::shared_ptr<Connection> route(std::span<const Command> commands) const override;
    bool is_redirection(const Value& reply) const override;
    boost::asio::awaitable<Result<std::shared_ptr<Connection>>> follow(
        Redirection where, std::shared_ptr<Connection> from, Deadline deadline) override;

private:
    struct Node {
        enum class State : std::uint8_t { closed, opening, open };

        Address address;
        std::shared_ptr<Connection> connection;
        State state = State::closed;
        bool is_master = false;
        bool was_tried = false;
        /// A redirection named it: kept open until then, master or not.
        std::chrono::steady_clock::time_point wanted_until{};

        bool is_wanted() const;
    };
    using Index = std::uint16_t;
    static constexpr Index nobody = 0xFFFF;

    static boost::asio::awaitable<void> keep_map(std::shared_ptr<ClusterLink> self);
    static boost::asio::awaitable<void> keep_node(std::shared_ptr<ClusterLink> self,
                                                  std::shared_ptr<Node> node);
    boost::asio::awaitable<Result<void>> refresh();
    boost::asio::awaitable<Result<void>> learn_from(std::shared_ptr<Connection> connection,
                                                    std::string host);
    void adopt(const std::vector<SlotRange>& ranges);
    Index index_of(const Address& address);
    std::string host_of(const Connection& connection) const;
    void open_missing();
    void look_again();
    void reckon();

    /// Expires when the map is to be looked at again; never while all is well.
    boost::asio::steady_timer pause_;
    std::vector<std::shared_ptr<Node>> nodes_;
    /// Into `nodes_`, for each slot.
    std::array<Index, hash_slot_count> owner_;
    /// The connection to a seed while it is asked.
    std::shared_ptr<Connection> seed_;
    std::size_t turn_ = 0;
    bool is_map_old_ = true;
    bool is_settled_ = false;
    bool is_complete_ = false;
};

}  // namespace echeance::redis
