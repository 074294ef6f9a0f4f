// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "api/ports.hpp"

namespace echeance {

/// The kernel's random numbers (`getrandom`), fetched 2 KiB at a time. Used on one thread.
class SystemRandomness final : public Randomness {
public:
    std::uint64_t next() override;

private:
    std::array<std::uint64_t, 256> pool_{};
    std::size_t used_ = pool_.size();
};

/// 32 lower-case hexadecimal digits, not all zero: a W3C trace id.
[[nodiscard]] std::string make_trace_id(Randomness& randomness);

}  // namespace echeance
