// SPDX-License-Identifier: EUPL-1.2
#include "api/process.hpp"

#include "api/answers.hpp"
#include "api/json/codec.hpp"

namespace echeance {
namespace {

std::string check_line(const IntegrityCheck& check) {
    std::string line = R"({"check":)";
    codec::append_quoted(line, check.check);
    line += R"(,"violations":)" + std::to_string(check.violations) + R"(,"examples":[)";
    for (std::size_t i = 0; i < check.examples.size(); ++i) {
        if (i != 0) line += ',';
        codec::append_quoted(line, check.examples[i]);
    }
    return line + "]}";
}

Response text_answer(std::string_view content_type, std::string_view text) {
    Response response;
    response.content_type = content_type;
    response.body = text;
    return response;
}

}  // namespace

Task<Response> check_integrity(Call& call) {
    const auto checks = co_await call.ports.store.check_integrity(
        call.principal.tenant, call.now(), call.deadline());
    if (!checks) co_return std::unexpected(checks.error());
    std::string lines;
    bool is_whole = true;
    for (const auto& check : *checks) {
        if (!lines.empty()) lines += ',';
        lines += check_line(check);
        is_whole = is_whole && check.violations == 0;
    }
    co_return json_answer(std::string{R"({"ok":)"} + (is_whole ? "true" : "false") +
                          R"(,"checks":[)" + lines + "]}");
}

Task<Response> get_liveness(Call& /*call*/) {
    co_return json_answer(R"({"status":"alive"})");
}

Task<Response> get_readiness(Call& call) {
    if (!call.ports.monitor.is_ready())
        co_return refuse(Errc::overloaded, "The service is starting or stopping.");
    if (!call.ports.store.is_up())
        co_return refuse(Errc::store_unavailable, "The store does not answer.");
    co_return json_answer(R"({"status":"ready"})");
}

Task<Response> get_metrics(Call& call) {
    const auto text = co_await call.ports.monitor.metrics(call.deadline());
    if (!text) co_return std::unexpected(text.error());
    co_return text_answer("text/plain; version=0.0.4; charset=utf-8", *text);
}

Task<Response> get_contract_json(Call& call) {
    co_return text_answer("application/json", call.ports.contract_json);
}

Task<Response> get_contract_yaml(Call& call) {
    co_return text_answer("application/yaml", call.ports.contract_yaml);
}

}  // namespace echeance
