// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/message.hpp"
#include "api/ports.hpp"
#include "domain/language.hpp"

namespace echeance {

class Contract;

enum class DryRun : std::uint8_t { no, yes };

/// One request on its way through a handler: routed, authenticated, validated. Lives on the stack
/// of `Api::answer`, longer than the handler.
struct Call {
    const Request& request;
    Ports& ports;
    std::string_view operation;  ///< operationId
    Principal principal;
    std::map<std::string, std::string, std::less<>> path;   ///< by name, percent-decoded
    std::map<std::string, std::string, std::less<>> query;  ///< only declared names, valid
    std::shared_ptr<const nlohmann::json> body;  ///< valid by the contract; null when none was sent
    std::shared_ptr<const TenantRules> rules;
    LegalDay today;
    DryRun dry_run = DryRun::no;
    Language language = Language::fr;
    std::optional<Revision> if_match{};  ///< of a single strong `If-Match`
    std::optional<IdempotentAnswer>
        idempotency{};                   ///< key and fingerprint; the handler adds the answer
    std::optional<DutyCheck> duty{};     ///< of the doctor the handler has chosen
    const Contract* contract = nullptr;  ///< validates the lines of a stream

    [[nodiscard]] Deadline deadline() const { return request.deadline; }
    [[nodiscard]] Instant now() const { return request.received_at; }
    [[nodiscard]] std::string_view param(std::string_view name) const {
        const auto found = path.find(name);
        return found == path.end() ? std::string_view{} : std::string_view{found->second};
    }
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const {
        const auto found = query.find(name);
        if (found == query.end()) return std::nullopt;
        return std::string_view{found->second};
    }
};

/// A handler answers or refuses; `api/problem` turns a refusal into problem+json.
using Handler = Task<Response> (*)(Call& call);
/// operationId -> handler; one entry per operation of the contract (checked at start).
[[nodiscard]] const std::map<std::string_view, Handler>& handlers();

}  // namespace echeance
