// SPDX-License-Identifier: EUPL-1.2
#include "api/api.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "api/conditional.hpp"
#include "tests/api/engine_fixture.hpp"

namespace echeance {
namespace {

using nlohmann::json;
using testing::await_now;

constexpr std::string_view document = R"({
  "paths": {
    "/livez": {"get": {"operationId": "live", "x-scope": "none",
      "responses": {"200": {"content": {"text/plain": {}}}}}},
    "/v1/things": {
      "get": {"operationId": "listThings", "x-scope": "files:read",
        "parameters": [
          {"name": "limit", "in": "query", 
           "schema": {"type": "integer", "minimum": 1, "maximum": 500}},
          {"name": "state", "in": "query", 
           "schema": {"type": "array", "items": {"enum": ["a", "b"]}}},
          {"name": "cursor", "in": "query", "schema": {"type": "string", "maxLength": 64}}],
        "responses": {"200": {"content": {"application/json": {}}}}},
      "post": {"operationId": "createThing", "x-scope": "files:read", "x-body-limit": 200,
        "parameters": [{"name": "dry_run", "in": "query", "schema": {"type": "boolean"}}],
        "requestBody": {"required": true, "content": {"application/json": {"schema": {
          "type": "object", "required": ["name"], "additionalProperties": false, "properties": {
            "name": {"type": "string", "maxLength": 40}, "count": {"type": "integer", "minimum": 1},
            "tags": {"type": "array", "items": {"type": "string"}}}}}}},
        "responses": {"200": {"content": {"application/json": {}}}}}},
    "/v1/things/{id}": {
      "parameters": [{"name": "id", "in": "path", "required": true,
                      "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,32}$"}}],
      "get": {"operationId": "getThing", "x-scope": "files:read",
        "responses": {"200": {"content": {"application/json": {}}}}},
      "delete": {"operationId": "dropThing", "x-scope": "admin",
        "responses": {"200": {"content": {"application/json": {}}}}},
      "patch": {"operationId": "amendThing", "x-scope": "files:read",
        "parameters": [{"name": "If-Match", "in": "header", "required": true, "schema": {}}],
        "responses": {"200": {"content": {"application/json": {}}}}}},
    "/v1/things:import": {"post": {"operationId": "importThings", "x-scope": "files:read",
      "x-streaming": true, "requestBody": {"required": true, "content": {"text/csv": {}}},
      "responses": {"200": {"content": {"application/x-ndjson": {}}}}}}
  }})";

/// Tells what the call held, and keeps the answer as a writing handler does.
Task<Response> tell(Call& call) {
    json told{{"operation", std::string{call.operation}},
              {"actor", call.principal.name},
              {"today", call.today.text()},
              {"dry_run", call.dry_run == DryRun::yes},
              {"query", call.query},
              {"path", call.path}};
    if (call.body) told["body"] = *call.body;
    if (call.if_match) told["if_match"] = number(*call.if_match);
    Response response;
    response.body = told.dump();
    response.headers.emplace_back("ETag", "\"5\"");
    const bool is_recorded = call.idempotency && !call.idempotency->answer.empty();
    if (is_recorded) response.body = json{{"recorded", call.idempotency->answer}}.dump();
    if (call.idempotency && !is_recorded) {
        const auto written = co_await call.ports.store.put_doctor(call.principal.tenant,
                                                                  {.id = *DoctorId::parse("d1")},
                                                                  Revision{0},
                                                                  "a",
                                                                  call.now(),
                                                                  with_answer(call, response),
                                                                  call.deadline());
        if (!written) co_return std::unexpected(written.error());
    }
    co_return response;
}
/// Refuses as its tag says.
Task<Response> create(Call& call) {
    const auto& name = (*call.body)["name"].get_ref<const std::string&>();
    if (name == "conflict") co_return refuse(Errc::state_conflict, "Not now.");
    if (name == "lost") co_return refuse(Errc::store_unavailable, "Perhaps.");
    co_return co_await tell(call);
}

struct Engine : ::testing::Test {
    testing::IdlePorts behind{};
    std::shared_ptr<const Contract> contract = *Contract::load(document,
                                                               {{"live", tell},
                                                                {"listThings", tell},
                                                                {"createThing", create},
                                                                {"getThing", tell},
                                                                {"dropThing", tell},
                                                                {"amendThing", tell},
                                                                {"importThings", tell}});
    Api api{*contract, behind.ports, {}};
    Request request{};

