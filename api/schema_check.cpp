// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "api/schema.hpp"
#include "api/schema_node.hpp"
#include "domain/ids.hpp"
#include "domain/legal_day.hpp"

namespace echeance {
namespace {

using nlohmann::json;
using namespace schema_detail;

/// Values inside values; requests are parsed to a depth of 32, so only a test gets here.
constexpr int value_depth_max = 64;
/// Names of unknown members are echoed in pointers: no longer than this, and never a NIR.
constexpr std::size_t echoed_name_max = 64;

/// Where the evaluation stands: a list up the stack, made into a pointer only for an error.
struct Place {
    const Place* up = nullptr;
    std::string_view name{};
    std::size_t index = 0;
    bool is_index = false;

    void append_to(std::string& pointer) const {
        if (up == nullptr) return;
        up->append_to(pointer);
        if (is_index)
            pointer += "/" + std::to_string(index);
        else
            append_pointer(pointer, name);
    }
};

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// RFC 3339: day, `T`, time with optional decimals, `Z` or an offset.
bool is_date_time(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
    if (text.size() < shape.size() + 1) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 'd' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
    }
    const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    if (two(11) > 23 || two(14) > 59 || two(17) > 60) return false;
    if (!LegalDay::parse(text.substr(0, 10))) return false;
    std::size_t at = shape.size();
    if (text[at] == '.') {
        const std::size_t first = ++at;
        while (at < text.size() && is_digit(text[at])) ++at;
        if (at == first) return false;
    }
    if (text.substr(at) == "Z") return true;
    if (text.size() - at != 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':')
        return false;
    const bool digits = is_digit(text[at + 1]) && is_digit(text[at + 2]) &&
                        is_digit(text[at + 4]) && is_digit(text[at + 5]);
    return digits && two(at + 1) < 24 && two(at + 4) < 60;
}

/// RFC 3986 as far as it matters: a scheme, a colon, and only characters that may stand in a URI.
bool is_uri(std::string_view text) {
    constexpr std::string_view marks = "-._~:/?#[]@!$&'()*+,;=%";
    const auto colon = text.find(':');
    if (colon == 0 || colon == text.npos || colon + 1 == text.size()) return false;
    const auto alphanumeric = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    const auto scheme = text.substr(0, colon);
    if (is_digit(scheme.front())) return false;
    return std::ranges::all_of(
               scheme,
               [&](char c) { return alphanumeric(c) || c == '+' || c == '-' || c == '.'; }) &&
           std::ranges::all_of(
               text, [&](char c) { return alphanumeric(c) || marks.find(c) != marks.npos; });
}

bool is_integral(const json& value) {
    if (value.is_number_integer()) return true;
    if (!value.is_number_float()) return false;
    const auto number = value.get<double>();
    return std::isfinite(number) && std::trunc(number) == number;
}

bool has_type(const json& value, std::uint8_t types) {
    switch (value.type()) {
        case json::value_t::null:
            return (types & null_type) != 0;
        case json::value_t::boolean:
            return (types & boolean_type) != 0;
        case json::value_t::number_integer:
        case json::value_t::number_unsigned:
            return (types & (integer_type | number_type)) != 0;
        case json::value_t::number_float:
            return (types & number_type) != 0 ||
                   ((types & integer_type) != 0 && is_integral(value));
        case json::value_t::string:
            return (types & string_type) != 0;
        case json::value_t::array:
            return (types & array_type) != 0;
        case json::value_t::object:
            return (types & object_type) != 0;
        case json::value_t::binary:
        case json::value_t::discarded:
            return false;
    }
    return false;
}

class Evaluation {
public:
    Evaluation(std::string_view base, std::vector<FieldError>& errors)
        : base_(base), errors_(errors) {}

    void check(const Node& node, const json& value, const Place& place) {
        if (errors_.size() >= field_errors_max) return;
        if (node.never) return add(place, "unknown_field", "This field may not be here.");
        if (++depth_ > value_depth_max) {
            add(place, "too_deep", "Nested too deeply.");
        } else if (node.types != 0 && !has_type(value, node.types)) {
            add(place, "type", "Not of the type that belongs here.");
        } else {
            check_value(node, value, place);
            for (const Node* part : node.all_of) check(*part, value, place);
        }
        --depth_;
    }

