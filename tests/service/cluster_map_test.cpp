// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/cluster_map.hpp"

#include <gtest/gtest.h>

#include <string>

#include "service/redis/command.hpp"
#include "service/redis/hash_slot.hpp"

namespace echeance::redis {
namespace {

Value parsed(ReplyParser& parser, std::string_view wire, Reply& kept) {
    parser.feed(wire);
    auto reply = parser.next();
    EXPECT_TRUE(reply.has_value());
    if (reply) kept = std::move(*reply);
    return kept;
}

TEST(RedisEndpoint, ReadsSentinelsAndClusters) {
    const auto sentinel =
        Endpoint::parse("redis+sentinel://:p%40ss@s1:26380,[::1],s3.example:26382/mdph-92");
    const auto cluster = Endpoint::parse("redis+cluster://:secret@n1,n2:7001/");

    ASSERT_TRUE(sentinel && cluster);
    EXPECT_EQ(sentinel->topology, Topology::sentinel);
    EXPECT_EQ(sentinel->password, "p@ss");
    EXPECT_EQ(sentinel->to_string(),
              "redis+sentinel://s1:26380,[::1]:26379,s3.example:26382/mdph-92");
    EXPECT_EQ(cluster->topology, Topology::cluster);
    EXPECT_EQ(cluster->password, "secret");
    EXPECT_EQ(cluster->to_string(), "redis+cluster://n1:6379,n2:7001");
}

TEST(RedisEndpoint, RefusesBrokenTopologiesAndTls) {
    std::string many = "redis+cluster://n0";
    for (int n = 1; n <= 16; ++n) many += ",n" + std::to_string(n);

    for (const auto& text : {std::string("redis+sentinel://s1"),
                             std::string("redis+sentinel://s1/"),
                             std::string("redis+sentinel:///mdph"),
                             std::string("redis+sentinel://s1,/mdph"),
                             std::string("redis+sentinel://s1/a b"),
                             std::string("redis+sentinel://s1/a/b"),
                             std::string("redis+cluster://"),
                             std::string("redis+cluster://n1,,n2"),
                             std::string("redis+cluster://n1/0"),
                             std::string("redis+cluster://user:p@n1"),
                             std::string("redis://a,b"),
                             many})
        EXPECT_FALSE(Endpoint::parse(text).has_value()) << text;
    for (const auto* const text : {"rediss://:hunter2@h", "rediss+cluster://h"}) {
        const auto refused = Endpoint::parse(text);
        ASSERT_FALSE(refused.has_value());
        EXPECT_TRUE(refused.error().detail.contains("TLS"));
        EXPECT_FALSE(refused.error().detail.contains("hunter2"));
    }
}

TEST(HashSlot, IsThatOfTheTag) {
    EXPECT_EQ(hash_slot("123456789"), 0x31C3);  // the vector of the specification
    EXPECT_EQ(hash_slot("{92}:meta"), hash_slot("92"));
    EXPECT_EQ(hash_slot("{}:meta"), hash_slot("{}:meta"));
    EXPECT_NE(hash_slot("{}:meta"), hash_slot("{}:events"));
}

TEST(RedisCommand, KnowsItsFirstKey) {
    EXPECT_EQ(Command("HGET", "{92}:meta", "{93}").first_key(), "{92}:meta");
    EXPECT_EQ(Command("EVALSHA", "abc", 2, "{2A}:a", "{2A}:b").first_key(), "{2A}:a");
    EXPECT_EQ(Command("XREAD", "COUNT", 5, "STREAMS", "{971}:events", 0).first_key(),
              "{971}:events");
    EXPECT_EQ(Command("WAIT", 1, 100).first_key(), "");
    EXPECT_EQ(Command().first_key(), "");
}

TEST(ClusterMap, ReadsRangesAndLeavesOutTheUnknown) {
    ReplyParser parser;
    Reply kept;
    const auto reply = parsed(parser,
                              "*4\r\n"
                              "*3\r\n:0\r\n:5\r\n*2\r\n$2\r\nn1\r\n:7000\r\n"
                              "*3\r\n:6\r\n:9\r\n*2\r\n$-1\r\n:7001\r\n"
                              "*3\r\n:10\r\n:16384\r\n*2\r\n$2\r\nn3\r\n:7002\r\n"
                              "*3\r\n:10\r\n:11\r\n*2\r\n$1\r\n?\r\n:7003\r\n",
                              kept);

    const auto ranges = read_cluster_slots(reply, "asked");

    ASSERT_EQ(ranges.size(), 2U);
    EXPECT_EQ(ranges[0].master, (Address{"n1", 7000}));
    EXPECT_EQ(ranges[1].first, 6);
    EXPECT_EQ(ranges[1].last, 9);
    EXPECT_EQ(ranges[1].master, (Address{"asked", 7001}));
}

TEST(ClusterMap, ReadsRedirections) {
    const auto read = [](std::string_view wire) {
        ReplyParser parser;
        Reply kept;
        return read_redirection(parsed(parser, wire, kept));
    };

    const auto moved = read("-MOVED 16383 ::1:7000\r\n");
    const auto ask = read("-ASK 7 :7001\r\n");

    ASSERT_TRUE(moved && ask);
    EXPECT_EQ(moved->slot, 16'383);
    EXPECT_EQ(moved->target, (Address{"::1", 7000}));
    EXPECT_EQ(ask->kind, Redirection::Kind::ask);
    EXPECT_EQ(ask->target, (Address{"", 7001}));
    EXPECT_EQ(read("-TRYAGAIN later\r\n")->kind, Redirection::Kind::try_again);
    for (const auto* const wire : {"+MOVED 1 h:1\r\n",
                                   "-MOVED\r\n",
                                   "-MOVED 16384 h:1\r\n",
                                   "-MOVED 1 h:0\r\n",
                                   "-MOVED 1 h\r\n",
                                   "-ERR no\r\n"})
        EXPECT_FALSE(read(wire).has_value()) << wire;
}

}  // namespace
}  // namespace echeance::redis
