// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "api/call.hpp"
#include "api/ports.hpp"

// Long work: what outlives its request, tells how far it is, can be cancelled, and is asked for by
// its id.
namespace echeance {

Task<Response> get_operation(Call& call);
Task<Response> cancel_operation(Call& call);

/// An operation of that kind, not kept yet.
[[nodiscard]] StoredOperation begun_operation(Call& call, std::string_view kind);
/// Keeps the operation, begins its task, and answers 202. `overloaded` when too many are under way.
/// `attend` is called besides every few seconds until the task ends; may be empty.
Task<Response> start_operation(Call& call,
                               StoredOperation operation,
                               Task<bool> task,
                               Workshop::Attend attend = {});
/// The operation that the path names.
Task<StoredOperation> operation_named(Call& call);

/// Tells how far the work is. `state_conflict` when it has been cancelled. The arguments outlive
/// the task.
Task<bool> tell_progress(Ports& ports,
                         const TenantId& tenant,
                         StoredOperation& operation,
                         int percent);
/// Writes the end of the operation, good or bad.
Task<bool> end_operation(Ports& ports,
                         const TenantId& tenant,
                         StoredOperation& operation,
                         const Result<bool>& outcome);

/// `{"id":...}` as the contract shows an operation. One under way that no process attends to was
/// interrupted with its process: `failed`.
[[nodiscard]] std::string encode_operation(const StoredOperation& operation);

}  // namespace echeance
