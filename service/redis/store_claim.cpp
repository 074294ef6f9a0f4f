// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>

#include "api/json/codec.hpp"
#include "api/staffing.hpp"
#include "domain/capacity.hpp"
#include "domain/lapse.hpp"
#include "domain/visits.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

constexpr std::size_t values_per_file = 5;  // of the reply of claim.lua
constexpr std::string_view record_mark = "claim:";

/// A doctor's minutes of the week, or -1.
int week_of(const Doctor& doctor, const ClaimRequest& request) {
    return weekly_capacity(
               doctor, monday_of(request.today), request.rules->rules.working_calendar())
        .value_or(-1);
}

/// One file of the reply: id, record, revision, placement, lane.
Result<ClaimedFile> claimed(std::span<const std::string_view, values_per_file> values,
                            const Priorities& priorities,
                            LegalDay today) {
    const auto corrupt = [] { return refuse(Errc::unexpected, "A claimed file cannot be read."); };
    auto id = FileId::parse(values[0]);
    if (!id) return corrupt();
    const auto file = codec::decode_record(*id, values[1], to_text(FileState::queued), "");
    const auto placement = codec::decode_placement(values[3]);
    std::uint64_t revision = 0;
    std::from_chars(values[2].data(), values[2].data() + values[2].size(), revision);
    if (!file || !placement || revision == 0) return corrupt();
    return ClaimedFile{*id,
                       file->facts.reference.text(),
                       Revision{revision},
                       placement->due_on,
                       placement->effective_due_on,
                       values[4] == to_text(Lane::late) ? Lane::late : Lane::on_time,
                       credits(*file, priorities, today)};
}

Result<std::vector<ClaimedFile>> claimed_files(std::span<const std::string_view> values,
                                               const Priorities& priorities,
                                               LegalDay today) {
    std::vector<ClaimedFile> files;
    for (; values.size() >= values_per_file; values = values.subspan(values_per_file)) {
        auto file = claimed(values.first<values_per_file>(), priorities, today);
        if (!file) return std::unexpected(file.error());
        files.push_back(std::move(*file));
    }
    return files;
}

/// `5:hello3:abc` to its texts, as claim.lua keeps them.
std::vector<std::string_view> netstrings(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
        const auto digits = static_cast<std::size_t>(end - text.data());
        if (error != std::errc{} || digits >= text.size() || size > text.size() - digits - 1)
            return {};
        parts.push_back(text.substr(digits + 1, size));
        text.remove_prefix(digits + 1 + size);
    }
    return parts;
}

}  // namespace

Task<std::shared_ptr<const Duty>> RedisStore::duty(TenantId tenant,
                                                   DoctorId id,
                                                   Freshness freshness,
                                                   Deadline deadline) {
    constexpr std::size_t duties_max = 10'000;
    if (freshness == Freshness::now) known(tenant).duties.erase(id);
    if (const auto found = known(tenant).duties.find(id); found != known(tenant).duties.end())
        co_return found->second;
    const Keys keys{tenant};
    const auto stamp = co_await client_.run(Command("HGET", keys.meta(), "doctors"), deadline);
    if (!stamp) co_return std::unexpected(stamp.error());
    auto doctor = co_await find_doctor(tenant, id, deadline);
    if (!doctor) co_return std::unexpected(doctor.error());
    auto supervisors = co_await find_doctors(tenant, doctor->doctor.supervisors, deadline);
    if (!supervisors) co_return std::unexpected(supervisors.error());
    // The stamp was read first: whatever changes after it makes the claim's check fail.
    auto duty =
        std::make_shared<Duty>(Duty{std::move(doctor->doctor),
                                    {},
                                    static_cast<std::uint64_t>(stamp->as_integer().value_or(0))});
    for (auto& supervisor : *supervisors) duty->supervisors.push_back(std::move(supervisor.doctor));
    auto& cached = known(tenant);
    if (cached.duties.size() >= duties_max) cached.duties.clear();
    cached.duties[id] = duty;
    co_return duty;
}

Task<std::vector<std::string>> RedisStore::read_classes(TenantId tenant, Deadline deadline) {
    const Keys keys{tenant};
    std::vector<Command> commands;
    commands.emplace_back("HGET", keys.meta(), "classes");
    commands.emplace_back("SMEMBERS", keys.classes());
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    std::vector<std::pair<std::string, RequirementClass>> classes;
    for (const auto& member : (*replies)[1].elements()) {
        auto parsed = RequirementClass::parse(member.text());
        if (!parsed) co_return refuse(Errc::unexpected, "A queue class cannot be read.");
        classes.emplace_back(std::string{member.text()}, std::move(*parsed));
    }
    auto& cached = known(tenant);
    cached.classes = std::move(classes);
    cached.classes_version = static_cast<std::uint64_t>((*replies)[0].as_integer().value_or(0));
    cached.classes_known = true;
    cached.served.clear();
    co_return std::vector<std::string>{};
}

Task<bool> RedisStore::read_visitors(TenantId tenant, std::uint64_t stamp, Deadline deadline) {
    const auto doctors = co_await every_doctor(*this, tenant, deadline);
    if (!doctors) co_return std::unexpected(doctors.error());
    std::vector<Doctor> visitors;
    for (const auto& each : *doctors)
        if (std::ranges::find(each.doctor.sessions, Modality::visit, &Session::modality) !=
            each.doctor.sessions.end())
            visitors.push_back(each.doctor);
    auto& cached = known(tenant);
    cached.visitors = std::move(visitors);
    cached.visitors_stamp = stamp;
    cached.served.clear();
    co_return true;
}

