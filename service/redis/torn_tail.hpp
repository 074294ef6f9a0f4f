// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <string>

#include "domain/result.hpp"
#include "service/redis/data_folder.hpp"

namespace echeance::redis {

/// Cuts the unfinished last write of a crash off the append-only file, back to the end of the last
/// whole transaction, as `redis-check-aof` finds it; gives the bytes cut, none of which was ever
/// acknowledged. For a file that Redis refused for its unexpected end.
///
/// Redis' own `aof-load-truncated yes` cuts inside a transaction (seen in 7.0.15): what was whole
/// of it stays, and becomes part of the next transaction when the file is loaded once more.
///
/// `program` is the path of redis-server, which checks a file when it is called by that name.
/// `Errc::store_unavailable` with a line for the operator if nothing unfinished is found, or more
/// than a crash leaves; the file is then as it was.
Result<std::uint64_t> cut_torn_tail(const DataFolder& folder, const std::string& program);

}  // namespace echeance::redis
