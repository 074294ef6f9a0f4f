// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/ports.hpp"
#include "service/redis/client.hpp"

namespace echeance::redis {

struct TokenSpec {
    TenantId tenant;
    std::string name;          ///< `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, one live token a name
    std::uint32_t scopes = 0;  ///< bit set by `Scope`
    std::optional<DoctorId> doctor{};
    std::optional<Instant> expires_at{};
};
struct TokenInfo {
    TokenSpec spec;
    Instant created_at;
    std::string id;  ///< first 12 hexadecimal digits of the token's hash
};

/// Bearer tokens at rest: only their SHA-256. A token reads `ech_<tenant>_<43 characters>`, 256
/// random bits in base64url, so that its tenant can be found without a look-up across tenants.
class TokenStore {
public:
    explicit TokenStore(Client& client) : client_(client) {}
    /// The token's text, shown this once. `already_exists` when the name is in use, `invalid_input`
    /// for a name of another form or past 1,000 tokens.
    Task<std::string> create(TokenSpec spec, Instant now, Deadline deadline);
    Task<std::vector<TokenInfo>> list(TenantId tenant, Deadline deadline);
    /// `not_found` where no token has the name.
    Task<bool> revoke(TenantId tenant, std::string name, Instant now, Deadline deadline);

private:
    Client& client_;
};

/// Looks tokens up, and keeps what it found for a second: a revoked token works no longer than
/// that.
class RedisCredentials final : public Credentials {
public:
    explicit RedisCredentials(Client& client) : client_(client) {}
    Task<Principal> authenticate(std::string token, Instant at, Deadline deadline) override;

private:
    struct Kept {
        TokenInfo info;
        std::chrono::steady_clock::time_point until;
    };
    Client& client_;
    std::map<std::string, Kept, std::less<>> kept_;  // by token hash
};

}  // namespace echeance::redis
