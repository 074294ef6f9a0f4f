// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/call.hpp"
#include "api/contract.hpp"
#include "tests/api/engine_fixture.hpp"

// What the handlers' tests need behind them: files and doctors in memory, with the same refusals as
// the real store's.
namespace echeance::testing {

class MemoryStore : public IdleStore {
public:
    std::map<std::string, StoredFile> files{};  ///< by reference
    std::map<DoctorId, StoredDoctor> doctors{};
    std::vector<StoredEvent> stream{};
    int stale_commits = 0;                    ///< so many commits still meet a newer state
    std::optional<int> commits_until_away{};  ///< then the store is away
    std::optional<IdempotentAnswer> kept{};
    GivenBack given_back{};  ///< by any doctor who is away

    Task<StoredFile> find_file(TenantId, FileId id, Deadline) override {
        for (const auto& [reference, stored] : files)
            if (stored.file.id == id) co_return stored;
        co_return refuse(Errc::not_found, "No such file.");
    }
    Task<std::vector<std::optional<StoredFile>>> find_by_reference(
        TenantId, std::vector<Reference> references, Deadline) override {
        std::vector<std::optional<StoredFile>> found;
        for (const auto& reference : references) {
            const auto at = files.find(reference.text());
            found.push_back(at == files.end() ? std::nullopt : std::optional{at->second});
        }
        co_return found;
    }
    Task<std::vector<Result<Revision>>> commit(TenantId,
                                               std::vector<FileCommit> commits,
                                               Deadline) override {
        if (commits_until_away && (*commits_until_away)-- <= 0)
            co_return refuse(Errc::store_unavailable, "Away.");
        std::vector<Result<Revision>> results;
        for (auto& commit : commits) results.push_back(commit_one(std::move(commit)));
        co_return results;
    }
    Task<std::shared_ptr<const Duty>> duty(TenantId, DoctorId id, Freshness, Deadline) override {
        const auto found = doctors.find(id);
        if (found == doctors.end()) co_return refuse(Errc::not_found, "No such doctor.");
        Duty duty{found->second.doctor};
        for (const auto& name : duty.doctor.supervisors)
            if (const auto at = doctors.find(name); at != doctors.end())
                duty.supervisors.push_back(at->second.doctor);
        co_return std::make_shared<const Duty>(std::move(duty));
    }
    Task<GivenBack> give_back(TenantId, DoctorId, std::string, Instant, Deadline) override {
        co_return given_back;
    }
    Task<StoredDoctor> find_doctor(TenantId, DoctorId id, Deadline) override {
        const auto found = doctors.find(id);
        if (found == doctors.end()) co_return refuse(Errc::not_found, "No such doctor.");
        co_return found->second;
    }
    Task<std::vector<StoredDoctor>> find_doctors(TenantId,
                                                 std::vector<DoctorId> ids,
                                                 Deadline) override {
        std::vector<StoredDoctor> found;
        for (const auto& id : ids)
            if (const auto at = doctors.find(id); at != doctors.end()) found.push_back(at->second);
        co_return found;
    }
    Task<Revision> put_doctor(TenantId,
                              Doctor doctor,
                              Revision expected,
                              std::string,
                              Instant,
                              std::optional<IdempotentAnswer>,
                              Deadline) override {
        const auto found = doctors.find(doctor.id);
        const auto revision = found == doctors.end() ? Revision{0} : found->second.revision;
        if (revision != expected) co_return refuse(Errc::stale_revision, "Another one stands.");
        const auto id = doctor.id;
        doctors.insert_or_assign(id, StoredDoctor{std::move(doctor), next(expected)});
        co_return next(expected);
    }
    Task<EventPage> events(TenantId, std::string, std::size_t, Deadline) override {
        co_return EventPage{stream, false};
    }
    Task<bool> is_empty(TenantId, Deadline) override { co_return files.empty(); }
    Task<bool> restore(TenantId, std::vector<StoredEvent> events, Deadline) override {
        for (auto& event : events) stream.push_back(std::move(event));
        co_return true;
    }

private:
    Result<Revision> commit_one(FileCommit commit) {
        if (stale_commits > 0) {
            --stale_commits;
            return refuse(Errc::stale_revision, "Another change came first.");
        }
        const auto reference = commit.after.facts.reference.text();
        const auto found = files.find(reference);
        if (!commit.before && found != files.end()) return refuse(Errc::already_exists, "Taken.");
        const auto revision = commit.before ? next(commit.before->revision) : Revision{1};
        if (commit.before && commit.before->revision != found->second.revision)
            return refuse(Errc::stale_revision, "Another change came first.");
        kept = std::move(commit.idempotency);
        files.insert_or_assign(
            reference, StoredFile{std::move(commit.after), revision, std::move(commit.placement)});
        return revision;
    }
};

class MemorySpool : public Spool {
public:
    bool write(std::string_view piece) override {
        text_ += piece;
        return true;
    }
    boost::asio::awaitable<bool> send(BodySink& sink) override {
        co_return co_await sink.write(text_);
    }

private:
    std::string text_{};
};
class MemoryScratch : public Scratch {
public:
    std::unique_ptr<Spool> make_spool() override { return std::make_unique<MemorySpool>(); }
};

class TextSink : public BodySink {
public:
    std::string text{};
    boost::asio::awaitable<bool> write(std::string piece) override {
        text += piece;
        co_return true;
    }
};

/// Gives a body in pieces of `piece` bytes, as a socket may.
class PieceSource : public BodySource {
public:
    PieceSource(std::string text, std::size_t piece) : text_(std::move(text)), piece_(piece) {}
    Task<std::string_view> next() override {
        const auto given = std::string_view{text_}.substr(at_, piece_);
        at_ += given.size();
        co_return given;
    }

private:
    std::string text_;
    std::size_t piece_;
    std::size_t at_ = 0;
};

}  // namespace echeance::testing
