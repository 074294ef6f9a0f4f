// SPDX-License-Identifier: EUPL-1.2
#include "api/schema.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "api/schema_node.hpp"

namespace echeance {
namespace {

using nlohmann::json;
using schema_detail::Additional;
using schema_detail::Bounds;
using schema_detail::Format;
using schema_detail::Node;

/// Depth of schemas inside schemas, at load.
constexpr int schema_depth_max = 64;

constexpr std::array<std::pair<std::string_view, schema_detail::Type>, 7> type_names{{
    {"null", schema_detail::null_type},
    {"boolean", schema_detail::boolean_type},
    {"integer", schema_detail::integer_type},
    {"number", schema_detail::number_type},
    {"string", schema_detail::string_type},
    {"array", schema_detail::array_type},
    {"object", schema_detail::object_type},
}};
constexpr std::array<std::pair<std::string_view, Format>, 5> format_names{{
    {"date", Format::date},
    {"date-time", Format::date_time},
    {"uri", Format::uri},
    {"int32", Format::int32},
    {"int64", Format::int64},
}};
/// Keywords that say something to people only.
constexpr std::array<std::string_view, 10> annotations{"description",
                                                       "title",
                                                       "default",
                                                       "example",
                                                       "examples",
                                                       "readOnly",
                                                       "writeOnly",
                                                       "deprecated",
                                                       "$comment",
                                                       "externalDocs"};

bool is_annotation(std::string_view keyword) {
    return keyword.starts_with("x-") ||
           std::ranges::find(annotations, keyword) != annotations.end();
}

/// The member of `document` that a pointer names, or null. Unlike nlohmann's it never throws.
const json* resolve(const json& document, std::string_view pointer) {
    const json* at = &document;
    while (!pointer.empty()) {
        if (pointer.front() != '/') return nullptr;
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        std::string token;
        for (std::size_t i = 0; i < end; ++i) {
            const bool escaped = pointer[i] == '~' && i + 1 < end;
            if (escaped) ++i;
            token += !escaped ? pointer[i] : pointer[i] == '1' ? '/' : '~';
        }
        if (!at->is_object()) return nullptr;
        const auto found = at->find(token);
        if (found == at->end()) return nullptr;
        at = &*found;
        pointer.remove_prefix(end);
    }
    return at;
}

/// Does following `$ref` and `allOf` alone lead back to a node already passed?
bool runs_in_circle(const Node& node, std::vector<const Node*>& passed) {
    if (std::ranges::find(passed, &node) != passed.end()) return true;
    passed.push_back(&node);
    const bool circle = std::ranges::any_of(
        node.all_of, [&](const Node* next) { return runs_in_circle(*next, passed); });
    passed.pop_back();
    return circle;
}

}  // namespace

void append_pointer(std::string& pointer, std::string_view token) {
    pointer += '/';
    for (const char c : token) {
        if (c == '~')
            pointer += "~0";
        else if (c == '/')
            pointer += "~1";
        else
            pointer += c;
    }
}

std::uint8_t schema_detail::types_of(const Node& node) {
    if (node.types != 0) return node.types;
    for (const Node* part : node.all_of) {
        if (const auto types = types_of(*part); types != 0) return types;
    }
    return 0;
}

Schema::Schema(std::shared_ptr<const schema_detail::Pool> pool, const schema_detail::Node* node)
    : pool_(std::move(pool)), node_(node) {}

SchemaSet::SchemaSet(const json& document)
    : document_(document), pool_(std::make_shared<schema_detail::Pool>()) {}

/// Turns one schema into a node, keyword by keyword.
struct SchemaSet::Compiler {
    SchemaSet& set;
    int depth = 0;

    using Keyword = void (Compiler::*)(Node&, const json&, const std::string&);

    void fault(const std::string& where, std::string code, std::string detail) {
        if (set.faults_.size() < field_errors_max)
            set.faults_.push_back({where, std::move(code), std::move(detail)});
    }

    Node* compile(const json& schema, const std::string& where) {
        if (const auto known = set.pool_->by_pointer.find(where);
            known != set.pool_->by_pointer.end())
            return known->second;
        Node* node = &set.pool_->nodes.emplace_back();
        set.pool_->by_pointer.emplace(where, node);
        if (schema.is_boolean()) {
            node->never = !schema.get<bool>();
        } else if (!schema.is_object()) {
            fault(where, "type", "A schema is an object or a boolean.");
        } else if (++depth > schema_depth_max) {
            fault(where, "too_deep", "The schema is nested too deeply.");
        } else {
            for (const auto& [keyword, value] : schema.items()) apply(*node, keyword, value, where);
            --depth;
        }
        return node;
    }

    void apply(Node& node,
               const std::string& keyword,
               const json& value,
               const std::string& where) {
        static const std::map<std::string_view, Keyword> keywords{
            {"$ref", &Compiler::ref},
            {"additionalProperties", &Compiler::additional},
            {"allOf", &Compiler::all_of},
            {"const", &Compiler::constant},
            {"enum", &Compiler::values},
            {"format", &Compiler::format},
            {"items", &Compiler::items},
            {"maxItems", &Compiler::max_items},
            {"maxLength", &Compiler::max_length},
            {"maxProperties", &Compiler::max_properties},
            {"maximum", &Compiler::maximum},
            {"minItems", &Compiler::min_items},
            {"minLength", &Compiler::min_length},
            {"minProperties", &Compiler::min_properties},
            {"minimum", &Compiler::minimum},
            {"pattern", &Compiler::pattern},
            {"properties", &Compiler::properties},
            {"propertyNames", &Compiler::names},
            {"required", &Compiler::required},
            {"type", &Compiler::type},
            {"uniqueItems", &Compiler::unique_items},
        };
        if (is_annotation(keyword)) return;
        std::string here = where;
        append_pointer(here, keyword);
        const auto found = keywords.find(keyword);
        if (found == keywords.end())
            fault(here, "unknown_keyword", "This keyword is not evaluated by the service.");
        else
            (this->*found->second)(node, value, here);
    }

