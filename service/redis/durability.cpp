// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/durability.hpp"

namespace echeance::redis {

Task<Durability> durability(Client& client, Deadline deadline) {
    std::vector<Command> commands;
    commands.emplace_back("CONFIG", "GET", "appendonly");
    commands.emplace_back("CONFIG", "GET", "appendfsync");
    commands.emplace_back("CONFIG", "GET", "aof-load-truncated");
    const auto replies = co_await client.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    for (const auto& reply : *replies)
        if (reply.is_error() || reply.size() != 2) co_return Durability::unknown;
    const bool logged = (*replies)[0][1].text() == "yes";
    const bool synced = (*replies)[1][1].text() == "always";
    if (!logged || !synced) co_return Durability::unsynced;
    const bool tears = (*replies)[2][1].text() != "no";
    co_return tears ? Durability::may_tear : Durability::synced;
}

}  // namespace echeance::redis
