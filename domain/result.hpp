// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace echeance {

/// Every way an operation can be refused. The enumerators are the stable problem `code`s of the
/// HTTP contract (`api/problem.cpp` gives each its status); none is ever renamed.
enum class Errc {
    malformed,                ///< 400: not readable as what it claims to be
    unauthenticated,          ///< 401
    forbidden,                ///< 403: known caller, scope or person not allowed
    not_found,                ///< 404: also for what the caller may not see
    method_not_allowed,       ///< 405
    not_acceptable,           ///< 406
    state_conflict,           ///< 409: the file's state does not allow this
    already_exists,           ///< 409: same natural key, other content
    not_eligible,             ///< 409: this doctor may not take this file
    idempotency_in_progress,  ///< 409: same key, first request still running
    cursor_expired,           ///< 410: the position is no longer known; resynchronise
    stale_revision,           ///< 412
    payload_too_large,        ///< 413
    unsupported_media_type,   ///< 415
    invalid_input,            ///< 422: well-formed, but wrong; carries every wrong field
    idempotency_mismatch,     ///< 422: same key, other payload
    precondition_required,    ///< 428
    rate_limited,             ///< 429
    header_too_large,         ///< 431
    store_unavailable,        ///< 503
    deadline_exceeded,        ///< 503
    overloaded,               ///< 503
    unexpected,               ///< 500
};

/// One wrong input field: `pointer` is an RFC 6901 JSON Pointer, `code` a stable snake_case word.
struct FieldError {
    std::string pointer;
    std::string code;
    std::string detail;
    bool operator==(const FieldError&) const = default;
};

/// A refusal. `detail` is a fixed English sentence of ours, never text from a store or an exception
/// and never an echo of the input.
struct Error {
    Errc code = Errc::unexpected;
    std::string detail;
    std::vector<FieldError> fields{};
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> refuse(Errc code, std::string detail) {
    return std::unexpected(Error{code, std::move(detail), {}});
}

[[nodiscard]] inline std::unexpected<Error> refuse_field(std::string pointer,
                                                         std::string code,
                                                         std::string detail) {
    Error error{Errc::invalid_input, "Some fields are not valid.", {}};
    error.fields.push_back({std::move(pointer), std::move(code), std::move(detail)});
    return std::unexpected(std::move(error));
}

}  // namespace echeance
