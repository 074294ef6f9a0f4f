// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/durability.hpp"

namespace echeance::redis {

Task<Durability> durability(Client& client, Deadline deadline) {
    std::vector<Command> commands;
    commands.emplace_back("CONFIG", "GET", "appendonly");
    commands.emplace_back("CONFIG", "GET", "appendfsync");
    const auto replies = co_await client.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    for (const auto& reply : *replies)
        if (reply.is_error() || reply.size() != 2) co_return Durability::unknown;
    const bool logged = (*replies)[0][1].text() == "yes";
    const bool synced = (*replies)[1][1].text() == "always";
    co_return logged&& synced ? Durability::synced : Durability::unsynced;
}

}  // namespace echeance::redis
