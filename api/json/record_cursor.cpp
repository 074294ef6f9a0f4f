// SPDX-License-Identifier: EUPL-1.2
#include <charconv>

#include "api/json/record.hpp"

namespace echeance::codec {

std::int64_t RecordCursor::number(std::int64_t min, std::int64_t max) {
    if (!sound_) return min;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || value < min || value > max) {
        fail();
        return min;
    }
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
}

std::string_view RecordCursor::plain() {
    expect('"');
    const auto end = rest_.find('"');
    if (!sound_ || end == std::string_view::npos) {
        fail();
        return {};
    }
    const auto text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (text.find('\\') != std::string_view::npos) fail();
    return text;
}

namespace {

/// The character that a one-letter escape stands for, as `append_quoted` writes them.
std::optional<char> escaped(char letter) {
    switch (letter) {
        case '"':
            return '"';
        case '\\':
            return '\\';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string RecordCursor::text() {
    const auto before = rest_;
    std::string result;
    expect('"');
    while (sound_ && !take('"')) {
        if (rest_.empty()) {
            fail();
        } else if (rest_.front() != '\\') {
            result += rest_.front();
            rest_.remove_prefix(1);
        } else if (rest_.size() >= 6 && rest_[1] == 'u') {
            unsigned code = 0;
            const auto [end, error] = std::from_chars(rest_.data() + 2, rest_.data() + 6, code, 16);
            if (error != std::errc{} || end != rest_.data() + 6 || code >= 0x20) fail();
            result += static_cast<char>(code);
            rest_.remove_prefix(6);
        } else {
            const auto c = rest_.size() < 2 ? std::nullopt : escaped(rest_[1]);
            if (!c) return fail(), std::string{};
            result += *c;
            rest_.remove_prefix(2);
        }
    }
    // One text, one form: broken UTF-8 or a needless escape is nothing that this service wrote.
    std::string again;
    append_quoted(again, result);
    if (sound_ && again != before.substr(0, before.size() - rest_.size())) fail();
    return result;
}

}  // namespace echeance::codec
