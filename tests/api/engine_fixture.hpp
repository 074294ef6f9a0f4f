// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/ports.hpp"

// What the engine's tests need behind it: ports that do nothing but what the engine itself asks
// for.
namespace echeance::testing {

/// Runs an awaitable to its end on this thread.
template <class Make>
auto await_now(Make make) {
    boost::asio::io_context io;
    std::optional<typename decltype(make())::value_type> result;
    boost::asio::co_spawn(io, std::move(make), [&](std::exception_ptr failure, auto value) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(value);
    });
    io.run();
    return std::move(*result);
}

class IdleStore : public Store {
public:
    std::map<std::string, IdempotentAnswer> records{};  ///< by key; no answer: running
    int forgotten = 0;

    Task<std::shared_ptr<const TenantRules>> rules(TenantId, Deadline) override {
        co_return std::make_shared<const TenantRules>();
    }
    Task<Replay> begin_idempotent(TenantId, std::string key, std::string print, Deadline) override {
        const auto found = records.find(key);
        if (found == records.end()) {
            records[key] = {key, print};
            co_return Replay{};
        }
        if (found->second.fingerprint != print) co_return Replay{Replay::Kind::mismatch};
        if (found->second.answer.empty()) co_return Replay{Replay::Kind::running};
        co_return Replay{Replay::Kind::answered, found->second.answer};
    }
    Task<bool> abandon_idempotent(TenantId, std::string key, Deadline) override {
        ++forgotten;
        co_return records.erase(key) == 1;
    }
    bool is_up() const override { return true; }

    Task<StoredFile> find_file(TenantId, FileId, Deadline) override { co_return idle(); }
    Task<std::vector<std::optional<StoredFile>>> find_by_reference(TenantId,
                                                                   std::vector<Reference>,
                                                                   Deadline) override {
        co_return idle();
    }
    Task<std::vector<std::optional<StoredFile>>> find_files(TenantId,
                                                            std::vector<FileId>,
                                                            Deadline) override {
        co_return idle();
    }
    Task<std::vector<Result<Revision>>> commit(TenantId,
                                               std::vector<FileCommit> commits,
                                               Deadline) override {
        for (const auto& commit : commits) keep(commit.idempotency);
        co_return idle();
    }
    Task<FilePage> list_files(TenantId, FileFilter, LegalDay, Deadline) override {
        co_return idle();
    }
    Task<std::vector<StoredEvent>> history(TenantId, FileId, Deadline) override {
        co_return idle();
    }
    Task<std::shared_ptr<const Duty>> duty(TenantId, DoctorId, Freshness, Deadline) override {
        co_return idle();
    }
    Task<std::vector<ClaimedFile>> claim(TenantId, ClaimRequest, Deadline) override {
        co_return idle();
    }
    Result<std::vector<ClaimedFile>> replay_claim(std::string_view,
                                                  const TenantRules&) const override {
        return idle();
    }
    Task<std::vector<StoredFile>> worklist(TenantId, DoctorId, Deadline) override {
        co_return idle();
    }
    Task<std::vector<LegalDay>> statistic_days(TenantId, StatisticTable, Deadline) override {
        co_return idle();
    }
    Task<std::vector<DayCounters>> statistics(TenantId,
                                              StatisticTable,
                                              std::vector<LegalDay>,
                                              Deadline) override {
        co_return idle();
    }
    Task<std::map<EligibilityRule, std::int64_t>> unassignable(TenantId,
                                                               std::vector<Doctor>,
                                                               LegalDay,
                                                               Deadline) override {
        co_return idle();
    }
    Task<bool> put_operation(TenantId,
                             StoredOperation,
                             std::optional<IdempotentAnswer>,
                             Deadline) override {
        co_return idle();
    }
    Task<StoredOperation> find_operation(TenantId, std::string, Deadline) override {
        co_return idle();
    }
    Task<bool> attend_operation(TenantId, std::string, Deadline) override { co_return idle(); }
    Task<std::optional<StandingForecast>> standing_forecast(TenantId, Deadline) override {
        co_return idle();
    }
    Task<std::optional<FileForecast>> file_forecast(TenantId, FileId, Deadline) override {
        co_return idle();
    }
    Task<RiskPage> files_at_risk(TenantId, double, std::size_t, std::size_t, Deadline) override {
        co_return idle();
    }
    Task<bool> cancel_operation(TenantId, std::string, Deadline) override { co_return idle(); }
    Task<GivenBack> give_back(TenantId, DoctorId, std::string, Instant, Deadline) override {
        co_return idle();
    }
    Task<StoredDoctor> find_doctor(TenantId, DoctorId, Deadline) override { co_return idle(); }
    Task<std::vector<StoredDoctor>> find_doctors(TenantId,
                                                 std::vector<DoctorId>,
                                                 Deadline) override {
        co_return idle();
    }
    Task<Revision> put_doctor(TenantId,
                              Doctor,
                              Revision,
                              std::string,
                              Instant,
                              std::optional<IdempotentAnswer> kept,
                              Deadline) override {
        keep(kept);
        co_return Revision{1};
    }
    Task<DoctorPage> list_doctors(TenantId, std::string, std::size_t, Deadline) override {
        co_return idle();
    }
    Task<std::vector<ConfigurationVersion>> configuration_versions(TenantId,
                                                                   std::string,
                                                                   Deadline) override {
        co_return idle();
    }
    Task<ConfigurationVersion> put_configuration(
        TenantId, std::string, std::string, int, std::string, Instant, Deadline) override {
        co_return idle();
    }
    Task<std::vector<MinutesEvidence>> minutes_spent(TenantId,
                                                     std::vector<LegalDay>,
                                                     Deadline) override {
        co_return idle();
    }
    Task<EventPage> events(TenantId, std::string, std::size_t, Deadline) override {
        co_return idle();
    }
    Task<std::vector<BacklogGroup>> backlog(TenantId, BacklogKey, LegalDay, Deadline) override {
        co_return idle();
    }
    Task<IntegrityReport> check_integrity(TenantId, Instant, Deadline) override {
        co_return idle();
    }
    Task<bool> is_empty(TenantId, Deadline) override { co_return idle(); }
    Task<bool> restore(TenantId, std::vector<StoredEvent>, Deadline) override { co_return idle(); }

