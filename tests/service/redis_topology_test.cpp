// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <array>

#include "service/redis/hash_slot.hpp"
#include "tests/service/redis_process.hpp"

namespace echeance::redis {
namespace {

using namespace std::chrono_literals;
using test::await_now;
using test::RedisProcess;
using test::TestClient;
using test::within;

constexpr auto password = "s3cret";
/// Without a delay before the first copy; the default of 5 s is longer than a test.
constexpr auto common_lines =
    "requirepass s3cret\nmasterauth s3cret\nrepl-diskless-sync-delay 0\nsave \"\"\n";

std::vector<Reply> run_all(TestClient& link, std::vector<Command> commands) {
    auto replies = await_now(
        link.io(), [&] { return link.client().run_all(std::move(commands), within(5s)); });
    EXPECT_TRUE(replies.has_value()) << replies.error().detail;
    return replies ? std::move(*replies) : std::vector<Reply>(16);
}

/// A master, its replica, and a Sentinel of both.
class SentinelTopology : public testing::Test {
protected:
    void SetUp() override {
        replica_.emplace(std::string(common_lines) + "replicaof 127.0.0.1 " +
                         std::to_string(master_.port()) + "\n");
        TestClient replica(replica_->endpoint(password));
        ASSERT_TRUE(test::eventually(replica.io(), [&] {
            return replica.text(Command("INFO", "replication")).contains("master_link_status:up");
        }));
        sentinel_.emplace("sentinel monitor mdph 127.0.0.1 " + std::to_string(master_.port()) +
                              " 1\nsentinel auth-pass mdph s3cret\n"
                              "sentinel down-after-milliseconds mdph 500\n"
                              "sentinel failover-timeout mdph 5000\n",
                          std::vector<std::string>{"--sentinel"});
        TestClient sentinel(sentinel_->endpoint(""));
        ASSERT_TRUE(test::eventually(sentinel.io(), [&] {
            const auto replicas = sentinel.run(Command("SENTINEL", "REPLICAS", "mdph"));
            if (!replicas || replicas->size() != 1) return false;
            const auto fields = (*replicas)[0].elements();
            return std::ranges::any_of(fields, [](const Value& v) { return v.text() == "ok"; });
        }));
        Endpoint endpoint;
        endpoint.topology = Topology::sentinel;
        endpoint.password = password;
        endpoint.master_name = "mdph";
        // The first of them is not there.
        endpoint.seeds = {{"127.0.0.1", test::free_port()}, sentinel_->address()};
        link_.emplace(std::move(endpoint));
    }

    std::string port_behind_the_client() {
        const auto reply = link_->run(Command("CONFIG", "GET", "port"));
        return reply ? std::string((*reply)[1].text()) : "none";
    }
    bool eventually_writes() {
        return test::eventually(
            link_->io(), [&] { return link_->text(Command("SET", "{92}:after", 1)) == "OK"; });
    }

    RedisProcess master_{common_lines};
    std::optional<RedisProcess> replica_;
    std::optional<RedisProcess> sentinel_;
    std::optional<TestClient> link_;
};

TEST_F(SentinelTopology, GoesOnAtTheNewMasterWhenTheOldOneIsKilled) {
    ASSERT_EQ(port_behind_the_client(), std::to_string(master_.port()));
    std::vector<Command> commands;
    commands.emplace_back("SET", "{92}:before", 1);
    commands.emplace_back("WAIT", 1, 5'000);
    ASSERT_EQ(run_all(*link_, std::move(commands))[1].integer(), 1);

    master_.kill();

    EXPECT_TRUE(eventually_writes());
    EXPECT_EQ(port_behind_the_client(), std::to_string(replica_->port()));
    EXPECT_EQ(link_->text(Command("GET", "{92}:before")), "1");
    EXPECT_GE(link_->client().reconnects(), 1U);
}

TEST_F(SentinelTopology, FollowsAFailoverInWhichNobodyDies) {
    TestClient sentinel(sentinel_->endpoint(""));
    // Else it looks every 10 s only.
    ASSERT_EQ(sentinel.text(Command("SENTINEL", "DEBUG", "info-period", 200)), "OK");

    ASSERT_EQ(sentinel.text(Command("SENTINEL", "FAILOVER", "mdph")), "OK");

    EXPECT_TRUE(test::eventually(
        link_->io(), [&] { return port_behind_the_client() == std::to_string(replica_->port()); }));
    EXPECT_TRUE(eventually_writes());
}

TEST_F(SentinelTopology, LeavesAServerThatIsNoLongerTheMaster) {
    sentinel_->kill();
    TestClient direct(master_.endpoint(password));
    ASSERT_EQ(direct.text(Command("REPLICAOF", "127.0.0.1", replica_->port())), "OK");

    const auto refused = link_->run(Command("SET", "{92}:after", 1));

    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::store_unavailable);
    EXPECT_TRUE(test::eventually(link_->io(), [&] { return !link_->client().up(); }));
    // Back with its role, it is not trusted again before a Sentinel names it.
    ASSERT_EQ(direct.text(Command("REPLICAOF", "NO", "ONE")), "OK");
    EXPECT_FALSE(link_->client().up());
    sentinel_->start();
    EXPECT_TRUE(eventually_writes());
}

/// Three masters with a third of the slots each, and a fourth without any.
class ClusterTopology : public testing::Test {
protected:
    static constexpr std::size_t node_count = 4;
    static constexpr std::array<const char*, 4> tenants = {"92", "93", "971", "972"};

