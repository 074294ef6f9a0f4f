// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <random>
#include <utility>

namespace echeance::redis {

namespace asio = boost::asio;

namespace {

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds backoff_min{20};
constexpr std::chrono::milliseconds backoff_max{1000};
constexpr std::chrono::seconds open_limit{2};
constexpr std::chrono::milliseconds up_poll{5};

/// Error replies that say nothing about the command: the server cannot serve it now.
constexpr std::array<std::string_view, 10> not_now = {"LOADING",
                                                      "READONLY",
                                                      "MASTERDOWN",
                                                      "OOM",
                                                      "MISCONF",
                                                      "CLUSTERDOWN",
                                                      "NOREPLICAS",
                                                      "BUSY",
                                                      "NOAUTH",
                                                      "TRYAGAIN"};

bool is_not_now(const Reply& reply) {
    if (!reply.is_error()) return false;
    return std::ranges::any_of(not_now, [&](auto code) { return reply.is_error_code(code); });
}

std::unexpected<Error> refuse_not_now() {
    return refuse(Errc::store_unavailable, "The store cannot serve commands now.");
}

/// The client cannot do without its keeper: an exception in it ends the thread's run().
void rethrow(const std::exception_ptr& fault) {
    if (fault) std::rethrow_exception(fault);
}

}  // namespace

/// What outlives the `Client` until its last handler has run.
class Client::Core : public std::enable_shared_from_this<Core> {
public:
    Core(asio::io_context& io, ClientOptions options)
        : io_(io), options_(std::move(options)), backoff_(io), random_(options_.jitter_seed) {}

    void start() {
        auto keeper = [self = shared_from_this()] { return keep_open(self); };
        asio::co_spawn(io_, std::move(keeper), rethrow);
    }

    void stop() {
        is_stopping_ = true;
        up_.store(false, std::memory_order_relaxed);
        backoff_.cancel();
        if (connection_) connection_->close("The service stops.");
    }

    /// The open connection, if it takes `commands` more.
    Result<std::shared_ptr<Connection>> admit(std::size_t commands,
                                              std::size_t bytes,
                                              Deadline deadline) const {
        if (!up() || connection_->is_closed())
            return refuse(Errc::store_unavailable, "The store is not reachable.");
        if (std::chrono::steady_clock::now() >= deadline.at)
            return refuse(Errc::deadline_exceeded,
                          "The deadline passed before the store was asked.");
        if (!connection_->admits(commands, bytes))
            return refuse(Errc::overloaded, "Too many commands wait for the store.");
        return connection_;
    }

    void count(std::ptrdiff_t commands) {
        in_flight_.fetch_add(static_cast<std::size_t>(commands), std::memory_order_relaxed);
    }

    asio::io_context& io() { return io_; }
    bool is_stopping() const { return is_stopping_; }
    bool up() const { return up_.load(std::memory_order_relaxed); }
    std::uint64_t reconnects() const { return reconnects_.load(std::memory_order_relaxed); }
    std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

private:
    static asio::awaitable<void> keep_open(std::shared_ptr<Core> self) {
        auto delay = backoff_min;
        while (!self->is_stopping_) {
            self->connection_ = std::make_shared<Connection>(self->io_);
            const auto limit = Deadline{std::chrono::steady_clock::now() + open_limit};
            const auto opened = co_await self->connection_->open(self->options_.endpoint, limit);
            if (opened && !self->is_stopping_) {
                self->on_up();
                co_await self->connection_->closed();
                self->up_.store(false, std::memory_order_relaxed);
                if (self->is_stopping_) break;
                self->tell(LinkChange::lost, self->connection_->close_reason());
                delay = backoff_min;
            } else if (!opened && !std::exchange(self->is_outage_told_, true)) {
                self->tell(LinkChange::unreachable, opened.error().detail);
            }
            if (self->is_stopping_) break;
            self->backoff_.expires_after(self->jittered(delay));
            co_await self->backoff_.async_wait(use_tuple);
            delay = std::min(2 * delay, backoff_max);
        }
        self->connection_.reset();
    }

    void on_up() {
        if (was_up_) reconnects_.fetch_add(1, std::memory_order_relaxed);
        was_up_ = true;
        is_outage_told_ = false;
        up_.store(true, std::memory_order_relaxed);
        tell(LinkChange::up, "The store answers.");
    }

    void tell(LinkChange change, std::string_view reason) const {
        if (options_.on_change) options_.on_change(change, reason);
    }

    std::chrono::milliseconds jittered(std::chrono::milliseconds delay) {
        std::uniform_int_distribution<std::int64_t> spread(delay.count() / 2, delay.count());
        return std::chrono::milliseconds(spread(random_));
    }

    asio::io_context& io_;
    ClientOptions options_;
    asio::steady_timer backoff_;
    std::minstd_rand random_;
    std::shared_ptr<Connection> connection_;
    std::atomic<bool> up_ = false;
    std::atomic<std::uint64_t> reconnects_ = 0;
    std::atomic<std::size_t> in_flight_ = 0;
    bool is_stopping_ = false;
    bool was_up_ = false;
    bool is_outage_told_ = false;
};

Client::Client(asio::io_context& io, ClientOptions options)
    : core_(std::make_shared<Core>(io, std::move(options))) {}

Client::~Client() {
    core_->stop();
}

void Client::start() {
    core_->start();
}

void Client::stop() {
    core_->stop();
}

asio::awaitable<Result<Reply>> Client::run(Command command, Deadline deadline) {
    const auto core = core_;
    const auto connection = core->admit(1, command.encoded_bytes(), deadline);
    if (!connection) co_return std::unexpected(connection.error());
    auto start = [&](auto handler) {
        (*connection)->send(command, deadline, Connection::ReplyHandler(std::move(handler)));
    };
    core->count(1);
    auto reply = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Result<Reply>)>(
        start, asio::use_awaitable);
    core->count(-1);
    if (reply && is_not_now(*reply)) co_return refuse_not_now();
    co_return reply;
}

asio::awaitable<Result<std::vector<Reply>>> Client::run_all(std::vector<Command> commands,
                                                            Deadline deadline) {
    if (commands.empty()) co_return std::vector<Reply>();
    std::size_t bytes = 0;
    for (const auto& command : commands) bytes += command.encoded_bytes();
    const auto core = core_;
    const auto connection = core->admit(commands.size(), bytes, deadline);
    if (!connection) co_return std::unexpected(connection.error());
    auto start = [&](auto handler) {
        (*connection)->send_all(commands, deadline, Connection::RepliesHandler(std::move(handler)));
    };
    core->count(static_cast<std::ptrdiff_t>(commands.size()));
    auto replies =
        co_await asio::async_initiate<const asio::use_awaitable_t<>&,
                                      void(Result<std::vector<Reply>>)>(start, asio::use_awaitable);
    core->count(-static_cast<std::ptrdiff_t>(commands.size()));
    if (replies && std::ranges::any_of(*replies, is_not_now)) co_return refuse_not_now();
    co_return replies;
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
    const auto core = core_;
    asio::steady_timer timer(core->io());
    while (!core->up() && !core->is_stopping() && std::chrono::steady_clock::now() < deadline.at) {
        timer.expires_after(up_poll);
        co_await timer.async_wait(use_tuple);
    }
    co_return core->up();
}

bool Client::up() const {
    return core_->up();
}

std::uint64_t Client::reconnects() const {
    return core_->reconnects();
}

std::size_t Client::in_flight() const {
    return core_->in_flight();
}

}  // namespace echeance::redis
