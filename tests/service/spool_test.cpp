// SPDX-License-Identifier: EUPL-1.2
#include "service/spool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>

#include "service/cli_client.hpp"

namespace echeance::test {
namespace {

struct TextSink final : BodySink {
    boost::asio::awaitable<bool> write(std::string piece) override {
        text += piece;
        co_return text.size() < limit;
    }
    std::string text;
    std::size_t limit = SIZE_MAX;
};

bool send(Spool& spool, BodySink& sink) {
    boost::asio::io_context io;
    auto sent = boost::asio::co_spawn(io, spool.send(sink), boost::asio::use_future);
    io.run();
    return sent.get();
}

TEST(Spool, SendsBackAllThatWasWritten) {
    FileScratch scratch(std::filesystem::temp_directory_path());
    const auto spool = scratch.make_spool();
    ASSERT_NE(spool, nullptr);
    std::string all;
    for (int i = 0; i < 20'000; ++i) {
        const auto line = "line " + std::to_string(i) + "\n";
        all += line;
        ASSERT_TRUE(spool->write(line));
    }
    TextSink sink;

    EXPECT_TRUE(send(*spool, sink));
    EXPECT_EQ(sink.text, all);
}

TEST(Spool, StopsWhenTheClientIsGone) {
    FileScratch scratch(std::filesystem::temp_directory_path());
    const auto spool = scratch.make_spool();
    ASSERT_TRUE(spool->write(std::string(1'000'000, 'x')));
    TextSink sink;
    sink.limit = 1;

    EXPECT_FALSE(send(*spool, sink));
    EXPECT_LT(sink.text.size(), 1'000'000U);
}

TEST(Spool, IsNullWhereNoFileCanBeMade) {
    FileScratch scratch("/nonexistent");

    EXPECT_EQ(scratch.make_spool(), nullptr);
}

TEST(ImportRoute, FollowsTheHeadingAndTheFirstLine) {
    const auto target = [](std::string_view name, std::string_view line) {
        return import_route(name, line).target;
    };

    EXPECT_EQ(target("a.csv", "\xEF\xBB\xBFmedecin;statut"), "/v1/doctors:import");
    EXPECT_EQ(target("a.csv", "reference;depose_le"), "/v1/files:import");
    EXPECT_EQ(target("a.ndjson", R"({"export":"echeance","format":1})"), "/v1/import");
    EXPECT_EQ(target("a.ndjson", R"({"id":"M01","kind":"titular"})"), "/v1/doctors:import");
    EXPECT_EQ(target("a.ndjson", R"({"reference":"r","requests":[]})"), "/v1/files:import");
    EXPECT_EQ(import_route("a.csv", "reference;").content_type, "text/csv");
    EXPECT_EQ(import_route("a.ndjson", "{}").content_type, "application/x-ndjson");
}

}  // namespace
}  // namespace echeance::test
