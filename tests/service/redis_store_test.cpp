// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "domain/transitions.hpp"
#include "service/randomness.hpp"
#include "service/redis/store.hpp"
#include "service/tenant_calendar.hpp"
#include "tests/service/redis_test_support.hpp"

namespace echeance::redis {
namespace {

using test::await_now;
using test::within;

const TenantId tenant = *TenantId::parse("92");
const Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} +
                   std::chrono::hours{12}};

/// A store on a private Redis that lives as long as the test.
class RedisStoreTest : public testing::Test {
protected:
    Result<Revision> create(FileId id, std::string_view reference) {
        Registration facts{.reference = *Reference::parse(reference),
                           .filed_on = *LegalDay::parse("2026-09-01"),
                           .complete_on = *LegalDay::parse("2026-09-02"),
                           .sector = *Sector::parse("92004"),
                           .requests = {{.right = Right::pch}}};
        const FileEvent event{id, noon, "test", FileRegistered{std::move(facts)}};
        std::vector<FileCommit> commits;
        commits.push_back({.after = begin_file(event), .events = {event}});
        const auto results = await_now(client_.io(), [&] {
            return store_.commit(tenant, std::move(commits), within(std::chrono::seconds(5)));
        });
        if (!results) return std::unexpected(results.error());
        return results->front();
    }
    /// Empty where there is no such file.
    std::string reference_of(const FileId& id) {
        const auto found = await_now(client_.io(), [&] {
            return store_.find_files(tenant, {id}, within(std::chrono::seconds(5)));
        });
        return found && found->front() ? found->front()->file.facts.reference.text() : "";
    }

    std::optional<StoredFile> stored(const FileId& id) {
        auto found = await_now(client_.io(), [&] {
            return store_.find_files(tenant, {id}, within(std::chrono::seconds(5)));
        });
        return found ? std::move(found->front()) : std::nullopt;
    }
    Result<bool> refresh(RedisStore& store, Instant at) {
        return await_now(client_.io(), [&] {
            return store.refresh_some(tenant, at, within(std::chrono::seconds(5)));
        });
    }
    /// Checks with violations, by name.
    std::vector<std::string> violated(Instant at) {
        const auto report = await_now(client_.io(), [&] {
            return store_.check_integrity(tenant, at, within(std::chrono::seconds(5)));
        });
        std::vector<std::string> names;
        if (!report) return {"unreadable"};
        for (const auto& check : report->checks)
            if (check.violations > 0) names.push_back(check.check);
        return names;
    }

    /// The store of another process.
    RedisStore& other() {
        if (other_) return *other_;
        other_client_.emplace(client_.io(), ClientOptions{(*server_)->endpoint()});
        other_.emplace(*other_client_, calendar_, randomness_, StoreOptions{});
        other_client_->start();
        EXPECT_TRUE(await_now(client_.io(), [&] {
            return other_client_->wait_until_up(within(std::chrono::seconds(5)));
        }));
        return *other_;
    }
    /// Takes a step in both processes at once.
    void in_both_at_once(Task<bool> (RedisStore::*step)(TenantId, Instant, Deadline), Instant at) {
        int ended = 0;
        for (auto* const store : {&store_, &other()})
            boost::asio::co_spawn(client_.io(),
                                  (store->*step)(tenant, at, within(std::chrono::seconds(5))),
                                  [&](const std::exception_ptr& fault, const Result<bool>& result) {
                                      EXPECT_FALSE(fault);
                                      EXPECT_TRUE(result);
                                      ++ended;
                                  });
        while (ended < 2 && client_.io().run_one() != 0) {
        }
    }

    test::TempFolder folder_;
    Result<std::unique_ptr<EmbeddedServer>> server_ =
        EmbeddedServer::start(test::options_for(folder_.data()));
    test::TestClient client_{(*server_)->endpoint()};
    ZoneCalendar calendar_;
    SystemRandomness randomness_;
    RedisStore store_{client_.client(), calendar_, randomness_, {}};
    std::optional<Client> other_client_{};
    std::optional<RedisStore> other_{};
};

TEST_F(RedisStoreTest, AnIdThatIsTakenNeverOverwritesAFile) {
    const auto id = make_file_id(1'800'000'000'000, 7);
    ASSERT_TRUE(create(id, "FIRST"));

    const auto second = create(id, "SECOND");

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::already_exists);
    EXPECT_EQ(reference_of(id), "FIRST");
}

