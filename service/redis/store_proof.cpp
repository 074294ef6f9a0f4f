// SPDX-License-Identifier: EUPL-1.2
#include "api/json/codec.hpp"
#include "service/redis/store.hpp"

// The daily proof: one replica makes it, all of them tell of it.
namespace echeance::redis {

Task<LegalDay> RedisStore::today_of(TenantId tenant, Instant at, Deadline deadline) {
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    co_return today(**rules_now, at);
}

Task<std::optional<DailyProof>> RedisStore::last_proof(TenantId tenant, Deadline deadline) {
    const auto reply = co_await client_.run(Command("GET", Keys{tenant}.proof()), deadline);
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->is_nil()) co_return std::optional<DailyProof>{};
    auto proof = codec::daily_proof(reply->text());
    if (!proof) co_return std::optional<DailyProof>{};  // the next one is written over it
    co_return std::optional{std::move(*proof)};
}

Task<std::optional<DailyProof>> RedisStore::prove(TenantId tenant,
                                                  DailyProof begun,
                                                  Instant at,
                                                  Deadline deadline) {
    // A replica that dies while it makes one leaves the mark: another tries when it has ended.
    constexpr int proving_ms = 30 * 60 * 1000;
    const Keys keys{tenant};
    const auto mark = co_await client_.run(
        Command("SET", keys.proving(begun.day), 1, "NX", "PX", proving_ms), deadline);
    if (!mark) co_return std::unexpected(mark.error());
    if (mark->is_nil()) co_return std::optional<DailyProof>{};
    auto report = co_await check_integrity(tenant, at, deadline);
    if (!report) {
        // Whether this reaches the store or not: the mark ends by itself.
        co_await client_.run(Command("DEL", keys.proving(begun.day)), deadline);
        co_return std::unexpected(report.error());
    }
    begun.report = std::move(*report);
    const auto kept = co_await client_.run(
        Command("SET", keys.proof(), codec::encode_daily_proof(begun)), deadline);
    if (!kept) co_return std::unexpected(kept.error());
    co_return std::optional{std::move(begun)};
}

}  // namespace echeance::redis
