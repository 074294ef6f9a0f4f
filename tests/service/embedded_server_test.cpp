// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/embedded_server.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <set>

#include "tests/service/redis_test_support.hpp"

namespace echeance::redis {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::options_for;
using test::read_file;
using test::TestClient;
using test::write_file;

std::set<std::string> names_in(const fs::path& path) {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        names.insert(entry.path().lexically_relative(path).string());
    return names;
}

std::unique_ptr<EmbeddedServer> started(const fs::path& data) {
    auto server = EmbeddedServer::start(options_for(data));
    if (!server) throw std::runtime_error(server.error().detail);
    return std::move(*server);
}

/// A server that has run on `data` and kept `k` = `v`.
void fill(const fs::path& data) {
    const auto server = started(data);
    TestClient link(server->endpoint());
    ASSERT_EQ(link.text(Command("SET", "k", "v")), "OK");
}

/// The line with which a start is refused; empty if it is not.
std::string refusal(const fs::path& data) {
    auto options = options_for(data);
    options.lock_wait = 100ms;
    const auto server = EmbeddedServer::start(std::move(options));
    return server ? std::string() : server.error().detail;
}

TEST(EmbeddedServer, KeepsDataAcrossAStopAndClosesItsFolderToOthers) {
    const test::TempFolder folder;
    fill(folder.data());

    const auto server = started(folder.data());
    TestClient link(server->endpoint());

    EXPECT_EQ(link.text(Command("GET", "k")), "v");
    EXPECT_EQ(read_file(folder.data() / "format"), "echeance 1\nstore created\n");
    for (const auto* const name : {"", "redis.conf", "redis.log", "redis.sock", "lock", "format"}) {
        const auto mode = fs::status(folder.data() / name).permissions();
        EXPECT_EQ(mode & (fs::perms::group_all | fs::perms::others_all), fs::perms::none) << name;
    }
}

TEST(EmbeddedServer, RunsRedisSafeForAcknowledgedWrites) {
    const test::TempFolder folder;
    const auto server = started(folder.data());
    TestClient link(server->endpoint());

    for (const auto& [name, value] : {std::pair{"appendonly", "yes"},
                                      {"appendfsync", "always"},
                                      {"save", ""},
                                      {"port", "0"},
                                      {"maxmemory-policy", "noeviction"},
                                      {"enable-debug-command", "no"}}) {
        const auto setting = link.run(Command("CONFIG", "GET", name));
        ASSERT_TRUE(setting.has_value());
        EXPECT_EQ((*setting)[1].text(), value) << name;
    }
}

TEST(EmbeddedServer, RestartsAKilledRedisWithItsData) {
    const test::TempFolder folder;
    const auto server = started(folder.data());
    TestClient link(server->endpoint());
    ASSERT_EQ(link.text(Command("SET", "k", "v")), "OK");
    const auto first = server->pid();

    ::kill(first, SIGKILL);
    while (link.run(Command("PING"))) {
    }

    ASSERT_TRUE(link.wait_until_up());
    EXPECT_EQ(link.text(Command("GET", "k")), "v");
    EXPECT_NE(server->pid(), first);
    EXPECT_EQ(server->restarts(), 1U);
}

TEST(EmbeddedServer, RefusesAFolderInUse) {
    const test::TempFolder folder;
    const auto server = started(folder.data());

    EXPECT_NE(refusal(folder.data()).find("in use"), std::string::npos);
}

TEST(EmbeddedServer, DiesWithItsServiceAndFreesTheFolder) {
    const test::TempFolder folder;
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const auto service = ::fork();
    if (service == 0) {
        const auto server = started(folder.data());
        const auto pid = server->pid();
        if (::write(ends[1], &pid, sizeof(pid)) != sizeof(pid)) ::_exit(1);
        ::pause();
        ::_exit(0);
    }
    pid_t redis = 0;
    ASSERT_EQ(::read(ends[0], &redis, sizeof(redis)), static_cast<ssize_t>(sizeof(redis)));
    EXPECT_NE(::getpgid(redis), ::getpgid(service));

    ::kill(service, SIGKILL);
    ::waitpid(service, nullptr, 0);
    const auto next = EmbeddedServer::start(options_for(folder.data()));

    EXPECT_TRUE(next.has_value()) << next.error().detail;
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST(EmbeddedServer, RefusesANewerFormatAndTouchesNothing) {
    const test::TempFolder folder;
    fs::create_directory(folder.data());
    write_file(folder.data() / "format", "echeance 2\n");

    EXPECT_NE(refusal(folder.data()).find("newer version"), std::string::npos);

    EXPECT_EQ(names_in(folder.data()), std::set<std::string>{"format"});
    EXPECT_EQ(read_file(folder.data() / "format"), "echeance 2\n");
}

TEST(EmbeddedServer, RefusesADamagedFormat) {
    for (const auto* const text :
         {"", "echeance 1", "echeance 1\nstore", "\0\0", "echeance 1\nx\n"}) {
        const test::TempFolder folder;
        fs::create_directory(folder.data());
        write_file(folder.data() / "format", text);

        EXPECT_FALSE(refusal(folder.data()).empty()) << text;
        EXPECT_EQ(names_in(folder.data()).size(), 1U);
    }
}

TEST(EmbeddedServer, RefusesAFolderThatIsNotOurs) {
    const test::TempFolder folder;
    write_file(folder.path() / "thesis.txt", "mine");

    EXPECT_NE(refusal(folder.path()).find("not a data folder"), std::string::npos);

    EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"thesis.txt"});
}