    void SetUp() override {
        for (std::size_t n = 0; n < node_count; ++n) start_node();
        constexpr std::array<std::pair<int, int>, 3> thirds = {
            {{0, 5460}, {5461, 10922}, {10923, 16383}}};
        for (std::size_t n = 0; n < thirds.size(); ++n)
            ASSERT_EQ(admin(n).text(
                          Command("CLUSTER", "ADDSLOTSRANGE", thirds[n].first, thirds[n].second)),
                      "OK");
        ASSERT_TRUE(test::eventually(admin(0).io(), [&] { return is_joined(); }));
        Endpoint endpoint;
        endpoint.topology = Topology::cluster;
        endpoint.password = password;
        endpoint.seeds = {{"127.0.0.1", test::free_port()}, nodes_[1]->address()};
        link_.emplace(std::move(endpoint));
    }

    void start_node() {
        const auto bus = test::free_port();
        nodes_.push_back(std::make_unique<RedisProcess>(
            std::string(common_lines) +
            "cluster-enabled yes\ncluster-require-full-coverage no\ncluster-node-timeout 1000\n"
            "cluster-port " +
            std::to_string(bus) + "\n"));
        admins_.push_back(std::make_unique<TestClient>(nodes_.back()->endpoint(password)));
        const auto number = static_cast<int>(nodes_.size());
        ASSERT_EQ(admins_.back()->text(Command("CLUSTER", "SET-CONFIG-EPOCH", number)), "OK");
        ids_.push_back(admins_.back()->text(Command("CLUSTER", "MYID")));
        if (number == 1) {
            first_bus_ = bus;
            return;
        }
        ASSERT_EQ(admins_.back()->text(
                      Command("CLUSTER", "MEET", "127.0.0.1", nodes_[0]->port(), first_bus_)),
                  "OK");
    }

    bool is_joined() {
        return std::ranges::all_of(admins_, [&](const auto& each) {
            const auto info = each->text(Command("CLUSTER", "INFO"));
            return info.contains("cluster_state:ok") && info.contains("cluster_slots_ok:16384") &&
                   info.contains("cluster_known_nodes:" + std::to_string(nodes_.size()));
        });
    }

