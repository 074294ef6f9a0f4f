// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/script.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace echeance::redis {

namespace {

std::string sha1_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
        throw std::runtime_error("SHA-1 is not available: Redis names its scripts by it");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex.push_back(digits[digest[i] >> 4U]);
        hex.push_back(digits[digest[i] & 0x0FU]);
    }
    return hex;
}

}  // namespace

Script::Script(std::string_view name, std::string_view source)
    : name_(name), source_(source), sha1_(sha1_hex(source)) {}

ScriptCall& ScriptCall::key(std::string_view key) {
    keys_.arg(key);
    return *this;
}

Command ScriptCall::build(std::string_view verb, std::string_view script) const {
    constexpr std::size_t framing_bytes = 64;
    Command command;
    command.reserve(framing_bytes + script.size() + keys_.encoded_bytes() + args_.encoded_bytes());
    command.arg(verb).arg(script).arg(keys_.arg_count()).append(keys_).append(args_);
    return command;
}

}  // namespace echeance::redis
