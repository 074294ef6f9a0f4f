// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/capacity.hpp"
#include "domain/doctor.hpp"
#include "domain/events.hpp"
#include "domain/learned_minutes.hpp"
#include "domain/office_proof.hpp"
#include "domain/outlook.hpp"
#include "domain/priority.hpp"
#include "domain/statistic_cells.hpp"

// What goes to the store and comes from it: values of the domain with what the store adds to them.
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
    /// When this revision was put. Empty: in a store of a version that did not note it.
    std::optional<Instant> changed_at{};
};

/// What became of the files of a doctor who is away.
struct GivenBack {
    std::vector<FileId> returned{};  ///< to the queue, where they keep their place
    std::vector<FileId> kept{};      ///< begun: for a person to see to
};

enum class FileSort : std::uint8_t { due_on, filed_on };
enum class SortDirection : std::uint8_t { ascending, descending };
/// What becomes of a list in which a record cannot be read. A person is told; work on all files
/// goes on without it, and the proof tells which it is.
enum class Unreadable : std::uint8_t { refused, passed_over };
struct FileFilter {
    std::optional<FileState> state{};
    std::optional<Right> right{};
    std::optional<Sector> sector{};
    std::optional<StageOfLife> stage{};
    std::optional<DoctorId> doctor{};
    std::optional<LegalDay> due_before{};  ///< exclusive
    std::optional<bool> overdue{};
    std::optional<Reference> reference{};
    /// Held, or not, by one of `away`: the doctors who are away today.
    std::optional<bool> doctor_away{};
    std::set<DoctorId> away{};
    FileSort sort = FileSort::filed_on;
    SortDirection direction = SortDirection::ascending;
    Unreadable unreadable = Unreadable::refused;
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
enum class BacklogKey : std::uint8_t { none, state, right, nature, stage, sector, skill, due, age };

/// The counters of one day of a statistic table, by field (`domain/statistic_cells.hpp`).
struct DayCounters {
    LegalDay day;
    std::vector<std::pair<std::string, std::int64_t>> counters{};
};

/// Every promise that an integrity walk proves, in the order of its answer: a closed set.
inline constexpr std::array<std::string_view, 16> integrity_checks{
    "files_readable",
    "doctors_readable",
    "history_rebuilds_file",
    "state_index",
    "queue_index",
    "one_doctor_a_file",
    "one_open_attempt",
    "reference_index",
    "placement",
    "claim_fields",       // what claim.lua reads of a file beside its record
    "visible_to_claims",  // what waits for a doctor is in a queue that claims look at
    "workload",
    "capacity",  // no assignment of this week went beyond a doctor's minutes without an override
    "counters",
    "statistics",
    "minutes_spent"};  // what expected minutes learn from
struct IntegrityCheck {
    std::string check;
    std::int64_t violations = 0;
    std::vector<std::string> examples{};  ///< at most 10
};
/// `checks`: what the program owes; a violation is its fault. `findings`: what the office is to see
/// to, of a store that may well be sound.
struct IntegrityReport {
    std::vector<IntegrityCheck> checks{};
    std::vector<Finding> findings{};
};
/// The last daily proof, as every replica tells of it.
struct DailyProof {
    LegalDay day;
    Instant proved_at;  ///< by a real clock, whatever day the service is set to
    IntegrityReport report{};
};

/// What a forecast says of one file that waits.
struct FileForecast {
    FileId id;
    OutlookEstimate estimate{};
    std::optional<double> breach{};  ///< probability that its first limit passes undecided
};
/// The forecast of the office as it is, made every so often by one of the replicas: what anybody
/// may be told of.
struct StandingForecast {
    LegalDay day;
    Instant made_at{};                         ///< by a real clock, as `DailyProof::proved_at`
    std::optional<LegalDay> meets_limit_on{};  ///< in the median replication
    std::string result{};                      ///< JSON
    std::string backtest{};                    ///< JSON: past forecasts, their accuracy
    std::vector<FileForecast> files{};         ///< kept by file, and not read back here
};
/// Files with the probability of their breach, the most probable first.
struct RiskPage {
    std::vector<std::pair<FileId, double>> files;
    bool more = false;
};

enum class OperationState : std::uint8_t { pending, running, done, failed, cancelled };
/// Long work, as anybody may ask for it. Kept for a week.
struct StoredOperation {
    std::string id;
    std::string kind;  ///< of a closed set: `assignment_plan`, `plan_commit`, `forecast`
    OperationState state = OperationState::pending;
    int progress_percent = 0;
    Instant created_at;
    Instant updated_at;
    std::string created_by;
    std::string result{};  ///< members of a JSON object, without its braces; empty until done
    std::string reason{};  ///< of a failed one: a problem code
    /// Whether its process still attends to it; of one under way. Not kept with the rest.
    bool is_attended = true;
};

struct Replay {  ///< what is known of an `Idempotency-Key`
    enum class Kind : std::uint8_t { fresh, running, mismatch, answered };
    Kind kind = Kind::fresh;
    std::string answer{};
};

}  // namespace echeance