    Request& ask(Method method, std::string target, std::string body = {}) {
        request = {};
        request.method = method;
        request.target = std::move(target);
        request.trace_id = "0123456789abcdef0123456789abcdef";
        request.headers = {{"authorization", "Bearer portal"}};
        if (!body.empty()) {
            request.headers.emplace_back("content-type", "application/json");
            request.headers.emplace_back("content-length", std::to_string(body.size()));
        }
        request.body = std::move(body);
        return request;
    }
    Request& with(std::string name, std::string value) {
        request.headers.emplace_back(std::move(name), std::move(value));
        return request;
    }
    Response sent() { return sent_to(api); }
    Response sent_to(Api& to) {
        auto admission = await_now([&] { return to.admit(request); });
        if (admission.refusal) return std::move(*admission.refusal);
        return await_now([&] { return to.answer(request, admission); });
    }
    static std::string header(const Response& response, std::string_view name) {
        for (const auto& [known, value] : response.headers)
            if (known == name) return value;
        return {};
    }
    /// `status code`, then each `pointer code`.
    std::string refusal() {
        const auto response = sent();
        const auto body = json::parse(response.body);
        std::string text = std::to_string(response.status);
        if (body.contains("code")) text += " " + body["code"].get<std::string>();
        for (const auto& error : body.value("errors", json::array()))
            text +=
                " " + error["pointer"].get<std::string>() + "=" + error["code"].get<std::string>();
        return text;
    }
};

TEST_F(Engine, HandsAValidRequestToItsHandler) {
    ask(Method::post, "/v1/things", R"({"name":"x","count":2.0})");
    with("x-request-id", "abc-1");

    const auto response = sent();

    const auto told = json::parse(response.body);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.operation, "createThing");
    EXPECT_EQ(response.actor, "portal");
    EXPECT_EQ(told["today"].get<std::string>(), "2026-11-22");
    EXPECT_TRUE(told["body"]["count"].is_number_integer());
    EXPECT_EQ(header(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header(response, "X-Request-Id"), "abc-1");
    EXPECT_EQ(header(response, "RateLimit"), "");
}

TEST_F(Engine, ServesPublicOperationsWithoutCredential) {
    ask(Method::get, "/livez").headers.clear();
    const auto response = sent();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header(response, "Cache-Control"), "");
}

TEST_F(Engine, AsksForACredential) {
    ask(Method::get, "/v1/things").headers.clear();
    auto response = sent();
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(header(response, "WWW-Authenticate"), "Bearer realm=\"echeance\"");

    for (const char* value : {"Basic eDp5", "Bearer", "Bearer ", "Bearer a b", "Bearer unknown"}) {
        ask(Method::get, "/v1/things").headers = {{"authorization", value}};
        response = sent();
        EXPECT_EQ(response.status, 401) << value;
        EXPECT_NE(header(response, "WWW-Authenticate").find("invalid_token"), std::string::npos);
    }
    ask(Method::get, "/v1/things").headers = {{"authorization", "bearer portal"}};
    EXPECT_EQ(sent().status, 200);
    ask(Method::get, "/v1/things").headers = {{"authorization", "Bearer unlucky"}};
    EXPECT_EQ(sent().status, 503);
}

