// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string_view>

namespace echeance::redis {

/// The configuration of the embedded server. Paths are relative to the data folder, the child's
/// working directory, so that neither its name nor its length matters.
inline constexpr std::string_view embedded_config =
    R"(# Written by echeance at each start; changes here are lost.
daemonize no
supervised no
port 0
unixsocket redis.sock
unixsocketperm 700
databases 1
# The service has one connection a thread; the rest is for an operator with redis-cli.
maxclients 256
timeout 0
protected-mode yes
enable-debug-command no
enable-module-command no
enable-protected-configs no
always-show-logo no
loglevel notice
logfile redis.log

# An acknowledged write is on disk.
dir .
save ""
appendonly yes
appendfsync always
appenddirname appendonlydir
appendfilename appendonly.aof
no-appendfsync-on-rewrite no
aof-use-rdb-preamble yes
# A torn last write after a crash is normal, and never acknowledged: echeance cuts it off whole
# (torn_tail.hpp says why Redis is not let). Damage elsewhere stops the start.
aof-load-truncated no
auto-aof-rewrite-percentage 100
auto-aof-rewrite-min-size 64mb
shutdown-on-sigterm nosave
shutdown-timeout 0

# The store refuses rather than forgets.
maxmemory 0
maxmemory-policy noeviction

# A file is a hash with one document field of about a kilobyte: compact up to these sizes.
hash-max-listpack-value 1024
hash-max-listpack-entries 128
stream-node-max-bytes 4096
)";

}  // namespace echeance::redis
