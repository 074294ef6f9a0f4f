// SPDX-License-Identifier: EUPL-1.2
#include "api/workshop.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

constexpr std::int64_t kept_ms = 7LL * 24 * 3600 * 1000;
/// Two calls of `attend_operation` may be lost or late before an operation counts as interrupted.
constexpr std::chrono::milliseconds attended_within{3 * Workshop::attend_every};

bool is_under_way(OperationState state) {
    return state == OperationState::pending || state == OperationState::running;
}

Instant instant_of(const Value& value) {
    return Instant{std::chrono::milliseconds{value.as_integer().value_or(0)}};
}

}  // namespace

Task<bool> RedisStore::put_operation(TenantId tenant,
                                     StoredOperation operation,
                                     std::optional<IdempotentAnswer> idempotency,
                                     Deadline deadline) {
    const auto key = Keys{tenant}.operation(operation.id);
    UnitOfWork work(Keys{tenant});
    work.check(key, "cancelled", "");
    work.write("HSET",
               key,
               "kind",
               operation.kind,
               "state",
               static_cast<int>(operation.state),
               "progress",
               operation.progress_percent,
               "created",
               operation.created_at.time_since_epoch().count(),
               "updated",
               operation.updated_at.time_since_epoch().count(),
               "by",
               operation.created_by,
               "result",
               operation.result,
               "reason",
               operation.reason);
    work.write("PEXPIRE", key, kept_ms);
    const auto attendance = Keys{tenant}.attendance(operation.id);
    if (is_under_way(operation.state)) {
        work.write("SET", attendance, 1, "PX", attended_within.count());
    } else {
        work.write("DEL", attendance);
    }
    if (idempotency)
        work.write("SET",
                   Keys{tenant}.idempotency(idempotency->key),
                   stored::kept(*idempotency),
                   "PX",
                   stored::idempotency_ms);
    const auto failed = co_await run_work(work, deadline);
    if (!failed) co_return std::unexpected(failed.error());
    co_return *failed == 0;
}

Task<StoredOperation> RedisStore::find_operation(TenantId tenant,
                                                 std::string id,
                                                 Deadline deadline) {
    // Attendance first: an operation that ends in between is then read as it ended.
    std::vector<Command> commands;
    commands.emplace_back("EXISTS", Keys{tenant}.attendance(id));
    commands.emplace_back("HMGET",
                          Keys{tenant}.operation(id),
                          "kind",
                          "state",
                          "progress",
                          "created",
                          "updated",
                          "by",
                          "result",
                          "cancelled",
                          "reason");
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& fields = (*replies)[1];
    if (fields[0].is_nil()) co_return refuse(Errc::not_found, "There is no such operation.");
    constexpr int last_state = static_cast<int>(OperationState::cancelled);
    const auto state = fields[1].as_integer().value_or(-1);
    if (state < 0 || state > last_state)
        co_return refuse(Errc::unexpected, "A stored operation cannot be read.");
    co_return StoredOperation{
        .id = std::move(id),
        .kind = std::string{fields[0].text()},
        .state =
            fields[7].is_nil() ? static_cast<OperationState>(state) : OperationState::cancelled,
        .progress_percent = static_cast<int>(fields[2].as_integer().value_or(0)),
        .created_at = instant_of(fields[3]),
        .updated_at = instant_of(fields[4]),
        .created_by = std::string{fields[5].text()},
        .result = std::string{fields[6].text()},
        .reason = std::string{fields[8].text()},
        .is_attended = (*replies)[0].as_integer().value_or(0) == 1};
}

Task<bool> RedisStore::attend_operation(TenantId tenant, std::string id, Deadline deadline) {
    const auto told = co_await client_.run(
        Command("SET", Keys{tenant}.attendance(id), 1, "PX", attended_within.count()), deadline);
    if (!told) co_return std::unexpected(told.error());
    co_return true;
}

Task<bool> RedisStore::cancel_operation(TenantId tenant, std::string id, Deadline deadline) {
    UnitOfWork work(Keys{tenant});
    work.write("HSET", Keys{tenant}.operation(id), "cancelled", 1);
    const auto failed = co_await run_work(work, deadline);
    if (!failed) co_return std::unexpected(failed.error());
    co_return true;
}

}  // namespace echeance::redis
