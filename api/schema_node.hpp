// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

// The compiled form of a schema, between `schema.cpp` (compiles) and `schema_check.cpp`
// (evaluates).
namespace echeance::schema_detail {

enum Type : std::uint8_t {
    null_type = 1,
    boolean_type = 2,
    integer_type = 4,
    number_type = 8,
    string_type = 16,
    array_type = 32,
    object_type = 64,
};
enum class Format : std::uint8_t { none, date, date_time, uri, int32, int64 };
enum class Additional : std::uint8_t { allowed, refused, judged };

struct Node;

struct Property {
    const Node* node = nullptr;  ///< null: named by `required` alone
    bool required = false;
};
struct Bounds {
    std::size_t min = 0;
    std::size_t max = std::numeric_limits<std::size_t>::max();
};

/// One schema. Nodes are never copied: others point at them.
struct Node {
    bool never = false;                    ///< the schema `false`
    std::uint8_t types = 0;                ///< set of `Type`; 0: any
    std::vector<nlohmann::json> values{};  ///< `enum`; empty: any
    std::optional<nlohmann::json> constant{};
    std::map<std::string, Property, std::less<>> properties{};
    Additional additional = Additional::allowed;
    const Node* additional_node = nullptr;
    const Node* names = nullptr;
    const Node* items = nullptr;
    bool unique_items = false;
    Bounds item_count{};
    Bounds property_count{};
    Bounds length{};  ///< code points
    std::unique_ptr<const re2::RE2> pattern{};
    std::optional<double> minimum{};
    std::optional<double> maximum{};
    Format format = Format::none;
    std::vector<const Node*> all_of{};  ///< `$ref` included
};

/// Owns the nodes of one document.
struct Pool {
    std::deque<Node> nodes{};
    std::map<std::string, Node*, std::less<>> by_pointer{};
};

/// The types a value may have, looking through `$ref` and `allOf`; 0: any.
[[nodiscard]] std::uint8_t types_of(const Node& node);

}  // namespace echeance::schema_detail
