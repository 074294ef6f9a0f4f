// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "service/redis/client.hpp"

namespace echeance::redis {

/// `may_tear`: synced, but after a crash the server may load half a transaction
/// (`aof-load-truncated yes`, its default; `torn_tail.hpp` says how).
enum class Durability { synced, may_tear, unsynced, unknown };

/// Whether a Redis that is not ours writes its log to disk before it answers (`appendonly yes`,
/// `appendfsync always`): without that an acknowledged write may be lost (decision 3). `unknown`
/// where the server does not let us ask.
Task<Durability> durability(Client& client, Deadline deadline);

}  // namespace echeance::redis
