// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "domain/capacity.hpp"
#include "domain/case_file.hpp"
#include "domain/ids.hpp"
#include "domain/priority.hpp"
#include "domain/statistic_cells.hpp"

namespace echeance::redis {

/// Names of a tenant's keys. All begin with `{tenant}:`, so that one tenant lives in one hash slot
/// and every change is one script on one node (decision 2).
///
/// A file's hash: `r` revision, `s` state, `a` assignment, `d` record, `x` doctors it is closed to
/// (`,M01,M05!,`: with `!` as supervisors too), `p` placement as indexed, `k` what a claim moves in
/// the counters, `h` positions of its events.
class Keys {
public:
    /// Of `configuration`: what was learned of the `minutes`, beside the sections that people
    /// write.
    static constexpr std::string_view learned_minutes = "learned_minutes";
    /// All that rules are read from.
    static constexpr std::array<std::string_view, 5> rule_sections{
        "targets", "priorities", "calendars", "minutes", learned_minutes};

    explicit Keys(const TenantId& tenant) : prefix_("{" + tenant.text() + "}:") {}

    /// Hash: counters that prove what a reader knew (`doctors`, `configuration`, `partition`,
    /// `classes`), `claims`, `salt`, `evaluations` that `spent_minutes` has counted, and `reindex`:
    /// the score in `filed` that a rebuilding of the indexes has reached, absent when none is under
    /// way.
    [[nodiscard]] std::string meta() const { return prefix_ + "meta"; }
    [[nodiscard]] std::string events() const { return prefix_ + "events"; }
    /// Hashes: the backlog's counters (`domain/backlog.hpp`), those by day apart. Each key has two
    /// fields of two numbers each, packed high and low 32 bits: `key#n` files and requests, `key#m`
    /// overdue and minutes.
    [[nodiscard]] std::string counts() const { return prefix_ + "counts"; }
    [[nodiscard]] std::string days() const { return prefix_ + "days"; }
    /// Hash: counters of requests by due day and right, of one week, small enough that Redis keeps
    /// it as one block.
    [[nodiscard]] std::string due_week(LegalDay day) const {
        return prefix_ + "due:" + std::to_string(monday_of(day).number());
    }
    /// Hash: of each day of a statistic table (`e20512`: first letter and day number) the sum of
    /// its counters; says which days are there.
    [[nodiscard]] std::string statistics() const { return prefix_ + "statistics"; }
    /// Hash: the counters of one day (`domain/statistic_cells.hpp`), none of them 0.
    [[nodiscard]] std::string statistics(StatisticTable table, LegalDay day) const {
        return prefix_ + std::string{to_text(table)} + ":" + std::to_string(day.number());
    }
    /// Hash: what has happened to the queue since the store began (`domain/queue_totals.hpp`);
    /// never taken back. Claims count theirs in `meta`.
    [[nodiscard]] std::string totals() const { return prefix_ + "totals"; }
    [[nodiscard]] std::string file_prefix() const { return prefix_ + "f:"; }
    [[nodiscard]] std::string file(const FileId& id) const { return prefix_ + "f:" + id.text(); }
    /// Hash: reference to file id.
    [[nodiscard]] std::string references() const { return prefix_ + "references"; }
    /// Sorted sets of file ids: every file by filing day; by state and due day; by queue; by the
    /// next day on which a placement changes by itself; open files of one doctor.
    [[nodiscard]] std::string filed() const { return prefix_ + "filed"; }
    [[nodiscard]] std::string state(FileState state) const {
        return prefix_ + "state:" + std::string{to_text(state)};
    }
    [[nodiscard]] std::string queue(Lane lane, std::string_view queue_class) const {
        return prefix_ + (lane == Lane::late ? "late:" : "on_time:") + std::string{queue_class};
    }
    [[nodiscard]] std::string turns() const { return prefix_ + "turns"; }
    [[nodiscard]] std::string open_files(const DoctorId& doctor) const {
        return prefix_ + "open:" + doctor.text();
    }
    /// Hash of one doctor's minutes: `held`, and `w<Monday's day number>` spent in that week.
    [[nodiscard]] std::string load(const DoctorId& doctor) const {
        return prefix_ + "load:" + doctor.text();
    }
    /// Hash of the evaluations that ended in a month: `AAH:first,RQTH:review|34` (requests,
    /// minutes) to how many (`domain/learned_minutes.hpp`).
    [[nodiscard]] std::string spent_minutes(LegalDay month) const {
        return prefix_ + "spent:" + month.text().substr(0, 7);
    }
    /// Set of every queue class that ever held a file.
    [[nodiscard]] std::string classes() const { return prefix_ + "classes"; }
    /// Hash: `r` revision, `d` facts, `t` the instant of this revision.
    [[nodiscard]] std::string doctor(const DoctorId& id) const {
        return prefix_ + "doctor:" + id.text();
    }
    [[nodiscard]] std::string doctors() const { return prefix_ + "doctors"; }
    [[nodiscard]] std::string configuration(std::string_view section) const {
        return prefix_ + "configuration:" + std::string{section};
    }
    [[nodiscard]] std::string partition() const { return prefix_ + "partition"; }
    [[nodiscard]] std::string idempotency(std::string_view digest) const {
        return prefix_ + "idempotency:" + std::string{digest};
    }
    /// Hash of a `StoredOperation`, and `cancelled`. Ends by itself after a week.
    [[nodiscard]] std::string operation(std::string_view id) const {
        return prefix_ + "operation:" + std::string{id};
    }
    /// The last daily proof, and the mark of the replica that is making one of a day.
    [[nodiscard]] std::string proof() const { return prefix_ + "proof"; }
    [[nodiscard]] std::string proving(LegalDay day) const {
        return prefix_ + "proving:" + std::to_string(day.number());
    }
    /// Hash of the last forecast of the office as it is: `day`, `at`, `meets`, `result`,
    /// `backtest`, `buckets`, `took` (ms), `events` (how many the stream had had).
    [[nodiscard]] std::string forecast() const { return prefix_ + "forecast"; }
    /// The mark of the replica that is making one; ends by itself.
    [[nodiscard]] std::string forecasting() const { return prefix_ + "forecasting"; }
    /// Hash: what it says of files, a line each, by bucket (a hash of the id).
    [[nodiscard]] std::string outlooks() const { return prefix_ + "outlooks"; }
    [[nodiscard]] std::string new_outlooks() const { return prefix_ + "outlooks:new"; }
    /// Text: records of twenty bytes, a file's id and its breach in thousandths, most probable
    /// first.
    [[nodiscard]] std::string risks() const { return prefix_ + "risks"; }
    /// There while a process attends to the operation. Ends by itself soon after that does.
    [[nodiscard]] std::string attendance(std::string_view id) const {
        return prefix_ + "attendance:" + std::string{id};
    }
    /// Text: there while an export is being read back; ends by itself soon after.
    [[nodiscard]] std::string restoring() const { return prefix_ + "restoring"; }
    [[nodiscard]] std::string tokens() const { return prefix_ + "tokens"; }

private:
    std::string prefix_;
};

}  // namespace echeance::redis
