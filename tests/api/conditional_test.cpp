// SPDX-License-Identifier: EUPL-1.2
#include "api/conditional.hpp"

#include <gtest/gtest.h>

#include "api/sha256.hpp"

namespace echeance {
namespace {

TEST(EntityTags, AreTheRevision) {
    EXPECT_EQ(etag(Revision{7}), "\"7\"");
}

TEST(EntityTags, ReadListsOfBothKinds) {
    const auto list = entity_tags(R"(  "1" , W/"a,b" ,"" )");

    ASSERT_TRUE(list);
    ASSERT_EQ(list->tags.size(), 3U);
    EXPECT_EQ(list->tags[0].opaque, "1");
    EXPECT_TRUE(list->tags[1].weak);
    EXPECT_EQ(list->tags[1].opaque, "a,b");
    EXPECT_TRUE(entity_tags("*")->any);
}

TEST(EntityTags, RefuseAnythingElse) {
    for (const char* text :
         {"", "1", "\"1", "W/1", "\"1\" \"2\"", "* , \"1\"", "\"1\",x", "w/\"1\""})
        EXPECT_EQ(entity_tags(text).error().code, Errc::malformed) << text;
    std::string many;
    for (int i = 0; i < 40; ++i) many += "\"1\",";
    EXPECT_EQ(entity_tags(many).error().code, Errc::malformed);
}

TEST(IfMatch, NamesOneRevision) {
    EXPECT_EQ(*if_match_revision("\"7\""), Revision{7});
    EXPECT_EQ(*if_match_revision("\"0\""), Revision{0}) << "a section before its first PUT";
    EXPECT_EQ(*if_match_revision("\"7\", \"7\", \"abc\""), Revision{7});
    EXPECT_EQ(*if_match_revision("*"), std::nullopt);
    EXPECT_EQ(if_match_revision("\"7\",\"8\"").error().code, Errc::malformed);
}

TEST(IfMatch, NeverMatchesWeakOrForeignTags) {
    for (const char* text : {"W/\"7\"",
                             "\"abc\"",
                             "\"07\"",
                             "\"-7\"",
                             "\"7 \"",
                             "\"\"",
                             "\"99999999999999999999999\""})
        EXPECT_EQ(if_match_revision(text).error().code, Errc::stale_revision) << text;
}

TEST(IfNoneMatch, ComparesWeakly) {
    EXPECT_TRUE(none_match_hits("\"7\"", "\"7\""));
    EXPECT_TRUE(none_match_hits("\"6\", W/\"7\"", "\"7\""));
    EXPECT_TRUE(none_match_hits("*", "\"7\""));
    EXPECT_FALSE(none_match_hits("\"8\"", "\"7\""));
    EXPECT_FALSE(none_match_hits("7", "\"7\""));
    EXPECT_FALSE(none_match_hits("\"7\"", ""));
}

TEST(Digest, IsSha256) {
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

struct IdempotencyKey : ::testing::Test {
    Principal principal{*TenantId::parse("92"), "portal", 0, {}};
    Request request{};
    IdempotentAnswer of(std::string_view operation = "createFile", std::string_view key = "k1") {
        return *idempotency_of(key, {principal, operation, request});
    }
    void SetUp() override {
        request.target = "/v1/files?dry_run=false";
        request.body = "{}";
    }
};

TEST_F(IdempotencyKey, BelongsToCallerOperationAndPath) {
    const auto first = of().key;

    EXPECT_EQ(of().key, first);
    EXPECT_NE(of("other").key, first);
    EXPECT_NE(of("createFile", "k2").key, first);
    principal.name = "other";
    EXPECT_NE(of().key, first);
    principal = {*TenantId::parse("93"), "portal", 0, {}};
    EXPECT_NE(of().key, first);
    principal = {*TenantId::parse("92"), "portal", 0, {}};
    request.target = "/v1/files/x:claim";
    EXPECT_NE(of().key, first);
}

TEST_F(IdempotencyKey, FingerprintsBodyAndQuery) {
    const auto first = of();
    request.body = "{\"a\":1}";
    EXPECT_EQ(of().key, first.key);
    EXPECT_NE(of().fingerprint, first.fingerprint);
    request.body = "{}";
    request.target = "/v1/files";
    EXPECT_EQ(of().key, first.key);
    EXPECT_NE(of().fingerprint, first.fingerprint);
}

TEST_F(IdempotencyKey, IsShortVisibleAscii) {
    const IdempotencyScope scope{principal, "createFile", request};
    EXPECT_TRUE(idempotency_of(std::string(128, 'k'), scope));
    EXPECT_TRUE(idempotency_of("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", scope));
    for (const std::string& key : {std::string{},
                                   std::string(129, 'k'),
                                   std::string{"a b"},
                                   std::string{"\xC3\xA9"},
                                   std::string{"a\x01"}})
        EXPECT_EQ(idempotency_of(key, scope).error().code, Errc::malformed);
}

TEST(KeptAnswer, ComesBackAsItWas) {
    Response response;
    response.status = 201;
    response.subject = "01J";
    response.headers = {{"Location", "/v1/files/01J"}, {"ETag", "\"1\""}, {"Empty", ""}};
    response.body = std::string{"{\"a\":\"1:2|\n\"}\0x", 15};

    const auto back = decode_answer(encode_answer(response));

    ASSERT_TRUE(back);
    EXPECT_EQ(back->status, 201);
    EXPECT_EQ(back->content_type, response.content_type);
    EXPECT_EQ(back->subject, response.subject);
    EXPECT_EQ(back->headers, response.headers);
    EXPECT_EQ(back->body, response.body);
}

TEST(KeptAnswer, IsNeverGuessedAt) {
    const auto record = encode_answer(Response{});
    for (std::size_t length = 0; length < record.size(); ++length)
        EXPECT_FALSE(decode_answer(record.substr(0, length))) << length;
    EXPECT_FALSE(decode_answer(record + "x"));
    EXPECT_FALSE(decode_answer("1:2" + record.substr(3)));
    EXPECT_FALSE(decode_answer("1:13:2009:text/html0:99999:a"));
    EXPECT_FALSE(decode_answer("99999999999999999999999:x"));
}

}  // namespace
}  // namespace echeance
