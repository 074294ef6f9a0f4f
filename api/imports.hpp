// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "api/call.hpp"

// Imports: a stream of lines in, one result for each, in order. A bad line stops no other.
namespace echeance {

/// Files, in batches of one reading and one write each. What a file's line says is made so: a new
/// file is registered, a known one amended, completed or withdrawn; the same line again changes
/// nothing. Memory does not grow with the input, digests of the references aside.
Task<Response> import_files(Call& call);
/// Doctors. A supervisor may come after the doctor whose evaluations they countersign: such a line
/// waits for the end.
Task<Response> import_doctors(Call& call);

}  // namespace echeance