TEST_F(RedisStoreTest, AReferenceThatIsTakenMakesNoSecondFile) {
    ASSERT_TRUE(create(make_file_id(1'800'000'000'000, 1), "SAME"));

    const auto second = create(make_file_id(1'800'000'000'000, 2), "SAME");

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::already_exists);
    EXPECT_EQ(reference_of(make_file_id(1'800'000'000'000, 2)), "");
}

// The file is due on 2027-01-02; after that day it stands among the late ones.
const Instant after_the_limit = noon + std::chrono::days{60};

TEST_F(RedisStoreTest, AChangeOfAFileWhoseIndexesMovedMeanwhileIsRefused) {
    const auto id = make_file_id(1'800'000'000'000, 1);
    ASSERT_TRUE(create(id, "MOVED"));
    auto read = stored(id);
    ASSERT_TRUE(read);
    while (refresh(store_, after_the_limit).value_or(false)) {
    }

    auto change =
        withdraw(read->file, {}, *LegalDay::parse("2026-11-20"), *LegalDay::parse("2026-11-20"));
    ASSERT_TRUE(change);
    const FileEvent event{id, noon, "test", std::move(*change)};
    const auto write = [&](const StoredFile& before) {
        std::vector<FileCommit> commits;
        commits.push_back(
            {.before = before, .after = apply(before.file, event), .events = {event}});
        return await_now(client_.io(), [&] {
            return store_.commit(tenant, std::move(commits), within(std::chrono::seconds(5)));
        });
    };
    const auto refused = write(*read);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->front().error().code, Errc::stale_revision);
    EXPECT_EQ(violated(after_the_limit), std::vector<std::string>{});

    const auto written = write(*stored(id));
    ASSERT_TRUE(written);
    EXPECT_TRUE(written->front());
    EXPECT_EQ(violated(after_the_limit), std::vector<std::string>{});
}

TEST_F(RedisStoreTest, TwoProcessesThatRefreshAtOnceCountEachFileOnce) {
    constexpr std::uint32_t files = 100;
    for (std::uint32_t n = 0; n < files; ++n)
        ASSERT_TRUE(create(make_file_id(1'800'000'000'000, n), "FILE-" + std::to_string(n)));

    in_both_at_once(&RedisStore::refresh_some, after_the_limit);

    EXPECT_EQ(violated(after_the_limit), std::vector<std::string>{});
}

TEST_F(RedisStoreTest, AnAssignmentStandsOnlyWhileTheDoctorIsAsRead) {
    const auto doctor = *DoctorId::parse("D1");
    const auto put = [&](Revision expected, int minutes) {
        return await_now(client_.io(), [&] {
            return store_.put_doctor(tenant,
                                     {.id = doctor, .minutes_per_week = minutes},
                                     expected,
                                     "test",
                                     noon,
                                     std::nullopt,
                                     within(std::chrono::seconds(5)));
        });
    };
    const auto today = *LegalDay::parse("2026-11-20");
    const auto assign = [&](std::uint32_t file, const DutyCheck& duty) {
        const auto before = stored(make_file_id(1'800'000'000'000, file));
        const FileEvent event{
            before->file.id, noon, "test", FileAssigned{.doctor = doctor, .on = today}};
        std::vector<FileCommit> commits;
        commits.push_back({.before = *before,
                           .after = apply(before->file, event),
                           .events = {event},
                           .duty = duty});
        const auto results = await_now(client_.io(), [&] {
            return store_.commit(tenant, std::move(commits), within(std::chrono::seconds(5)));
        });
        return results && results->front() ? "written" : "refused";
    };
    ASSERT_TRUE(put(Revision{0}, 100));
    for (std::uint32_t n = 0; n < 3; ++n)
        ASSERT_TRUE(create(make_file_id(1'800'000'000'000, n), "FILE-" + std::to_string(n)));

    const DutyCheck first{1, today, {{doctor, Workload{}}}};
    EXPECT_STREQ(assign(0, first), "written");
    EXPECT_STREQ(assign(1, first), "refused") << "the doctor holds minutes now";
    const DutyCheck second{1, today, {{doctor, Workload{.held = 20}}}};
    EXPECT_STREQ(assign(1, second), "written");
    ASSERT_TRUE(put(Revision{1}, 50));
    const DutyCheck third{1, today, {{doctor, Workload{.held = 40}}}};
    EXPECT_STREQ(assign(2, third), "refused") << "the doctor is another now";
    EXPECT_EQ(violated(noon), std::vector<std::string>{});
}

