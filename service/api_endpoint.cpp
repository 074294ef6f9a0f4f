// SPDX-License-Identifier: EUPL-1.2
#include "service/api_endpoint.hpp"

#include <openssl/crypto.h>

#include <utility>

#include "api/access.hpp"

namespace echeance {

bool ApiEndpoint::may_read_metrics(const Request& head) const {
    if (access_.is_open) return true;
    const auto token = bearer_token(head.header("authorization"));
    return token && !access_.token.empty() && token->size() == access_.token.size() &&
           CRYPTO_memcmp(token->data(), access_.token.data(), token->size()) == 0;
}

boost::asio::awaitable<Admitted> ApiEndpoint::admit(const Request& head) {
    Admitted admitted;
    const std::string_view path = std::string_view{head.target}.substr(0, head.target.find('?'));
    if (path == "/metrics" && !may_read_metrics(head)) {
        admitted.refusal = refusal({Errc::unauthenticated, "Not the metrics token.", {}}, head);
        co_return admitted;
    }
    auto admission = std::make_shared<Admission>(co_await api_.admit(head));
    admitted.refusal = std::move(admission->refusal);
    admitted.streams = admission->streaming;
    admitted.body_bytes_max = admission->body_limit;
    admitted.memory = std::move(admission);
    co_return admitted;
}

boost::asio::awaitable<Response> ApiEndpoint::answer(const Request& request, Admitted admitted) {
    const auto admission = std::static_pointer_cast<Admission>(admitted.memory);
    co_return co_await api_.answer(request, std::move(*admission));
}

}  // namespace echeance