    void keep(const std::optional<IdempotentAnswer>& kept) {
        if (kept) records[kept->key] = *kept;
    }

private:
    static std::unexpected<Error> idle() { return refuse(Errc::not_found, "nothing here"); }
};

/// The token is the caller's name; `doctor-d1` acts for `d1`.
class NameTokens : public Credentials {
public:
    std::uint32_t scopes = 1U << static_cast<unsigned>(Scope::files_read);
    Task<Principal> authenticate(std::string token, Instant, Deadline) override {
        if (token == "unknown") co_return refuse(Errc::unauthenticated, "The token is not known.");
        if (token == "unlucky") co_return refuse(Errc::store_unavailable, "No connection.");
        co_return Principal{*TenantId::parse("92"), std::move(token), scopes};
    }
};

class FixedCalendar : public TenantCalendar {
public:
    LegalDay today(const std::string&, Instant) const override {
        return *LegalDay::parse("2026-11-22");
    }
    bool knows(const std::string&) const override { return true; }
};

class Counting : public Randomness {
public:
    std::uint64_t next() override { return ++last_; }

private:
    std::uint64_t last_ = 0;
};

/// Nothing long is done in these tests.
class IdleWorkshop : public Workshop {
public:
    Task<bool> compute(std::function<void()>) override { co_return false; }
    [[nodiscard]] bool has_room() const override { return false; }
    bool begin(std::string_view, Task<bool>, Attend) override { return false; }
    [[nodiscard]] Instant now() const override { return {}; }
    [[nodiscard]] Deadline deadline() const override { return {}; }
    [[nodiscard]] ParallelFor parallel_for(std::shared_ptr<const std::atomic<bool>>) override {
        return serial_for;
    }
    [[nodiscard]] FlowSolver flow_solver() override { return {}; }
};

class NirCounter : public Monitor {
public:
    std::vector<std::string> pointers{};
    Task<std::string> metrics(Deadline) override { co_return std::string{}; }
    bool is_ready() const override { return true; }
    void count_claim(std::size_t) override {}
    void count_claim_conflict() override {}
    void count_rejected_nir(std::string_view pointer) override { pointers.emplace_back(pointer); }
};

class NoScratch : public Scratch {
public:
    std::unique_ptr<Spool> make_spool() override { return nullptr; }
};

/// All of them.
struct IdlePorts {
    IdleStore store{};
    NameTokens credentials{};
    FixedCalendar calendar{};
    Counting randomness{};
    NirCounter monitor{};
    NoScratch scratch{};
    IdleWorkshop workshop;
    Ports ports{store, credentials, calendar, randomness, monitor, scratch, workshop};
};

}  // namespace echeance::testing
