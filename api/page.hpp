// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// The dashboard: a page for people, which asks the same API as every other client.
namespace echeance {

/// The page itself, marked as French or English (`Accept-Language`).
Task<Response> get_page(Call& call);
/// A script, style sheet, font or licence of the page. `not_found`.
Task<Response> get_page_file(Call& call);

}  // namespace echeance