    /// A text under the keywords for strings of one node.
    void check_string(const Node& node, std::string_view text, const Place& place) {
        const auto is_text = [&](const json& known) {
            return known.is_string() && known.get_ref<const std::string&>() == text;
        };
        if (!node.values.empty() && !std::ranges::any_of(node.values, is_text))
            return add(place, "enum", "Not one of the values that may stand here.");
        if (node.constant && !is_text(*node.constant))
            return add(place, "const", "Not the value that must stand here.");
        if (node.length.min > 0 || text.size() > node.length.max) {
            const auto length = code_points(text);
            if (length > node.length.max)
                return add(place, "too_long", at_most(node.length.max, "characters"));
            if (length < node.length.min)
                return add(place, "too_short", at_least(node.length.min, "characters"));
        }
        if (node.format != Format::none && !has_format(node.format, text))
            return add(place, "format", "Not written as this field is.");
        if (node.pattern && !re2::RE2::PartialMatch({text.data(), text.size()}, *node.pattern))
            add(place, "pattern", "Not written as this field is.");
    }

    void add(const Place& place, std::string_view code, std::string detail) {
        if (errors_.size() >= field_errors_max) return;
        std::string pointer{base_};
        place.append_to(pointer);
        FieldError error{std::move(pointer), std::string{code}, std::move(detail)};
        // Two branches of an `allOf` may find the same fault.
        if (std::ranges::find(errors_, error) == errors_.end()) errors_.push_back(std::move(error));
    }

private:
    static std::string at_most(std::size_t count, std::string_view what) {
        return "At most " + std::to_string(count) + " " + std::string{what} + ".";
    }
    static std::string at_least(std::size_t count, std::string_view what) {
        return "At least " + std::to_string(count) + " " + std::string{what} + ".";
    }

    static bool has_format(Format format, std::string_view text) {
        switch (format) {
            case Format::date:
                return LegalDay::parse(text).has_value();
            case Format::date_time:
                return is_date_time(text);
            case Format::uri:
                return is_uri(text);
            case Format::int32:
            case Format::int64:
            case Format::none:
                return true;
        }
        return true;
    }

    void check_value(const Node& node, const json& value, const Place& place) {
        switch (value.type()) {
            case json::value_t::string:
                return check_string(node, value.get_ref<const std::string&>(), place);
            case json::value_t::number_integer:
            case json::value_t::number_unsigned:
            case json::value_t::number_float:
                check_number(node, value, place);
                break;
            case json::value_t::array:
                check_array(node, value, place);
                break;
            case json::value_t::object:
                check_object(node, value, place);
                break;
            case json::value_t::null:
            case json::value_t::boolean:
            case json::value_t::binary:
            case json::value_t::discarded:
                break;
        }
        if (!node.values.empty() && std::ranges::find(node.values, value) == node.values.end())
            add(place, "enum", "Not one of the values that may stand here.");
        if (node.constant && *node.constant != value)
            add(place, "const", "Not the value that must stand here.");
    }

    void check_number(const Node& node, const json& value, const Place& place) {
        const auto number = value.get<double>();
        if (node.minimum && number < *node.minimum) add(place, "minimum", "Too small.");
        if (node.maximum && number > *node.maximum) add(place, "maximum", "Too large.");
        if (node.format == Format::int32 && (number < -2147483648.0 || number > 2147483647.0))
            add(place, "format", "Not a 32-bit integer.");
        const bool fits = value.is_number_unsigned() ? value.get<std::uint64_t>() <= INT64_MAX
                                                     : number >= -0x1p63 && number < 0x1p63;
        if (node.format == Format::int64 &&
            !(value.type() == json::value_t::number_integer || fits))
            add(place, "format", "Not a 64-bit integer.");
    }

    void check_array(const Node& node, const json& value, const Place& place) {
        if (value.size() > node.item_count.max)
            return add(place, "too_many", at_most(node.item_count.max, "elements"));
        if (value.size() < node.item_count.min)
            add(place, "too_few", at_least(node.item_count.min, "elements"));
        if (node.items != nullptr) {
            for (std::size_t i = 0; i < value.size() && errors_.size() < field_errors_max; ++i)
                check(*node.items, value[i], Place{&place, {}, i, true});
        }
        if (node.unique_items) check_unique(value, place);
    }

