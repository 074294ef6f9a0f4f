// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.hpp"
#include "api/stored.hpp"
#include "api/workshop.hpp"

// What the API needs of the outside. `service/redis` implements it; nothing else does.
namespace echeance {

/// The store of one process thread. Every write that returns a value is on disk (decision 3);
/// `store_unavailable` may mean "perhaps written": the idempotency record tells.
class Store {
public:
    virtual ~Store() = default;

    virtual Task<std::shared_ptr<const TenantRules>> rules(TenantId tenant, Deadline deadline) = 0;

    /// `not_found`.
    virtual Task<StoredFile> find_file(TenantId tenant, FileId id, Deadline deadline) = 0;
    /// Empty where no file has the reference; in the order asked. At most 256.
    virtual Task<std::vector<std::optional<StoredFile>>> find_by_reference(
        TenantId tenant, std::vector<Reference> references, Deadline deadline) = 0;
    virtual Task<std::vector<std::optional<StoredFile>>> find_files(TenantId tenant,
                                                                    std::vector<FileId> ids,
                                                                    Deadline deadline) = 0;
    /// Each commit stands or falls alone, in order. Per item: the new revision; `stale_revision`
    /// when the file changed meanwhile or, for a creation, `already_exists` when the reference is
    /// taken.
    virtual Task<std::vector<Result<Revision>>> commit(TenantId tenant,
                                                       std::vector<FileCommit> commits,
                                                       Deadline deadline) = 0;
    virtual Task<FilePage> list_files(TenantId tenant,
                                      FileFilter filter,
                                      LegalDay today,
                                      Deadline deadline) = 0;
    /// Every event of one file, oldest first.
    virtual Task<std::vector<StoredEvent>> history(TenantId tenant,
                                                   FileId id,
                                                   Deadline deadline) = 0;
    /// The doctor with their supervisors.
    virtual Task<std::shared_ptr<const Duty>> duty(TenantId tenant,
                                                   DoctorId id,
                                                   Freshness freshness,
                                                   Deadline deadline) = 0;
    /// Takes up to `count` files, one atomic step each, in the order of service, within the
    /// doctor's cap on open files. `stale_revision` when a doctor, the rules or the queues changed
    /// since the request's `duty` and `rules` were read: read again and repeat. The caller has
    /// checked `unfit_reasons`.
    virtual Task<std::vector<ClaimedFile>> claim(TenantId tenant,
                                                 ClaimRequest request,
                                                 Deadline deadline) = 0;
    /// The list of an earlier claim, from what the claim recorded under its `Idempotency-Key` (a
    /// text that begins with `claim:`).
    [[nodiscard]] virtual Result<std::vector<ClaimedFile>> replay_claim(
        std::string_view recorded, const TenantRules& rules) const = 0;
    /// The doctor's open files, in the order to take them.
    virtual Task<std::vector<StoredFile>> worklist(TenantId tenant,
                                                   DoctorId doctor,
                                                   Deadline deadline) = 0;

    /// Puts what the doctor holds and has not started back into the queue (`domain/lapse.hpp`),
    /// each file its own commit.
    virtual Task<GivenBack> give_back(
        TenantId tenant, DoctorId doctor, std::string actor, Instant at, Deadline deadline) = 0;

    virtual Task<StoredDoctor> find_doctor(TenantId tenant, DoctorId id, Deadline deadline) = 0;
    /// Those of `ids` that exist.
    virtual Task<std::vector<StoredDoctor>> find_doctors(TenantId tenant,
                                                         std::vector<DoctorId> ids,
                                                         Deadline deadline) = 0;
    /// `expected` 0 creates. `stale_revision` when another revision stands.
    virtual Task<Revision> put_doctor(TenantId tenant,
                                      Doctor doctor,
                                      Revision expected,
                                      std::string actor,
                                      Instant at,
                                      std::optional<IdempotentAnswer> idempotency,
                                      Deadline deadline) = 0;
    virtual Task<DoctorPage> list_doctors(TenantId tenant,
                                          std::string cursor,
                                          std::size_t limit,
                                          Deadline deadline) = 0;

    /// Version 0 (absent in the store) is the built-in default. `not_found` for none such.
    virtual Task<std::vector<ConfigurationVersion>> configuration_versions(TenantId tenant,
                                                                           std::string section,
                                                                           Deadline deadline) = 0;
    /// Writes version `expected` + 1. `stale_revision` when another stands.
    virtual Task<ConfigurationVersion> put_configuration(TenantId tenant,
                                                         std::string section,
                                                         std::string document,
                                                         int expected,
                                                         std::string actor,
                                                         Instant at,
                                                         Deadline deadline) = 0;

    /// Evaluations that ended in these months (first days), counted with what they took.
    virtual Task<std::vector<MinutesEvidence>> minutes_spent(TenantId tenant,
                                                             std::vector<LegalDay> months,
                                                             Deadline deadline) = 0;

