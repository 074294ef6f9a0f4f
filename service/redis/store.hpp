// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "api/ports.hpp"
#include "domain/backlog.hpp"
#include "domain/queue_totals.hpp"
#include "service/redis/client.hpp"
#include "service/redis/keys.hpp"
#include "service/redis/unit_of_work.hpp"

namespace echeance::redis {

/// From its last piece on, an export that is read back keeps jobs away: those that move files for
/// `restoring_within`, so that the stream keeps the export's order, and learning for longer, as
/// what was learned is in it.
inline constexpr std::chrono::milliseconds restoring_within{5'000};
inline constexpr std::chrono::milliseconds restored_within{60'000};

/// Who does what no person does.
inline constexpr std::string_view own_actor = "echeance";

struct StoreOptions {
    /// Replicas that must have a write before it is acknowledged (`WAIT`); 0 to 5.
    int wait_replicas = 0;
    std::chrono::milliseconds wait_within{1'000};
};

/// What `/metrics` tells of a tenant's queue: a few hashes, whatever the number of files.
struct QueueFacts {
    /// Those by day too; those of `e:` (due day and right) from this week to `due_soon_days_max`
    /// on.
    BacklogCounts counts{};
    QueueTotals totals{};  ///< claims included
};

/// Whether this replica is to make a forecast now, and what the last one said.
struct ForecastTurn {
    bool is_ours = false;
    std::optional<StandingForecast> last{};  ///< its texts and files left out; empty: none was made
};

/// The store of one thread, on that thread's client. Keeps nothing but copies it can prove stale:
/// rules, doctors and queue classes, each under the counter of `meta` that every script checks.
/// Used only on its client's thread.
class RedisStore final : public Store {
public:
    RedisStore(Client& client,
               const TenantCalendar& calendar,
               Randomness& randomness,
               StoreOptions options);

    Task<std::shared_ptr<const TenantRules>> rules(TenantId tenant, Deadline deadline) override;
    Task<StoredFile> find_file(TenantId tenant, FileId id, Deadline deadline) override;
    Task<std::vector<std::optional<StoredFile>>> find_by_reference(
        TenantId tenant, std::vector<Reference> references, Deadline deadline) override;
    Task<std::vector<std::optional<StoredFile>>> find_files(TenantId tenant,
                                                            std::vector<FileId> ids,
                                                            Deadline deadline) override;
    Task<std::vector<Result<Revision>>> commit(TenantId tenant,
                                               std::vector<FileCommit> commits,
                                               Deadline deadline) override;
    Task<FilePage> list_files(TenantId tenant,
                              FileFilter filter,
                              LegalDay today,
                              Deadline deadline) override;
    Task<std::vector<StoredEvent>> history(TenantId tenant, FileId id, Deadline deadline) override;
    Task<std::shared_ptr<const Duty>> duty(TenantId tenant,
                                           DoctorId id,
                                           Freshness freshness,
                                           Deadline deadline) override;
    Task<std::vector<ClaimedFile>> claim(TenantId tenant,
                                         ClaimRequest request,
                                         Deadline deadline) override;
    [[nodiscard]] Result<std::vector<ClaimedFile>> replay_claim(
        std::string_view recorded, const TenantRules& rules) const override;
    Task<std::vector<StoredFile>> worklist(TenantId tenant,
                                           DoctorId doctor,
                                           Deadline deadline) override;
    Task<GivenBack> give_back(TenantId tenant,
                              DoctorId doctor,
                              std::string actor,
                              Instant at,
                              Deadline deadline) override;
    Task<StoredDoctor> find_doctor(TenantId tenant, DoctorId id, Deadline deadline) override;
    Task<std::vector<StoredDoctor>> find_doctors(TenantId tenant,
                                                 std::vector<DoctorId> ids,
                                                 Deadline deadline) override;
    Task<Revision> put_doctor(TenantId tenant,
                              Doctor doctor,
                              Revision expected,
                              std::string actor,
                              Instant at,
                              std::optional<IdempotentAnswer> idempotency,
                              Deadline deadline) override;
    Task<DoctorPage> list_doctors(TenantId tenant,
                                  std::string cursor,
                                  std::size_t limit,
                                  Deadline deadline) override;
    Task<std::vector<ConfigurationVersion>> configuration_versions(TenantId tenant,
                                                                   std::string section,
                                                                   Deadline deadline) override;
    Task<ConfigurationVersion> put_configuration(TenantId tenant,
                                                 std::string section,
                                                 std::string document,
                                                 int expected,
                                                 std::string actor,
                                                 Instant at,
                                                 Deadline deadline) override;
    Task<std::vector<MinutesEvidence>> minutes_spent(TenantId tenant,
                                                     std::vector<LegalDay> months,
                                                     Deadline deadline) override;
    Task<EventPage> events(TenantId tenant,
                           std::string after,
                           std::size_t limit,
                           Deadline deadline) override;
    Task<std::vector<BacklogGroup>> backlog(TenantId tenant,
                                            BacklogKey key,
                                            LegalDay today,
                                            Deadline deadline) override;
    Task<std::vector<LegalDay>> statistic_days(TenantId tenant,
                                               StatisticTable table,
                                               Deadline deadline) override;
    Task<std::vector<DayCounters>> statistics(TenantId tenant,
                                              StatisticTable table,
                                              std::vector<LegalDay> days,
                                              Deadline deadline) override;
    Task<std::map<EligibilityRule, std::int64_t>> unassignable(TenantId tenant,
                                                               std::vector<Doctor> doctors,
                                                               LegalDay today,
                                                               Deadline deadline) override;
    Task<IntegrityReport> check_integrity(TenantId tenant, Instant at, Deadline deadline) override;
    Task<bool> is_empty(TenantId tenant, Deadline deadline) override;
    Task<bool> restore(TenantId tenant,
                       std::vector<StoredEvent> events,
                       Deadline deadline) override;
    Task<bool> put_operation(TenantId tenant,
                             StoredOperation operation,
                             std::optional<IdempotentAnswer> idempotency,
                             Deadline deadline) override;
    Task<StoredOperation> find_operation(TenantId tenant,
                                         std::string id,
                                         Deadline deadline) override;
    Task<bool> attend_operation(TenantId tenant, std::string id, Deadline deadline) override;
    Task<bool> cancel_operation(TenantId tenant, std::string id, Deadline deadline) override;
    Task<Replay> begin_idempotent(TenantId tenant,
                                  std::string key,
                                  std::string fingerprint,
                                  Deadline deadline) override;
    Task<bool> abandon_idempotent(TenantId tenant, std::string key, Deadline deadline) override;
    bool is_up() const override { return client_.up(); }

    Task<QueueFacts> queue_facts(TenantId tenant, LegalDay today, Deadline deadline);
    Task<std::optional<StandingForecast>> standing_forecast(TenantId tenant,
                                                            Deadline deadline) override;
    Task<std::optional<FileForecast>> file_forecast(TenantId tenant,
                                                    FileId id,
                                                    Deadline deadline) override;
    Task<RiskPage> files_at_risk(TenantId tenant,
                                 double probability,
                                 std::size_t offset,
                                 std::size_t limit,
                                 Deadline deadline) override;
    /// A new forecast is due when none was made of `day`, or something has happened since and the
    /// last one is old enough.
    Task<ForecastTurn> begin_forecast(TenantId tenant,
                                      LegalDay day,
                                      Instant real_now,
                                      Deadline deadline);
    /// `took`: bounds how soon the next is due. Readers see the old forecast or the new one, each
    /// part whole.
    Task<bool> keep_forecast(TenantId tenant,
                             StandingForecast forecast,
                             std::chrono::milliseconds took,
                             Deadline deadline);
    Task<bool> abandon_forecast(TenantId tenant, Deadline deadline);
    /// Brings the indexes of files whose placement changes by the passing of days, or because rules
    /// or queues changed, up to date: one page. False when nothing was left to do.
    Task<bool> refresh_some(TenantId tenant, Instant at, Deadline deadline);
    /// Gives back what doctors hold who have become away: once a day, and after each change of a
    /// doctor.
    Task<bool> give_back_for_absences(TenantId tenant, Instant at, Deadline deadline);
    /// The tenant's own day.
    Task<LegalDay> today_of(TenantId tenant, Instant at, Deadline deadline);
    /// The last daily proof that was kept; empty: none, or one that cannot be read.
    Task<std::optional<DailyProof>> last_proof(TenantId tenant, Deadline deadline);
    /// Makes today's proof and keeps it. Empty: another replica is making it.
    Task<std::optional<DailyProof>> prove(TenantId tenant,
                                          DailyProof begun,
                                          Instant at,
                                          Deadline deadline);
    /// Puts expected minutes in force as evaluations have shown them
    /// (`domain/learned_minutes.hpp`), when that is due and any has moved: one checked commit, so
    /// that replicas do it once.
    Task<bool> learn_minutes(TenantId tenant, Instant at, Deadline deadline);
    /// Tenants that called since the start, the default one included: those the jobs look after.
    [[nodiscard]] const std::set<TenantId>& tenants() const { return tenants_; }
    void know(const TenantId& tenant);

private:
    /// As `find_files`; empty, too, for what cannot be read and is passed over.
    Task<std::vector<std::optional<StoredFile>>> read_files(TenantId tenant,
                                                            std::vector<FileId> ids,
                                                            Unreadable unreadable,
                                                            Deadline deadline);
    using Clock = std::chrono::steady_clock;
    /// Keys of a doctor's queues, by lane.
    struct QueuesServed {
        std::vector<std::string> late;
        std::vector<std::string> on_time;
    };
    struct Known {
        std::shared_ptr<const TenantRules> rules;
        Clock::time_point rules_at;
        std::uint64_t doctors_stamp = 0;
        std::map<DoctorId, std::shared_ptr<const Duty>> duties;
        std::uint64_t classes_version = 0;
        bool classes_known = false;
        std::vector<std::pair<std::string, RequirementClass>> classes;
        /// Doctors with a visit session, read under `visitors_stamp`; only where a class needs it.
        std::optional<std::uint64_t> visitors_stamp;
        std::vector<Doctor> visitors;
        /// Keys of the queues each doctor serves, under the versions they were computed for.
        struct Served {
            std::shared_ptr<const Duty> duty;
            LegalDay day;
            QueuesServed queues;
        };
        std::map<DoctorId, Served> served;
    };

    /// Runs commands of one tenant; with replicas to wait for, answers once enough have them all.
    Task<std::vector<Reply>> run_durably(std::vector<Command> commands, Deadline deadline);
    /// One reply a call, none an error.
    Task<std::vector<Reply>> run_scripts(std::vector<ScriptCall> calls, Deadline deadline);
    /// One unit of work: true when written, false when the n-th check failed (`failed_check`).
    Task<std::size_t> run_work(const UnitOfWork& work, Deadline deadline);
    Known& known(const TenantId& tenant);
    void forget(const TenantId& tenant);
    Task<std::shared_ptr<const TenantRules>> read_rules(TenantId tenant, Deadline deadline);
    Task<std::vector<std::string>> read_classes(TenantId tenant, Deadline deadline);
    /// The doctors whose visits files may wait for, as of the claim's stamp.
    Task<bool> read_visitors(TenantId tenant, std::uint64_t stamp, Deadline deadline);
    /// Without the queues that are left to others (`domain/visits.hpp`).
    const QueuesServed& queues_served(const TenantId& tenant, const ClaimRequest& request);
    ScriptCall claim_call(const TenantId& tenant,
                          const ClaimRequest& request,
                          const QueuesServed& queues) const;
    [[nodiscard]] LegalDay today(const TenantRules& rules, Instant at) const;
    Task<std::vector<std::size_t>> commit_some(const TenantId& tenant,
                                               const std::vector<FileCommit>& commits,
                                               const std::vector<std::size_t>& which,
                                               std::vector<Result<Revision>>& results,
                                               Deadline deadline);
    Task<bool> refresh(TenantId tenant, std::vector<FileId> ids, Instant at, Deadline deadline);
    Task<bool> begin_statistics(TenantId tenant, Deadline deadline);
    Task<bool> reindex_some(TenantId tenant, std::string from, Instant at, Deadline deadline);
    /// Goes on until the indexes are those of the rules.
    Task<bool> finish_reindex(TenantId tenant, Instant at, Deadline deadline);
    /// Adds one event of an export to what is to be committed.
    Result<bool> replay_event(const StoredEvent& stored_event,
                              const TenantRules& used,
                              std::map<FileId, StoredFile>& files,
                              std::vector<FileCommit>& commits) const;
    /// Events of files alone.
    Task<bool> restore_files(TenantId tenant,
                             std::span<const StoredEvent> events,
                             Deadline deadline);
    Task<bool> restore_other(TenantId tenant, StoredEvent event, Deadline deadline);
    /// Writes it as the version after the last. False when another was written meanwhile, or the
    /// rules' `revision`, if it is to be looked at, is another.
    Task<bool> put_learned_minutes(TenantId tenant,
                                   ConfigurationVersion learned,
                                   std::optional<std::uint64_t> revision,
                                   Deadline deadline);
    Task<bool> restore_learned_minutes(TenantId tenant, StoredEvent event, Deadline deadline);

    Client& client_;
    const TenantCalendar& calendar_;
    Randomness& randomness_;
    StoreOptions options_;
    Script commit_;
    Script claim_;
    Script abandon_;
    std::map<TenantId, Known> known_;
    std::set<TenantId> tenants_;
    /// The day and the doctors for which `give_back_for_absences` has been through.
    std::map<TenantId, std::pair<LegalDay, std::uint64_t>> absences_seen_;
    std::map<TenantId, LearningMark> learned_at_;
};

/// Pieces shared by the store's sources.
namespace stored {

/// Fields of a file's hash in the order they are read.
[[nodiscard]] Command read_file(const Keys& keys, const FileId& id);
/// Doctors to whom it is closed, and what a claim moves in the counters: `x` and `k` of its hash.
[[nodiscard]] std::string closed_to(const CaseFile& file);
[[nodiscard]] std::string claim_counts(const CaseFile& file, const Placement& placement);
/// A doctor's hash; `unexpected` for one that cannot be read. Open files and work are kept apart.
[[nodiscard]] Command read_doctor(const Keys& keys, const DoctorId& id);
[[nodiscard]] Result<StoredDoctor> doctor(const DoctorId& id, const Value& fields);
[[nodiscard]] Result<ConfigurationVersion> configuration_version(std::string_view text);
/// Empty for a file that does not exist; `unexpected` for one that cannot be read.
[[nodiscard]] Result<std::optional<StoredFile>> file(const FileId& id, const Value& reply);
/// Index score of a day: files of one day in a fixed arbitrary order, so that pages have few ties.
[[nodiscard]] std::int64_t day_score(std::optional<LegalDay> day, const FileId& id);
/// What a file's hash and indexes must become. `before` empty: a creation.
void write_file(UnitOfWork& work,
                const Keys& keys,
                const StoredFile* before,
                const CaseFile& after,
                const Placement& placement);
/// Only what the indexes keep: the file itself has not changed.
void write_placement(UnitOfWork& work,
                     const Keys& keys,
                     const StoredFile& before,
                     const Placement& placement);
/// Field of `Keys::load` for the week of a day.
[[nodiscard]] std::string week_field(LegalDay day);
/// What `Keys::load` has of a doctor.
[[nodiscard]] WorkRecord work_record(const Value& hash);
/// The minutes that the change took of a doctor's week.
void write_spending(UnitOfWork& work,
                    const Keys& keys,
                    const FileChange& change,
                    const CaseFile& after);
/// The evaluation that the change brought to its end, for minutes to learn from.
void write_evaluation(UnitOfWork& work,
                      const Keys& keys,
                      const FileChange& change,
                      const CaseFile& after);
/// Field of `Keys::spent_minutes`.
[[nodiscard]] std::string spent_field(const EvaluationMinutes& evaluation);
/// A section's next version, its event, and the rebuilding of the indexes that it asks for; stands
/// while `version` - 1 is the last.
void write_configuration(UnitOfWork& work,
                         const Keys& keys,
                         std::string_view section,
                         const ConfigurationVersion& version);
void write_entry(UnitOfWork& work, const FileEvent& event, Revision revision);
[[nodiscard]] StoredEvent event(const Value& entry);
[[nodiscard]] std::string kept(const IdempotentAnswer& answer);
inline constexpr std::int64_t idempotency_ms = 7LL * 24 * 3600 * 1000;
/// The counters' packing of `Keys::counts`.
[[nodiscard]] std::int64_t pack(std::int64_t high, std::int64_t low);
[[nodiscard]] std::pair<std::int64_t, std::int64_t> unpack(std::int64_t packed);
/// The hash that keeps the counter of a `BacklogCounts` key.
[[nodiscard]] std::string counter_hash(const Keys& keys, std::string_view key);
[[nodiscard]] BacklogCounts backlog_counts(const Value& hash);
/// The field of `Keys::statistics` for a day of a table.
[[nodiscard]] std::string statistic_day(StatisticTable table, LegalDay day);
/// The reverse; empty for a field of no known form.
[[nodiscard]] std::optional<std::pair<StatisticTable, LegalDay>> statistic_day(
    std::string_view field);

}  // namespace stored
}  // namespace echeance::redis
