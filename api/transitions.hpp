// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "api/call.hpp"
#include "domain/transitions.hpp"

namespace echeance {

/// What a command would do to a file as it stands, or why not. May ask the store. Called again when
/// the file changed meanwhile, so it takes all it needs from the call.
using Decide = Task<FileChange> (*)(Call& call, const CaseFile& file);

/// The one way a file changes: read, check `If-Match`, decide, write whole or not at all; tried
/// again while other changes come first. Answers the file as it is after the change, which
/// `dry_run` only shows. A change that changes nothing writes nothing.
Task<Response> transition(Call& call, Decide decide);

/// A file and the write that makes it so.
struct PreparedChange {
    FileCommit commit;
    StoredFile after;
};
/// Folds `changes` (at least one) into `before`; empty `before` begins a file under `id`.
[[nodiscard]] PreparedChange prepare(const Call& call,
                                     std::optional<StoredFile> before,
                                     const FileId& id,
                                     const std::vector<FileChange>& changes);
/// Writes one change, with `answer` kept for the request's `Idempotency-Key`.
Task<Revision> write_change(Call& call, FileCommit commit, const Response& answer);

Task<Response> complete_file(Call& call);
Task<Response> suspend_file(Call& call);
Task<Response> resume_file(Call& call);
Task<Response> assign_file(Call& call);
Task<Response> release_file(Call& call);
Task<Response> decline_file(Call& call);
Task<Response> start_evaluation_now(Call& call);
Task<Response> submit_evaluation_report(Call& call);
Task<Response> countersign_evaluation(Call& call);
Task<Response> return_evaluation_to(Call& call);
Task<Response> decide_requests(Call& call);
Task<Response> correct_decisions(Call& call);
Task<Response> notify_file(Call& call);
Task<Response> withdraw_file(Call& call);
Task<Response> appeal_file(Call& call);

}  // namespace echeance
