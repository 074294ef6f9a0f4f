// SPDX-License-Identifier: EUPL-1.2
#include "api/contract.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace echeance {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, Method>, 6> methods{
    {{"get", Method::get},
     {"post", Method::post},
     {"put", Method::put},
     {"patch", Method::patch},
     {"delete", Method::delete_},
     {"options", Method::options}}};
/// Headers that the engine itself reads, with a status of their own each.
constexpr std::array<std::string_view, 9> own_headers{"accept",
                                                      "accept-language",
                                                      "authorization",
                                                      "content-type",
                                                      "idempotency-key",
                                                      "if-none-match",
                                                      "if-match",
                                                      "traceparent",
                                                      "x-request-id"};

std::string text_of(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}
bool flag_of(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}
const json& member(const json& object, std::string_view name) {
    static const json nothing = json::object();
    if (!object.is_object()) return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

bool is_json(std::string_view media_type) {
    return media_type == "application/json" || media_type.ends_with("+json");
}

/// An object of the document and where it stands, `$ref` followed.
struct Located {
    const json& value;
    std::string where;
};

/// Reads the document into operations, collecting every fault.
class Loader {
public:
    Loader(const json& document, const Contract::Handlers& handlers)
        : document_(document), handlers_(handlers), schemas_(document) {}

    std::vector<Operation> operations() {
        const json& paths = member(document_, "paths");
        for (const auto& [path, item] : paths.items()) {
            std::string where = "/paths";
            append_pointer(where, path);
            for (const auto& [verb, method] : methods) {
                if (!item.is_object() || !item.contains(verb)) continue;
                current_ = {};
                current_.method = method;
                current_.path = path;
                read(member(item, verb), item, where, where + "/" + std::string{verb});
                operations_.push_back(std::move(current_));
            }
        }
        for (const auto& [name, handler] : handlers_) {
            if (!seen_.contains(name))
                fault(std::string{name}, "unknown_operation", "A handler without an operation.");
        }
        return std::move(operations_);
    }

    std::vector<FieldError> faults() {
        const auto& more = schemas_.faults();
        faults_.insert(faults_.end(), more.begin(), more.end());
        return std::move(faults_);
    }

private:
    void fault(std::string where, std::string code, std::string detail) {
        faults_.push_back({std::move(where), std::move(code), std::move(detail)});
    }

    Located follow(const json& value, std::string where) {
        const std::string ref = value.is_object() ? text_of(value, "$ref") : std::string{};
        if (ref.empty()) return {value, std::move(where)};
        constexpr std::string_view components = "#/components/";
        const auto slash = ref.rfind('/');
        if (ref.starts_with(components) && slash > components.size()) {
            const auto kind = ref.substr(components.size(), slash - components.size());
            const auto name = ref.substr(slash + 1);
            const json& group = member(member(document_, "components"), kind);
            if (group.is_object() && group.contains(name)) return {group[name], ref.substr(1)};
        }
        fault(where, "ref", "This $ref leads nowhere.");
        return {member(document_, ""), std::move(where)};
    }

    void read(const json& operation,
              const json& item,
              const std::string& item_where,
              const std::string& where) {
        current_.id = text_of(operation, "operationId");
        if (current_.id.empty() || !seen_.insert(current_.id).second)
            fault(where, "operation_id", "An operation needs an operationId of its own.");
        if (const auto handler = handlers_.find(current_.id); handler != handlers_.end())
            current_.handler = handler->second;
        else
            fault(where, "no_handler", "No handler for the operation " + current_.id + ".");
        read_scope(operation, where);
        read_parameters(member(item, "parameters"), item_where + "/parameters");
        read_parameters(member(operation, "parameters"), where + "/parameters");
        check_template(where);
        current_.streaming = flag_of(operation, "x-streaming");
        if (operation.contains("requestBody")) read_body(operation["requestBody"], where);
        read_limit(operation, where);
        read_answers(member(operation, "responses"), where + "/responses");
    }

    void read_scope(const json& operation, const std::string& where) {
        const auto scope = text_of(operation, "x-scope");
        if (scope == "none") return;
        current_.scope = scope_from_text(scope);
        // Never public by a slip of the pen.
        if (!current_.scope) fault(where, "x_scope", "x-scope names no scope.");
    }

    void read_limit(const json& operation, const std::string& where) {
        current_.body_limit = current_.streaming ? default_streaming_limit : default_body_limit;
        if (!operation.contains("x-body-limit")) return;
        const json& limit = operation["x-body-limit"];
        if (!limit.is_number_unsigned())
            return fault(where, "x_body_limit", "x-body-limit is a number of bytes.");
        current_.body_limit = limit.get<std::size_t>();
    }

    void read_parameters(const json& list, const std::string& where) {
        if (!list.is_array()) return;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto [value, place] = follow(list[i], where + "/" + std::to_string(i));
            read_parameter(value, place);
        }
    }

    void read_parameter(const json& value, const std::string& where) {
        Parameter parameter;
        parameter.name = text_of(value, "name");
        parameter.required = flag_of(value, "required");
        const auto in = text_of(value, "in");
        if (in == "path") {
            parameter.place = ParameterPlace::path;
        } else if (in == "query") {
            parameter.place = ParameterPlace::query;
        } else if (in == "header") {
            parameter.place = ParameterPlace::header;
            parameter.name = lower(parameter.name);
        } else {
            return fault(where, "parameter", "A parameter is in path, query or header.");
        }
        if (parameter.place == ParameterPlace::header &&
            std::ranges::find(own_headers, parameter.name) != own_headers.end()) {
            if (parameter.name == "if-match") {
                current_.takes_if_match = true;
                current_.if_match_required = parameter.required;
            }
            return;
        }
        const json& schema = member(value, "schema");
        if (schema.empty()) return fault(where, "parameter", "A parameter needs a schema.");
        parameter.schema = schemas_.compile(schema, where + "/schema");
        parameter.list = parameter.schema->is_list();
        parameter.ours = parameter.name == "cursor" || parameter.name == "after";
        if (parameter.name == "dry_run") current_.has_dry_run = true;
        current_.parameters.push_back(std::move(parameter));
    }

    /// Every `{name}` of the path is declared, and every declared path parameter stands in it.
    void check_template(const std::string& where) {
        const auto braces = std::ranges::count(current_.path, '{');
        const auto declared =
            std::ranges::count(current_.parameters, ParameterPlace::path, &Parameter::place);
        const bool named = std::ranges::all_of(current_.parameters, [&](const Parameter& each) {
            return each.place != ParameterPlace::path ||
                   current_.path.find("{" + each.name + "}") != std::string::npos;
        });
        if (braces != declared || !named)
            fault(where, "path_parameters", "Path and declared path parameters differ.");
    }

    void read_body(const json& body, const std::string& where) {
        const auto [value, place] = follow(body, where + "/requestBody");
        current_.body_required = flag_of(value, "required");
        for (const auto& [media_type, content] : member(value, "content").items()) {
            BodyForm form{lower(media_type), is_json(media_type)};
            std::string here = place + "/content";
            append_pointer(here, media_type);
            if (form.json && content.contains("schema"))
                form.schema = schemas_.compile(content["schema"], here + "/schema");
            else if (form.json)
                fault(here, "no_schema", "A JSON body needs a schema.");
            current_.forms.push_back(std::move(form));
        }
        if (current_.forms.empty()) fault(place, "no_content", "A body needs a media type.");
    }

    void read_answers(const json& responses, const std::string& where) {
        if (!responses.is_object()) return;
        for (const auto& [status, response] : responses.items()) {
            if (status.empty() || status.front() >= '4') continue;
            const auto [value, place] = follow(response, where + "/" + status);
            for (const auto& [media_type, content] : member(value, "content").items()) {
                auto name = lower(media_type);
                if (std::ranges::find(current_.answers, name) == current_.answers.end())
                    current_.answers.push_back(std::move(name));
            }
        }
    }

    const json& document_;
    const Contract::Handlers& handlers_;
    SchemaSet schemas_;
    Operation current_{};
    std::vector<Operation> operations_{};
    std::set<std::string, std::less<>> seen_{};
    std::vector<FieldError> faults_{};
};

}  // namespace

Result<std::shared_ptr<const Contract>> Contract::load(std::string_view document,
                                                       const Handlers& handlers) {
    const json parsed = json::parse(document, nullptr, false);
    if (!parsed.is_object()) return refuse(Errc::unexpected, "The contract is not a JSON object.");
    Loader loader{parsed, handlers};
    auto contract = std::make_shared<Contract>();
    contract->operations_ = loader.operations();
    auto faults = loader.faults();
    if (!faults.empty())
        return std::unexpected(
            Error{Errc::unexpected, "The contract cannot be served.", std::move(faults)});
    return contract;
}

const Operation* Contract::find(std::string_view operation_id) const {
    const auto found = std::ranges::find(operations_, operation_id, &Operation::id);
    return found == operations_.end() ? nullptr : &*found;
}

}  // namespace echeance
