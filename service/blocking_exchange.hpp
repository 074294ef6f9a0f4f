// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace echeance {

/// One HTTP request of a command-line tool.
struct BlockingRequest {
    std::string method;
    std::string url;  ///< `http://host[:port]`
    std::string target;
    std::string token;
    std::string content_type;  ///< empty: no body
    std::istream* body = nullptr;
    std::uint64_t body_bytes = 0;
    std::function<void(std::uint64_t sent, std::uint64_t total)> on_sent;
};

/// Sends it, streams the answer's body to `take` (false: stop), and gives the status. Blocks.
/// `invalid_input` for the address, `store_unavailable` when the service cannot be reached or ends
/// the connection early.
[[nodiscard]] Result<int> exchange(const BlockingRequest& request,
                                   const std::function<bool(std::string_view)>& take);

}  // namespace echeance
