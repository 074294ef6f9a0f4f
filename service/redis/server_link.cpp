// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/server_link.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <utility>

namespace echeance::redis {

namespace asio = boost::asio;

namespace {

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

ServerLink::ServerLink(asio::io_context& io, ClientOptions options)
    : Link(io, std::move(options)), backoff_(io), sentinels_(endpoint().seeds) {}

void ServerLink::start() {
    auto self = std::static_pointer_cast<ServerLink>(shared_from_this());
    auto keeper = [self = std::move(self)] { return keep_open(self); };
    asio::co_spawn(io(), std::move(keeper), rethrow);
}

void ServerLink::stop() {
    set_stopping();
    backoff_.cancel();
    if (connection_) connection_->close("The service stops.");
}

std::shared_ptr<Connection> ServerLink::route(std::span<const Command> /*commands*/) const {
    return up() && !connection_->is_closed() ? connection_ : nullptr;
}

void ServerLink::on_not_now(const Value& reply, Connection& from) {
    // The Sentinels have made this server a replica: whatever waits on it would be refused as well.
    if (has_sentinels() && reply.is_error_code("READONLY"))
        from.close("The server is the master no longer.");
}

asio::awaitable<void> ServerLink::keep_open(std::shared_ptr<ServerLink> self) {
    auto delay = backoff_min;
    while (!self->is_stopping()) {
        const auto opened = co_await self->open();
        if (opened && !self->is_stopping()) {
            self->set_up(true);
            self->tell_up();
            co_await self->connection_->closed();
            self->set_up(false);
            if (self->is_stopping()) break;
            self->tell_lost(self->connection_->close_reason());
            delay = backoff_min;
        } else if (!opened && !self->is_stopping()) {
            self->tell_unreachable(opened.error().detail);
        }
        if (self->is_stopping()) break;
        self->backoff_.expires_after(self->jittered(delay));
        co_await self->backoff_.async_wait(use_tuple);
        delay = std::min(2 * delay, backoff_max);
    }
    self->connection_.reset();
}

asio::awaitable<Result<void>> ServerLink::open() {
    if (!has_sentinels()) co_return co_await open_server(endpoint());
    const auto master = co_await find_master();
    if (!master) co_return std::unexpected(master.error());
    const auto opened = co_await open_server(endpoint().server(*master));
    if (!opened) co_return opened;
    co_return co_await check_role();
}

asio::awaitable<Result<void>> ServerLink::open_server(Endpoint server) {
    if (is_stopping()) co_return refuse(Errc::store_unavailable, "The service stops.");
    connection_ = std::make_shared<Connection>(io());
    co_return co_await connection_->open(std::move(server), within(open_limit));
}

/// Redis' own rules for a client of Sentinels: ask one after the other, begin with the one that
/// answered last, and trust none before the server itself says that it is the master.
asio::awaitable<Result<Address>> ServerLink::find_master() {
    for (std::size_t n = 0; n < sentinels_.size() && !is_stopping(); ++n) {
        const auto limit = within(ask_limit);
        Endpoint sentinel;
        sentinel.host = sentinels_[n].host;
        sentinel.port = sentinels_[n].port;
        connection_ = std::make_shared<Connection>(io());
        const auto opened = co_await connection_->open(std::move(sentinel), limit);
        if (!opened) continue;
        const auto named = co_await connection_->ask(
            Command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", endpoint().master_name), limit);
        connection_->close("The Sentinel has been asked.");
        if (!named || named->size() != 2) continue;
        const auto port = (*named)[1].as_integer().value_or(0);
        if (port <= 0 || port > 65'535) continue;
        std::rotate(sentinels_.begin(),
                    sentinels_.begin() + static_cast<std::ptrdiff_t>(n),
                    sentinels_.begin() + static_cast<std::ptrdiff_t>(n) + 1);
        co_return Address{std::string((*named)[0].text()), static_cast<std::uint16_t>(port)};
    }
    co_return refuse(Errc::store_unavailable, "No Sentinel names the master.");
}

asio::awaitable<Result<void>> ServerLink::check_role() {
    const auto role = co_await connection_->ask(Command("ROLE"), within(ask_limit));
    if (role && (*role)[0].text() == "master") co_return Result<void>();
    connection_->close("The server is not the master.");
    co_return refuse(Errc::store_unavailable, "The Sentinels name a server that is not a master.");
}

}  // namespace echeance::redis
