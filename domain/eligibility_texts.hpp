// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "domain/eligibility.hpp"
#include "domain/language.hpp"

namespace echeance {

/// What a rule says of a doctor and a file, for a reader who knows the law and not this program:
/// an order of service computed by a program must be explainable on request (CRPA L.311-3-1). The
/// source of law is named where there is one; the other rules are the office's own. Names nobody.
[[nodiscard]] const Wording& explanation(const RuleResult& result);

}  // namespace echeance
