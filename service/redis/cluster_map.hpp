// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "service/redis/endpoint.hpp"
#include "service/redis/reply.hpp"

namespace echeance::redis {

/// Slots `first` to `last`, both included, and the master that has them.
struct SlotRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    Address master;
};

/// Reads the answer to CLUSTER SLOTS. A node that does not know its own name leaves the host out:
/// then it is `asked_host`. Ranges that cannot be read, or whose master is not known, are left out.
std::vector<SlotRange> read_cluster_slots(const Value& reply, std::string_view asked_host);

/// What a node of a Cluster answers in place of the result when it cannot serve a command.
struct Redirection {
    enum class Kind : std::uint8_t {
        moved,      ///< The slot has another master, for good.
        ask,        ///< This key is at another node, which takes over the slot.
        try_again,  ///< The keys of this command are at two nodes for now.
    };
    Kind kind = Kind::moved;
    std::uint16_t slot = 0;
    /// Whom to ask; without a host: another port of the host that answered. Not for `try_again`.
    Address target;
};

/// The redirection that a reply is; nothing for any other reply.
std::optional<Redirection> read_redirection(const Value& reply);

}  // namespace echeance::redis
