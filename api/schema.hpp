// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace echeance {

namespace schema_detail {
struct Node;
struct Pool;
}  // namespace schema_detail

/// Faults stop being collected here: an answer stays small whatever the input.
inline constexpr std::size_t field_errors_max = 100;

/// One compiled schema. A value; shares its nodes with the set that made it. Safe to use from many
/// threads at once.
///
/// Evaluated, and nothing else: `type enum const properties required additionalProperties items
/// minItems maxItems uniqueItems minLength maxLength pattern minimum maximum format $ref allOf
/// propertyNames minProperties maxProperties` of JSON Schema 2020-12. Formats: `date` (a day that
/// exists), `date-time`, `uri`, `int32`, `int64`.
class Schema {
public:
    /// Appends what is wrong with `value`, below `field_errors_max` in all. Pointers begin with
    /// `pointer`. Codes: required, unknown_field, type, enum, const, too_long, too_short, pattern,
    /// minimum, maximum, too_many, too_few, duplicate, format.
    void check(const nlohmann::json& value,
               std::string_view pointer,
               std::vector<FieldError>& errors) const;
    /// The same for a text that stands for a value of the schema's type: a parameter. `17` is a
    /// good integer, `true` a good boolean; an array takes its elements separated by commas.
    void check_text(std::string_view text,
                    std::string_view pointer,
                    std::vector<FieldError>& errors) const;
    /// The value is an array.
    [[nodiscard]] bool is_list() const;

private:
    friend class SchemaSet;
    Schema(std::shared_ptr<const schema_detail::Pool> pool, const schema_detail::Node* node);
    std::shared_ptr<const schema_detail::Pool> pool_;
    const schema_detail::Node* node_;
};

/// Compiles the schemas of one document, so that `$ref` resolves and is compiled once.
class SchemaSet {
public:
    /// `document` outlives the set.
    explicit SchemaSet(const nlohmann::json& document);

    /// `where` is the schema's pointer in the document. Faults of the schema itself (an unknown
    /// keyword, a bad pattern, a `$ref` to nowhere or to itself) are collected in `faults()`.
    [[nodiscard]] Schema compile(const nlohmann::json& schema, const std::string& where);
    [[nodiscard]] const std::vector<FieldError>& faults() const { return faults_; }

private:
    struct Compiler;
    friend struct Compiler;
    const nlohmann::json& document_;
    std::shared_ptr<schema_detail::Pool> pool_;
    std::vector<FieldError> faults_;
};

/// Appends `token` to a JSON Pointer, escaped (RFC 6901).
void append_pointer(std::string& pointer, std::string_view token);
/// May a name that the caller made up be shown in a pointer? Not when it is long or looks like a
/// NIR.
[[nodiscard]] bool may_be_named(std::string_view name);

}  // namespace echeance
