// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.hpp"
#include "domain/result.hpp"
#include "service/redis/command.hpp"
#include "service/redis/link.hpp"
#include "service/redis/reply.hpp"
#include "service/redis/script.hpp"

namespace echeance::redis {

/// Redis behind one pipelined connection (one to each master, in a Cluster) that reopens itself
/// (after 20 ms to 1 s, with jitter). While it is down every call answers
/// `Errc::store_unavailable` at once.
///
/// Behind Sentinels the connection is always to the master they name. In a Cluster a command goes
/// to the master of its first key's slot, and follows that slot when it moves (six tries at most,
/// within the deadline).
///
/// Used only on its own thread's io_context (one client, one thread, one io_context); only the
/// counters may be read from elsewhere. Destroyed before its io_context. Calls ignore cancellation:
/// they end at their deadline at the latest (plus `Connection::deadline_tick`).
class Client {
public:
    Client(boost::asio::io_context& io, ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Begins to connect.
    void start();

    /// Ends all: calls in flight answer `Errc::store_unavailable`, and later ones at once.
    void stop();

    /// Runs one command. An error reply is a `Reply` of kind error, for the caller to judge, except
    /// those that say "not now" (LOADING, READONLY, OOM, ...). Errors:
    /// - `store_unavailable`: down, lost on the way, or the deadline passed in flight. Unless it
    /// was
    ///   down, the command may have been carried out.
    /// - `overloaded`: too many commands in flight; not carried out.
    /// - `deadline_exceeded`: the deadline had passed already; not carried out.
    boost::asio::awaitable<Result<Reply>> run(Command command, Deadline deadline);

    /// Runs several commands of one tenant in order, in one write; as many replies, in the same
    /// order. Not a transaction. One "not now" reply makes the whole `store_unavailable`. While a
    /// Cluster moves the tenant, those it turns away are sent again after the others, each with the
    /// commands without a key (WAIT) that follow it.
    boost::asio::awaitable<Result<std::vector<Reply>>> run_all(std::vector<Command> commands,
                                                               Deadline deadline);

    /// Runs a script by its SHA-1 and, if the server does not know it, once more with its source.
    boost::asio::awaitable<Result<Reply>> run_script(ScriptCall call, Deadline deadline);
    boost::asio::awaitable<Result<Reply>> run_script(const Script& script,
                                                     std::vector<std::string> keys,
                                                     std::vector<std::string> args,
                                                     Deadline deadline);

    /// True once connected; false if that does not happen before the deadline. For the start.
    boost::asio::awaitable<bool> wait_until_up(Deadline deadline);

    bool up() const;
    /// Connections made after the first one. From any thread.
    std::uint64_t reconnects() const;
    /// Commands waiting for their reply, as of the last turn. From any thread.
    std::size_t in_flight() const;

private:
    std::function<void(std::string_view command, std::chrono::nanoseconds)> on_answered_;
    std::shared_ptr<Link> link_;
};

}  // namespace echeance::redis