const RedisStore::QueuesServed& RedisStore::queues_served(const TenantId& tenant,
                                                          const ClaimRequest& request) {
    auto& cached = known(tenant);
    const auto& doctor = request.duty->doctor;
    const auto& priorities = request.rules->rules.priorities;
    const auto [at, is_new] =
        cached.served.try_emplace(doctor.id, Known::Served{request.duty, request.today, {}});
    auto& entry = at->second;
    if (!is_new && entry.duty == request.duty && entry.day == request.today) return entry.queues;
    const Keys keys{tenant};
    entry = {request.duty, request.today, {}};
    for (const auto& [text, requirements] : cached.classes) {
        if (!serves(doctor, requirements, priorities)) continue;
        entry.queues.late.push_back(keys.queue(Lane::late, text));
        if (is_left_to_visitors(requirements, doctor, cached.visitors, priorities, request.today))
            continue;
        entry.queues.on_time.push_back(keys.queue(Lane::on_time, text));
    }
    return entry.queues;
}

ScriptCall RedisStore::claim_call(const TenantId& tenant,
                                  const ClaimRequest& request,
                                  const QueuesServed& queues) const {
    const Keys keys{tenant};
    const auto& duty = *request.duty;
    const auto& rules = *request.rules;
    const auto& cached = known_.at(tenant);
    ScriptCall call(claim_);
    call.key(keys.meta())
        .key(keys.events())
        .key(keys.counts())
        .key(keys.open_files(duty.doctor.id));
    call.key(keys.state(FileState::queued)).key(keys.state(FileState::assigned));
    call.key(keys.idempotency(request.idempotency ? request.idempotency->key : "none"));
    call.key(keys.turns()).key(keys.load(duty.doctor.id)).key(keys.days());
    std::vector<const Doctor*> supervisors;
    for (const auto& supervisor : duty.supervisors)
        if (is_working(supervisor, request.today)) supervisors.push_back(&supervisor);
    for (const auto* const supervisor : supervisors) call.key(keys.load(supervisor->id));
    for (const auto& queue : queues.late) call.key(queue);
    for (const auto& queue : queues.on_time) call.key(queue);
    const Assignment assignment{duty.doctor.id, AssignmentMode::claim, request.today, request.at};
    const FileChange change =
        FileAssigned{duty.doctor.id, AssignmentMode::claim, request.today, std::nullopt};
    call.arg(keys.file_prefix()).arg(duty.stamp).arg(rules.rules.revision);
    call.arg(rules.partition_version).arg(cached.classes_version).arg(request.count);
    call.arg(duty.doctor.max_open_files.value_or(-1)).arg(duty.doctor.id.text());
    call.arg(supervisors.size()).arg(rules.rules.priorities.on_time_share_percent);
    call.arg(codec::encode_assignment(assignment)).arg(request.at.time_since_epoch().count());
    call.arg(request.actor).arg(codec::encode_change(change));
    call.arg(request.idempotency
                 ? "done|" + request.idempotency->fingerprint + "|" + std::string{record_mark} +
                       std::to_string(request.today.number()) + ":"
                 : std::string{});
    call.arg(stored::idempotency_ms).arg(request.mode == ClaimMode::take ? "take" : "show");
    call.arg((start_by(request.today, rules.rules) + 1).number());
    call.arg(week_of(duty.doctor, request)).arg(stored::week_field(request.today));
    call.arg(rules.rules.priorities.supervision_percent).arg(queues.late.size());
    for (const auto* const supervisor : supervisors)
        call.arg(supervisor->id.text()).arg(week_of(*supervisor, request));
    return call;
}

Task<std::vector<ClaimedFile>> RedisStore::claim(TenantId tenant,
                                                 ClaimRequest request,
                                                 Deadline deadline) {
    if (!known(tenant).classes_known) {
        const auto read = co_await read_classes(tenant, deadline);
        if (!read) co_return std::unexpected(read.error());
    }
    const auto stamp = request.duty->stamp;
    const bool asks_for_visits = std::ranges::any_of(
        known(tenant).classes, [](const auto& each) { return each.second.needs_visit; });
    if (asks_for_visits && known(tenant).visitors_stamp != stamp) {
        const auto read = co_await read_visitors(tenant, stamp, deadline);
        if (!read) co_return std::unexpected(read.error());
    }
    std::vector<ScriptCall> calls;
    calls.push_back(claim_call(tenant, request, queues_served(tenant, request)));
    const auto replies = co_await run_scripts(std::move(calls), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    const auto& reply = replies->front();
    if (reply[0].integer() != 1) {
        forget(tenant);
        co_return refuse(Errc::stale_revision, "Doctors, rules or queues have changed meanwhile.");
    }
    std::vector<std::string_view> values;
    values.reserve(reply.size());
    for (const auto& value : reply.elements().subspan(1)) values.push_back(value.text());
    co_return claimed_files(values, request.rules->rules.priorities, request.today);
}

Result<std::vector<ClaimedFile>> RedisStore::replay_claim(std::string_view recorded,
                                                          const TenantRules& rules) const {
    const auto corrupt = [] { return refuse(Errc::unexpected, "A kept claim cannot be read."); };
    if (!recorded.starts_with(record_mark)) return corrupt();
    recorded.remove_prefix(record_mark.size());
    int day = 0;
    const auto [end, error] =
        std::from_chars(recorded.data(), recorded.data() + recorded.size(), day);
    const auto digits = static_cast<std::size_t>(end - recorded.data());
    if (error != std::errc{} || digits >= recorded.size()) return corrupt();
    const auto values = netstrings(recorded.substr(digits + 1));
    return claimed_files(values, rules.rules.priorities, LegalDay::from_number(day));
}

}  // namespace echeance::redis
