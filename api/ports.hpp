// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/message.hpp"
#include "api/workshop.hpp"
#include "domain/capacity.hpp"
#include "domain/doctor.hpp"
#include "domain/events.hpp"
#include "domain/priority.hpp"

// What the API needs of the outside. `service/redis` implements it; nothing else does.
namespace echeance {

/// The working rules of a tenant, read once per configuration revision and shared by the requests
/// of one thread.
struct TenantRules {
    Rules rules;
    Partition partition;
    std::uint64_t partition_version = 0;
    std::uint64_t salt = 0;  ///< keys the tie-break of the queue
};

struct StoredFile {
    CaseFile file;
    Revision revision{};
    Placement placement{};  ///< as the indexes have it now; may lag the rules by a job's run
    std::string history{};  ///< stream ids of its events, comma-separated
    /// The store's own mark of the placement: a commit stands only while the indexes are as read.
    std::string placement_mark{};
};

/// The answer to keep for an `Idempotency-Key`: written with the effect, or not at all.
struct IdempotentAnswer {
    std::string key;          ///< digest of caller, operation and key
    std::string fingerprint;  ///< digest of the payload
    std::string answer{};     ///< status, headers and body, as `api/conditional` encodes them
};

/// What was known of doctors when one was chosen for a file: a commit stands only while it holds.
struct DutyCheck {
    std::uint64_t stamp = 0;  ///< of `Duty`
    LegalDay day;             ///< whose week the workloads are of
    std::vector<std::pair<DoctorId, Workload>> loads{};
};

/// One change of one file, to be written whole or not at all: file, indexes, counters, events and
/// idempotent answer. `before` empty creates.
struct FileCommit {
    std::optional<StoredFile> before{};
    CaseFile after;
    std::vector<FileEvent> events;
    Placement placement{};  ///< of `after`
    std::optional<IdempotentAnswer> idempotency{};
    std::optional<DutyCheck> duty{};
};

/// Minutes of a doctor as the store counts them.
struct WorkRecord {
    int held = 0;
    std::map<LegalDay, int> spent;  ///< by the Monday of the week
    [[nodiscard]] Workload in_week_of(LegalDay day) const {
        const auto week = spent.find(monday_of(day));
        return {held, week == spent.end() ? 0 : week->second};
    }
};

struct StoredDoctor {
    Doctor doctor;
    Revision revision{};
    int open_files = 0;
    WorkRecord work{};
};

/// What became of the files of a doctor who is away.
struct GivenBack {
    std::vector<FileId> returned{};  ///< to the queue, where they keep their place
    std::vector<FileId> kept{};      ///< begun: for a person to see to
};

enum class FileSort : std::uint8_t { due_on, filed_on };
enum class SortDirection : std::uint8_t { ascending, descending };
struct FileFilter {
    std::optional<FileState> state{};
    std::optional<Right> right{};
    std::optional<Sector> sector{};
    std::optional<StageOfLife> stage{};
    std::optional<DoctorId> doctor{};
    std::optional<LegalDay> due_before{};  ///< exclusive
    std::optional<bool> overdue{};
    std::optional<Reference> reference{};
    FileSort sort = FileSort::filed_on;
    SortDirection direction = SortDirection::ascending;
    std::size_t limit = 50;
    std::string cursor{};  ///< position as this store gave it; empty: the beginning
};
struct FilePage {
    std::vector<StoredFile> files;
    std::string next_cursor{};  ///< empty at the end
};
struct DoctorPage {
    std::vector<StoredDoctor> doctors;
    std::string next_cursor{};
};

/// One event as the stream keeps it. `data` is the JSON of the contract, sent as it stands.
struct StoredEvent {
    std::string id;       ///< position in the stream, `ms-seq`
    std::string type;     ///< `file.registered`, `doctor.put`, `configuration.put`...
    std::string subject;  ///< file id, doctor id or section
    std::string actor;
    Instant at;
    std::uint64_t revision = 0;  ///< of the subject after the event
    std::string data;
};
struct EventPage {
    std::vector<StoredEvent> events;
    bool more = false;
};

/// A doctor and who would countersign for them, as one reading. Cached per thread: a claim proves
/// with `stamp` that no doctor of the tenant has changed since.
struct Duty {
    Doctor doctor;
    std::vector<Doctor> supervisors{};
    std::uint64_t stamp = 0;
    [[nodiscard]] DoctorOnDuty on_duty(int open_files) const {
        return {doctor, supervisors, open_files};
    }
};

/// `proven_later`: may be as old as the last claim that found it true, for one that will prove it.
enum class Freshness : std::uint8_t { proven_later, now };
/// `show` answers what a claim would take, and takes nothing (`dry_run`).
enum class ClaimMode : std::uint8_t { take, show };
/// What a claim asks of the store: everything it must know to choose and take in one step.
struct ClaimRequest {
    std::shared_ptr<const Duty> duty;
    std::shared_ptr<const TenantRules> rules;
    int count = 1;  ///< 1 to 50
    LegalDay today;
    Instant at;
    std::string actor;
    std::optional<IdempotentAnswer> idempotency{};
    ClaimMode mode = ClaimMode::take;
};
/// A file just taken, with what the answer needs.
struct ClaimedFile {
    FileId id;
    std::string reference;
    Revision revision{};
    std::optional<LegalDay> due_on{};
    std::optional<LegalDay> effective_due_on{};
    Lane lane = Lane::none;
    std::vector<Credit> credits{};
};

struct ConfigurationVersion {
    int version = 0;
    Instant created_at;
    std::string created_by;
    std::string document;  ///< JSON of the contract
};

/// A count of files, requests, overdue requests and expected minutes under one key.
struct BacklogGroup {
    std::string key;
    std::int64_t files = 0;
    std::int64_t requests = 0;
    std::int64_t overdue = 0;
    std::int64_t expected_minutes = 0;
};
enum class BacklogKey : std::uint8_t { none, state, right, stage, sector, due, age };

struct IntegrityCheck {
    std::string check;
    std::int64_t violations = 0;
    std::vector<std::string> examples{};  ///< at most 10
};

enum class OperationState : std::uint8_t { pending, running, done, failed, cancelled };
/// Long work, as anybody may ask for it. Kept for a week.
struct StoredOperation {
    std::string id;
    std::string kind;  ///< of a closed set: `assignment_plan`, `plan_commit`
    OperationState state = OperationState::pending;
    int progress_percent = 0;
    Instant created_at;
    Instant updated_at;
    std::string created_by;
    std::string result{};  ///< members of a JSON object, without its braces; empty until done
};

struct Replay {  ///< what is known of an `Idempotency-Key`
    enum class Kind : std::uint8_t { fresh, running, mismatch, answered };
    Kind kind = Kind::fresh;
    std::string answer{};
};

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

