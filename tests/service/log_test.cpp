// SPDX-License-Identifier: EUPL-1.2
#include "service/log.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

namespace echeance::test {
namespace {

/// A pipe to read the log from.
class LogPipe {
public:
    LogPipe() { EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0); }
    ~LogPipe() {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }
    LogPipe(const LogPipe&) = delete;
    LogPipe& operator=(const LogPipe&) = delete;
    [[nodiscard]] int in() const { return ends_[1]; }
    [[nodiscard]] std::string read() const {
        std::array<char, 65'536> buffer{};
        const auto got = ::read(ends_[0], buffer.data(), buffer.size());
        return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
    }

private:
    std::array<int, 2> ends_{};
};

TEST(Log, WritesOneJsonObjectALine) {
    const LogPipe pipe;
    Log log(pipe.in(), LogLevel::info);

    log.write(LogLevel::info,
              "request",
              {{"operation", "getFile"},
               {"status", std::int64_t{200}},
               {"share", 0.5},
               {"replayed", false},
               {"actor", ""}});
    log.flush();

    const auto text = pipe.read();
    EXPECT_TRUE(text.ends_with("}\n"));
    const auto line = nlohmann::json::parse(text, nullptr, false);
    EXPECT_EQ(line.at("event").get<std::string>(), "request");
    EXPECT_EQ(line.at("level").get<std::string>(), "info");
    EXPECT_EQ(line.at("status").get<int>(), 200);
    EXPECT_EQ(line.at("share").get<double>(), 0.5);
    EXPECT_FALSE(line.at("replayed").get<bool>());
    EXPECT_FALSE(line.contains("actor"));
    EXPECT_EQ(line.at("ts").get<std::string>().size(),
              std::string{"2026-11-22T10:00:00.123Z"}.size());
}

TEST(Log, StaysJsonWhateverTheText) {
    const std::vector<std::string> texts{"\"quoted\\\"",
                                         "line\nbreak\x01\x7F",
                                         "caf\xC3\xA9 \xF0\x9F\x98\x80",
                                         "bad \xC3( \xED\xA0\x80 \xC0\xAF \xF5 \xE2\x82",
                                         std::string("nul\0", 4)};
    for (const auto& text : texts) {
        std::string json;
        append_json_string(json, text);
        EXPECT_FALSE(nlohmann::json::parse(json, nullptr, false).is_discarded()) << json;
    }
}

TEST(Log, KeepsOnlyItsLevelAndAbove) {
    const LogPipe pipe;
    Log log(pipe.in(), LogLevel::warn);

    log.write(LogLevel::info, "quiet", {});
    log.write(LogLevel::error, "loud", {});
    log.flush();

    const auto text = pipe.read();
    EXPECT_FALSE(text.contains("quiet"));
    EXPECT_TRUE(text.contains("loud"));
}

TEST(Log, WritesWhatIsPendingAtItsEnd) {
    const LogPipe pipe;
    {
        Log log(pipe.in(), LogLevel::info);
        log.write(LogLevel::info, "last", {});
    }

    EXPECT_TRUE(pipe.read().contains("last"));
}

TEST(Log, DropsAndCountsRatherThanWait) {
    const LogPipe pipe;
    const std::string text(100'000, 'x');
    {
        Log log(pipe.in(), LogLevel::info);
        // Nobody reads: the pipe holds 64 KiB, the log 4 MiB.
        for (int i = 0; i < 100; ++i) log.write(LogLevel::info, "big", {{"text", text}});
        EXPECT_GT(log.dropped(), 0U);
        std::thread reader([&] {
            while (!pipe.read().contains("the_end")) {
            }
        });
        log.flush();
        log.write(LogLevel::info, "the_end", {});
        log.flush();
        reader.join();
    }
}

}  // namespace
}  // namespace echeance::test