    TestClient& admin(std::size_t node) { return *admins_[node]; }
    static std::size_t owner_of(std::string_view tenant) { return hash_slot(tenant) / 5'461U; }

    void begin_move(int slot, std::size_t from, std::size_t to) {
        ASSERT_EQ(admin(to).text(Command("CLUSTER", "SETSLOT", slot, "IMPORTING", ids_[from])),
                  "OK");
        ASSERT_EQ(admin(from).text(Command("CLUSTER", "SETSLOT", slot, "MIGRATING", ids_[to])),
                  "OK");
    }
    void move_key(const std::string& key, std::size_t from, std::size_t to) {
        const auto port = nodes_[to]->port();
        ASSERT_EQ(admin(from).text(
                      Command("MIGRATE", "127.0.0.1", port, key, 0, 5'000, "AUTH", password)),
                  "OK");
    }
    void end_move(int slot, std::size_t to) {
        ASSERT_EQ(admin(to).text(Command("CLUSTER", "SETSLOT", slot, "NODE", ids_[to])), "OK");
        for (std::size_t n = 0; n < nodes_.size(); ++n)
            if (n != to) admin(n).text(Command("CLUSTER", "SETSLOT", slot, "NODE", ids_[to]));
    }

    std::vector<std::unique_ptr<RedisProcess>> nodes_;
    std::vector<std::unique_ptr<TestClient>> admins_;
    std::vector<std::string> ids_;
    std::uint16_t first_bus_ = 0;
    std::optional<TestClient> link_;
};

TEST_F(ClusterTopology, SendsEachTenantToItsNode) {
    const Script script("set", "return redis.call('SET', KEYS[1], ARGV[1])");

    for (const auto* const tenant : tenants) {
        const auto tag = "{" + std::string(tenant) + "}:";
        EXPECT_EQ(admin(0).run(Command("CLUSTER", "KEYSLOT", tag + "x"))->integer(),
                  hash_slot(tag + "x"));
        std::vector<Command> commands;
        commands.emplace_back("SET", tag + "a", tenant);
        commands.emplace_back("GET", tag + "a");
        commands.emplace_back("WAIT", 0, 100);
        EXPECT_EQ(run_all(*link_, std::move(commands))[1].text(), tenant);
        const auto scripted = await_now(link_->io(), [&] {
            return link_->client().run_script(script, {tag + "s"}, {tenant}, within(5s));
        });
        ASSERT_TRUE(scripted.has_value());
        EXPECT_EQ(scripted->text(), "OK");

        EXPECT_EQ(admin(owner_of(tenant)).text(Command("GET", tag + "a")), tenant);
        EXPECT_EQ(admin(owner_of(tenant)).text(Command("GET", tag + "s")), tenant);
    }
    EXPECT_EQ(link_->client().in_flight(), 0U);
}

TEST_F(ClusterTopology, FollowsASlotOnItsWayToANodeThatHadNone) {
    constexpr std::size_t to = 3;
    const auto from = owner_of("92");
    const int slot = hash_slot("92");
    for (const auto* const key : {"{92}:a", "{92}:b"})
        ASSERT_EQ(link_->text(Command("SET", key, key)), "OK");

    begin_move(slot, from, to);
    move_key("{92}:a", from, to);

    // One key is there, the other still here, a third is new: each is found.
    std::vector<Command> commands;
    for (const auto* const key : {"{92}:a", "{92}:b"}) commands.emplace_back("GET", key);
    commands.emplace_back("SET", "{92}:c", "new");
    commands.emplace_back("WAIT", 0, 100);
    commands.emplace_back("GET", "{92}:c");
    const auto replies = run_all(*link_, std::move(commands));
    EXPECT_EQ(replies[0].text(), "{92}:a");
    EXPECT_EQ(replies[1].text(), "{92}:b");
    EXPECT_EQ(replies[2].text(), "OK");
    EXPECT_EQ(replies[3].kind(), Value::Kind::integer);
    EXPECT_EQ(replies[4].text(), "new");
    // What needs keys of both nodes has to wait.
    const auto split = link_->run(Command("MGET", "{92}:a", "{92}:b"));
    ASSERT_FALSE(split.has_value());
    EXPECT_EQ(split.error().code, Errc::store_unavailable);

    move_key("{92}:b", from, to);
    end_move(slot, to);

    const auto both = link_->run(Command("MGET", "{92}:a", "{92}:b", "{92}:c"));
    ASSERT_TRUE(both.has_value()) << both.error().detail;
    EXPECT_EQ((*both)[1].text(), "{92}:b");
    EXPECT_EQ((*both)[2].text(), "new");
    EXPECT_EQ(admin(to).text(Command("GET", "{92}:c")), "new");
}

TEST_F(ClusterTopology, FollowsASlotThatHasMoved) {
    const Script script("append", "return redis.call('APPEND', KEYS[1], ARGV[1])");
    const auto from = owner_of("93");
    const auto to = (from + 1) % 3;
    ASSERT_EQ(link_->text(Command("SET", "{93}:a", "x")), "OK");
    begin_move(hash_slot("93"), from, to);
    move_key("{93}:a", from, to);
    end_move(hash_slot("93"), to);

    const auto appended = await_now(link_->io(), [&] {
        return link_->client().run_script(script, {"{93}:a"}, {"y"}, within(5s));
    });

    ASSERT_TRUE(appended.has_value()) << appended.error().detail;
    EXPECT_EQ(appended->integer(), 2);
    EXPECT_EQ(admin(to).text(Command("GET", "{93}:a")), "xy");
    EXPECT_EQ(link_->text(Command("GET", "{93}:a")), "xy");
}

TEST_F(ClusterTopology, ServesTheOthersWhenANodeDiesAndItsReplicaWhenItIsPromoted) {
    const auto lost = owner_of("93");
    start_node();
    const auto replica = nodes_.size() - 1;
    ASSERT_TRUE(test::eventually(admin(0).io(), [&] { return is_joined(); }));
    ASSERT_EQ(admin(replica).text(Command("CLUSTER", "REPLICATE", ids_[lost])), "OK");
    ASSERT_TRUE(test::eventually(admin(replica).io(), [&] {
        return admin(replica)
            .text(Command("INFO", "replication"))
            .contains("master_link_status:up");
    }));
    std::vector<Command> commands;
    commands.emplace_back("SET", "{93}:a", "kept");
    commands.emplace_back("WAIT", 1, 5'000);
    ASSERT_EQ(run_all(*link_, std::move(commands))[1].integer(), 1);

    nodes_[lost]->kill();

    const auto refused = link_->run(Command("GET", "{93}:a"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::store_unavailable);
    EXPECT_TRUE(link_->client().up());
    EXPECT_EQ(link_->text(Command("SET", "{92}:a", 1)), "OK");
    EXPECT_TRUE(test::eventually(
        link_->io(), [&] { return link_->text(Command("APPEND", "{93}:a", "!")).empty(); }));
    EXPECT_EQ(link_->text(Command("GET", "{93}:a")), "kept!");
}

}  // namespace
}  // namespace echeance::redis