    /// Events after position `after` (empty: from the first), oldest first. `cursor_expired`.
    virtual Task<EventPage> events(TenantId tenant,
                                   std::string after,
                                   std::size_t limit,
                                   Deadline deadline) = 0;
    virtual Task<std::vector<BacklogGroup>> backlog(TenantId tenant,
                                                    BacklogKey key,
                                                    LegalDay today,
                                                    Deadline deadline) = 0;
    /// The days on which a table has counters, in order.
    virtual Task<std::vector<LegalDay>> statistic_days(TenantId tenant,
                                                       StatisticTable table,
                                                       Deadline deadline) = 0;
    /// The counters of those days, in the order given; one reading. At most 64 days.
    virtual Task<std::vector<DayCounters>> statistics(TenantId tenant,
                                                      StatisticTable table,
                                                      std::vector<LegalDay> days,
                                                      Deadline deadline) = 0;
    /// Queued files that none of the doctors serves who are available, by what is in the way
    /// (`domain/unserved.hpp`). Looks at queues, not at files.
    virtual Task<std::map<EligibilityRule, std::int64_t>> unassignable(TenantId tenant,
                                                                       std::vector<Doctor> doctors,
                                                                       LegalDay today,
                                                                       Deadline deadline) = 0;
    /// Walks the whole tenant, page by page; minutes for a million files.
    virtual Task<IntegrityReport> check_integrity(TenantId tenant,
                                                  Instant at,
                                                  Deadline deadline) = 0;
    virtual Task<bool> is_empty(TenantId tenant, Deadline deadline) = 0;
    /// Restores one event of an export as it stood (id of the stream aside).
    virtual Task<bool> restore(TenantId tenant,
                               std::vector<StoredEvent> events,
                               Deadline deadline) = 0;

    /// Writes the operation over what is there, and attends to it while it is under way. False when
    /// it has been cancelled: stop working.
    virtual Task<bool> put_operation(TenantId tenant,
                                     StoredOperation operation,
                                     std::optional<IdempotentAnswer> idempotency,
                                     Deadline deadline) = 0;
    /// `not_found`. A cancelled one says so, whatever it has come to.
    virtual Task<StoredOperation> find_operation(TenantId tenant,
                                                 std::string id,
                                                 Deadline deadline) = 0;
    /// Says that the process of an operation still works on it: to be said again within
    /// `Workshop::attend_every`, or it counts as interrupted some seconds later.
    virtual Task<bool> attend_operation(TenantId tenant, std::string id, Deadline deadline) = 0;
    /// From then on `put_operation` writes nothing.
    virtual Task<bool> cancel_operation(TenantId tenant, std::string id, Deadline deadline) = 0;

    /// The last forecast of the office as it is, its files apart; empty: none was made yet.
    virtual Task<std::optional<StandingForecast>> standing_forecast(TenantId tenant,
                                                                    Deadline deadline) = 0;
    /// Of one file; empty: it did not wait when the forecast was made.
    virtual Task<std::optional<FileForecast>> file_forecast(TenantId tenant,
                                                            FileId id,
                                                            Deadline deadline) = 0;
    /// Files whose breach is at least that probable, from `offset` on.
    virtual Task<RiskPage> files_at_risk(TenantId tenant,
                                         double probability,
                                         std::size_t offset,
                                         std::size_t limit,
                                         Deadline deadline) = 0;

    /// Looks the key up and, when fresh, marks it as running (for at most a minute).
    virtual Task<Replay> begin_idempotent(TenantId tenant,
                                          std::string key,
                                          std::string fingerprint,
                                          Deadline deadline) = 0;
    /// Forgets a running mark whose request was refused: it may be tried again.
    virtual Task<bool> abandon_idempotent(TenantId tenant, std::string key, Deadline deadline) = 0;

    virtual bool is_up() const = 0;
};

/// Bearer tokens to principals. `unauthenticated` for one unknown, expired or revoked.
class Credentials {
public:
    virtual ~Credentials() = default;
    virtual Task<Principal> authenticate(std::string token, Instant at, Deadline deadline) = 0;
};

/// What day it is for a tenant (decision 10: nothing below `service/` knows).
class TenantCalendar {
public:
    virtual ~TenantCalendar() = default;
    [[nodiscard]] virtual LegalDay today(const std::string& time_zone, Instant at) const = 0;
    [[nodiscard]] virtual bool knows(const std::string& time_zone) const = 0;
};

/// Unpredictable numbers, for ids.
class Randomness {
public:
    virtual ~Randomness() = default;
    virtual std::uint64_t next() = 0;
};

/// Live text of `/metrics` and the process's own state.
class Monitor {
public:
    virtual ~Monitor() = default;
    virtual Task<std::string> metrics(Deadline deadline) = 0;
    /// Started and not draining.
    [[nodiscard]] virtual bool is_ready() const = 0;
    virtual void count_claim(std::size_t granted) = 0;
    /// The queues changed faster than the claim could follow: it was refused.
    virtual void count_claim_conflict() = 0;
    virtual void count_rejected_nir(std::string_view pointer) = 0;
};

/// Results kept aside until they may be sent: an unlinked temporary file, so that memory does not
/// grow with them.
class Spool {
public:
    virtual ~Spool() = default;
    /// False when the disk is full or failing: stop producing.
    [[nodiscard]] virtual bool write(std::string_view piece) = 0;
    /// Sends everything written, from the first byte. False once the client is gone.
    virtual boost::asio::awaitable<bool> send(BodySink& sink) = 0;
};
class Scratch {
public:
    virtual ~Scratch() = default;
    /// Null when no temporary file can be made.
    virtual std::unique_ptr<Spool> make_spool() = 0;
};

/// A file of the dashboard, embedded in the binary; all empty for none of that name.
struct PageFile {
    std::string_view body;
    std::string_view digest;  ///< of the body, in hexadecimal
};

/// Everything a handler may use; owned by the thread, outlives every request.
struct Ports {
    Store& store;
    Credentials& credentials;
    const TenantCalendar& calendar;
    Randomness& randomness;
    Monitor& monitor;
    Scratch& scratch;
    Workshop& workshop;
    std::string_view contract_json{};  ///< `openapi.yaml`, in both forms, as they are served
    std::string_view contract_yaml{};
    /// A file of the dashboard, by its path within it (`index.html`, `app/start.js`).
    PageFile (*page_file)(std::string_view name) = [](std::string_view) { return PageFile{}; };
};

}  // namespace echeance
