// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/client.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace echeance::redis {

namespace asio = boost::asio;

namespace {

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds up_poll{5};
constexpr int redirections_max = 6;
/// Doubled at each try: with six, 0.6 s in all.
constexpr std::chrono::milliseconds try_again_after{10};

/// Error replies that say nothing about the command: the server cannot serve it now.
constexpr std::array<std::string_view, 12> not_now = {"LOADING",
                                                      "READONLY",
                                                      "MASTERDOWN",
                                                      "OOM",
                                                      "MISCONF",
                                                      "CLUSTERDOWN",
                                                      "NOREPLICAS",
                                                      "BUSY",
                                                      "NOAUTH",
                                                      "TRYAGAIN",
                                                      "MOVED",
                                                      "ASK"};

bool is_not_now(const Reply& reply) {
    if (!reply.is_error()) return false;
    return std::ranges::any_of(not_now, [&](auto code) { return reply.is_error_code(code); });
}

std::unexpected<Error> refuse_not_now() {
    return refuse(Errc::store_unavailable, "The store cannot serve commands now.");
}

std::size_t bytes_of(std::span<const Command> commands) {
    std::size_t bytes = 0;
    for (const auto& command : commands) bytes += command.encoded_bytes();
    return bytes;
}

/// The connection for `commands`, if it takes them.
Result<std::shared_ptr<Connection>> admit(const Link& link,
                                          std::span<const Command> commands,
                                          Deadline deadline) {
    auto connection = link.route(commands);
    if (!connection) return refuse(Errc::store_unavailable, "The store is not reachable.");
    if (std::chrono::steady_clock::now() >= deadline.at)
        return refuse(Errc::deadline_exceeded, "The deadline passed before the store was asked.");
    if (!connection->admits(commands.size(), bytes_of(commands)))
        return refuse(Errc::overloaded, "Too many commands wait for the store.");
    return connection;
}

/// Times one exchange. The client may be gone when it ends.
class Watch {
public:
    using Told = std::function<void(std::string_view, std::chrono::nanoseconds)>;
    Watch(Told told, const Command& command) : told_(std::move(told)), command_(command.name()) {}
    void tell() const {
        if (told_) told_(command_, std::chrono::steady_clock::now() - sent_at_);
    }

private:
    Told told_;
    std::string_view command_;
    std::chrono::steady_clock::time_point sent_at_ = std::chrono::steady_clock::now();
};

using Replies = Result<std::vector<Reply>>;

/// Sends `commands` and waits for their replies. Not a coroutine itself, so that nothing is copied:
/// awaited where it is called, by one who holds the connection.
asio::awaitable<Replies> exchange(Connection& connection,
                                  const std::vector<Command>& commands,
                                  Deadline deadline) {
    auto start = [&connection, &commands, deadline](auto handler) {
        connection.send_all(commands, deadline, Connection::RepliesHandler(std::move(handler)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>&, void(Replies)>(start,
                                                                               asio::use_awaitable);
}

/// Which commands the cluster has turned away, and what has to be said again with them: a command
/// without a key (WAIT) is about those before it.
std::vector<std::size_t> turned_away(const Link& link,
                                     const std::vector<Command>& commands,
                                     const std::vector<Reply>& replies) {
    std::vector<std::size_t> again;
    for (std::size_t n = 0; n < replies.size(); ++n)
        if (link.is_redirection(replies[n]) || (!again.empty() && commands[n].first_key().empty()))
            again.push_back(n);
    return again;
}

/// The connection to use after `where`, which `from` has answered.
asio::awaitable<Result<std::shared_ptr<Connection>>> next_connection(
    std::shared_ptr<Link> link,
    std::shared_ptr<Connection> from,
    Redirection where,
    std::chrono::milliseconds pause,
    Deadline deadline) {
    if (where.kind != Redirection::Kind::try_again)
        co_return co_await link->follow(std::move(where), std::move(from), deadline);
    asio::steady_timer timer(link->io());
    timer.expires_after(pause);
    co_await timer.async_wait(use_tuple);
    co_return from;
}

/// Sends again what a cluster has turned away, until all is answered or the tries are used up.
asio::awaitable<Replies> follow(std::shared_ptr<Link> link,
                                std::shared_ptr<Connection> connection,
                                std::vector<Command> commands,
                                std::vector<Reply> replies,
                                Deadline deadline) {
    auto pause = try_again_after;
    for (int tries = 0; tries < redirections_max; ++tries, pause *= 2) {
        const auto again = turned_away(*link, commands, replies);
        if (again.empty()) break;
        const auto where = read_redirection(replies[again.front()]);
        if (!where) break;
        const auto next = co_await next_connection(link, connection, *where, pause, deadline);
        if (!next) co_return std::unexpected(next.error());
        connection = *next;
        const bool is_asking = where->kind == Redirection::Kind::ask;
        std::vector<Command> batch;
        for (const auto n : again) {
            if (is_asking) batch.emplace_back("ASKING");
            batch.push_back(commands[n]);
        }
        // Some may have been carried out: no other code would be true of all.
        if (std::chrono::steady_clock::now() >= deadline.at || connection->is_closed() ||
            !connection->admits(batch.size(), bytes_of(batch)))
            co_return refuse(Errc::store_unavailable, "The cluster is moving the tenant.");
        const auto count = static_cast<std::ptrdiff_t>(batch.size());
        link->count(count);
        auto answers = co_await exchange(*connection, batch, deadline);
        link->count(-count);
        if (!answers) co_return answers;
        const std::size_t step = is_asking ? 2 : 1;
        for (std::size_t n = 0; n < again.size(); ++n)
            replies[again[n]] = std::move((*answers)[n * step + step - 1]);
    }
    co_return replies;
}

}  // namespace

Client::Client(asio::io_context& io, ClientOptions options)
    : on_answered_(options.on_answered), link_(Link::make(io, std::move(options))) {}

Client::~Client() {
    link_->stop();
}

void Client::start() {
    link_->start();
}

void Client::stop() {
    link_->stop();
}

asio::awaitable<Result<Reply>> Client::run(Command command, Deadline deadline) {
    const auto link = link_;
    const auto connection = admit(*link, {&command, 1}, deadline);
    if (!connection) co_return std::unexpected(connection.error());
    auto start = [&](auto handler) {
        (*connection)->send(command, deadline, Connection::ReplyHandler(std::move(handler)));
    };
    link->count(1);
    const Watch watch{on_answered_, command};
    auto reply = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<Reply>)>(
        start, asio::use_awaitable);
    link->count(-1);
    if (reply) watch.tell();
    if (!reply || !is_not_now(*reply)) co_return reply;
    if (link->is_redirection(*reply)) {
        std::vector<Command> commands;
        commands.push_back(std::move(command));
        std::vector<Reply> first;
        first.push_back(std::move(*reply));
        auto replies =
            co_await follow(link, *connection, std::move(commands), std::move(first), deadline);
        if (!replies) co_return std::unexpected(replies.error());
        *reply = std::move(replies->front());
        if (!is_not_now(*reply)) co_return reply;
    }
    link->on_not_now(*reply, **connection);
    co_return refuse_not_now();
}

asio::awaitable<Result<std::vector<Reply>>> Client::run_all(std::vector<Command> commands,
                                                            Deadline deadline) {
    if (commands.empty()) co_return std::vector<Reply>();
    const auto link = link_;
    const auto connection = admit(*link, commands, deadline);
    if (!connection) co_return std::unexpected(connection.error());
    const auto count = static_cast<std::ptrdiff_t>(commands.size());
    link->count(count);
    const Watch watch{on_answered_, commands.front()};
    auto replies = co_await exchange(**connection, commands, deadline);
    link->count(-count);
    if (replies) watch.tell();
    if (!replies || std::ranges::none_of(*replies, is_not_now)) co_return replies;
    if (!turned_away(*link, commands, *replies).empty()) {
        replies =
            co_await follow(link, *connection, std::move(commands), std::move(*replies), deadline);
        if (!replies) co_return replies;
    }
    const auto refusal = std::ranges::find_if(*replies, is_not_now);
    if (refusal == replies->end()) co_return replies;
    link->on_not_now(*refusal, **connection);
    co_return refuse_not_now();
}

asio::awaitable<Result<Reply>> Client::run_script(ScriptCall call, Deadline deadline) {
    auto reply = co_await run(call.by_name(), deadline);
    if (!reply || !reply->is_error_code("NOSCRIPT")) co_return reply;
    co_return co_await run(call.with_source(), deadline);
}

asio::awaitable<Result<Reply>> Client::run_script(const Script& script,
                                                  std::vector<std::string> keys,
                                                  std::vector<std::string> args,
                                                  Deadline deadline) {
    ScriptCall call(script);
    for (const auto& key : keys) call.key(key);
    for (const auto& arg : args) call.arg(arg);
    return run_script(std::move(call), deadline);
}

asio::awaitable<bool> Client::wait_until_up(Deadline deadline) {
    const auto link = link_;
    asio::steady_timer timer(link->io());
    while (!link->up() && !link->is_stopping() && std::chrono::steady_clock::now() < deadline.at) {
        timer.expires_after(up_poll);
        co_await timer.async_wait(use_tuple);
    }
    co_return link->up();
}

bool Client::up() const {
    return link_->up();
}

std::uint64_t Client::reconnects() const {
    return link_->reconnects();
}

std::size_t Client::in_flight() const {
    return link_->in_flight();
}

}  // namespace echeance::redis
