// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/ports.hpp"
#include "domain/backlog.hpp"
#include "domain/capacity_proof.hpp"
#include "domain/office_proof.hpp"
#include "service/redis/client.hpp"
#include "service/redis/keys.hpp"
#include "service/redis/minutes_proof.hpp"
#include "service/redis/statistics_proof.hpp"

namespace echeance::redis {

/// Steps of one week that a walk remembers; beyond them no week is judged, and each is said to be
/// so.
inline constexpr std::size_t integrity_steps_max = 500'000;

struct IntegritySubject {
    TenantId tenant;
    std::shared_ptr<const TenantRules> rules;
    LegalDay today;
    std::function<LegalDay(Instant)> day_of;  ///< in the tenant's time zone
};

/// Proves that what is kept of a tenant agrees with itself: every file with its history, every
/// index and counter with the files; that no assignment of this week went beyond a doctor's
/// minutes; and tells what files the office cannot serve. What cannot be read is a violation by
/// itself and stops nothing. Walks the whole tenant in pages; memory grows with the number of queue
/// classes, of doctors, of kinds of evaluations and of the week's steps only. Exact on a quiet
/// store; changes made during the walk may be reported.
class IntegrityWalk {
public:
    IntegrityWalk(Client& client, IntegritySubject subject, Deadline deadline);
    Task<IntegrityReport> run();

private:
    Task<bool> walk_page(const std::vector<std::string>& ids);
    Task<bool> check_page(std::vector<StoredFile> files);
    void check_one(const StoredFile& stored, std::span<const Reply> replies);
    void check_history(const StoredFile& stored, std::span<const Reply> entries);
    void note_steps(const std::optional<CaseFile>& before,
                    std::string_view position,
                    const FileEvent& event,
                    const CaseFile& after);
    void check_claim_fields(const StoredFile& stored, const Value& fields);
    Task<bool> read_office();
    Task<bool> check_totals();
    Task<bool> check_workloads();
    void check_week(const StoredDoctor& known, const WorkRecord& work);
    Task<bool> check_counters();
    [[nodiscard]] std::set<std::string> due_weeks() const;
    void violate(std::string_view check, std::string example);

    Client& client_;
    Keys keys_;
    std::shared_ptr<const TenantRules> rules_;
    LegalDay today_;
    std::function<LegalDay(Instant)> day_of_;
    Deadline deadline_;
    std::map<std::string, IntegrityCheck, std::less<>> checks_;
    std::int64_t files_ = 0;
    std::map<FileState, std::int64_t> in_state_;
    std::map<std::string, std::int64_t> in_queue_;  // by key
    std::map<std::string, std::int64_t> in_hand_;   // by key of a doctor's open files
    std::map<DoctorId, WorkRecord> work_;
    std::map<DoctorId, std::optional<StoredDoctor>> doctors_;  // none: cannot be read
    std::optional<Instant> rules_changed_at_;
    std::optional<OfficeProof> office_;  // from `read_office` on
    std::map<DoctorId, std::vector<WorkStep>> steps_;
    std::size_t steps_count_ = 0;
    BacklogCounts counted_;
    StatisticsProof statistics_;
    MinutesProof minutes_;
};

}  // namespace echeance::redis
