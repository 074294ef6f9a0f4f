// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/command.hpp"

namespace echeance::redis {

namespace {

/// `*3\r\n` or `$12\r\n`.
void append_header(std::string& out, char sigil, std::size_t number) {
    char text[24];
    text[0] = sigil;
    auto* end = std::to_chars(text + 1, text + sizeof(text) - 2, number).ptr;
    *end++ = '\r';
    *end++ = '\n';
    out.append(text, static_cast<std::size_t>(end - text));
}

}  // namespace

Command& Command::arg(std::string_view text) {
    append_header(arguments_, '$', text.size());
    arguments_.append(text);
    arguments_.append("\r\n", 2);
    ++count_;
    return *this;
}

Command& Command::append(const Command& other) {
    arguments_.append(other.arguments_);
    count_ += other.count_;
    return *this;
}

std::string_view Command::name() const {
    constexpr std::size_t line_end = 2;
    const std::string_view bytes = arguments_;
    if (bytes.empty()) return {};
    std::size_t size = 0;
    const auto read = std::from_chars(bytes.data() + 1, bytes.data() + bytes.size(), size);
    return bytes.substr(static_cast<std::size_t>(read.ptr - bytes.data()) + line_end, size);
}

std::string_view Command::first_key() const {
    constexpr std::size_t line_end = 2;
    std::string_view rest = arguments_;
    while (!rest.empty()) {
        std::size_t size = 0;
        const auto read = std::from_chars(rest.data() + 1, rest.data() + rest.size(), size);
        rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()) + line_end);
        const auto text = rest.substr(0, size);
        if (text.starts_with('{')) return text;
        rest.remove_prefix(size + line_end);
    }
    return {};
}

void Command::encode_to(std::string& out) const {
    append_header(out, '*', count_);
    out.append(arguments_);
}

}  // namespace echeance::redis
