// SPDX-License-Identifier: EUPL-1.2
#include "api/json/codec.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

Result<StoredDoctor> read_doctor(const DoctorId& id, const Value& fields, const Value& open_files) {
    const auto corrupt = [] { return refuse(Errc::unexpected, "A stored doctor cannot be read."); };
    const auto revision = fields[0].as_integer();
    const auto document = codec::parse(fields[1].text());
    if (!revision || *revision < 1 || !document) return corrupt();
    auto doctor = codec::doctor(*document, id);
    if (!doctor) return corrupt();
    return StoredDoctor{std::move(*doctor),
                        Revision{static_cast<std::uint64_t>(*revision)},
                        static_cast<int>(open_files.integer())};
}

std::string encode_partition(const Partition& partition) {
    nlohmann::json json{{"rights", nlohmann::json::object()},
                        {"sectors", nlohmann::json::object()}};
    for (const auto& [name, rights] : partition.right_sets)
        for (const auto right : rights) json["rights"][name].push_back(std::string{to_text(right)});
    for (const auto& [name, sectors] : partition.sector_sets)
        for (const auto& sector : sectors) json["sectors"][name].push_back(sector.text());
    return codec::dump(json);
}

}  // namespace

Task<std::vector<StoredDoctor>> RedisStore::find_doctors(TenantId tenant,
                                                         std::vector<DoctorId> ids,
                                                         Deadline deadline) {
    std::vector<StoredDoctor> doctors;
    if (ids.empty()) co_return doctors;
    const Keys keys{tenant};
    std::vector<Command> commands;
    for (const auto& id : ids) {
        commands.emplace_back("HMGET", keys.doctor(id), "r", "d");
        commands.emplace_back("ZCARD", keys.open_files(id));
    }
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    for (std::size_t n = 0; n < ids.size(); ++n) {
        const auto& fields = (*replies)[2 * n];
        if (fields[0].is_nil()) continue;
        auto doctor = read_doctor(ids[n], fields, (*replies)[2 * n + 1]);
        if (!doctor) co_return std::unexpected(doctor.error());
        doctors.push_back(std::move(*doctor));
    }
    co_return doctors;
}

Task<StoredDoctor> RedisStore::find_doctor(TenantId tenant, DoctorId id, Deadline deadline) {
    std::vector<DoctorId> ids{id};
    auto found = co_await find_doctors(tenant, std::move(ids), deadline);
    if (!found) co_return std::unexpected(found.error());
    if (found->empty()) co_return refuse(Errc::not_found, "No such doctor.");
    co_return std::move(found->front());
}

Task<DoctorPage> RedisStore::list_doctors(TenantId tenant,
                                          std::string cursor,
                                          std::size_t limit,
                                          Deadline deadline) {
    const auto from = cursor.empty() ? std::string{"-"} : "(" + cursor;
    const auto members = co_await client_.run(
        Command("ZRANGEBYLEX", Keys{tenant}.doctors(), from, "+", "LIMIT", 0, limit + 1), deadline);
    if (!members) co_return std::unexpected(members.error());
    std::vector<DoctorId> ids;
    for (const auto& member : members->elements())
        if (auto id = DoctorId::parse(member.text())) ids.push_back(std::move(*id));
    DoctorPage page;
    if (ids.size() > limit) {
        ids.resize(limit, ids.front());
        page.next_cursor = ids.back().text();
    }
    auto found = co_await find_doctors(tenant, std::move(ids), deadline);
    if (!found) co_return std::unexpected(found.error());
    page.doctors = std::move(*found);
    co_return page;
}

Task<Revision> RedisStore::put_doctor(TenantId tenant,
                                      Doctor doctor,
                                      Revision expected,
                                      std::string actor,
                                      Instant at,
                                      std::optional<IdempotentAnswer> idempotency,
                                      Deadline deadline) {
    constexpr int attempts = 4;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto rules_now = co_await read_rules(tenant, deadline);
        if (!rules_now) co_return std::unexpected(rules_now.error());
        auto partition = (*rules_now)->partition;
        const auto grown = extend(partition, doctor);
        if (!grown) co_return std::unexpected(grown.error());
        const auto version = (*rules_now)->partition_version;
        const Keys keys{tenant};
        UnitOfWork work(keys);
        work.check(
            keys.meta(), "partition", version == 0 ? std::string{} : std::to_string(version));
        work.check(keys.doctor(doctor.id),
                   "r",
                   number(expected) == 0 ? std::string{} : std::to_string(number(expected)));
        const auto facts = codec::encode_doctor_facts(doctor);
        const auto revision = next(expected);
        work.write("HSET", keys.doctor(doctor.id), "r", number(revision), "d", facts);
        work.write("ZADD", keys.doctors(), 0, doctor.id.text());
        work.write("HINCRBY", keys.meta(), "doctors", 1);
        if (*grown) {  // files must be queued apart from now on: see `refresh_some`
            work.write("SET", keys.partition(), encode_partition(partition));
            work.write("HINCRBY", keys.meta(), "partition", 1);
            work.write("HSET", keys.meta(), "reindex", 0);
        }
        work.entry("t",
                   "doctor.put",
                   "s",
                   doctor.id.text(),
                   "a",
                   actor,
                   "i",
                   at.time_since_epoch().count(),
                   "r",
                   number(revision),
                   "d",
                   facts);
        if (idempotency)
            work.write("SET",
                       keys.idempotency(idempotency->key),
                       stored::kept(*idempotency),
                       "PX",
                       stored::idempotency_ms);
        const auto failed = co_await run_work(work, deadline);
        if (!failed) co_return std::unexpected(failed.error());
        forget(tenant);
        if (*failed == 0) co_return revision;
        if (*failed == 2)
            co_return refuse(Errc::stale_revision, "The doctor has changed meanwhile.");
    }
    co_return refuse(Errc::overloaded, "Doctors are changing too fast.");
}

}  // namespace echeance::redis
