// SPDX-License-Identifier: EUPL-1.2
#include "api/page.hpp"

#include <gtest/gtest.h>

#include "api/api.hpp"
#include "tests/api/engine_fixture.hpp"

namespace echeance {
namespace {

using testing::await_now;

constexpr std::string_view document = R"({"paths": {
    "/": {"get": {"operationId": "getPage", "x-scope": "none",
      "responses": {"200": {"content": {"text/html": {}}}}}},
    "/dashboard/{folder}/{name}": {"get": {"operationId": "getPageFile", "x-scope": "none",
      "parameters": [
        {"name": "folder", "in": "path", "required": true, "schema": {"type": "string"}},
        {"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
      "responses": {"200": {"content": {"text/javascript": {}, "text/css": {}}}}}}}})";

PageFile few_files(std::string_view name) {
    if (name == "index.html") return {.body = R"(<html lang="fr"><p lang="fr">)", .digest = "a1"};
    if (name == "app/start.js") return {.body = "start()", .digest = "b2"};
    return {};
}

struct Page : ::testing::Test {
    testing::IdlePorts behind{};
    std::shared_ptr<const Contract> contract =
        *Contract::load(document, {{"getPage", get_page}, {"getPageFile", get_page_file}});

    Page() { behind.ports.page_file = few_files; }

    Response get(std::string target, std::string name = "x-none", std::string value = "") {
        Api api{*contract, behind.ports, {}};
        Request request{};
        request.target = std::move(target);
        request.headers = {{std::move(name), std::move(value)}};
        auto admission = await_now([&] { return api.admit(request); });
        if (admission.refusal) return std::move(*admission.refusal);
        return await_now([&] { return api.answer(request, admission); });
    }
    static std::string header(const Response& response, std::string_view name) {
        for (const auto& [known, value] : response.headers)
            if (known == name) return value;
        return {};
    }
};

TEST_F(Page, IsMarkedWithTheReadersLanguage) {
    EXPECT_EQ(get("/").body, R"(<html lang="fr"><p lang="fr">)");

    const auto english = get("/", "accept-language", "en-GB, fr;q=0.5");

    EXPECT_EQ(english.body, R"(<html lang="en"><p lang="fr">)");
    EXPECT_EQ(header(english, "Content-Language"), "en");
    EXPECT_EQ(header(english, "Vary"), "Accept-Language");
    EXPECT_EQ(header(english, "ETag"), R"("a1-en")");
    EXPECT_EQ(english.content_type, "text/html; charset=utf-8");
}

TEST_F(Page, RunsNothingInlineAndNothingOfAnotherHost) {
    for (const auto* target : {"/", "/dashboard/app/start.js"}) {
        const auto policy = header(get(target), "Content-Security-Policy");
        EXPECT_NE(policy.find("default-src 'none'; script-src 'self';"), policy.npos) << target;
        EXPECT_NE(policy.find("require-trusted-types-for 'script'"), policy.npos) << target;
        EXPECT_EQ(policy.find("unsafe"), policy.npos) << target;
        EXPECT_EQ(header(get(target), "Referrer-Policy"), "no-referrer") << target;
    }
}

TEST_F(Page, FileHasItsTypeAndIsSentOnce) {
    const auto script = get("/dashboard/app/start.js");

    EXPECT_EQ(script.body, "start()");
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(get("/dashboard/app/start.js", "if-none-match", R"("b2")").status, 304);
    EXPECT_EQ(get("/dashboard/app/start.js", "if-none-match", R"("a1")").status, 200);
}

TEST_F(Page, HasNoOtherFile) {
    EXPECT_EQ(get("/dashboard/app/claim.lua").status, 404);
    EXPECT_EQ(get("/dashboard/app/..%2Findex.html").status, 404);
}

TEST_F(Page, IsAbsentWhereNoFileOfItIs) {
    behind.ports.page_file = [](std::string_view) { return PageFile{}; };

    EXPECT_EQ(get("/").status, 500);
    EXPECT_EQ(get("/dashboard/app/start.js").status, 404);
}

}  // namespace
}  // namespace echeance
