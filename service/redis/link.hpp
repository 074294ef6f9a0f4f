// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <random>
#include <span>
#include <string_view>

#include "api/message.hpp"
#include "domain/result.hpp"
#include "service/redis/cluster_map.hpp"
#include "service/redis/command.hpp"
#include "service/redis/connection.hpp"
#include "service/redis/endpoint.hpp"
#include "service/redis/reply.hpp"

namespace echeance::redis {

/// How the connections of a `Client` change, for the log. In a Cluster `up` means that every master
/// is connected, and `lost` that one is not any more.
enum class LinkChange { up, lost, unreachable };

struct ClientOptions {
    Endpoint endpoint;
    /// Spreads the reconnections of many clients.
    std::uint32_t jitter_seed = 1;
    /// Called on the client's thread; `reason` is a fixed sentence. `unreachable` is told once for
    /// each outage, not for each try.
    std::function<void(LinkChange, std::string_view reason)> on_change{};
    /// Called on the client's thread with every answer: the command's name, of a pipeline its
    /// first, and the time since it was sent.
    std::function<void(std::string_view command, std::chrono::nanoseconds)> on_answered{};
};

/// The connections behind a `Client`: it finds the servers, opens, and opens again. One kind for
/// each topology. Used only on its io_context, by one thread; lives until its last handler has run.
class Link : public std::enable_shared_from_this<Link> {
public:
    static std::shared_ptr<Link> make(boost::asio::io_context& io, ClientOptions options);

    virtual ~Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    virtual void start() = 0;
    virtual void stop() = 0;

    /// The connection for these commands, which are all of one tenant; none while it is down.
    virtual std::shared_ptr<Connection> route(std::span<const Command> commands) const = 0;

    /// Whether `reply` says that the command belongs elsewhere.
    virtual bool is_redirection(const Value& reply) const;

    /// The connection to the node that `where` names, which `from` has answered. Waits for it until
    /// the deadline. `Errc::store_unavailable` if it cannot be reached. Not for `try_again`.
    virtual boost::asio::awaitable<Result<std::shared_ptr<Connection>>> follow(
        Redirection where, std::shared_ptr<Connection> from, Deadline deadline);

    /// Looks at a reply that says "not now": the server may have lost its role.
    virtual void on_not_now(const Value& reply, Connection& from);

    void count(std::ptrdiff_t commands) {
        in_flight_.fetch_add(static_cast<std::size_t>(commands), std::memory_order_relaxed);
    }

    boost::asio::io_context& io() { return io_; }
    bool is_stopping() const { return is_stopping_; }
    bool up() const { return up_.load(std::memory_order_relaxed); }
    std::uint64_t reconnects() const { return reconnects_.load(std::memory_order_relaxed); }
    std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

protected:
    static constexpr std::chrono::milliseconds backoff_min{20};
    static constexpr std::chrono::milliseconds backoff_max{1000};
    static constexpr std::chrono::milliseconds open_limit{2000};
    /// For one Sentinel, or one node asked for the map: another can be asked.
    static constexpr std::chrono::milliseconds ask_limit{500};

    Link(boost::asio::io_context& io, ClientOptions options);

    void set_stopping();
    void set_up(bool is_up) { up_.store(is_up, std::memory_order_relaxed); }
    /// Tells that all is connected, and counts it from the second time on.
    void tell_up();
    void tell_lost(std::string_view reason) const;
    /// Tells the first time since `tell_up`.
    void tell_unreachable(std::string_view reason);

    const Endpoint& endpoint() const { return options_.endpoint; }
    std::chrono::milliseconds jittered(std::chrono::milliseconds delay);
    static Deadline within(std::chrono::milliseconds limit);
    /// The client cannot do without its keepers: an exception in one ends the thread's run().
    static void rethrow(const std::exception_ptr& fault);

private:
    void tell(LinkChange change, std::string_view reason) const;

    boost::asio::io_context& io_;
    ClientOptions options_;
    std::minstd_rand random_;
    std::atomic<bool> up_ = false;
    std::atomic<std::uint64_t> reconnects_ = 0;
    std::atomic<std::size_t> in_flight_ = 0;
    bool is_stopping_ = false;
    bool was_up_ = false;
    bool is_outage_told_ = false;
};

}  // namespace echeance::redis
