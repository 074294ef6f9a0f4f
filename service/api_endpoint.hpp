// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>

#include "api/api.hpp"
#include "service/http_endpoint.hpp"

namespace echeance {

/// Who may read `/metrics`: anybody who reaches a loopback listener, else who has the token.
struct MetricsAccess {
    bool is_open = true;
    std::string token{};  ///< empty and not open: nobody
};

/// The contract behind the sessions of one thread.
class ApiEndpoint final : public Endpoint {
public:
    ApiEndpoint(Api& api, MetricsAccess access) : api_(api), access_(std::move(access)) {}

    boost::asio::awaitable<Admitted> admit(const Request& head) override;
    boost::asio::awaitable<Response> answer(const Request& request, Admitted admitted) override;
    Response refusal(const Error& error, const Request& head) override {
        return api_.refuse(head, error);
    }

private:
    [[nodiscard]] bool may_read_metrics(const Request& head) const;

    Api& api_;
    MetricsAccess access_;
};

}  // namespace echeance
