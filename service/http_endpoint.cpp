// SPDX-License-Identifier: EUPL-1.2
#include "service/http_endpoint.hpp"

namespace echeance {

std::string_view to_text(Rejection reason) {
    switch (reason) {
        case Rejection::malformed:
            return "malformed";
        case Rejection::header_too_large:
            return "header_too_large";
        case Rejection::payload_too_large:
            return "payload_too_large";
        case Rejection::overloaded:
            return "overloaded";
        case Rejection::slow_header:
            return "slow_header";
        case Rejection::slow_body:
            return "slow_body";
        case Rejection::slow_reader:
            return "slow_reader";
        case Rejection::connections:
            return "connections";
        case Rejection::failed:
            return "failed";
    }
    return "failed";
}

}  // namespace echeance
