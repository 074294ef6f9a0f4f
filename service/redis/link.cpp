// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/link.hpp"

#include <utility>

#include "service/redis/cluster_link.hpp"
#include "service/redis/server_link.hpp"

namespace echeance::redis {

namespace asio = boost::asio;

std::shared_ptr<Link> Link::make(asio::io_context& io, ClientOptions options) {
    if (options.endpoint.topology == Topology::cluster)
        return std::make_shared<ClusterLink>(io, std::move(options));
    return std::make_shared<ServerLink>(io, std::move(options));
}

Link::Link(asio::io_context& io, ClientOptions options)
    : io_(io), options_(std::move(options)), random_(options_.jitter_seed) {}

bool Link::is_redirection(const Value& /*reply*/) const {
    return false;
}

asio::awaitable<Result<std::shared_ptr<Connection>>> Link::follow(
    Redirection /*where*/, std::shared_ptr<Connection> /*from*/, Deadline /*deadline*/) {
    co_return refuse(Errc::store_unavailable, "The store is not a cluster.");
}

void Link::on_not_now(const Value& /*reply*/, Connection& /*from*/) {}

void Link::set_stopping() {
    is_stopping_ = true;
    set_up(false);
}

void Link::tell_up() {
    if (was_up_) reconnects_.fetch_add(1, std::memory_order_relaxed);
    was_up_ = true;
    is_outage_told_ = false;
    tell(LinkChange::up, "The store answers.");
}

void Link::tell_lost(std::string_view reason) const {
    tell(LinkChange::lost, reason);
}

void Link::tell_unreachable(std::string_view reason) {
    if (!std::exchange(is_outage_told_, true)) tell(LinkChange::unreachable, reason);
}

void Link::tell(LinkChange change, std::string_view reason) const {
    if (options_.on_change) options_.on_change(change, reason);
}

std::chrono::milliseconds Link::jittered(std::chrono::milliseconds delay) {
    std::uniform_int_distribution<std::int64_t> spread(delay.count() / 2, delay.count());
    return std::chrono::milliseconds(spread(random_));
}

Deadline Link::within(std::chrono::milliseconds limit) {
    return {std::chrono::steady_clock::now() + limit};
}

void Link::rethrow(const std::exception_ptr& fault) {
    if (fault) std::rethrow_exception(fault);
}

}  // namespace echeance::redis
