// SPDX-License-Identifier: EUPL-1.2
#include "api/schema.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace echeance {
namespace {

using nlohmann::json;

/// `pointer code` of each fault, in order.
std::vector<std::string> faults_of(const json& schema, const json& value) {
    SchemaSet set{schema};
    const auto compiled = set.compile(schema, "");
    std::vector<std::string> found;
    for (const auto& fault : set.faults()) found.push_back("AT LOAD " + fault.pointer);
    std::vector<FieldError> errors;
    compiled.check(value, "", errors);
    for (const auto& error : errors) found.push_back(error.pointer + " " + error.code);
    return found;
}

struct Row {
    const char* schema;
    const char* value;
    const char* fault;  ///< `pointer code`; empty: valid
};
class Keyword : public ::testing::TestWithParam<Row> {};

TEST_P(Keyword, JudgesAsJsonSchemaDoes) {
    const auto& row = GetParam();
    const auto found = faults_of(json::parse(row.schema), json::parse(row.value));

    const std::vector<std::string> expected =
        *row.fault == '\0' ? std::vector<std::string>{} : std::vector<std::string>{row.fault};
    EXPECT_EQ(found, expected) << row.schema << " with " << row.value;
}

const Row rows[] = {
    {"true", "1", ""},
    {"false", "1", " unknown_field"},
    {R"({"type":"integer"})", "3", ""},
    {R"({"type":"integer"})", "3.0", ""},
    {R"({"type":"integer"})", "3.5", " type"},
    {R"({"type":"integer"})", "\"3\"", " type"},
    {R"({"type":"integer"})", "true", " type"},
    {R"({"type":"number"})", "3.5", ""},
    {R"({"type":"boolean"})", "0", " type"},
    {R"({"type":["string","null"]})", "null", ""},
    {R"({"type":["string","null"]})", "1", " type"},
    {R"({"enum":["a","b"]})", "\"a\"", ""},
    {R"({"enum":["a","b"]})", "\"c\"", " enum"},
    {R"({"enum":[1,null]})", "2", " enum"},
    {R"({"enum":[1,null]})", "1.0", ""},
    {R"({"const":"a"})", "\"b\"", " const"},
    {R"({"const":{"a":1}})", R"({"a":1})", ""},
    {R"({"const":{"a":1}})", R"({"a":2})", " const"},
    {R"({"required":["a"]})", "{}", "/a required"},
    {R"({"required":["a"],"additionalProperties":false})", R"({"a":1})", "/a unknown_field"},
    {R"({"properties":{"a":{"type":"string"}}})", R"({"a":1})", "/a type"},
    {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"b":1})", "/b unknown_field"},
    {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1})", ""},
    {R"({"additionalProperties":{"type":"string"}})", R"({"b":1})", "/b type"},
    {R"({"properties":{"a/b~c":{"type":"string"}}})", R"({"a/b~c":1})", "/a~1b~0c type"},
    {R"({"propertyNames":{"maxLength":2}})", R"({"abc":1})", "/abc too_long"},
    {R"({"minProperties":1})", "{}", " too_few"},
    {R"({"maxProperties":1})", R"({"a":1,"b":2})", " too_many"},
    {R"({"items":{"type":"string"}})", R"(["a",1])", "/1 type"},
    {R"({"items":false})", "[]", ""},
    {R"({"minItems":1})", "[]", " too_few"},
    {R"({"maxItems":1})", "[1,2]", " too_many"},
    {R"({"uniqueItems":true})", "[1,2,1.0]", "/2 duplicate"},
    {R"({"uniqueItems":true})", R"([{"a":1},{"a":2},"a",["a"]])", ""},
    {R"({"minLength":2})", "\"é\"", " too_short"},
    {R"({"maxLength":2})", "\"éé\"", ""},
    {R"({"maxLength":1})", "\"\\ud83d\\ude00\"", ""},
    {R"({"maxLength":2})", "\"abc\"", " too_long"},
    {R"({"pattern":"^[a-z]+$"})", "\"abc\"", ""},
    {R"({"pattern":"^[a-z]+$"})", "\"abc\\n\"", " pattern"},
    {R"({"pattern":"b"})", "\"abc\"", ""},
    {R"({"pattern":"b"})", "1", ""},
    {R"({"minimum":1})", "0", " minimum"},
    {R"({"minimum":1})", "1", ""},
    {R"({"maximum":1.5})", "2", " maximum"},
    {R"({"maximum":10})", "18446744073709551615", " maximum"},
    {R"({"format":"date"})", "\"2024-02-29\"", ""},
    {R"({"format":"date"})", "\"2026-02-29\"", " format"},
    {R"({"format":"date"})", "\"2026-1-2\"", " format"},
    {R"({"format":"date-time"})", "\"2026-11-22T10:00:00Z\"", ""},
    {R"({"format":"date-time"})", "\"2026-11-22T10:00:00.123+01:00\"", ""},
    {R"({"format":"date-time"})", "\"2026-11-22T25:00:00Z\"", " format"},
    {R"({"format":"date-time"})", "\"2026-11-22T10:00:00\"", " format"},
    {R"({"format":"date-time"})", "\"2026-11-31T10:00:00Z\"", " format"},
    {R"({"format":"date-time"})", "\"2026-11-22T10:00:00.Z\"", " format"},
    {R"({"format":"date-time"})", "\"2026-11-22T10:00:00+25:00\"", " format"},
    {R"({"format":"uri"})", "\"https://a.example/x?y=1\"", ""},
    {R"({"format":"uri"})", "\"/x\"", " format"},
    {R"({"format":"uri"})", "\"https://a b\"", " format"},
    {R"({"format":"int32"})", "2147483648", " format"},
    {R"({"format":"int32"})", "-2147483648", ""},
    {R"({"format":"int64"})", "9223372036854775807", ""},
    {R"({"format":"int64"})", "9223372036854775808", " format"},
    {R"({"allOf":[{"required":["a"]},{"required":["a"]}]})", "{}", "/a required"},
    {R"({"type":"string","description":"x","x-y":1,"example":"z"})", "\"a\"", ""},
};
INSTANTIATE_TEST_SUITE_P(Schema, Keyword, ::testing::ValuesIn(rows));

