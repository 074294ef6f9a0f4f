// SPDX-License-Identifier: EUPL-1.2
#include "api/problem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace echeance {
namespace {

using nlohmann::json;

std::string header(const Response& response, std::string_view name) {
    for (const auto& [known, value] : response.headers)
        if (known == name) return value;
    return {};
}

struct Row {
    Errc code;
    int status;
    const char* name;
};
class EveryCode : public ::testing::TestWithParam<Row> {};

TEST_P(EveryCode, HasItsStatusAndStableName) {
    const auto& row = GetParam();

    const auto response = problem({row.code, "A detail.", {}}, Language::en, "abc");

    const auto body = json::parse(response.body);
    EXPECT_EQ(response.status, row.status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(body["status"].get<int>(), row.status);
    EXPECT_EQ(body["code"].get<std::string>(), row.name);
    EXPECT_EQ(body["type"].get<std::string>(), std::string{"urn:echeance:problem:"} + row.name);
    EXPECT_EQ(body["trace_id"].get<std::string>(), "abc");
    EXPECT_EQ(body.contains("detail"), row.code != Errc::unexpected);
    EXPECT_EQ(header(response, "Retry-After").empty(), row.status != 503 && row.status != 429);
    EXPECT_EQ(header(response, "WWW-Authenticate").empty(), row.status != 401);
}

TEST_P(EveryCode, HasATitleInBothLanguages) {
    const auto french = title_of(GetParam().code, Language::fr);
    const auto english = title_of(GetParam().code, Language::en);
    EXPECT_FALSE(french.empty());
    EXPECT_FALSE(english.empty());
    EXPECT_NE(french, english);
}

const Row rows[] = {
    {Errc::malformed, 400, "malformed"},
    {Errc::unauthenticated, 401, "unauthenticated"},
    {Errc::forbidden, 403, "forbidden"},
    {Errc::not_found, 404, "not_found"},
    {Errc::method_not_allowed, 405, "method_not_allowed"},
    {Errc::not_acceptable, 406, "not_acceptable"},
    {Errc::state_conflict, 409, "state_conflict"},
    {Errc::already_exists, 409, "already_exists"},
    {Errc::not_eligible, 409, "not_eligible"},
    {Errc::idempotency_in_progress, 409, "idempotency_in_progress"},
    {Errc::cursor_expired, 410, "cursor_expired"},
    {Errc::stale_revision, 412, "stale_revision"},
    {Errc::payload_too_large, 413, "payload_too_large"},
    {Errc::unsupported_media_type, 415, "unsupported_media_type"},
    {Errc::invalid_input, 422, "invalid_input"},
    {Errc::idempotency_mismatch, 422, "idempotency_mismatch"},
    {Errc::precondition_required, 428, "precondition_required"},
    {Errc::rate_limited, 429, "rate_limited"},
    {Errc::header_too_large, 431, "header_too_large"},
    {Errc::store_unavailable, 503, "store_unavailable"},
    {Errc::deadline_exceeded, 503, "deadline_exceeded"},
    {Errc::overloaded, 503, "overloaded"},
    {Errc::unexpected, 500, "unexpected"},
};
INSTANTIATE_TEST_SUITE_P(Problem, EveryCode, ::testing::ValuesIn(rows));

TEST(Problem, CarriesEveryWrongField) {
    const Error error{Errc::invalid_input, "", {{"/a", "type", "x"}, {"/b\"", "required", ""}}};

    const auto body = json::parse(problem_json(error, Language::fr, ""));

    EXPECT_EQ(body["title"].get<std::string>(), "Données non valides");
    EXPECT_FALSE(body.contains("trace_id"));
    ASSERT_EQ(body["errors"].size(), 2U);
    EXPECT_EQ(body["errors"][0]["detail"].get<std::string>(), "x");
    EXPECT_EQ(body["errors"][1]["pointer"].get<std::string>(), "/b\"");
    EXPECT_FALSE(body["errors"][1].contains("detail"));
}

TEST(Problem, SpeaksTheCallersLanguage) {
    EXPECT_EQ(language_of(""), Language::fr);
    EXPECT_EQ(language_of("en"), Language::en);
    EXPECT_EQ(language_of("EN-gb"), Language::en);
    EXPECT_EQ(language_of("fr, en"), Language::fr);
    EXPECT_EQ(language_of("fr;q=0.5, en;q=0.8"), Language::en);
    EXPECT_EQ(language_of("de, en;q=0.1"), Language::en);
    EXPECT_EQ(language_of("de"), Language::fr);
    EXPECT_EQ(language_of("en;q=0"), Language::fr);
    EXPECT_EQ(language_of(",;,q=,"), Language::fr);
    EXPECT_EQ(header(problem({Errc::not_found, ""}, Language::en, ""), "Content-Language"), "en");
}

}  // namespace
}  // namespace echeance
