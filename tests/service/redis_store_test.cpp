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

}  // namespace
}  // namespace echeance::redis