TEST(Schema, CollectsEveryFaultAtOnce) {
    const auto schema = json::parse(
        R"({"type":"object","required":["a","b"],"additionalProperties":false,
            "properties":{"a":{"type":"string"},"list":{"items":{"minimum":3}}}})");

    const auto found = faults_of(schema, json::parse(R"({"a":1,"list":[1,5,2],"zz":0})"));

    EXPECT_EQ(
        found,
        (std::vector<std::string>{
            "/b required", "/a type", "/list/0 minimum", "/list/2 minimum", "/zz unknown_field"}));
}

TEST(Schema, FollowsReferencesEvenInCircles) {
    const auto document = json::parse(
        R"({"$defs":{"tree":{"type":"object","properties":{"child":{"$ref":"#/$defs/tree"}},
            "additionalProperties":false}}})");
    SchemaSet set{document};
    const auto tree = set.compile(json::parse(R"({"$ref":"#/$defs/tree"})"), "/x");
    std::vector<FieldError> errors;

    tree.check(json::parse(R"({"child":{"child":{"leaf":1}}})"), "", errors);

    ASSERT_TRUE(set.faults().empty());
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].pointer, "/child/child/leaf");
}

TEST(Schema, RefusesAtLoadWhatItWouldNotEvaluate) {
    for (const char* text : {R"({"minimun":1})",
                             R"({"anyOf":[]})",
                             R"({"format":"e-mail"})",
                             R"x({"pattern":"(?=a)"})x",
                             R"x({"pattern":"("})x",
                             R"({"type":"text"})",
                             R"({"$ref":"#/nowhere"})",
                             R"({"$ref":"other.yaml"})",
                             R"({"maxLength":-1})",
                             R"({"enum":[]})",
                             R"([])",
                             R"({"items":{"unevaluatedItems":false}})",
                             R"({"required":"a"})",
                             R"({"allOf":{}})"}) {
        const auto schema = json::parse(text);
        SchemaSet set{schema};
        (void)set.compile(schema, "");
        EXPECT_EQ(set.faults().size(), 1U) << text;
    }
}

TEST(Schema, RefusesAReferenceToItself) {
    const auto schema = json::parse(R"({"a":{"$ref":"#/b"},"b":{"allOf":[{"$ref":"#/a"}]}})");
    SchemaSet set{schema};
    (void)set.compile(schema["a"], "/a");
    EXPECT_FALSE(set.faults().empty());
}

TEST(Schema, BoundsTheNumberOfFaults) {
    const auto found =
        faults_of(json::parse(R"({"items":{"type":"string"}})"), json(std::vector<int>(5000, 1)));
    EXPECT_EQ(found.size(), field_errors_max);
}

TEST(Schema, StopsAtDeepValues) {
    const auto document = json::parse(R"({"tree":{"items":{"$ref":"#/tree"}}})");
    SchemaSet set{document};
    const auto tree = set.compile(document["tree"], "/tree");
    json deep = json::array();
    for (int i = 0; i < 1000; ++i) {
        json outer = json::array();
        outer.push_back(std::move(deep));
        deep = std::move(outer);
    }
    std::vector<FieldError> errors;

    tree.check(deep, "", errors);

    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors[0].code, "too_deep");
}

TEST(Schema, TakesHugeAndBadTextCalmly) {
    const auto schema = json::parse(R"x({"type":"string","maxLength":64,"pattern":"^(a+)+$"})x");
    EXPECT_EQ(faults_of(schema, json(std::string(300'000, 'a'))),
              std::vector<std::string>{" too_long"});
    EXPECT_EQ(
        faults_of(json::parse(R"x({"pattern":"^(a+)+$"})x"), json(std::string(300'000, 'a') + "b")),
        std::vector<std::string>{" pattern"});
    EXPECT_EQ(faults_of(schema, json(std::string{"\xFF\xFE\xC0"})),
              std::vector<std::string>{" pattern"});
}

TEST(Schema, NeverRepeatsANirOrALongNameInAPointer) {
    const auto schema = json::parse(R"({"additionalProperties":false})");
    json value = json::object();
    value["1 85 05 78 006 084 36"] = 1;
    value[std::string(65, 'x')] = 1;

    EXPECT_EQ(faults_of(schema, value), std::vector<std::string>{" unknown_field"});
}

struct TextRow {
    const char* schema;
    const char* text;
    bool valid;
};
class ParameterText : public ::testing::TestWithParam<TextRow> {};

TEST_P(ParameterText, StandsForAValueOfItsType) {
    const auto schema = json::parse(GetParam().schema);
    SchemaSet set{schema};
    const auto compiled = set.compile(schema, "");
    std::vector<FieldError> errors;

    compiled.check_text(GetParam().text, "/query/x", errors);

    EXPECT_EQ(errors.empty(), GetParam().valid) << GetParam().schema << " " << GetParam().text;
    for (const auto& error : errors) EXPECT_TRUE(error.pointer.starts_with("/query/x"));
}

const TextRow text_rows[] = {
    {R"({"type":"integer","minimum":1,"maximum":500})", "50", true},
    {R"({"type":"integer","minimum":1,"maximum":500})", "0", false},
    {R"({"type":"integer","minimum":1,"maximum":500})", "501", false},
    {R"({"type":"integer"})", "5x", false},
    {R"({"type":"integer"})", "", false},
    {R"({"type":"integer"})", "+5", false},
    {R"({"type":"integer"})", "99999999999999999999", false},
    {R"({"type":"number"})", "1.5", true},
    {R"({"type":"number"})", "nan", false},
    {R"({"type":"number"})", "inf", false},
    {R"({"type":"boolean"})", "true", true},
    {R"({"type":"boolean"})", "1", false},
    {R"({"type":"string","format":"date"})", "2026-11-22", true},
    {R"({"type":"string","format":"date"})", "2026-11-31", false},
    {R"({"allOf":[{"type":"string","enum":["a"]}]})", "a", true},
    {R"({"allOf":[{"type":"string","enum":["a"]}]})", "b", false},
    {R"({"type":"array","items":{"enum":["a","b"]},"maxItems":2})", "a,b", true},
    {R"({"type":"array","items":{"enum":["a","b"]},"maxItems":2})", "a,c", false},
    {R"({"type":"array","items":{"type":"integer"}})", "1,x", false},
};
INSTANTIATE_TEST_SUITE_P(Schema, ParameterText, ::testing::ValuesIn(text_rows));

}  // namespace
}  // namespace echeance