TEST(EmbeddedServer, RefusesToReplaceMissingDataByAnEmptyStore) {
    for (const auto* const lost : {"appendonlydir",
                                   "appendonlydir/appendonly.aof.manifest",
                                   "appendonlydir/appendonly.aof.1.incr.aof",
                                   "appendonlydir/appendonly.aof.1.base.rdb"}) {
        const test::TempFolder folder;
        fill(folder.data());
        ASSERT_GT(fs::remove_all(folder.data() / lost), 0U) << lost;

        EXPECT_FALSE(refusal(folder.data()).empty()) << lost;
    }
}

TEST(EmbeddedServer, DoesNotRestartOnMissingData) {
    const test::TempFolder folder;
    std::mutex mutex;
    std::condition_variable changed;
    bool is_refused = false;
    auto options = options_for(folder.data());
    options.on_event = [&](ServerEvent event, std::string_view) {
        const std::scoped_lock lock(mutex);
        is_refused = is_refused || event == ServerEvent::restart_failed;
        changed.notify_all();
    };
    const auto server = EmbeddedServer::start(std::move(options));
    ASSERT_TRUE(server.has_value()) << server.error().detail;

    fs::remove_all(folder.data() / "appendonlydir");
    ::kill((*server)->pid(), SIGKILL);

    std::unique_lock lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, 10s, [&] { return is_refused; }));
}

TEST(EmbeddedServer, RefusesDamagedDataAndLeavesItAsItIs) {
    const test::TempFolder folder;
    fill(folder.data());
    const auto file = folder.data() / "appendonlydir" / "appendonly.aof.1.incr.aof";
    auto bytes = read_file(file);
    ASSERT_GT(bytes.size(), 20U);
    bytes[4] = '!';
    write_file(file, bytes);

    EXPECT_NE(refusal(folder.data()).find("Redis did not start"), std::string::npos);

    EXPECT_EQ(read_file(file), bytes);
}

TEST(EmbeddedServer, DropsAnUnfinishedLastWriteAndSaysSo) {
    const test::TempFolder folder;
    fill(folder.data());
    const auto file = folder.data() / "appendonlydir" / "appendonly.aof.1.incr.aof";
    write_file(file, read_file(file) + "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1");
    bool is_told = false;
    auto options = options_for(folder.data());
    options.on_event = [&](ServerEvent event, std::string_view) {
        is_told = is_told || event == ServerEvent::tail_truncated;
    };

    const auto server = EmbeddedServer::start(std::move(options));

    ASSERT_TRUE(server.has_value()) << server.error().detail;
    EXPECT_TRUE(is_told);
    TestClient link((*server)->endpoint());
    EXPECT_EQ(link.text(Command("GET", "k")), "v");
}

TEST(EmbeddedServer, DropsAnUnfinishedTransactionWhole) {
    const test::TempFolder folder;
    fill(folder.data());
    const auto file = folder.data() / "appendonlydir" / "appendonly.aof.1.incr.aof";
    const auto whole = read_file(file);
    const std::string begun = "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$1\r\n1\r\n";
    for (const auto* const last : {"", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1"}) {
        write_file(file, whole + begun + last);

        {
            const auto server = started(folder.data());
            TestClient link(server->endpoint());
            ASSERT_EQ(link.text(Command("SET", "next", "1")), "OK");
        }
        // Loaded once more: what stayed of the transaction would now be carried out.
        const auto server = started(folder.data());
        TestClient link(server->endpoint());
        EXPECT_EQ(link.text(Command("GET", "k")), "v");
        EXPECT_EQ(link.text(Command("GET", "next")), "1");
        EXPECT_EQ(link.run(Command("EXISTS", "half"))->integer(), 0);
    }
}

TEST(EmbeddedServer, DropsAnUnfinishedTransactionWhenRedisIsRestarted) {
    const test::TempFolder folder;
    const auto server = started(folder.data());
    TestClient link(server->endpoint());
    ASSERT_EQ(link.text(Command("SET", "k", "v")), "OK");
    const auto file = folder.data() / "appendonlydir" / "appendonly.aof.1.incr.aof";

    ::kill(server->pid(), SIGSTOP);
    std::ofstream(file, std::ios::binary | std::ios::app) << "*1\r\n$5\r\nMULTI\r\n*2\r\n$3\r\nDEL";
    ::kill(server->pid(), SIGKILL);
    while (link.run(Command("PING"))) {
    }

    ASSERT_TRUE(link.wait_until_up());
    EXPECT_EQ(link.text(Command("GET", "k")), "v");
    EXPECT_EQ(read_file(file).find("DEL"), std::string::npos);
}

TEST(EmbeddedServer, ServesAFolderWithAVeryLongPath) {
    const test::TempFolder folder;
    const auto data = folder.path() / std::string(120, 'a') / "d";
    const auto server = started(data);

    TestClient link(server->endpoint());

    EXPECT_EQ(link.text(Command("PING")), "PONG");
    EXPECT_LE(server->endpoint().path.size(), 107U);
}

TEST(EmbeddedServer, SaysWhichProgramIsMissing) {
    const test::TempFolder folder;
    auto options = options_for(folder.data());
    options.program = (folder.path() / "no-redis").string();

    const auto server = EmbeddedServer::start(std::move(options));

    ASSERT_FALSE(server.has_value());
    EXPECT_NE(server.error().detail.find("no-redis"), std::string::npos);
}

}  // namespace
}  // namespace echeance::redis
