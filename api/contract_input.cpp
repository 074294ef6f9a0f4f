// SPDX-License-Identifier: EUPL-1.2
#include "api/contract_input.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "api/json/codec.hpp"
#include "domain/ids.hpp"

namespace echeance {
namespace {

using nlohmann::json;

/// Faults of one request, NIRs among them.
struct Faults {
    Monitor& monitor;
    std::vector<FieldError> found{};

    void add(std::string pointer, std::string_view code, std::string_view detail) {
        if (found.size() < field_errors_max)
            found.push_back({std::move(pointer), std::string{code}, std::string{detail}});
    }
    /// True when `text` was refused as a NIR. Its value goes nowhere, only the place.
    bool refuse_nir(std::string_view text, const std::string& pointer) {
        if (!looks_like_nir(text)) return false;
        monitor.count_rejected_nir(pointer);
        add(pointer, "nir_refused", "Looks like a social security number; none is kept here.");
        return true;
    }
};

/// Refuses NIRs among the texts and makes whole numbers that came as `2.0` or `2e0` integers, which
/// is what they are to the contract and to the code that reads them.
void walk(json& value, std::string& pointer, Faults& faults) {
    constexpr double exact_max = 9007199254740992.0;  // 2^53
    if (value.is_string()) {
        faults.refuse_nir(value.get_ref<const std::string&>(), pointer);
    } else if (value.is_number_float()) {
        const auto number = value.get<double>();
        if (std::trunc(number) == number && std::abs(number) <= exact_max)
            value = static_cast<std::int64_t>(number);
    } else if (value.is_structured()) {
        const auto length = pointer.size();
        std::size_t index = 0;
        for (auto& [name, member] : value.items()) {
            if (value.is_array()) {
                pointer += "/" + std::to_string(index++);
            } else {
                if (looks_like_nir(name)) faults.refuse_nir(name, pointer);
                if (may_be_named(name)) append_pointer(pointer, name);
            }
            walk(member, pointer, faults);
            pointer.resize(length);
        }
    }
}

std::unexpected<Error> refuse_all(std::vector<FieldError> faults) {
    return std::unexpected(
        Error{Errc::invalid_input, "Some fields are not valid.", std::move(faults)});
}

/// Parses and judges; `malformed` when it cannot be read, faults otherwise go to `faults`.
Result<std::shared_ptr<const json>> judged_body(const BodyForm& form,
                                                std::string_view text,
                                                Faults& faults) {
    auto parsed = codec::parse(text);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    std::string pointer;
    walk(*parsed, pointer, faults);
    if (form.schema) form.schema->check(*parsed, "", faults.found);
    return std::make_shared<const json>(std::move(*parsed));
}

const Parameter* declared(const Operation& operation, ParameterPlace place, std::string_view name) {
    const auto found = std::ranges::find_if(operation.parameters, [&](const Parameter& parameter) {
        return parameter.place == place && parameter.name == name;
    });
    return found == operation.parameters.end() ? nullptr : &*found;
}

/// Nothing has a path like this one: the schema of an id is the alphabet of every id there is.
Result<void> read_path(const Operation& operation, const PathParameters& path, Input& input) {
    std::vector<FieldError> faults;
    for (const auto& [name, value] : path) {
        const Parameter* parameter = declared(operation, ParameterPlace::path, name);
        if (parameter != nullptr && parameter->schema)
            parameter->schema->check_text(value, "", faults);
        if (!faults.empty()) return refuse(Errc::not_found, "Nothing has this id.");
        input.path.emplace(name, value);
    }
    return {};
}

void add_query(
    const Operation& operation, std::string name, std::string value, Input& input, Faults& faults) {
    std::string pointer = "/query";
    if (may_be_named(name)) append_pointer(pointer, name);
    const Parameter* parameter = declared(operation, ParameterPlace::query, name);
    if (parameter == nullptr)
        return faults.add(pointer, "unknown_field", "The operation knows no such parameter.");
    const auto [at, fresh] = input.query.try_emplace(std::move(name), std::move(value));
    if (fresh) return;
    if (!parameter->list)
        return faults.add(pointer, "duplicate", "This parameter stands here twice.");
    at->second += ',';
    at->second += value;
}

Result<void> read_query(const Operation& operation,
                        std::string_view query,
                        Input& input,
                        Faults& faults) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        std::string name;
        std::string value;
        const bool readable = percent_decode(pair.substr(0, equals), name) &&
                              percent_decode(pair.substr(std::min(equals + 1, pair.size())), value);
        if (!readable) return refuse(Errc::malformed, "The query is not percent-encoded UTF-8.");
        add_query(operation, std::move(name), std::move(value), input, faults);
    }
    return {};
}

void check_query(const Operation& operation, const Input& input, Faults& faults) {
    for (const auto& parameter : operation.parameters) {
        if (parameter.place != ParameterPlace::query) continue;
        const auto value = input.query.find(parameter.name);
        const std::string pointer = "/query/" + parameter.name;
        if (value == input.query.end()) {
            if (parameter.required) faults.add(pointer, "required", "This parameter is missing.");
            continue;
        }
        if (!parameter.ours) faults.refuse_nir(value->second, pointer);
        if (parameter.schema) parameter.schema->check_text(value->second, pointer, faults.found);
    }
}

void check_headers(const Operation& operation, const Request& request, Faults& faults) {
    for (const auto& parameter : operation.parameters) {
        if (parameter.place != ParameterPlace::header) continue;
        const auto value = request.header(parameter.name);
        const std::string pointer = "/header/" + parameter.name;
        if (!value.empty() && parameter.schema)
            parameter.schema->check_text(value, pointer, faults.found);
        else if (value.empty() && parameter.required)
            faults.add(pointer, "required", "This header is missing.");
    }
}

/// The ids we make may, once in a hundred million, hold thirteen digits; they come back in paths.
void check_path_nir(const PathParameters& path, Faults& faults) {
    for (const auto& [name, value] : path) {
        if (FileId::parse(value)) continue;
        std::string pointer = "/path";
        append_pointer(pointer, name);
        faults.refuse_nir(value, pointer);
    }
}

}  // namespace

Result<Input> read_input(const Operation& operation,
                         const Request& request,
                         const PathParameters& path,
                         const BodyForm* form,
                         Monitor& monitor) {
    Input input;
    Faults faults{monitor};
    if (auto read = read_path(operation, path, input); !read)
        return std::unexpected(std::move(read.error()));
    check_path_nir(path, faults);
    if (auto read = read_query(operation, query_of(request.target), input, faults); !read)
        return std::unexpected(std::move(read.error()));
    check_query(operation, input, faults);
    check_headers(operation, request, faults);
    if (!operation.streaming && request.body.empty() && operation.body_required)
        return refuse(Errc::malformed, "This operation needs a body.");
    if (form != nullptr && form->json && !operation.streaming && !request.body.empty()) {
        auto body = judged_body(*form, request.body, faults);
        if (!body) return std::unexpected(std::move(body.error()));
        input.body = std::move(*body);
    }
    if (!faults.found.empty()) return refuse_all(std::move(faults.found));
    return input;
}

Result<std::shared_ptr<const json>> read_body(const BodyForm& form,
                                              std::string_view text,
                                              Monitor& monitor) {
    Faults faults{monitor};
    auto body = judged_body(form, text, faults);
    if (!faults.found.empty()) return refuse_all(std::move(faults.found));
    return body;
}

const BodyForm* json_form(const Operation& operation) {
    const auto found = std::ranges::find_if(operation.forms, &BodyForm::json);
    return found == operation.forms.end() ? nullptr : &*found;
}

}  // namespace echeance
