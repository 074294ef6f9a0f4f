// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace echeance::redis {

/// One Redis command, kept as the bytes of its arguments in RESP form so that sending it is one
/// append to the connection's buffer. Arguments are binary-safe: nothing in them can end an
/// argument or start another command. An empty command (no argument) is never sent.
class Command {
public:
    Command() = default;

    /// `Command("HSET", key, "revision", 7)`: text and integers in order.
    template <class... Rest>
    explicit Command(std::string_view name, const Rest&... rest) {
        arg(name);
        (arg(rest), ...);
    }

    Command& arg(std::string_view text);

    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
    Command& arg(Number number) {
        char digits[24];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
        return arg(std::string_view(digits, static_cast<std::size_t>(end - std::begin(digits))));
    }

    /// Appends every argument of `other`, without encoding them again.
    Command& append(const Command& other);

    /// Room for `bytes` more of encoded arguments (each costs its length and about ten bytes).
    void reserve(std::size_t bytes) { arguments_.reserve(arguments_.size() + bytes); }

    /// The first argument that begins with `{`, which is the command's first key: every key of ours
    /// begins with its `{tenant}`, and no name or option of a command does. Empty without a key.
    std::string_view first_key() const;

    /// The first argument, as it was given.
    std::string_view name() const;

    std::size_t arg_count() const { return count_; }
    std::size_t encoded_bytes() const { return arguments_.size(); }

    /// Appends the complete command to `out`, ready for the wire.
    void encode_to(std::string& out) const;

private:
    std::string arguments_;
    std::size_t count_ = 0;
};

}  // namespace echeance::redis
