// SPDX-License-Identifier: EUPL-1.2
#include "api/process.hpp"

#include "api/answers.hpp"
#include "api/json/codec.hpp"

namespace echeance {
namespace {

Response text_answer(std::string_view content_type, std::string_view text) {
    Response response;
    response.content_type = content_type;
    response.body = text;
    return response;
}

}  // namespace

Task<Response> check_integrity(Call& call) {
    const auto report = co_await call.ports.store.check_integrity(
        call.principal.tenant, call.now(), call.deadline());
    if (!report) co_return std::unexpected(report.error());
    co_return json_answer(codec::encode_integrity(*report));
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
