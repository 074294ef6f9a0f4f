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

    test::TempFolder folder_;
    Result<std::unique_ptr<EmbeddedServer>> server_ =
        EmbeddedServer::start(test::options_for(folder_.data()));
    test::TestClient client_{(*server_)->endpoint()};
    ZoneCalendar calendar_;
    SystemRandomness randomness_;
    RedisStore store_{client_.client(), calendar_, randomness_, {}};
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
    Client other_client{client_.io(), ClientOptions{(*server_)->endpoint()}};
    RedisStore other{other_client, calendar_, randomness_, {}};
    other_client.start();
    ASSERT_TRUE(await_now(
        client_.io(), [&] { return other_client.wait_until_up(within(std::chrono::seconds(5))); }));

    int ended = 0;
    for (auto* const store : {&store_, &other})
        boost::asio::co_spawn(
            client_.io(),
            store->refresh_some(tenant, after_the_limit, within(std::chrono::seconds(5))),
            [&](const std::exception_ptr& fault, const Result<bool>& result) {
                EXPECT_FALSE(fault);
                EXPECT_TRUE(result);
                ++ended;
            });
    while (ended < 2 && client_.io().run_one() != 0) {
    }

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

}  // namespace
}  // namespace echeance::redis
