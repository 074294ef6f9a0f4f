// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "api/ports.hpp"
#include "domain/backlog.hpp"
#include "service/redis/client.hpp"
#include "service/redis/keys.hpp"
#include "service/redis/statistics_proof.hpp"

namespace echeance::redis {

/// Proves that what is kept of a tenant agrees with itself: every file with its history, every
/// index and counter with the files. Walks the whole tenant in pages; memory grows with the number
/// of queue classes and doctors only. Exact on a quiet store; changes made during the walk may be
/// reported.
class IntegrityWalk {
public:
    IntegrityWalk(Client& client,
                  const TenantId& tenant,
                  std::shared_ptr<const TenantRules> rules,
                  LegalDay today,
                  Deadline deadline);
    Task<std::vector<IntegrityCheck>> run();

private:
    Task<bool> walk_page(const std::vector<std::string>& ids);
    Task<bool> check_page(std::vector<StoredFile> files);
    void check_one(const StoredFile& stored, std::span<const Reply> replies);
    void check_history(const StoredFile& stored, std::span<const Reply> entries);
    Task<bool> check_totals();
    Task<bool> check_workloads(std::vector<DoctorId> doctors);
    Task<bool> check_counters();
    void violate(std::string_view check, std::string example);

    Client& client_;
    Keys keys_;
    std::shared_ptr<const TenantRules> rules_;
    LegalDay today_;
    Deadline deadline_;
    std::map<std::string, IntegrityCheck, std::less<>> checks_;
    std::int64_t files_ = 0;
    std::map<FileState, std::int64_t> in_state_;
    std::map<std::string, std::int64_t> in_queue_;  // by key
    std::map<std::string, std::int64_t> in_hand_;   // by key of a doctor's open files
    std::map<DoctorId, WorkRecord> work_;
    BacklogCounts counted_;
    StatisticsProof statistics_;
};

}  // namespace echeance::redis
