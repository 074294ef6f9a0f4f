// SPDX-License-Identifier: EUPL-1.2
#include "api/contract.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace echeance {
namespace {

using nlohmann::json;

Task<Response> nothing(Call&) {
    co_return Response{};
}

json sample() {
    return json::parse(R"({
      "openapi": "3.1.0",
      "paths": {
        "/v1/files/{id}": {
          "parameters": [{"$ref": "#/components/parameters/Id"}],
          "patch": {
            "operationId": "amendFile", "x-scope": "files:write", "x-body-limit": 1000,
            "parameters": [
              {"name": "If-Match", "in": "header", "required": true, "schema": {"type": "string"}},
              {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}}],
            "requestBody": {"$ref": "#/components/requestBodies/Patch"},
            "responses": {"200": {"$ref": "#/components/responses/File"},
                          "404": {"content": {"application/problem+json": {}}}}
          }
        },
        "/v1/files:import": {
          "post": {
            "operationId": "importFiles", "x-scope": "files:import", "x-streaming": true,
            "requestBody": {"required": true, "content": {
              "application/x-ndjson": {"schema": {"type": "string"}},
              "text/csv": {"schema": {"type": "string"}}}},
            "responses": {"200": {"content": {"application/x-ndjson": {}}}}
          }
        },
        "/livez": {"get": {"operationId": "live", "x-scope": "none", "responses": {"204": {}}}}
      },
      "components": {
        "parameters": {"Id": {"name": "id", "in": "path", "required": true,
                              "schema": {"type": "string", "maxLength": 16}}},
        "requestBodies": {"Patch": {"required": true, "content": {
          "application/merge-patch+json": {"schema": {"$ref": "#/components/schemas/Patch"}}}}},
        "responses": {"File": {"content": {"application/json": {}}}},
        "schemas": {"Patch": {"type": "object", "additionalProperties": false}}
      }
    })");
}

Contract::Handlers handlers() {
    return {{"amendFile", nothing}, {"importFiles", nothing}, {"live", nothing}};
}

std::vector<std::string> faults_of(const json& document, const Contract::Handlers& known) {
    const auto contract = Contract::load(document.dump(), known);
    std::vector<std::string> codes;
    if (!contract)
        for (const auto& fault : contract.error().fields) codes.push_back(fault.code);
    return codes;
}

TEST(Contract, BecomesOperations) {
    const auto contract = Contract::load(sample().dump(), handlers());

    ASSERT_TRUE(contract);
    ASSERT_EQ((*contract)->operations().size(), 3U);
    const Operation* amend = (*contract)->find("amendFile");
    ASSERT_NE(amend, nullptr);
    EXPECT_EQ(amend->method, Method::patch);
    EXPECT_EQ(amend->scope, Scope::files_write);
    EXPECT_EQ(amend->body_limit, 1000U);
    EXPECT_TRUE(amend->if_match_required);
    EXPECT_TRUE(amend->has_dry_run);
    EXPECT_TRUE(amend->body_required);
    EXPECT_FALSE(amend->streaming);
    EXPECT_EQ(amend->parameters.size(), 2U);
    ASSERT_EQ(amend->forms.size(), 1U);
    EXPECT_TRUE(amend->forms[0].json);
    EXPECT_EQ(amend->answers, std::vector<std::string>{"application/json"});
}

TEST(Contract, KnowsStreamsAndPublicOperations) {
    const auto contract = Contract::load(sample().dump(), handlers());

    ASSERT_TRUE(contract);
    const Operation* import = (*contract)->find("importFiles");
    EXPECT_TRUE(import->streaming);
    EXPECT_EQ(import->body_limit, default_streaming_limit);
    EXPECT_EQ(import->forms.size(), 2U);
    EXPECT_FALSE(import->forms[0].json);
    EXPECT_FALSE((*contract)->find("live")->scope.has_value());
    EXPECT_EQ((*contract)->find("live")->body_limit, default_body_limit);
    EXPECT_EQ((*contract)->find("nothing"), nullptr);
}

TEST(Contract, ListsEveryMissingAndSuperfluousHandler) {
    auto known = handlers();
    known.erase("live");
    known.erase("amendFile");
    known.emplace("forgotten", nothing);

    EXPECT_EQ(faults_of(sample(), known),
              (std::vector<std::string>{"no_handler", "no_handler", "unknown_operation"}));
}

TEST(Contract, IsNeverPublicByMistake) {
    auto document = sample();
    document["paths"]["/livez"]["get"].erase("x-scope");
    EXPECT_EQ(faults_of(document, handlers()), std::vector<std::string>{"x_scope"});
    document["paths"]["/livez"]["get"]["x-scope"] = "files:raed";
    EXPECT_EQ(faults_of(document, handlers()), std::vector<std::string>{"x_scope"});
}

TEST(Contract, RefusesWhatItCannotServe) {
    const auto fault_after = [](auto change) {
        auto document = sample();
        change(document);
        return faults_of(document, handlers());
    };
    using Codes = std::vector<std::string>;
    EXPECT_EQ(fault_after([](json& d) { d["components"]["schemas"]["Patch"]["minimun"] = 1; }),
              Codes{"unknown_keyword"});
    EXPECT_EQ(fault_after([](json& d) { d["components"]["parameters"]["Id"]["name"] = "other"; }),
              Codes{"path_parameters"});
    EXPECT_EQ(
        fault_after([](json& d) { d["paths"]["/livez"]["get"]["operationId"] = "amendFile"; }),
        (Codes{"operation_id", "unknown_operation"}));
    EXPECT_EQ(fault_after(
                  [](json& d) { d["paths"]["/v1/files/{id}"]["patch"]["x-body-limit"] = "1000"; }),
              Codes{"x_body_limit"});
    EXPECT_EQ(fault_after([](json& d) {
                  d["paths"]["/livez"]["get"]["parameters"] = json::parse(R"([{"$ref":"#/no"}])");
              }),
              (Codes{"ref", "parameter"}));
}

TEST(Contract, IsAJsonObject) {
    for (const char* text : {"", "[]", "{", "null"})
        EXPECT_FALSE(Contract::load(text, handlers())) << text;
}

}  // namespace
}  // namespace echeance
