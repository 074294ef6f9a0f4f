// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace echeance {

/// Every bound of the HTTP side, with the reason. One header, so that a reader sees them together.
struct HttpLimits {
    /// Request line and header fields. Tokens, keys and cookies of an honest client fit ten times.
    std::uint32_t header_bytes_max = 8U << 10U;
    /// A listing with every filter set takes less than 1 KiB.
    std::size_t target_bytes_max = 4U << 10U;
    /// A file with 12 rights and every field is about 4 KiB; forecasts carry lists.
    std::uint64_t body_bytes_max = 1U << 20U;
    /// The restore of a large tenant. A bound against an endless sender; the contract sets each
    /// operation its own.
    std::uint64_t stream_bytes_max = 16ULL << 30U;
    /// One piece of a streamed body; memory of an import does not grow with its input.
    std::size_t piece_bytes_max = 64U << 10U;
    /// Read ahead of the parser: one header and a little of the next request.
    std::size_t read_ahead_bytes = 16U << 10U;
    /// Thrown away after a refusal, so that the client reads the answer before a reset.
    std::size_t linger_bytes_max = 256U << 10U;

    std::chrono::milliseconds header_within{10'000};
    /// For a whole plain body; for each piece of a streamed one.
    std::chrono::milliseconds body_within{30'000};
    /// From a request's header to the refusal of its work; what a person waits at most.
    std::chrono::milliseconds answer_within{10'000};
    /// The same for an operation that streams a body: a million lines take minutes.
    std::chrono::milliseconds stream_answer_within{std::chrono::hours(1)};
    /// For an answer, or one piece of a streamed one, to leave.
    std::chrono::milliseconds write_within{30'000};
    std::chrono::milliseconds idle_within{75'000};
    std::chrono::milliseconds linger_within{2'000};
    /// One timer a thread looks at every connection's deadline; none has a timer of its own.
    std::chrono::milliseconds sweep_every{250};

    /// Of one thread: the process's maximum shared out.
    std::size_t connections_max = 4'096;
    /// Of the process. Beyond it work would only queue: 503 with `Retry-After` is kinder.
    std::size_t in_flight_max = 1'024;
};

/// In-flight requests may finish; then the process stops without them.
inline constexpr std::chrono::milliseconds drain_within{10'000};

}  // namespace echeance
