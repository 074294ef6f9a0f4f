// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/credentials.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

#include "api/json/codec.hpp"
#include "api/sha256.hpp"
#include "service/redis/keys.hpp"

namespace echeance::redis {
namespace {

constexpr std::string_view token_prefix = "ech_";
constexpr std::size_t secret_chars = 43;
constexpr std::size_t tokens_max = 1'000;

std::string random_secret() {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::array<unsigned char, secret_chars> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no randomness for a token");
    std::string text;
    for (const auto byte : bytes) text.push_back(alphabet[byte & 63U]);
    return text;
}

/// The tenant a token names; empty for a text of another form.
std::optional<TenantId> tenant_of(std::string_view token) {
    if (!token.starts_with(token_prefix)) return std::nullopt;
    token.remove_prefix(token_prefix.size());
    const auto separator = token.find('_');
    if (separator == token.npos || token.size() - separator - 1 != secret_chars)
        return std::nullopt;
    auto tenant = TenantId::parse(token.substr(0, separator));
    if (!tenant) return std::nullopt;
    return std::move(*tenant);
}

std::string encode(const TokenSpec& spec, Instant created_at) {
    nlohmann::json json{{"name", spec.name},
                        {"scopes", spec.scopes},
                        {"created_at", created_at.time_since_epoch().count()}};
    if (spec.doctor) json["doctor"] = spec.doctor->text();
    if (spec.expires_at) json["expires_at"] = spec.expires_at->time_since_epoch().count();
    return codec::dump(json);
}

Result<TokenInfo> decode(const TenantId& tenant, std::string_view hash, std::string_view text) {
    const auto json = codec::parse(text);
    if (!json) return refuse(Errc::unexpected, "A stored token cannot be read.");
    const auto instant = [&](const char* name) {
        return Instant{std::chrono::milliseconds{json->value(name, std::int64_t{0})}};
    };
    TokenInfo info{{tenant, json->value("name", std::string{}), json->value("scopes", 0U)},
                   instant("created_at"),
                   std::string{hash.substr(0, 12)}};
    if (json->contains("expires_at")) info.spec.expires_at = instant("expires_at");
    if (json->contains("doctor")) {
        auto doctor = DoctorId::parse(json->value("doctor", std::string{}));
        if (!doctor) return refuse(Errc::unexpected, "A stored token cannot be read.");
        info.spec.doctor = std::move(*doctor);
    }
    return info;
}

bool is_token_name(std::string_view name) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    return !name.empty() && name.size() <= 64 && name.find_first_not_of(letters) == name.npos &&
           name.front() != '.' && name.front() != '-' && name.front() != '_' &&
           !looks_like_nir(name);
}

}  // namespace

Task<std::string> TokenStore::create(TokenSpec spec, Instant now, Deadline deadline) {
    if (!is_token_name(spec.name))
        co_return refuse_field(
            "/name", "pattern", "Letters, digits, '.', '_' and '-', 64 at most.");
    const auto existing = co_await list(spec.tenant, deadline);
    if (!existing) co_return std::unexpected(existing.error());
    for (const auto& info : *existing)
        if (info.spec.name == spec.name)
            co_return refuse(Errc::already_exists, "A token has this name: revoke it first.");
    if (existing->size() >= tokens_max) co_return refuse_field("", "too_many", "Too many tokens.");
    const auto token = std::string{token_prefix} + spec.tenant.text() + "_" + random_secret();
    const auto written = co_await client_.run(
        Command("HSETNX", Keys{spec.tenant}.tokens(), sha256_hex(token), encode(spec, now)),
        deadline);
    if (!written) co_return std::unexpected(written.error());
    if (written->integer() != 1) co_return refuse(Errc::unexpected, "The token was not written.");
    co_return token;
}

Task<std::vector<TokenInfo>> TokenStore::list(TenantId tenant, Deadline deadline) {
    const auto rows = co_await client_.run(Command("HGETALL", Keys{tenant}.tokens()), deadline);
    if (!rows) co_return std::unexpected(rows.error());
    std::vector<TokenInfo> tokens;
    for (std::size_t n = 0; n + 1 < rows->size(); n += 2) {
        auto info = decode(tenant, (*rows)[n].text(), (*rows)[n + 1].text());
        if (!info) co_return std::unexpected(info.error());
        tokens.push_back(std::move(*info));
    }
    co_return tokens;
}

Task<bool> TokenStore::revoke(TenantId tenant, std::string name, Instant now, Deadline deadline) {
    static_cast<void>(now);
    const auto key = Keys{tenant}.tokens();
    const auto rows = co_await client_.run(Command("HGETALL", key), deadline);
    if (!rows) co_return std::unexpected(rows.error());
    for (std::size_t n = 0; n + 1 < rows->size(); n += 2) {
        const auto info = decode(tenant, (*rows)[n].text(), (*rows)[n + 1].text());
        if (!info || info->spec.name != name) continue;
        const auto gone = co_await client_.run(Command("HDEL", key, (*rows)[n].text()), deadline);
        if (!gone) co_return std::unexpected(gone.error());
        co_return true;
    }
    co_return refuse(Errc::not_found, "No token has this name.");
}

Task<Principal> RedisCredentials::authenticate(std::string token, Instant at, Deadline deadline) {
    constexpr std::size_t kept_max = 1'024;
    constexpr std::chrono::seconds fresh_for{1};
    const auto unknown = [] { return refuse(Errc::unauthenticated, "The token is not valid."); };
    auto tenant = tenant_of(token);
    if (!tenant) co_return unknown();
    const auto hash = sha256_hex(token);
    const auto now = std::chrono::steady_clock::now();
    auto found = kept_.find(hash);
    if (found == kept_.end() || found->second.until < now) {
        const auto reply =
            co_await client_.run(Command("HGET", Keys{*tenant}.tokens(), hash), deadline);
        if (!reply) co_return std::unexpected(reply.error());
        kept_.erase(hash);
        if (reply->is_nil()) co_return unknown();
        auto info = decode(*tenant, hash, reply->text());
        if (!info) co_return std::unexpected(info.error());
        if (kept_.size() >= kept_max) kept_.clear();
        found = kept_.insert_or_assign(hash, Kept{std::move(*info), now + fresh_for}).first;
    }
    const auto& spec = found->second.info.spec;
    if (spec.expires_at && *spec.expires_at <= at) co_return unknown();
    co_return Principal{spec.tenant, spec.name, spec.scopes, spec.doctor};
}

}  // namespace echeance::redis