    void check_unique(const json& value, const Place& place) {
        std::vector<std::size_t> order(value.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
            if (value[a] < value[b]) return true;
            return a < b && !(value[b] < value[a]);
        });
        for (std::size_t i = 1; i < order.size(); ++i) {
            if (value[order[i - 1]] == value[order[i]])
                add(Place{&place, {}, order[i], true}, "duplicate", "Stands here twice.");
        }
    }

    void check_object(const Node& node, const json& value, const Place& place) {
        if (value.size() > node.property_count.max)
            add(place, "too_many", at_most(node.property_count.max, "members"));
        if (value.size() < node.property_count.min)
            add(place, "too_few", at_least(node.property_count.min, "members"));
        const auto& members = value.get_ref<const json::object_t&>();
        for (const auto& [name, property] : node.properties) {
            if (property.required && !members.contains(name))
                add(Place{&place, name}, "required", "This field is missing.");
        }
        for (const auto& [name, member] : members) {
            if (errors_.size() >= field_errors_max) return;
            check_member(node, name, member, place);
        }
    }

    void check_member(const Node& node,
                      const std::string& name,
                      const json& member,
                      const Place& place) {
        const Place inner{&place, name};
        const auto known = node.properties.find(name);
        const bool declared = known != node.properties.end() && known->second.node != nullptr;
        const bool nameable = declared || may_be_named(name);
        const Place& shown = nameable ? inner : place;
        if (node.names != nullptr) check(*node.names, json(name), shown);
        if (declared)
            check(*known->second.node, member, shown);
        else if (node.additional == Additional::refused)
            add(shown, "unknown_field", "The contract knows no such field.");
        else if (node.additional == Additional::judged)
            check(*node.additional_node, member, shown);
    }

    std::string_view base_;
    std::vector<FieldError>& errors_;
    int depth_ = 0;
};

/// The value a parameter's text stands for; nothing when it is no such value.
std::optional<json> value_of(const Node& node, std::string_view text) {
    const auto types = types_of(node);
    if ((types & integer_type) != 0) {
        std::int64_t number = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (fault == std::errc{} && end == text.data() + text.size()) return json(number);
    }
    if ((types & number_type) != 0) {
        double number = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (fault == std::errc{} && end == text.data() + text.size() && std::isfinite(number))
            return json(number);
    }
    if ((types & boolean_type) != 0 && (text == "true" || text == "false"))
        return json(text == "true");
    if (types == 0 || (types & string_type) != 0) return json(std::string{text});
    return std::nullopt;
}

/// The node that holds `items`, through `$ref` and `allOf`.
const Node* items_of(const Node& node) {
    if (node.items != nullptr) return node.items;
    for (const Node* part : node.all_of) {
        if (const Node* items = items_of(*part); items != nullptr) return items;
    }
    return nullptr;
}

std::optional<json> list_of(const Node& node, std::string_view text) {
    const Node* items = items_of(node);
    json list = json::array();
    while (true) {
        const auto comma = std::min(text.find(','), text.size());
        const auto element = text.substr(0, comma);
        auto value = items != nullptr ? value_of(*items, element) : json(std::string{element});
        if (!value) return std::nullopt;
        list.push_back(std::move(*value));
        if (comma == text.size()) return list;
        text.remove_prefix(comma + 1);
    }
}

}  // namespace

bool may_be_named(std::string_view name) {
    return name.size() <= echoed_name_max && !looks_like_nir(name);
}

bool Schema::is_list() const {
    return (types_of(*node_) & array_type) != 0;
}

void Schema::check(const json& value,
                   std::string_view pointer,
                   std::vector<FieldError>& errors) const {
    Evaluation{pointer, errors}.check(*node_, value, Place{});
}

void Schema::check_text(std::string_view text,
                        std::string_view pointer,
                        std::vector<FieldError>& errors) const {
    Evaluation evaluation{pointer, errors};
    // The usual parameter, without a tree.
    if (node_->types == string_type && node_->all_of.empty() && !node_->never)
        return evaluation.check_string(*node_, text, Place{});
    const auto value = is_list() ? list_of(*node_, text) : value_of(*node_, text);
    if (value)
        evaluation.check(*node_, *value, Place{});
    else
        evaluation.add(Place{}, "type", "Not of the type that belongs here.");
}

}  // namespace echeance
