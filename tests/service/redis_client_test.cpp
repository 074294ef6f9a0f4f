// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <csignal>

#include "tests/service/redis_test_support.hpp"

namespace echeance::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using test::await_now;
using test::within;

std::vector<Reply> parsed(std::string_view bytes, std::size_t step) {
    ReplyParser parser;
    std::vector<Reply> replies;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        parser.feed(bytes.substr(at, step));
        while (auto reply = parser.next()) replies.push_back(std::move(*reply));
    }
    EXPECT_FALSE(parser.is_broken());
    return replies;
}

TEST(RedisCommand, EncodesBinaryArgumentsAndNumbers) {
    std::string wire;

    Command("SET", std::string_view("a\r\n\0b", 5), -12).encode_to(wire);

    EXPECT_EQ(wire, std::string("*3\r\n$3\r\nSET\r\n$5\r\na\r\n\0b\r\n$3\r\n-12\r\n", 33));
}

TEST(RedisReply, ReadsEveryKindWhereverTheBytesAreCut) {
    const std::string wire =
        "+OK\r\n:-7\r\n$-1\r\n$0\r\n\r\n-NOSCRIPT none\r\n*-1\r\n*0\r\n"
        "*4\r\n$3\r\nabc\r\n*2\r\n:1\r\n$2\r\n\r\n\r\n$-1\r\n+x\r\n$2\r\n42\r\n";

    for (std::size_t step = 1; step <= wire.size(); ++step) {
        const auto replies = parsed(wire, step);

        ASSERT_EQ(replies.size(), 9U) << step;
        EXPECT_EQ(replies[0].text(), "OK");
        EXPECT_EQ(replies[1].integer(), -7);
        EXPECT_TRUE(replies[2].is_nil());
        EXPECT_EQ(replies[3].kind(), Value::Kind::string);
        EXPECT_TRUE(replies[4].is_error_code("NOSCRIPT"));
        EXPECT_FALSE(replies[4].is_error_code("NOSCR"));
        EXPECT_TRUE(replies[5].is_nil());
        EXPECT_TRUE(replies[6].is_array());
        EXPECT_EQ(replies[7][0].text(), "abc");
        EXPECT_EQ(replies[7][1][1].text(), "\r\n");
        EXPECT_TRUE(replies[7][2].is_nil());
        EXPECT_EQ(replies[7][3].kind(), Value::Kind::status);
        EXPECT_TRUE(replies[7][9].is_nil());
        EXPECT_EQ(replies[8].as_integer(), 42);
    }
}

TEST(RedisReply, LeavesNilBehindWhenMoved) {
    auto replies = parsed("$3\r\nabc\r\n", 64);

    const Reply taken = std::move(replies[0]);

    EXPECT_EQ(taken.text(), "abc");
    EXPECT_TRUE(replies[0].is_nil());
}

TEST(RedisReply, BreaksOnWhatIsNotResp) {
    for (const auto* const bytes : {"HTTP/1.1 400\r\n", "*9999999\r\n", "$x\r\n", ":1x\r\n"}) {
        ReplyParser parser;
        parser.feed(bytes);

        EXPECT_FALSE(parser.next().has_value()) << bytes;
        EXPECT_TRUE(parser.is_broken()) << bytes;
    }
}

TEST(RedisEndpoint, ReadsSocketsAndAddresses) {
    const auto local = Endpoint::parse("unix:/run/redis.sock");
    const auto full = Endpoint::parse("redis://:p%40ss@cache.example:6380");
    const auto ipv6 = Endpoint::parse("redis://[::1]");

    ASSERT_TRUE(local && full && ipv6);
    EXPECT_EQ(local->path, "/run/redis.sock");
    EXPECT_EQ(full->password, "p@ss");
    EXPECT_EQ(full->port, 6380);
    EXPECT_EQ(full->to_string(), "redis://cache.example:6380");
    EXPECT_EQ(ipv6->to_string(), "redis://[::1]:6379");
}

