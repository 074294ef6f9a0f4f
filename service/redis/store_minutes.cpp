// SPDX-License-Identifier: EUPL-1.2
#include "api/json/codec.hpp"
#include "domain/whole_number.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

/// Versions of what was learned that are kept at hand; the event stream has them all.
constexpr int learned_kept = 100;

std::optional<MinutesEvidence> evidence_of(std::string_view field, const Value& count) {
    const auto bar = field.find('|');
    if (bar == field.npos) return std::nullopt;
    const auto requests = RequestSet::parse(field.substr(0, bar));
    const auto minutes = whole_number(field.substr(bar + 1));
    const auto evaluations = count.as_integer();
    if (!requests || !minutes || *minutes < 1 || !evaluations || *evaluations < 1)
        return std::nullopt;
    return MinutesEvidence{*requests, *minutes, *evaluations};
}

std::string number_or_none(std::uint64_t value) {
    return value == 0 ? std::string{} : std::to_string(value);
}

}  // namespace

std::string stored::spent_field(const EvaluationMinutes& evaluation) {
    return evaluation.requests.text() + '|' + std::to_string(evaluation.minutes);
}

void stored::write_evaluation(UnitOfWork& work,
                              const Keys& keys,
                              const FileChange& change,
                              const CaseFile& after) {
    const auto evaluation = evaluation_minutes(change, after);
    if (!evaluation) return;
    const auto month = month_of(evaluation->on);
    work.write("HINCRBY", keys.spent_minutes(month), spent_field(*evaluation), 1);
    work.write("HINCRBY", keys.meta(), "evaluations", 1);
}

Task<std::vector<MinutesEvidence>> RedisStore::minutes_spent(TenantId tenant,
                                                             std::vector<LegalDay> months,
                                                             Deadline deadline) {
    std::vector<MinutesEvidence> evidence;
    if (months.empty()) co_return evidence;
    const Keys keys{tenant};
    std::vector<Command> commands;
    for (const auto month : months) commands.emplace_back("HGETALL", keys.spent_minutes(month));
    const auto replies = co_await client_.run_all(std::move(commands), deadline);
    if (!replies) co_return std::unexpected(replies.error());
    for (const auto& hash : *replies)
        for (std::size_t n = 0; n + 1 < hash.size(); n += 2) {
            const auto each = evidence_of(hash[n].text(), hash[n + 1]);
            if (!each) co_return refuse(Errc::unexpected, "Minutes spent cannot be read.");
            evidence.push_back(*each);
        }
    co_return evidence;
}

Task<bool> RedisStore::learn_minutes(TenantId tenant, Instant at, Deadline deadline) {
    const auto rules_now = co_await rules(tenant, deadline);
    if (!rules_now) co_return std::unexpected(rules_now.error());
    const auto& table = (*rules_now)->rules.minutes;
    if (!table.learning.enabled) co_return false;
    const Keys keys{tenant};
    std::vector<Command> commands;
    commands.emplace_back("HGET", keys.meta(), "evaluations");
    commands.emplace_back("EXISTS", keys.restoring());
    const auto state = co_await client_.run_all(std::move(commands), deadline);
    if (!state) co_return std::unexpected(state.error());
    if ((*state)[1].integer() != 0) co_return false;
    const auto day = today(**rules_now, at);
    const LearningMark now{day, table.version, (*state)[0].as_integer().value_or(0)};
    const auto last = learned_at_.find(tenant);
    if (last != learned_at_.end() && !is_learning_due(last->second, now)) co_return false;

    const auto evidence =
        co_await minutes_spent(tenant, evidence_months(table.learning, day), deadline);
    if (!evidence) co_return std::unexpected(evidence.error());
    const LearnedMinutes learned{.table_version = table.version,
                                 .rows = learned_rows(table, estimate_minutes(table, *evidence))};
    if (learned.rows != table.learned.rows) {
        ConfigurationVersion version{.created_at = at,
                                     .created_by = std::string{own_actor},
                                     .document = codec::encode_learned_minutes(learned)};
        const auto put = co_await put_learned_minutes(
            tenant, std::move(version), (*rules_now)->rules.revision, deadline);
        if (!put) co_return std::unexpected(put.error());
        if (!*put) co_return true;  // under other rules now: the next round looks again
    }
    learned_at_.insert_or_assign(tenant, now);
    co_return true;
}

Task<bool> RedisStore::put_learned_minutes(TenantId tenant,
                                           ConfigurationVersion learned,
                                           std::optional<std::uint64_t> revision,
                                           Deadline deadline) {
    const Keys keys{tenant};
    const auto field = "version:" + std::string{Keys::learned_minutes};
    const auto stands = co_await client_.run(Command("HGET", keys.meta(), field), deadline);
    if (!stands) co_return std::unexpected(stands.error());
    learned.version = static_cast<int>(stands->as_integer().value_or(0)) + 1;
    UnitOfWork work(keys);
    if (revision) work.check(keys.meta(), "configuration", number_or_none(*revision));
    stored::write_configuration(work, keys, Keys::learned_minutes, learned);
    work.write("LTRIM", keys.configuration(Keys::learned_minutes), -learned_kept, -1);
    const auto failed = co_await run_work(work, deadline);
    if (!failed) co_return std::unexpected(failed.error());
    forget(tenant);
    co_return *failed == 0;
}

Task<bool> RedisStore::restore_learned_minutes(TenantId tenant,
                                               StoredEvent event,
                                               Deadline deadline) {
    // An import that stood still for long has been learned from meanwhile: the export's word comes
    // after that.
    constexpr int attempts = 4;
    const auto document = codec::parse(event.data);
    if (!document) co_return refuse(Errc::invalid_input, "Minutes learned cannot be read.");
    const auto learned = codec::learned_minutes(*document, static_cast<int>(event.revision));
    if (!learned) co_return std::unexpected(learned.error());
    const ConfigurationVersion version{.created_at = event.at,
                                       .created_by = event.actor,
                                       .document = codec::encode_learned_minutes(*learned)};
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const auto put = co_await put_learned_minutes(tenant, version, std::nullopt, deadline);
        if (!put) co_return std::unexpected(put.error());
        if (*put) co_return true;
    }
    co_return refuse(Errc::overloaded, "The rules are changing too fast.");
}

}  // namespace echeance::redis
