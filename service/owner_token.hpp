// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <filesystem>

#include "api/message.hpp"
#include "service/config.hpp"
#include "service/redis/client.hpp"

namespace echeance {

[[nodiscard]] std::filesystem::path owner_token_file(const Config& config);

/// At the first start: makes the token `owner` (scope admin) of the tenant and writes it to
/// `owner.token` in the data folder, mode 0600, whole or not at all. Does nothing when the file is
/// there. A token `owner` whose file is lost is revoked and made anew. `config` outlives the call.
boost::asio::awaitable<Result<void>> ensure_owner_token(redis::Client& client,
                                                        const Config& config,
                                                        Instant now,
                                                        Deadline deadline);

}  // namespace echeance