TEST_F(Engine, RefusesFromTheHeaderAlone) {
    struct Row {
        Method method;
        const char* target;
        const char* body;
        const char* expected;
    };
    for (const Row& row :
         {Row{Method::get, "/v1/nothing", "", "404 not_found"},
          Row{Method::get, "/v1/things/%zz", "", "400 malformed"},
          Row{Method::put, "/v1/things", "{}", "405 method_not_allowed"},
          Row{Method::delete_, "/v1/things/x", "", "403 forbidden"},
          Row{Method::get, "/v1/things", "{}", "415 unsupported_media_type"},
          Row{Method::patch, "/v1/things/x", "", "428 precondition_required"},
          Row{Method::post, "/v1/things:import", "{}", "415 unsupported_media_type"}}) {
        ask(row.method, row.target, row.body);
        EXPECT_EQ(refusal(), row.expected) << row.target;
        EXPECT_EQ(sent().close, *row.body != '\0') << row.target;
    }
    ask(Method::put, "/v1/things");
    EXPECT_EQ(header(sent(), "Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_F(Engine, BoundsTheAnnouncedBody) {
    ask(Method::post, "/v1/things", "{}");
    request.headers.back().second = "201";
    EXPECT_EQ(refusal(), "413 payload_too_large");
    request.headers.back().second = "99999999999999999999";
    EXPECT_EQ(refusal(), "400 malformed");
    request.headers.back().second = "200";
    const auto admission = await_now([&] { return api.admit(request); });
    EXPECT_EQ(admission.body_limit, 200U);
    EXPECT_FALSE(admission.streaming);
}

TEST_F(Engine, AnswersOptionsAndHead) {
    ask(Method::options, "/v1/things").headers.clear();
    const auto response = sent();
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(header(response, "Allow"), "GET, HEAD, POST, OPTIONS");
    ask(Method::head, "/v1/things/x");
    EXPECT_EQ(sent().status, 200);
}

TEST_F(Engine, RefusesWhenNoAnswerIsAcceptable) {
    ask(Method::get, "/v1/things");
    with("accept", "text/html");
    EXPECT_EQ(refusal(), "406 not_acceptable");
}

TEST_F(Engine, ListsEveryWrongFieldAtOnce) {
    ask(Method::post, "/v1/things?dry_run=maybe&zz=1", R"({"count":0,"tags":["a",1],"else":1})");
    EXPECT_EQ(refusal(),
              "422 invalid_input /query/zz=unknown_field /query/dry_run=type /name=required "
              "/count=minimum /else=unknown_field /tags/1=type");
    ask(Method::get, "/v1/things?limit=501&limit=2&state=a&state=c");
    EXPECT_EQ(refusal(),
              "422 invalid_input /query/limit=duplicate /query/limit=maximum /query/state/1=enum");
    ask(Method::get, "/v1/things?limit=50&state=a,b&state=a");
    EXPECT_EQ(sent().status, 200);
}

TEST_F(Engine, RefusesUnreadableInput) {
    for (const std::string& body : {std::string{"{"},
                                    std::string{R"({"name":"a","name":"b"})"},
                                    std::string{"{\"name\":\"\xFF\"}"},
                                    std::string(90, '['),
                                    std::string{R"({"name":1e999})"}}) {
        ask(Method::post, "/v1/things", body);
        EXPECT_EQ(refusal(), "400 malformed") << body;
    }
    ask(Method::post, "/v1/things");
    EXPECT_EQ(refusal(), "400 malformed");
    ask(Method::get, "/v1/things?limit=%zz");
    EXPECT_EQ(refusal(), "400 malformed");
}

TEST_F(Engine, KnowsThatNothingHasAnImpossibleId) {
    ask(Method::get, "/v1/things/a%20b");
    EXPECT_EQ(refusal(), "404 not_found");
}

TEST_F(Engine, RefusesASocialSecurityNumberWithoutRepeatingIt) {
    const std::string nir = "269054958815780";
    ask(Method::post,
        "/v1/things",
        R"({"name":"n )" + nir + R"(","tags":["ok",")" + nir + R"("]})");
    const auto response = sent();
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.body.find(nir), std::string::npos);
    EXPECT_EQ(behind.monitor.pointers, (std::vector<std::string>{"/name", "/tags/1"}));

    ask(Method::get, "/v1/things/" + nir);
    EXPECT_EQ(refusal(), "422 invalid_input /path/id=nir_refused");
    ask(Method::get, "/v1/things?state=" + nir);
    EXPECT_EQ(refusal(), "422 invalid_input /query/state=nir_refused /query/state/0=enum");
    ask(Method::get, "/v1/things?" + nir + "=1");
    EXPECT_EQ(refusal(), "422 invalid_input /query=unknown_field");
    ask(Method::post, "/v1/things", R"({"name":"x",")" + nir + R"(":1})");
    EXPECT_EQ(refusal(), "422 invalid_input =nir_refused =unknown_field");
    // A position of ours holds milliseconds, which may look like one.
    ask(Method::get, "/v1/things?cursor=1801012345678-0");
    EXPECT_EQ(sent().status, 200);
}

TEST_F(Engine, ReadsPreconditions) {
    ask(Method::patch, "/v1/things/x");
    with("if-match", "\"7\"");
    EXPECT_EQ(json::parse(sent().body)["if_match"].get<int>(), 7);
    request.headers.back().second = "W/\"7\"";
    EXPECT_EQ(refusal(), "412 stale_revision");
    request.headers.back().second = "7";
    EXPECT_EQ(refusal(), "400 malformed");
}

TEST_F(Engine, AnswersNotModified) {
    ask(Method::get, "/v1/things/x");
    with("if-none-match", "\"4\", W/\"5\"");
    const auto response = sent();
    EXPECT_EQ(response.status, 304);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(header(response, "ETag"), "\"5\"");
    request.headers.back().second = "\"4\"";
    EXPECT_EQ(sent().status, 200);
}

TEST_F(Engine, ReplaysAnAnswerKeptWithItsEffect) {
    ask(Method::post, "/v1/things", R"({"name":"x"})");
    with("idempotency-key", "k1");
    const auto first = sent();
    const auto second = sent();
    EXPECT_EQ(second.status, first.status);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(header(first, "Idempotency-Replayed"), "");
    EXPECT_EQ(header(second, "Idempotency-Replayed"), "true");
    EXPECT_EQ(header(second, "ETag"), "\"5\"");

    request.body = R"({"name":"y"})";
    EXPECT_EQ(refusal(), "422 idempotency_mismatch");
    request.headers[0].second = "Bearer other";
    EXPECT_EQ(sent().status, 200);
}

TEST_F(Engine, LetsTheHandlerReadWhatAClaimRecorded) {
    ask(Method::post, "/v1/things", R"({"name":"x"})");
    with("idempotency-key", "k1");
    (void)sent();
    behind.store.records.begin()->second.answer = "claim:abc";

    const auto response = sent();

    EXPECT_EQ(response.body, R"({"recorded":"claim:abc"})");
    EXPECT_EQ(header(response, "Idempotency-Replayed"), "true");
}

TEST_F(Engine, TellsARequestStillRunning) {
    ask(Method::post, "/v1/things", R"({"name":"x"})");
    with("idempotency-key", "k1");
    (void)sent();
    behind.store.records.begin()->second.answer.clear();
    EXPECT_EQ(refusal(), "409 idempotency_in_progress");
}

TEST_F(Engine, ForgetsTheKeyOfARefusalUnlessInDoubt) {
    ask(Method::post, "/v1/things", R"({"name":"conflict"})");
    with("idempotency-key", "k1");
    EXPECT_EQ(refusal(), "409 state_conflict");
    EXPECT_EQ(behind.store.forgotten, 1);
    EXPECT_TRUE(behind.store.records.empty());

    ask(Method::post, "/v1/things", R"({"name":"lost"})");
    with("idempotency-key", "k2");
    EXPECT_EQ(refusal(), "503 store_unavailable");
    EXPECT_EQ(behind.store.forgotten, 1);
    EXPECT_EQ(behind.store.records.size(), 1U);
}

TEST_F(Engine, NeedsNoKeyToRehearse) {
    ask(Method::post, "/v1/things?dry_run=true", R"({"name":"x"})");
    with("idempotency-key", "k1");
    EXPECT_TRUE(json::parse(sent().body)["dry_run"].get<bool>());
    EXPECT_TRUE(behind.store.records.empty());
    ask(Method::post, "/v1/things", R"({"name":"x"})");
    with("idempotency-key", "a b");
    EXPECT_EQ(refusal(), "400 malformed");
}

TEST_F(Engine, LimitsTheRateOfOneCredential) {
    Api limited{*contract, behind.ports, {2}};
    ask(Method::get, "/v1/things");
    EXPECT_EQ(header(sent_to(limited), "RateLimit"), "\"default\";r=1;t=1");
    EXPECT_EQ(sent_to(limited).status, 200);
    const auto refused = sent_to(limited);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(header(refused, "Retry-After"), "1");
    EXPECT_EQ(header(refused, "RateLimit-Policy"), "\"default\";q=2;w=1");
    EXPECT_EQ(header(refused, "RateLimit"), "\"default\";r=0;t=1");
    request.headers[0].second = "Bearer other";
    EXPECT_EQ(sent_to(limited).status, 200);
    request.headers[0].second = "Bearer portal";
    request.received_at += std::chrono::seconds{1};
    EXPECT_EQ(sent_to(limited).status, 200);
}

TEST_F(Engine, DressesTheSessionsOwnRefusals) {
    ask(Method::get, "/v1/things");
    with("accept-language", "en");
    with("x-request-id", "r1");
    const auto response = api.refuse(request, {Errc::overloaded, "Too busy."});
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(header(response, "Retry-After"), "1");
    EXPECT_EQ(header(response, "Content-Language"), "en");
    EXPECT_EQ(header(response, "X-Request-Id"), "r1");
}

}  // namespace
}  // namespace echeance