TEST(RedisEndpoint, RefusesWhatItCannotServe) {
    for (const auto* const text : {"",
                                   "redis://",
                                   "redis://h:0",
                                   "redis://h:65536",
                                   "redis://h:1x",
                                   "unix:run",
                                   "http://h",
                                   "redis://u:p@h",
                                   "redis://:@h",
                                   "redis://:%zz@h",
                                   "redis://[::1",
                                   "redis://h/1",
                                   "redis://h:"})
        EXPECT_FALSE(Endpoint::parse(text).has_value()) << text;
    EXPECT_FALSE(Endpoint::parse("unix:/" + std::string(107, 'a')).has_value());
}

TEST(RedisScript, IsKnownByItsSha1) {
    EXPECT_EQ(Script("empty", "").sha1(), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

class RedisClient : public testing::Test {
protected:
    void SetUp() override {
        auto started = EmbeddedServer::start(test::options_for(folder_.data()));
        ASSERT_TRUE(started.has_value()) << started.error().detail;
        server_ = std::move(*started);
        link_ = std::make_unique<test::TestClient>(server_->endpoint());
    }

    test::TempFolder folder_;
    std::unique_ptr<EmbeddedServer> server_;
    std::unique_ptr<test::TestClient> link_;
};

asio::awaitable<void> echo(Client& client, std::string word, std::vector<bool>& right, int index) {
    const auto reply = co_await client.run(Command("ECHO", word), within(5s));
    right[static_cast<std::size_t>(index)] = reply && reply->text() == word;
}

TEST_F(RedisClient, MatchesRepliesInOrderUnderManyConcurrentRuns) {
    constexpr int run_count = 1'000;
    std::vector<bool> right(run_count, false);
    int left = run_count;

    for (int i = 0; i < run_count; ++i) {
        auto one = [&, i] { return echo(link_->client(), "word " + std::to_string(i), right, i); };
        asio::co_spawn(link_->io(), std::move(one), [&](const std::exception_ptr& fault) {
            EXPECT_FALSE(fault);
            --left;
        });
    }
    while (left > 0 && link_->io().run_one() != 0) {
    }

    EXPECT_EQ(std::ranges::count(right, true), run_count);
    EXPECT_EQ(link_->client().in_flight(), 0U);
}

TEST_F(RedisClient, AnswersSeveralCommandsInTheirOrder) {
    std::vector<Command> commands;
    commands.emplace_back("SET", "k", 41);
    commands.emplace_back("INCR", "k");
    commands.emplace_back("NOSUCH");
    commands.emplace_back("GET", "k");

    const auto replies = await_now(
        link_->io(), [&] { return link_->client().run_all(std::move(commands), within(5s)); });

    ASSERT_TRUE(replies.has_value());
    ASSERT_EQ(replies->size(), 4U);
    EXPECT_EQ((*replies)[0].text(), "OK");
    EXPECT_EQ((*replies)[1].integer(), 42);
    EXPECT_TRUE((*replies)[2].is_error());
    EXPECT_EQ((*replies)[3].text(), "42");
}

TEST_F(RedisClient, AnswersLargeReplies) {
    const std::string large(3'000'000, 'x');

    ASSERT_EQ(link_->text(Command("SET", "large", large)), "OK");

    EXPECT_EQ(link_->text(Command("GET", "large")), large);
}

TEST_F(RedisClient, RefusesAPastDeadlineWithoutAsking) {
    const auto reply = link_->run(Command("SET", "k", 1), -1ms);

    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, Errc::deadline_exceeded);
    EXPECT_EQ(link_->run(Command("EXISTS", "k"))->integer(), 0);
}

TEST_F(RedisClient, DropsTheConnectionAfterAMissedDeadlineAndComesBack) {
    ::kill(server_->pid(), SIGSTOP);

    const auto reply = link_->run(Command("PING"), 50ms);
    const auto next = link_->run(Command("PING"), 5s);
    ::kill(server_->pid(), SIGCONT);

    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, Errc::store_unavailable);
    ASSERT_FALSE(next.has_value());
    EXPECT_EQ(next.error().code, Errc::store_unavailable);
    EXPECT_TRUE(link_->wait_until_up());
    EXPECT_EQ(link_->text(Command("PING")), "PONG");
    EXPECT_EQ(link_->client().reconnects(), 1U);
}