/// Files that ask for PCH (20 minutes by the table), and what is learned from their evaluations.
class MinutesTest : public RedisStoreTest {
protected:
    /// From the queue to its evaluation, as one write.
    Result<Revision> evaluate(const StoredFile& before, int minutes) {
        const auto on = *LegalDay::parse("2026-11-20");
        const std::vector<FileChange> changes{
            FileAssigned{.doctor = *DoctorId::parse("D1"), .on = on},
            EvaluationStarted{on},
            EvaluationSubmitted{minutes, Outcome::conclusive, Countersignature::not_needed, on}};
        FileCommit commit{.before = before, .after = before.file, .events = {}};
        for (const auto& change : changes) {
            commit.events.push_back({before.file.id, noon, "test", change});
            commit.after = apply(std::move(commit.after), commit.events.back());
        }
        const auto results = await_now(client_.io(), [&] {
            return store_.commit(tenant, {commit}, within(std::chrono::seconds(5)));
        });
        if (!results) return std::unexpected(results.error());
        return results->front();
    }
    void evaluate_many(std::uint32_t count, int minutes) {
        for (std::uint32_t n = 0; n < count; ++n) {
            const auto id = make_file_id(1'800'000'000'000, n);
            ASSERT_TRUE(create(id, "FILE-" + std::to_string(n)));
            ASSERT_TRUE(evaluate(*stored(id), minutes));
        }
    }
    MinutesTable minutes_of(RedisStore& store) {
        const auto rules = await_now(
            client_.io(), [&] { return store.rules(tenant, within(std::chrono::seconds(5))); });
        return rules ? (*rules)->rules.minutes : MinutesTable{};
    }
    bool learn(Instant at) {
        const auto done = await_now(client_.io(), [&] {
            return store_.learn_minutes(tenant, at, within(std::chrono::seconds(5)));
        });
        return done.value_or(false);
    }
    std::int64_t change_spent(std::string_view field, int by) {
        const auto reply = await_now(client_.io(), [&] {
            return client_.client().run(
                Command("HINCRBY",
                        Keys{tenant}.spent_minutes(*LegalDay::parse("2026-11-01")),
                        field,
                        by),
                within(std::chrono::seconds(5)));
        });
        return reply ? reply->integer() : -1;
    }
};

TEST_F(MinutesTest, AnEvaluationIsCountedWithItsWriteOrNotAtAll) {
    const auto id = make_file_id(1'800'000'000'000, 1);
    ASSERT_TRUE(create(id, "ONCE"));
    const auto before = *stored(id);

    EXPECT_TRUE(evaluate(before, 34));
    EXPECT_FALSE(evaluate(before, 34)) << "the file has changed";

    EXPECT_EQ(violated(noon), std::vector<std::string>{});
    EXPECT_EQ(change_spent("PCH:first|34", 0), 1);
}

TEST_F(MinutesTest, TheProofSeesCountsThatHistoriesDoNotTell) {
    evaluate_many(2, 34);
    ASSERT_EQ(violated(noon), std::vector<std::string>{});

    change_spent("PCH:first|34", 1);
    EXPECT_EQ(violated(noon), std::vector<std::string>{"minutes_spent"});
    change_spent("PCH:first|34", -1);
    change_spent("AAH:first|5", 1);
    EXPECT_EQ(violated(noon), std::vector<std::string>{"minutes_spent"});
}

TEST_F(MinutesTest, TwoProcessesLearnOnceAndPlaceFilesByIt) {
    const auto waiting = make_file_id(1'800'000'000'000, 1'000);
    evaluate_many(30, 40);
    ASSERT_TRUE(create(waiting, "WAITS"));
    ASSERT_EQ(stored(waiting)->placement.expected_minutes, 20);

    in_both_at_once(&RedisStore::learn_minutes, noon);

    for (auto* const store : {&store_, &other()}) {
        const auto table = minutes_of(*store);
        EXPECT_EQ(table.learned.version, 1);
        EXPECT_EQ(
            table.learned.rows,
            (std::vector<MinutesRule>{{Right::pch, Nature::first, 32}}));  // 20 * (20 + 60) / 50
    }
    while (refresh(store_, noon).value_or(false)) {
    }
    EXPECT_EQ(stored(waiting)->placement.expected_minutes, 32);
    EXPECT_EQ(violated(noon), std::vector<std::string>{});
}

TEST_F(MinutesTest, NothingIsWrittenWhileNoValueMoves) {
    evaluate_many(30, 20);

    EXPECT_TRUE(learn(noon));
    EXPECT_FALSE(learn(noon)) << "not due";
    EXPECT_TRUE(learn(noon + std::chrono::days{1}));

    EXPECT_EQ(minutes_of(store_).learned.version, 0);
}

}  // namespace
}  // namespace echeance::redis
