// SPDX-License-Identifier: EUPL-1.2
#include "api/router.hpp"

#include <gtest/gtest.h>

#include <set>

namespace echeance {
namespace {

Task<Response> nothing(Call&) {
    co_return Response{};
}

/// A contract with these operations: `METHOD path` is each one's operationId.
std::shared_ptr<const Contract> contract_of(
    const std::vector<std::pair<std::string, std::vector<std::string>>>& paths) {
    static std::set<std::string> names;
    std::string text = R"({"paths":{)";
    Contract::Handlers handlers;
    for (const auto& [path, verbs] : paths) {
        if (!text.ends_with('{')) text += ',';
        text += '"' + path + R"(":{"parameters":[)";
        if (path.find('{') != path.npos)
            text += R"({"name":"id","in":"path","required":true,"schema":{"type":"string"}})";
        text += ']';
        for (const auto& verb : verbs) {
            const auto [name, is_new] = names.insert(verb + " " + path);
            handlers.emplace(*name, nothing);
            text += ",\"" + verb + R"(":{"operationId":")" + *name + R"(","x-scope":"none"})";
        }
        text += '}';
    }
    return *Contract::load(text + "}}", handlers);
}

const Contract& sample() {
    static const auto contract = contract_of({{"/", {"get"}},
                                              {"/livez", {"get"}},
                                              {"/v1/files", {"get", "post"}},
                                              {"/v1/files:import", {"post"}},
                                              {"/v1/files/{id}", {"get", "patch"}},
                                              {"/v1/files/{id}/history", {"get"}},
                                              {"/v1/files/{id}:complete", {"post"}},
                                              {"/v1/files/{id}:submit-evaluation", {"post"}},
                                              {"/v1/configuration/targets", {"get", "put"}}});
    return *contract;
}

struct Row {
    Method method;
    const char* target;
    const char* operation;
    const char* id;
};
class Found : public ::testing::TestWithParam<Row> {};

TEST_P(Found, LeadsToItsOperation) {
    const Router router{sample()};
    const auto& row = GetParam();

    const auto route = router.find(row.method, row.target);

    ASSERT_EQ(route.kind, Route::Kind::found) << row.target;
    EXPECT_EQ(route.operation->id, row.operation);
    ASSERT_EQ(route.path.size(), *row.id == '\0' ? 0U : 1U);
    if (*row.id != '\0') {
        EXPECT_EQ(route.path[0].first, "id");
        EXPECT_EQ(route.path[0].second, row.id);
    }
}

const Row rows[] = {
    {Method::get, "/", "get /", ""},
    {Method::get, "/livez", "get /livez", ""},
    {Method::head, "/livez", "get /livez", ""},
    {Method::get, "/v1/files", "get /v1/files", ""},
    {Method::get, "/v1/files?limit=5", "get /v1/files", ""},
    {Method::get, "http://localhost:8080/v1/files?limit=5", "get /v1/files", ""},
    {Method::get, "http://localhost", "get /", ""},
    {Method::post, "/v1/files:import", "post /v1/files:import", ""},
    {Method::post, "/v1/files%3Aimport", "post /v1/files:import", ""},
    {Method::patch, "/v1/files/01", "patch /v1/files/{id}", "01"},
    {Method::get, "/v1/files/a%20b", "get /v1/files/{id}", "a b"},
    {Method::get, "/v1/files/a%2Fb", "get /v1/files/{id}", "a/b"},
    {Method::get, "/v1/files/%C3%A9", "get /v1/files/{id}", "é"},
    {Method::get, "/v1/files/x/history", "get /v1/files/{id}/history", "x"},
    {Method::post, "/v1/files/x:complete", "post /v1/files/{id}:complete", "x"},
    {Method::post, "/v1/files/a:b:complete", "post /v1/files/{id}:complete", "a:b"},
    {Method::get, "/v1/files/x:unknown", "get /v1/files/{id}", "x:unknown"},
    {Method::put, "/v1/configuration/targets", "put /v1/configuration/targets", ""},
};
INSTANTIATE_TEST_SUITE_P(Router, Found, ::testing::ValuesIn(rows));

TEST(Router, KnowsNoOtherPaths) {
    const Router router{sample()};
    for (const char* target : {"",
                               "*",
                               "x",
                               "/v1",
                               "/v1/",
                               "/v1/files/",
                               "/v1//files",
                               "/v1/files//history",
                               "/V1/files",
                               "/v1/files/x/",
                               "/v1/files/x/history/y",
                               "/v1/files/../files",
                               "/livez/x",
                               "ftp:"})
        EXPECT_EQ(router.find(Method::get, target).kind, Route::Kind::not_found) << target;
}

TEST(Router, RefusesBadPercentEncoding) {
    const Router router{sample()};
    for (const char* target : {"/v1/files/%",
                               "/v1/files/%4",
                               "/v1/files/%GG",
                               "/v1/files/%FF",
                               "/v1/files/%00",
                               "/v1/files/%C0%AF",
                               "/v1/files/%ED%A0%80",
                               "/v1/files/%0A"})
        EXPECT_EQ(router.find(Method::get, target).kind, Route::Kind::malformed) << target;
}

TEST(Router, SaysWhatIsAllowed) {
    const Router router{sample()};

    const auto wrong = router.find(Method::delete_, "/v1/files/x");
    EXPECT_EQ(wrong.kind, Route::Kind::method_not_allowed);
    EXPECT_EQ(wrong.allow, "GET, HEAD, PATCH, OPTIONS");
    EXPECT_EQ(router.find(Method::other, "/livez").kind, Route::Kind::method_not_allowed);
    EXPECT_EQ(router.find(Method::head, "/v1/files:import").allow, "POST, OPTIONS");

    const auto asked = router.find(Method::options, "/v1/files");
    EXPECT_EQ(asked.kind, Route::Kind::options);
    EXPECT_EQ(asked.allow, "GET, HEAD, POST, OPTIONS");
}

TEST(Router, DecodesQueriesStrictly) {
    std::string out;
    EXPECT_TRUE(percent_decode("a+b%2B", out));
    EXPECT_EQ(out, "a+b+");
    EXPECT_EQ(query_of("/x?a=1&b=2#c"), "a=1&b=2");
    EXPECT_EQ(query_of("/x"), "");
    EXPECT_EQ(path_of("/x?a=/y"), "/x");
}

}  // namespace
}  // namespace echeance
