// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "api/json/codec.hpp"
#include "domain/ids.hpp"
#include "domain/legal_day.hpp"

// Private to api/json: JSON written straight to text. Nothing is allocated but the text itself.
namespace echeance::codec {

template <std::integral I>
void append_number(std::string& out, I number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

/// As `%.<decimals>f` rounds; what rounds to zero is written without a sign.
inline void append_decimal(std::string& out, double value, int decimals) {
    if (std::abs(value) < 0.5 * std::pow(10, -decimals)) value = 0;
    char digits[64];
    const auto end =
        std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals);
    out.append(digits, end.ptr);
}

/// `"2026-11-22"`, quotes included.
inline void append_day(std::string& out, LegalDay day) {
    const auto ymd = day.ymd();
    const auto year = static_cast<int>(ymd.year());
    const auto digit = [](auto n) { return static_cast<char>('0' + static_cast<int>(n)); };
    const auto month = static_cast<unsigned>(ymd.month());
    const auto dom = static_cast<unsigned>(ymd.day());
    const char text[] = {'"',
                         digit(year / 1000),
                         digit(year / 100 % 10),
                         digit(year / 10 % 10),
                         digit(year % 10),
                         '-',
                         digit(month / 10),
                         digit(month % 10),
                         '-',
                         digit(dom / 10),
                         digit(dom % 10),
                         '"'};
    out.append(text, sizeof text);
}

/// One object: members in the order they are given, closed by `close`. Absent optionals are left
/// out.
class ObjectWriter {
public:
    explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
    void close() { out_ += '}'; }

    /// Begins a member whose value the caller appends.
    std::string& begin(std::string_view name) {
        if (!first_) out_ += ',';
        first_ = false;
        out_ += '"';
        out_ += name;
        out_ += "\":";
        return out_;
    }
    void day(std::string_view name, LegalDay value) { append_day(begin(name), value); }
    void day(std::string_view name, const std::optional<LegalDay>& value) {
        if (value) day(name, *value);
    }
    template <std::integral I>
    void number(std::string_view name, I value) {
        append_number(begin(name), value);
    }
    template <std::integral I>
    void number(std::string_view name, const std::optional<I>& value) {
        if (value) number(name, *value);
    }
    void decimal(std::string_view name, double value, int decimals) {
        append_decimal(begin(name), value, decimals);
    }
    void flag(std::string_view name, bool value) { begin(name) += value ? "true" : "false"; }
    /// A text that needs no escape: a name, an enumerator, an instant.
    void word(std::string_view name, std::string_view value) {
        begin(name) += '"';
        out_ += value;
        out_ += '"';
    }
    template <class Rule>
    void word(std::string_view name, const Name<Rule>& value) {
        word(name, std::string_view{value.text()});
    }
    template <class T>
    void word(std::string_view name, const std::optional<T>& value) {
        if (!value) return;
        if constexpr (std::is_enum_v<T>) {
            word(name, to_text(*value));
        } else {
            word(name, *value);
        }
    }
    void text(std::string_view name, std::string_view value) { append_quoted(begin(name), value); }

private:
    std::string& out_;
    bool first_ = true;
};

/// `[a,b,c]`: `write(out, element)` for each.
template <class Range, class Write>
void append_list(std::string& out, const Range& range, Write write) {
    out += '[';
    bool first = true;
    for (const auto& element : range) {
        if (!first) out += ',';
        first = false;
        write(out, element);
    }
    out += ']';
}

/// A list of names or enumerators.
template <class Range>
void append_words(std::string& out, const Range& range) {
    append_list(out, range, [](std::string& to, const auto& element) {
        to += '"';
        if constexpr (requires { element.text(); }) {
            to += element.text();
        } else {
            to += to_text(element);
        }
        to += '"';
    });
}

void append_request_facts(ObjectWriter& object, const RightRequest& request);
void append_exclusions(std::string& out, const std::vector<Exclusion>& exclusions);
void append_suspension_facts(ObjectWriter& object, const Suspension& suspension);
/// Every member of `createFile`'s body; requests as `write_request` has them.
void append_registration(ObjectWriter& object, const Registration& facts);

}  // namespace echeance::codec
