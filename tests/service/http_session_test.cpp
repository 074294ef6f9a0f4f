// SPDX-License-Identifier: EUPL-1.2
#include "service/http_session.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "tests/service/http_fixture.hpp"

namespace echeance::test {
namespace {

using std::chrono::milliseconds;

/// Quick deadlines; the others stay as they are.
HttpLimits quick(milliseconds HttpLimits::* limit) {
    HttpLimits limits;
    limits.sweep_every = milliseconds(5);
    limits.*limit = milliseconds(50);
    return limits;
}

std::string get(std::string_view target, std::string_view fields = {}) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: h\r\n" + std::string{fields} + "\r\n";
}

std::string post(std::string_view target, std::string_view body) {
    return "POST " + std::string{target} +
           " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string{body};
}

TEST(HttpSession, AnswersSeveralRequestsOnOneConnection) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    for (const auto* const body : {"first", "", "third"}) {
        const auto answer = client.ask(post("/echo", body));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, body);
    }
}

TEST(HttpSession, DressesEveryAnswer) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    const auto answer = client.ask(get("/x", "X-Request-Id: req-1\r\n"));

    EXPECT_EQ(answer.headers.at("x-request-id"), "req-1");
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(answer.headers.at("content-length"), "0");
    EXPECT_TRUE(answer.headers.at("date").ends_with(" GMT"));
    EXPECT_FALSE(answer.headers.contains("server"));
}

TEST(HttpSession, KeepsTheCallersTraceAndMakesOneOtherwise) {
    ServerFixture fixture;
    RawClient client(fixture.port);
    const std::string trace = "0af7651916cd43dd8448eb211c80319c";

    const auto kept =
        client.ask(get("/trace", "traceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n"));
    const auto made = client.ask(get("/trace", "traceparent: nonsense\r\n"));

    EXPECT_EQ(kept.body, trace);
    EXPECT_EQ(made.body.size(), 32U);
}

TEST(HttpSession, AnswersAHundredPipelinedRequestsInOrder) {
    ServerFixture fixture;
    RawClient client(fixture.port);
    std::string all;
    for (int i = 0; i < 100; ++i) all += post("/echo", std::to_string(i));

    client.send(all);

    for (int i = 0; i < 100; ++i) EXPECT_EQ(client.read().body, std::to_string(i));
}

TEST(HttpSession, ReadsARequestSentByteByByte) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    for (const char c : post("/echo", "slowly")) client.send({&c, 1});

    EXPECT_EQ(client.read().body, "slowly");
}

TEST(HttpSession, HeadHasTheLengthWithoutTheBody) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    client.send("HEAD /trace HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto head = client.read("HEAD");
    const auto next = client.ask(get("/x"));

    EXPECT_EQ(head.headers.at("content-length"), "32");
    EXPECT_EQ(next.status, 200);
}

TEST(HttpSession, StreamsAnAnswerInChunks) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    const auto answer = client.ask(get("/pieces"));

    EXPECT_EQ(answer.headers.at("transfer-encoding"), "chunked");
    EXPECT_EQ(answer.body, "one two three");
    EXPECT_EQ(client.ask(get("/x")).status, 200);
}

TEST(HttpSession, StreamsToHttp10UntilItCloses) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    const auto answer = client.ask("GET /pieces HTTP/1.0\r\n\r\n");

    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(answer.headers.contains("transfer-encoding"));
}

TEST(HttpSession, ReadsAChunkedBodyWithTrailers) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    const auto answer = client.ask(
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n");

    EXPECT_EQ(answer.body, "hello world");
    EXPECT_EQ(client.ask(get("/x")).status, 200);
}

TEST(HttpSession, StreamsALargeBodyToTheHandler) {
    ServerFixture fixture;
    RawClient client(fixture.port);
    const std::string body(3'000'000, 'x');

    const auto answer = client.ask(post("/count", body));

    EXPECT_EQ(answer.body, "3000000");
    EXPECT_EQ(client.ask(get("/x")).status, 200);
}

TEST(HttpSession, ContinuesOnlyWhatItAdmits) {
    ServerFixture fixture;
    const std::string fields = "Host: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    RawClient admitted(fixture.port);
    RawClient refused(fixture.port);

    EXPECT_EQ(admitted.ask("POST /echo HTTP/1.1\r\n" + fields).status, 100);
    EXPECT_EQ(admitted.ask("ok").body, "ok");
    EXPECT_EQ(refused.ask("POST /refuse HTTP/1.1\r\n" + fields).status, 403);
    EXPECT_TRUE(refused.is_ended());
}

TEST(HttpSession, AnswersARefusalWhoseBodyIsStillComing) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    const auto answer = client.ask(post("/refuse", std::string(200'000, 'x')));

    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.headers.at("connection"), "close");
}

TEST(HttpSession, ServesAClientThatHalfCloses) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    client.send(post("/echo", "last words"));
    client.end_sending();

    EXPECT_EQ(client.read().body, "last words");
    EXPECT_TRUE(client.is_ended());
}

TEST(HttpSession, TurnsADefectInto500AndCloses) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    EXPECT_EQ(client.ask(get("/throw")).status, 500);
    EXPECT_TRUE(client.is_ended());
    EXPECT_EQ(fixture.observer.exceptions, 1);
}

TEST(HttpSession, RefusesMoreThanItsShareOfRequests) {
    HttpLimits limits;
    limits.in_flight_max = 1;
    ServerFixture fixture(limits);
    RawClient first(fixture.port);
    RawClient second(fixture.port);

    first.send(get("/wait"));
    ASSERT_TRUE(eventually([&] { return fixture.endpoint.waiting == 1; }));

    EXPECT_EQ(second.ask(get("/x")).status, 503);
    EXPECT_EQ(second.ask(get("/livez")).status, 200);
    EXPECT_EQ(fixture.observer.count(Rejection::overloaded), 1);
}