    /// Events after position `after` (empty: from the first), oldest first. `cursor_expired`.
    virtual Task<EventPage> events(TenantId tenant,
                                   std::string after,
                                   std::size_t limit,
                                   Deadline deadline) = 0;
    virtual Task<std::vector<BacklogGroup>> backlog(TenantId tenant,
                                                    BacklogKey key,
                                                    LegalDay today,
                                                    Deadline deadline) = 0;
    /// Queued files that no available doctor serves, by what is in the way (`domain/unserved.hpp`).
    /// Looks at queues, not at files.
    virtual Task<std::map<EligibilityRule, std::int64_t>> unassignable(TenantId tenant,
                                                                       LegalDay today,
                                                                       Deadline deadline) = 0;
    /// Walks the whole tenant, page by page; minutes for a million files.
    virtual Task<std::vector<IntegrityCheck>> check_integrity(TenantId tenant,
                                                              Instant at,
                                                              Deadline deadline) = 0;
    virtual Task<bool> is_empty(TenantId tenant, Deadline deadline) = 0;
    /// Restores one event of an export as it stood (id of the stream aside).
    virtual Task<bool> restore(TenantId tenant,
                               std::vector<StoredEvent> events,
                               Deadline deadline) = 0;

    /// Writes the operation over what is there. False when it has been cancelled: stop working.
    virtual Task<bool> put_operation(TenantId tenant,
                                     StoredOperation operation,
                                     std::optional<IdempotentAnswer> idempotency,
                                     Deadline deadline) = 0;
    /// `not_found`. A cancelled one says so, whatever it has come to.
    virtual Task<StoredOperation> find_operation(TenantId tenant,
                                                 std::string id,
                                                 Deadline deadline) = 0;
    /// From then on `put_operation` writes nothing.
    virtual Task<bool> cancel_operation(TenantId tenant, std::string id, Deadline deadline) = 0;

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
    /// What a person did to one file: assignments by hand, the rules they passed over, declines.
    virtual void count_change(const FileChange& change) = 0;
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
};

}  // namespace echeance