TEST_F(RedisClient, FailsWhatIsInFlightWhenRedisIsKilledAndReconnects) {
    ::kill(server_->pid(), SIGSTOP);
    std::optional<Errc> in_flight;
    auto waiting = [&]() -> asio::awaitable<Result<Reply>> {
        return link_->client().run(Command("PING"), within(10s));
    };
    asio::co_spawn(link_->io(), std::move(waiting), [&](std::exception_ptr, Result<Reply> reply) {
        if (!reply) in_flight = reply.error().code;
    });
    link_->io().poll();

    ::kill(server_->pid(), SIGKILL);
    while (!in_flight && link_->io().run_one() != 0) {
    }

    EXPECT_EQ(in_flight, Errc::store_unavailable);
    EXPECT_FALSE(link_->client().up());
    EXPECT_TRUE(link_->wait_until_up());
    EXPECT_EQ(link_->text(Command("PING")), "PONG");
    EXPECT_EQ(server_->restarts(), 1U);
}

TEST_F(RedisClient, RefusesMoreThanTheInFlightLimit) {
    std::vector<Command> commands(Connection::in_flight_max + 1, Command("PING"));

    const auto replies = await_now(
        link_->io(), [&] { return link_->client().run_all(std::move(commands), within(5s)); });

    ASSERT_FALSE(replies.has_value());
    EXPECT_EQ(replies.error().code, Errc::overloaded);
}

TEST_F(RedisClient, SendsTheSourceOfAScriptThatRedisHasForgotten) {
    const Script script("echo_all", "return {KEYS[1], ARGV[1], ARGV[2]}");
    auto call = [&] {
        return await_now(link_->io(), [&] {
            return link_->client().run_script(script, {"key"}, {"a", "b"}, within(5s));
        });
    };

    const auto first = call();
    ASSERT_EQ(link_->text(Command("SCRIPT", "FLUSH")), "OK");
    const auto second = call();

    for (const auto* const reply : {&first, &second}) {
        ASSERT_TRUE(reply->has_value());
        ASSERT_EQ((*reply)->size(), 3U);
        EXPECT_EQ((**reply)[0].text(), "key");
        EXPECT_EQ((**reply)[2].text(), "b");
    }
    const auto known = link_->run(Command("SCRIPT", "EXISTS", script.sha1()));
    EXPECT_EQ((*known)[0].integer(), 1);
}

TEST_F(RedisClient, TreatsAStoreOutOfMemoryAsUnavailable) {
    ASSERT_EQ(link_->text(Command("CONFIG", "SET", "maxmemory", 1)), "OK");

    const auto reply = link_->run(Command("SET", "k", "v"));

    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().code, Errc::store_unavailable);
}

TEST_F(RedisClient, CompletesEverythingOnStop) {
    ::kill(server_->pid(), SIGSTOP);
    std::optional<Errc> in_flight;
    auto waiting = [&]() -> asio::awaitable<Result<Reply>> {
        return link_->client().run(Command("PING"), within(10s));
    };
    asio::co_spawn(link_->io(), std::move(waiting), [&](std::exception_ptr, Result<Reply> reply) {
        if (!reply) in_flight = reply.error().code;
    });
    link_->io().poll();

    link_->client().stop();
    link_->io().run();
    ::kill(server_->pid(), SIGCONT);

    EXPECT_EQ(in_flight, Errc::store_unavailable);
    EXPECT_EQ(link_->run(Command("PING")).error().code, Errc::store_unavailable);
}

TEST(RedisClientWithoutServer, AnswersAtOnceAndTellsOfTheOutageOnce) {
    const test::TempFolder folder;
    asio::io_context io{1};
    int told = 0;
    ClientOptions options;
    options.endpoint.path = (folder.path() / "none.sock").string();
    options.on_change = [&](LinkChange change, std::string_view) {
        EXPECT_EQ(change, LinkChange::unreachable);
        ++told;
    };
    Client client(io, std::move(options));
    client.start();

    const bool up = await_now(io, [&] { return client.wait_until_up(within(200ms)); });
    const auto reply = await_now(io, [&] { return client.run(Command("PING"), within(5s)); });

    EXPECT_FALSE(up);
    EXPECT_EQ(reply.error().code, Errc::store_unavailable);
    EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace echeance::redis
