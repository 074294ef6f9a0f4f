// SPDX-License-Identifier: EUPL-1.2
#include "api/json/codec.hpp"
#include "domain/lapse.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

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

Command stored::read_doctor(const Keys& keys, const DoctorId& id) {
    return Command("HMGET", keys.doctor(id), "r", "d", "t");
}

Result<StoredDoctor> stored::doctor(const DoctorId& id, const Value& fields) {
    const auto corrupt = [] { return refuse(Errc::unexpected, "A stored doctor cannot be read."); };
    const auto revision = fields[0].as_integer();
    const auto document = codec::parse(fields[1].text());
    if (!revision || *revision < 1 || !document) return corrupt();
    auto doctor = codec::doctor(*document, id);
    if (!doctor) return corrupt();
    StoredDoctor read{std::move(*doctor), Revision{static_cast<std::uint64_t>(*revision)}};
    if (const auto ms = fields[2].as_integer())
        read.changed_at = Instant{std::chrono::milliseconds{*ms}};
    return read;
}

Task<std::vector<StoredDoctor>> RedisStore::find_doctors(TenantId tenant,
                                                         std::vector<DoctorId> ids,
                                                         Deadline deadline) {
    std::vector<StoredDoctor> doctors;
    if (ids.empty()) co_return doctors;
    const Keys keys{tenant};
    std::vector<Command> commands;
    for (const auto& id : ids) {
        commands.push_back(stored::read_doctor(keys, id));
        commands.emplace_back("ZCARD", keys.open_files(id));
        commands.emplace_back("HGETALL", keys.load(id));
    }
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    for (std::size_t n = 0; n < ids.size(); ++n) {
        const auto& fields = (*replies)[3 * n];
        if (fields[0].is_nil()) continue;
        auto doctor = stored::doctor(ids[n], fields);
        if (!doctor) co_return std::unexpected(doctor.error());
        doctor->open_files = static_cast<int>((*replies)[3 * n + 1].integer());
        doctor->work = stored::work_record((*replies)[3 * n + 2]);
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
        work.write("HSET",
                   keys.doctor(doctor.id),
                   "r",
                   number(revision),
                   "d",
                   facts,
                   "t",
                   at.time_since_epoch().count());
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

Task<bool> RedisStore::give_back_for_absences(TenantId tenant, Instant at, Deadline deadline) {
    constexpr std::size_t page_doctors = 100;
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const auto stamp =
        co_await client_.run(Command("HGET", Keys{tenant}.meta(), "doctors"), deadline);
    if (!stamp) co_return std::unexpected(stamp.error());
    // Read first: a doctor who changes after it makes the next round go through all again.
    const std::pair seen{today(**rules_now, at),
                         static_cast<std::uint64_t>(stamp->as_integer().value_or(0))};
    if (const auto found = absences_seen_.find(tenant);
        found != absences_seen_.end() && found->second == seen)
        co_return true;
    std::string cursor;
    do {
        const auto page = co_await list_doctors(tenant, cursor, page_doctors, deadline);
        if (!page) co_return std::unexpected(page.error());
        for (const auto& stored : page->doctors) {
            if (stored.open_files == 0 || !is_away(stored.doctor, seen.first)) continue;
            const auto given =
                co_await give_back(tenant, stored.doctor.id, std::string{own_actor}, at, deadline);
            if (!given) co_return std::unexpected(given.error());
        }
        cursor = page->next_cursor;
    } while (!cursor.empty());
    absences_seen_.insert_or_assign(tenant, seen);
    co_return true;
}

}  // namespace echeance::redis
