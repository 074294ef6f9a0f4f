// SPDX-License-Identifier: EUPL-1.2
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/json/codec.hpp"

namespace echeance::codec {
namespace {

using nlohmann::json;

constexpr std::size_t depth_max = 32;

/// Builds the value while it checks: nothing deeper than `depth_max` is ever built, because copying
/// or dumping a deep value overflows the stack (nlohmann 3.11.2).
class GuardedBuilder final : public nlohmann::json_sax<json> {
public:
    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t& text) override {
        // An integer beyond 64 bits arrives here as a double that is not quite it.
        const bool is_integer = text.find_first_of(".eE") == std::string::npos;
        return !is_integer && std::isfinite(value) && put(value);
    }
    bool string(string_t& value) override { return put(std::move(value)); }
    bool binary(binary_t& /*value*/) override { return false; }
    bool start_object(std::size_t /*count*/) override { return open(json::object()); }
    bool start_array(std::size_t /*count*/) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        const auto [member, is_new] = stack_.back()->emplace(std::move(name), nullptr);
        member_ = &*member;
        return is_new;
    }
    bool parse_error(std::size_t /*at*/,
                     const std::string& /*token*/,
                     const json::exception& /*why*/) override {
        return false;
    }
    json take() { return std::move(root_); }

private:
    json* place(json value) {
        if (stack_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (stack_.back()->is_array()) {
            stack_.back()->push_back(std::move(value));
            return &stack_.back()->back();
        }
        *member_ = std::move(value);
        return member_;
    }
    template <class T>
    bool put(T&& value) {
        place(json(std::forward<T>(value)));
        return true;
    }
    bool open(json value) {
        if (stack_.size() == depth_max) return false;
        stack_.push_back(place(std::move(value)));
        return true;
    }
    bool close() {
        stack_.pop_back();
        return true;
    }

    json root_;
    // A container's address holds while it is open: only its own children are added meanwhile.
    std::vector<json*> stack_;
    json* member_ = nullptr;
};

/// Length of the well-formed UTF-8 sequence at the start of `text`, 0 when there is none (RFC
/// 3629).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i, unsigned low, unsigned high) {
        return i < text.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return follows(1, 0x80, 0xBF) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view hex = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += hex[byte >> 4U];
    out += hex[byte & 15U];
}

}  // namespace

Result<json> parse(std::string_view text) {
    GuardedBuilder builder;
    if (!json::sax_parse(text.begin(), text.end(), &builder)) {
        return refuse(Errc::malformed, "Not a JSON text that this service reads.");
    }
    return builder.take();
}

std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    out += '"';
    while (!text.empty()) {
        const auto c = text.front();
        const auto byte = static_cast<unsigned char>(c);
        std::size_t taken = 1;
        if (byte < 0x20 || c == '"' || c == '\\') {
            append_escaped(out, c);
        } else if (byte < 0x80) {
            out += c;
        } else if (const auto length = sequence_length(text); length != 0) {
            out += text.substr(0, length);
            taken = length;
        } else {
            out += replacement;
        }
        text.remove_prefix(taken);
    }
    out += '"';
}

}  // namespace echeance::codec