struct Hostile {
    const char* name;
    std::string text;
    int status;
};
class HttpSessionHostile : public testing::TestWithParam<Hostile> {};

TEST_P(HttpSessionHostile, IsRefusedAndTheConnectionEnds) {
    ServerFixture fixture;
    RawClient client(fixture.port);

    const auto answer = client.ask(GetParam().text);

    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_EQ(answer.headers.at("connection"), "close");
    client.end_sending();
    EXPECT_TRUE(client.is_ended());
}

std::string with_fields(std::string_view fields) {
    return "POST /echo HTTP/1.1\r\n" + std::string{fields} + "\r\n0\r\n\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    All,
    HttpSessionHostile,
    testing::Values(
        Hostile{"Garbage", "\x16\x03\x01\x02 garbage\r\n\r\n", 400},
        Hostile{"BareLineFeeds", "GET / HTTP/1.1\nHost: h\n\n\r\n\r\n", 400},
        Hostile{"NoHost", "GET / HTTP/1.1\r\n\r\n", 400},
        Hostile{"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        Hostile{"Version2", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 400},
        Hostile{"Authority", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
        Hostile{"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400},
        Hostile{"BothFramings",
                with_fields("Host: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"),
                400},
        Hostile{"BothFramingsReversed",
                with_fields("Host: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n"),
                400},
        Hostile{"TwoLengths",
                with_fields("Host: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n"),
                400},
        Hostile{"SignedLength", with_fields("Host: h\r\nContent-Length: +1\r\n"), 400},
        Hostile{"OtherCoding", with_fields("Host: h\r\nTransfer-Encoding: gzip\r\n"), 400},
        Hostile{"TwoCodings", with_fields("Host: h\r\nTransfer-Encoding: gzip, chunked\r\n"), 400},
        Hostile{"CodingTwice",
                with_fields("Host: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n"),
                400},
        Hostile{"ChunkedInHttp10",
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                400},
        Hostile{"BadChunk",
                "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                400},
        Hostile{"LargeHeader", get("/x", "X: " + std::string(9'000, 'a') + "\r\n"), 431},
        Hostile{"LargeTarget", get("/" + std::string(5'000, 'a')), 431},
        Hostile{
            "LargeBody", "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413},
        Hostile{"LargeChunkedBody",
                "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" +
                    std::string(1'048'577, 'x') + "\r\n0\r\n\r\n",
                413},
        Hostile{"EndlessChunkHeader",
                "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                    std::string(20'000, 'x'),
                400}),
    [](const auto& info) { return std::string{info.param.name}; });

TEST(HttpSessionDeadline, EndsASlowHeader) {
    ServerFixture fixture(quick(&HttpLimits::header_within));
    RawClient client(fixture.port);

    client.send("GET / HT");

    EXPECT_TRUE(client.is_ended());
    EXPECT_TRUE(eventually([&] { return fixture.observer.count(Rejection::slow_header) == 1; }));
}

TEST(HttpSessionDeadline, EndsASlowBody) {
    ServerFixture fixture(quick(&HttpLimits::body_within));
    RawClient client(fixture.port);

    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nfour");

    EXPECT_TRUE(client.is_ended());
    EXPECT_TRUE(eventually([&] { return fixture.observer.count(Rejection::slow_body) == 1; }));
}

TEST(HttpSessionDeadline, EndsAnIdleConnection) {
    ServerFixture fixture(quick(&HttpLimits::idle_within));
    RawClient client(fixture.port);

    EXPECT_EQ(client.ask(get("/x")).status, 200);

    EXPECT_TRUE(client.is_ended());
    EXPECT_TRUE(eventually([&] { return fixture.connections() == 0; }));
}

TEST(HttpServer, WaitsForASlotAtItsMaximum) {
    HttpLimits limits;
    limits.connections_max = 1;
    ServerFixture fixture(limits);
    std::optional<RawClient> first(std::in_place, fixture.port);
    EXPECT_EQ(first->ask(get("/x")).status, 200);
    RawClient second(fixture.port);
    second.send(get("/x"));
    EXPECT_TRUE(eventually([&] { return fixture.observer.count(Rejection::connections) == 1; }));

    first.reset();

    EXPECT_EQ(second.read().status, 200);
}

TEST(HttpServer, DrainEndsIdleConnectionsAndFinishesTheOthers) {
    ServerFixture fixture;
    RawClient idle(fixture.port);
    RawClient busy(fixture.port);
    EXPECT_EQ(idle.ask(get("/x")).status, 200);
    busy.send(get("/wait"));
    ASSERT_TRUE(eventually([&] { return fixture.endpoint.waiting == 1; }));

    fixture.run([&] { fixture.server.drain([&] { fixture.drained.set_value(); }); });
    EXPECT_TRUE(idle.is_ended());
    EXPECT_THROW(RawClient{fixture.port}, std::runtime_error);
    fixture.run([&] { fixture.endpoint.open_gate(); });

    const auto answer = busy.read();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.at("connection"), "close");
    EXPECT_EQ(fixture.drained.get_future().wait_for(std::chrono::seconds(5)),
              std::future_status::ready);
    EXPECT_EQ(fixture.in_flight, 0U);
}

TEST(HttpServer, NoticesAnotherServiceOnItsPort) {
    ServerFixture fixture;

    EXPECT_FALSE(check_address_is_free("127.0.0.1", fixture.port));
    EXPECT_FALSE(check_address_is_free("not-an-address", 0));
    EXPECT_TRUE(check_address_is_free("127.0.0.1", 0));
}

}  // namespace
}  // namespace echeance::test
