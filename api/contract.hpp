// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/message.hpp"
#include "api/schema.hpp"

namespace echeance {

enum class ParameterPlace : std::uint8_t { path, query, header };

/// A declared parameter. Its value travels as text; `schema` judges it as the type it names.
struct Parameter {
    std::string name;  ///< of a header: lower case
    ParameterPlace place = ParameterPlace::query;
    bool required = false;
    bool ours = false;  ///< a position we gave out (`cursor`, `after`): may look like anything
    bool list = false;  ///< takes several values: repeated, or separated by commas
    std::optional<Schema> schema{};
};

/// One media type that a body may have.
struct BodyForm {
    std::string media_type;
    bool json = false;  ///< parsed and validated; otherwise handed on as it is
    std::optional<Schema> schema{};
};

/// One operation of the contract, ready to be served. Immutable after the start.
struct Operation {
    std::string id;
    Method method = Method::get;
    std::string path;  ///< the template
    std::vector<Parameter> parameters;
    std::vector<BodyForm> forms;  ///< empty: takes no body
    bool body_required = false;
    std::vector<std::string> answers;  ///< media types of its answers below 400
    std::optional<Scope> scope{};      ///< empty: public, no credential is looked at
    std::size_t body_limit = 0;        ///< bytes; `x-body-limit`
    bool streaming = false;            ///< `x-streaming`: the body comes piece by piece
    bool if_match_required = false;
    bool has_dry_run = false;
    bool takes_if_match = false;
    Handler handler = nullptr;
};

/// `openapi.yaml` as the service executes it (decision 9): read once at the start, shared by
/// threads.
class Contract {
public:
    using Handlers = std::map<std::string_view, Handler>;

    /// `document` is the contract as JSON. The refusal lists every fault in `fields`: schema
    /// keywords that are not evaluated, scopes that do not exist, operations without a handler and
    /// handlers without an operation.
    [[nodiscard]] static Result<std::shared_ptr<const Contract>> load(std::string_view document,
                                                                      const Handlers& handlers);

    [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }
    /// Null for none of that operationId.
    [[nodiscard]] const Operation* find(std::string_view operation_id) const;

private:
    std::vector<Operation> operations_;
};

inline constexpr std::size_t default_body_limit = std::size_t{64} * 1024;
inline constexpr std::size_t default_streaming_limit = std::size_t{1024} * 1024 * 1024;

}  // namespace echeance
