// SPDX-License-Identifier: EUPL-1.2
#include "service/config.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

namespace echeance::test {
namespace {

/// A folder of its own, gone at the end.
class ConfigFile : public testing::Test {
protected:
    ConfigFile() {
        auto name = (std::filesystem::temp_directory_path() / "echeance-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~ConfigFile() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path write(const std::string& name, const std::string& text) {
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        return path;
    }

private:
    std::filesystem::path folder_;
};

TEST(Config, IsUsableWithoutAnySource) {
    const auto config = load_config({});

    ASSERT_TRUE(config);
    EXPECT_EQ(config->port, 8080);
    EXPECT_EQ(config->tenant.text(), "92");
    EXPECT_GE(config->threads, 1U);
    EXPECT_TRUE(config->is_loopback());
}

TEST_F(ConfigFile, FlagsBeatTheEnvironmentWhichBeatsTheFile) {
    ConfigSources sources;
    sources.file = write("c.toml", "port = 1\nthreads = 2\nmax_in_flight = 3\n");
    sources.environment = {{"ECHEANCE_PORT", "11"}, {"ECHEANCE_THREADS", "12"}};
    sources.flags = {{"port", "21"}};

    const auto config = load_config(sources);

    ASSERT_TRUE(config);
    EXPECT_EQ(config->port, 21);
    EXPECT_EQ(config->threads, 12U);
    EXPECT_EQ(config->max_in_flight, 3U);
}

TEST_F(ConfigFile, ListsEveryFaultOfEverySource) {
    ConfigSources sources;
    sources.file = write("c.toml", "prot = 1\nthreads = [1]\nlisten = \"localhost\"\n");
    sources.environment = {{"ECHEANCE_PROT", "1"}, {"ECHEANCE_AS_OF", "2026-02-30"}};
    sources.flags = {{"port", "65536"}, {"tenant", "99"}, {"redis", "http://x"}};

    const auto config = load_config(sources);

    ASSERT_FALSE(config);
    std::vector<std::string> where;
    for (const auto& fault : config.error().fields) where.push_back(fault.pointer);
    std::ranges::sort(where);
    EXPECT_EQ(where,
              (std::vector<std::string>{"--port",
                                        "--redis",
                                        "--tenant",
                                        "ECHEANCE_AS_OF",
                                        "ECHEANCE_PROT",
                                        "c.toml: listen",
                                        "c.toml: prot",
                                        "c.toml: threads"}));
}

TEST_F(ConfigFile, NamesTheLineOfAMalformedFile) {
    ConfigSources sources;
    sources.file = write("c.toml", "port = 1\nport = 2\n");

    const auto config = load_config(sources);

    ASSERT_FALSE(config);
    EXPECT_TRUE(config.error().fields.front().detail.contains("line 2"));
}

TEST_F(ConfigFile, RefusesASecretThatOthersMayRead) {
    const auto open = write("open", "secret\n");
    const auto closed = write("closed", "secret\n");
    ::chmod(open.c_str(), 0644);
    ::chmod(closed.c_str(), 0600);

    EXPECT_FALSE(read_secret(open));
    EXPECT_FALSE(read_secret("/nonexistent"));
    EXPECT_EQ(read_secret(closed).value_or(""), "secret");
}

TEST(Config, HidesThePasswordOfRedis) {
    ConfigSources sources;
    sources.flags = {{"redis", "redis://:hunter2@db:6380"}};

    const auto config = load_config(sources);

    ASSERT_TRUE(config);
    const auto text = effective_text(*config);
    EXPECT_FALSE(text.contains("hunter2"));
    EXPECT_TRUE(text.contains("redis = redis://db:6380"));
}

TEST(Config, RefusesBadNumbers) {
    for (const auto* const text : {"", " 1", "1 ", "-1", "+1", "0x10", "1e3", "65", "0"}) {
        ConfigSources sources;
        sources.flags = {{"threads", text}};
        EXPECT_FALSE(load_config(sources)) << text;
    }
}

TEST(Config, TakesOnlyItsOwnVariables) {
    const std::array<const char*, 4> environment{
        "PATH=/bin", "ECHEANCE_PORT=1", "ECHEANCE", nullptr};

    const auto own = own_environment(environment.data());

    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own.front().second, "1");
}

TEST(Config, DocumentsEverySetting) {
    const auto table = settings_markdown();

    for (const auto& setting : settings()) {
        EXPECT_FALSE(setting.why.empty());
        EXPECT_TRUE(table.contains("`--" + std::string{setting.name} + "`"));
    }
}

}  // namespace
}  // namespace echeance::test