    void type(Node& node, const json& value, const std::string& where) {
        const json names = value.is_array() ? value : json::array({value});
        for (const auto& name : names) {
            const auto* found = std::ranges::find_if(type_names, [&](const auto& known) {
                return name.is_string() && name.get_ref<const std::string&>() == known.first;
            });
            if (found == type_names.end()) return fault(where, "type", "Not the name of a type.");
            node.types = static_cast<std::uint8_t>(node.types | found->second);
        }
    }

    void format(Node& node, const json& value, const std::string& where) {
        const auto* found = std::ranges::find_if(format_names, [&](const auto& known) {
            return value.is_string() && value.get_ref<const std::string&>() == known.first;
        });
        if (found == format_names.end())
            return fault(where, "format", "This format is not checked by the service.");
        node.format = found->second;
    }

    void pattern(Node& node, const json& value, const std::string& where) {
        if (!value.is_string()) return fault(where, "type", "A pattern is a string.");
        auto expression =
            std::make_unique<const re2::RE2>(value.get_ref<const std::string&>(), re2::RE2::Quiet);
        if (!expression->ok()) return fault(where, "pattern", expression->error());
        node.pattern = std::move(expression);
    }

    void ref(Node& node, const json& value, const std::string& where) {
        const std::string target = value.is_string() ? value.get<std::string>() : std::string{};
        const json* schema =
            target.starts_with("#") ? resolve(set.document_, target.substr(1)) : nullptr;
        if (schema == nullptr) return fault(where, "ref", "This $ref leads nowhere.");
        node.all_of.push_back(compile(*schema, target.substr(1)));
    }

    void all_of(Node& node, const json& value, const std::string& where) {
        if (!value.is_array()) return fault(where, "type", "allOf is an array.");
        for (std::size_t i = 0; i < value.size(); ++i)
            node.all_of.push_back(compile(value[i], where + "/" + std::to_string(i)));
    }

    void properties(Node& node, const json& value, const std::string& where) {
        if (!value.is_object()) return fault(where, "type", "properties is an object.");
        for (const auto& [name, schema] : value.items()) {
            std::string here = where;
            append_pointer(here, name);
            node.properties[name].node = compile(schema, here);
        }
    }

    void required(Node& node, const json& value, const std::string& where) {
        if (!value.is_array()) return fault(where, "type", "required is an array.");
        for (const auto& name : value) {
            if (!name.is_string()) return fault(where, "type", "A required name is a string.");
            node.properties[name.get<std::string>()].required = true;
        }
    }

    void additional(Node& node, const json& value, const std::string& where) {
        node.additional = Additional::judged;
        if (value.is_boolean())
            node.additional = value.get<bool>() ? Additional::allowed : Additional::refused;
        else
            node.additional_node = compile(value, where);
    }

    void items(Node& node, const json& value, const std::string& where) {
        node.items = compile(value, where);
    }
    void names(Node& node, const json& value, const std::string& where) {
        node.names = compile(value, where);
    }
    void constant(Node& node, const json& value, const std::string&) { node.constant = value; }
    void values(Node& node, const json& value, const std::string& where) {
        if (!value.is_array() || value.empty())
            return fault(where, "type", "enum is an array with a member at least.");
        node.values.assign(value.begin(), value.end());
    }
    void unique_items(Node& node, const json& value, const std::string& where) {
        if (!value.is_boolean()) return fault(where, "type", "uniqueItems is a boolean.");
        node.unique_items = value.get<bool>();
    }

    void count(std::size_t& bound, const json& value, const std::string& where) {
        if (!value.is_number_unsigned()) return fault(where, "type", "A whole number from 0.");
        bound = value.get<std::size_t>();
    }
    void min_items(Node& node, const json& value, const std::string& where) {
        count(node.item_count.min, value, where);
    }
    void max_items(Node& node, const json& value, const std::string& where) {
        count(node.item_count.max, value, where);
    }
    void min_length(Node& node, const json& value, const std::string& where) {
        count(node.length.min, value, where);
    }
    void max_length(Node& node, const json& value, const std::string& where) {
        count(node.length.max, value, where);
    }
    void min_properties(Node& node, const json& value, const std::string& where) {
        count(node.property_count.min, value, where);
    }
    void max_properties(Node& node, const json& value, const std::string& where) {
        count(node.property_count.max, value, where);
    }
    void minimum(Node& node, const json& value, const std::string& where) {
        if (!value.is_number()) return fault(where, "type", "minimum is a number.");
        node.minimum = value.get<double>();
    }
    void maximum(Node& node, const json& value, const std::string& where) {
        if (!value.is_number()) return fault(where, "type", "maximum is a number.");
        node.maximum = value.get<double>();
    }
};

Schema SchemaSet::compile(const json& schema, const std::string& where) {
    Compiler compiler{*this};
    const Node* node = compiler.compile(schema, where);
    // Every node compiled so far, not only this one: a circle may lie behind a property.
    std::vector<const Node*> passed;
    const bool circle = std::ranges::any_of(
        pool_->nodes, [&](const Node& each) { return runs_in_circle(each, passed); });
    if (circle) {
        compiler.fault(where, "ref", "A $ref leads back to itself.");
        for (auto& each : pool_->nodes) each.all_of.clear();
    }
    return {pool_, node};
}

}  // namespace echeance
