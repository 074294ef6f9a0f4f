// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <vector>

#include "service/config.hpp"

namespace echeance {

/// What `echeance token` was asked, as it was typed.
struct TokenRequest {
    std::string name;
    std::vector<std::string> scopes;
    std::string doctor;
    std::string expires;
};

// Each reaches Redis at `--redis`, or through the service that runs on the data folder, or starts
// the embedded server for as long as it takes. Exit codes; what is wrong goes to stderr.
int create_token(const Config& config, const TokenRequest& request);
int list_tokens(const Config& config, const TokenRequest& request);
int revoke_token(const Config& config, const TokenRequest& request);

}  // namespace echeance
