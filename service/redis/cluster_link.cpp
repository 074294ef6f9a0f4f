// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/cluster_link.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>
#include <utility>

namespace echeance::redis {

namespace asio = boost::asio;

namespace {

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds node_poll{5};
/// Moving a slot takes minutes at most; until it is over the new node has no slot of its own.
constexpr std::chrono::minutes wanted_for{5};

/// The slot of the commands, which are all of one tenant; nothing if none has a key.
std::optional<std::uint16_t> slot_of(std::span<const Command> commands) {
    const auto has_key = [](const Command& command) { return !command.first_key().empty(); };
    const auto first = std::ranges::find_if(commands, has_key);
    if (first == commands.end()) return std::nullopt;
    const auto slot = hash_slot(first->first_key());
    assert(std::all_of(first, commands.end(), [&](const Command& command) {
        return !has_key(command) || hash_slot(command.first_key()) == slot;
    }));
    return slot;
}

}  // namespace

bool ClusterLink::Node::is_wanted() const {
    return is_master || std::chrono::steady_clock::now() < wanted_until;
}

ClusterLink::ClusterLink(asio::io_context& io, ClientOptions options)
    : Link(io, std::move(options)), pause_(io) {
    owner_.fill(nobody);
}

void ClusterLink::start() {
    auto self = std::static_pointer_cast<ClusterLink>(shared_from_this());
    auto keeper = [self = std::move(self)] { return keep_map(self); };
    asio::co_spawn(io(), std::move(keeper), rethrow);
}

void ClusterLink::stop() {
    set_stopping();
    pause_.cancel();
    if (seed_) seed_->close("The service stops.");
    for (const auto& node : nodes_)
        if (node->connection) node->connection->close("The service stops.");
}

std::shared_ptr<Connection> ClusterLink::route(std::span<const Command> commands) const {
    const auto is_open = [](const std::shared_ptr<Node>& node) {
        return node->state == Node::State::open && !node->connection->is_closed();
    };
    const auto slot = slot_of(commands);
    if (!slot) {
        const auto any = std::ranges::find_if(nodes_, is_open);
        return any == nodes_.end() ? nullptr : (*any)->connection;
    }
    const auto index = owner_[*slot];
    return index != nobody && is_open(nodes_[index]) ? nodes_[index]->connection : nullptr;
}

bool ClusterLink::is_redirection(const Value& reply) const {
    return read_redirection(reply).has_value();
}

asio::awaitable<Result<std::shared_ptr<Connection>>> ClusterLink::follow(
    Redirection where, std::shared_ptr<Connection> from, Deadline deadline) {
    const auto self = shared_from_this();
    if (where.target.host.empty()) where.target.host = host_of(*from);
    const auto index = index_of(where.target);
    if (index == nobody) co_return refuse(Errc::store_unavailable, "The cluster is too large.");
    const auto node = nodes_[index];
    node->wanted_until = std::chrono::steady_clock::now() + wanted_for;
    if (where.kind == Redirection::Kind::moved) {
        owner_[where.slot] = index;
        look_again();
    }
    open_missing();
    asio::steady_timer timer(io());
    while (node->state == Node::State::opening && !is_stopping() &&
           std::chrono::steady_clock::now() < deadline.at) {
        timer.expires_after(node_poll);
        co_await timer.async_wait(use_tuple);
    }
    if (node->state != Node::State::open)
        co_return refuse(Errc::store_unavailable, "The node that has the key is not reachable.");
    co_return node->connection;
}

asio::awaitable<void> ClusterLink::keep_map(std::shared_ptr<ClusterLink> self) {
    auto delay = backoff_min;
    while (!self->is_stopping()) {
        if (self->is_map_old_) {
            self->is_map_old_ = false;
            const auto learned = co_await self->refresh();
            if (self->is_stopping()) break;
            if (!learned) {
                self->is_map_old_ = true;
                self->tell_unreachable(learned.error().detail);
            }
        }
        self->open_missing();
        self->is_settled_ = !self->is_map_old_ && self->is_complete_;
        if (self->is_settled_) {
            delay = backoff_min;
            self->pause_.expires_at(std::chrono::steady_clock::time_point::max());
        } else {
            self->pause_.expires_after(self->jittered(delay));
            delay = std::min(2 * delay, backoff_max);
        }
        co_await self->pause_.async_wait(use_tuple);
        self->is_settled_ = false;
    }
}

asio::awaitable<void> ClusterLink::keep_node(std::shared_ptr<ClusterLink> self,
                                             std::shared_ptr<Node> node) {
    if (self->is_stopping()) co_return;
    const auto connection = std::make_shared<Connection>(self->io());
    node->connection = connection;
    const auto server = self->endpoint().server(node->address);
    const auto opened = co_await connection->open(server, within(open_limit));
    node->was_tried = true;
    if (opened && !self->is_stopping()) {
        node->state = Node::State::open;
        self->reckon();
        co_await connection->closed();
        if (!self->is_stopping() && node->is_master) self->tell_lost(connection->close_reason());
    } else if (!self->is_stopping() && node->is_master) {
        self->tell_unreachable(opened.error().detail);
    } else {
        node->wanted_until = {};  // or it would be tried again at once, for ever
    }
    node->state = Node::State::closed;
    self->reckon();
    // It may have a successor. Without one it is tried again at the keeper's pace.
    self->look_again();
}

/// Another node each time: one that is cut off from the others knows an old map only.
asio::awaitable<Result<void>> ClusterLink::refresh() {
    std::vector<std::shared_ptr<Node>> open;
    for (const auto& node : nodes_)
        if (node->state == Node::State::open) open.push_back(node);
    for (std::size_t n = 0; n < open.size() && !is_stopping(); ++n) {
        const auto node = open[++turn_ % open.size()];
        const auto learned = co_await learn_from(node->connection, node->address.host);
        if (learned) co_return learned;
    }
    Result<void> learned = refuse(Errc::store_unavailable, "No node of the cluster answers.");
    for (const auto& address : endpoint().seeds) {
        if (is_stopping()) break;
        seed_ = std::make_shared<Connection>(io());
        learned = co_await seed_->open(endpoint().server(address), within(ask_limit));
        if (learned) learned = co_await learn_from(seed_, address.host);
        seed_->close("The node has been asked.");
        if (learned) break;
    }
    seed_.reset();
    co_return learned;
}

asio::awaitable<Result<void>> ClusterLink::learn_from(std::shared_ptr<Connection> connection,
                                                      std::string host) {
    const auto reply = co_await connection->ask(Command("CLUSTER", "SLOTS"), within(ask_limit));
    if (!reply) co_return std::unexpected(reply.error());
    const auto ranges = read_cluster_slots(*reply, host);
    if (ranges.empty())
        co_return refuse(Errc::store_unavailable, "The server is not a node of a cluster.");
    adopt(ranges);
    co_return Result<void>();
}

void ClusterLink::adopt(const std::vector<SlotRange>& ranges) {
    owner_.fill(nobody);
    std::erase_if(nodes_, [](const std::shared_ptr<Node>& node) {
        return node->state == Node::State::closed && !node->is_wanted();
    });
    for (const auto& node : nodes_) node->is_master = false;
    for (const auto& range : ranges) {
        const auto index = index_of(range.master);
        if (index == nobody) continue;
        nodes_[index]->is_master = true;
        std::fill(owner_.begin() + range.first, owner_.begin() + range.last + 1, index);
    }
    for (const auto& node : nodes_)
        if (node->state == Node::State::open && !node->is_wanted() &&
            node->connection->in_flight() == 0)
            node->connection->close("The node has no slots any more.");
    reckon();
}

/// Where in `nodes_` the node is, put there if need be; `nobody` if there are too many.
ClusterLink::Index ClusterLink::index_of(const Address& address) {
    const auto found = std::ranges::find_if(
        nodes_, [&](const std::shared_ptr<Node>& node) { return node->address == address; });
    if (found != nodes_.end()) return static_cast<Index>(found - nodes_.begin());
    if (nodes_.size() == nodes_max) return nobody;
    auto node = std::make_shared<Node>();
    node->address = address;
    nodes_.push_back(std::move(node));
    return static_cast<Index>(nodes_.size() - 1);
}

std::string ClusterLink::host_of(const Connection& connection) const {
    const auto found = std::ranges::find_if(nodes_, [&](const std::shared_ptr<Node>& node) {
        return node->connection.get() == &connection;
    });
    return found == nodes_.end() ? std::string() : (*found)->address.host;
}

void ClusterLink::open_missing() {
    for (const auto& node : nodes_) {
        if (node->state != Node::State::closed || !node->is_wanted() || is_stopping()) continue;
        node->state = Node::State::opening;
        auto self = std::static_pointer_cast<ClusterLink>(shared_from_this());
        auto keeper = [self = std::move(self), node] { return keep_node(self, node); };
        asio::co_spawn(io(), std::move(keeper), rethrow);
    }
}

/// The map may be old. Wakes the keeper when it sleeps for good; else it is about to look anyway.
void ClusterLink::look_again() {
    is_map_old_ = true;
    if (std::exchange(is_settled_, false)) pause_.cancel();
}

void ClusterLink::reckon() {
    const auto is_master = [](const std::shared_ptr<Node>& node) { return node->is_master; };
    const auto is_open = [](const std::shared_ptr<Node>& node) {
        return node->state == Node::State::open;
    };
    const auto is_missing = [&](const auto& node) { return is_master(node) && !is_open(node); };
    const auto is_untried = [&](const auto& node) { return is_master(node) && !node->was_tried; };
    const bool is_any_open = std::ranges::any_of(
        nodes_, [&](const auto& node) { return is_master(node) && is_open(node); });
    set_up(!is_stopping() && is_any_open && (up() || std::ranges::none_of(nodes_, is_untried)));
    const bool was_complete =
        std::exchange(is_complete_, is_any_open && std::ranges::none_of(nodes_, is_missing));
    if (is_complete_ && !was_complete && !is_stopping()) tell_up();
}

}  // namespace echeance::redis
