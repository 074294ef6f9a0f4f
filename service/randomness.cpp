// SPDX-License-Identifier: EUPL-1.2
#include "service/randomness.hpp"

#include <sys/random.h>

#include <cerrno>
#include <stdexcept>
#include <string_view>

namespace echeance {

namespace {

void append_hex(std::string& text, std::uint64_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        text.push_back(digits[(value >> static_cast<unsigned>(shift)) & 0xFU]);
}

}  // namespace

std::uint64_t SystemRandomness::next() {
    if (used_ == pool_.size()) {
        std::size_t filled = 0;
        auto* const bytes = reinterpret_cast<unsigned char*>(pool_.data());
        while (filled < sizeof(pool_)) {
            const auto got = getrandom(bytes + filled, sizeof(pool_) - filled, 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) throw std::runtime_error("the kernel gives no random numbers");
            filled += static_cast<std::size_t>(got);
        }
        used_ = 0;
    }
    return pool_[used_++];
}

std::string make_trace_id(Randomness& randomness) {
    std::string text;
    text.reserve(32);
    append_hex(text, randomness.next() | 1U);
    append_hex(text, randomness.next());
    return text;
}

}  // namespace echeance
