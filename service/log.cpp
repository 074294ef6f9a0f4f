// SPDX-License-Identifier: EUPL-1.2
#include "service/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

#include "service/system_clock.hpp"

namespace echeance {

namespace {

/// Lines of this long are written together: a busy service wakes the writer 100 times a second at
/// most, not once a request.
constexpr std::chrono::milliseconds gather_time{10};

/// Length of the UTF-8 sequence at the front, 0 if it is not one (RFC 3629 §4).
std::size_t sequence_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i) {
        return i < text.size() && (byte(i) & 0xC0U) == 0x80U;
    };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (!follows(1) || !follows(2)) return 0;
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first < 0xF0 || first > 0xF4 || !follows(1) || !follows(2) || !follows(3)) return 0;
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool beyond = first == 0xF4 && byte(1) > 0x8F;
    return overlong || beyond ? 0 : 4;
}

/// Printable ASCII that stands for itself in a JSON string.
bool is_plain(char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
        out.push_back('\\');
        out.push_back(c);
    } else if (c == '\n') {
        out.append("\\n");
    } else if (byte < 0x20 || byte == 0x7F) {
        out.append("\\u00");
        out.push_back(digits[byte >> 4U]);
        out.push_back(digits[byte & 0xFU]);
    } else {
        out.push_back(c);
    }
}

template <class Number>
void append_number(std::string& out, Number number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

struct ValueWriter {
    std::string& out;
    void operator()(std::string_view text) const { append_json_string(out, text); }
    void operator()(std::int64_t number) const { append_number(out, number); }
    void operator()(double number) const {
        if (std::isfinite(number))
            append_number(out, number);
        else
            out.append("null");
    }
    void operator()(bool truth) const { out.append(truth ? "true" : "false"); }
};

std::string line_of(LogLevel level,
                    std::string_view event,
                    std::initializer_list<LogField> fields) {
    std::string line;
    line.reserve(320);
    line.append(R"({"ts":")").append(to_rfc3339(SystemClock::real_now()));
    line.append(R"(","level":")").append(to_text(level));
    line.append(R"(","event":")").append(event).append("\"");
    for (const auto& [key, value] : fields) {
        const auto* const text = std::get_if<std::string_view>(&value);
        if (text != nullptr && text->empty()) continue;
        line.append(",\"").append(key).append("\":");
        std::visit(ValueWriter{line}, value);
    }
    line.append("}\n");
    return line;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    while (!text.empty()) {
        const auto plain = std::ranges::find_if_not(text, is_plain) - text.begin();
        out.append(text, 0, static_cast<std::size_t>(plain));
        text.remove_prefix(static_cast<std::size_t>(plain));
        if (text.empty()) break;
        const auto length = sequence_length(text);
        if (length == 0) {
            out.append("\xEF\xBF\xBD");
            text.remove_prefix(1);
        } else if (length == 1) {
            append_escaped(out, text.front());
            text.remove_prefix(1);
        } else {
            out.append(text.substr(0, length));
            text.remove_prefix(length);
        }
    }
    out.push_back('"');
}

Log::Log(int fd, LogLevel least) : fd_(fd), least_(least), writer_([this] { run(); }) {}

Log::~Log() {
    {
        const std::lock_guard lock(mutex_);
        is_stopping_ = true;
    }
    changed_.notify_one();
    writer_.join();
}

void Log::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (!takes(level)) return;
    const auto line = line_of(level, event, fields);
    bool wakes = false;
    {
        const std::lock_guard lock(mutex_);
        if (pending_.size() + line.size() > pending_bytes_max) {
            dropped_.fetch_add(1);
            return;
        }
        pending_.append(line);
        wakes = std::exchange(is_asleep_, false);
    }
    if (wakes) changed_.notify_one();
}

void Log::flush() {
    std::unique_lock lock(mutex_);
    is_flushing_ = true;
    changed_.notify_one();
    written_.wait(lock, [&] { return pending_.empty() && !is_writing_; });
    is_flushing_ = false;
}

void Log::run() {
    std::string batch;
    std::unique_lock lock(mutex_);
    const auto hurries = [&] { return is_stopping_ || is_flushing_; };
    while (!is_stopping_ || !pending_.empty()) {
        is_asleep_ = pending_.empty();
        changed_.wait(lock, [&] { return !pending_.empty() || is_stopping_; });
        changed_.wait_for(lock, gather_time, hurries);
        batch.swap(pending_);
        is_writing_ = true;
        lock.unlock();
        write_out(batch);
        batch.clear();
        lock.lock();
        is_writing_ = false;
        written_.notify_all();
    }
}

void Log::write_out(std::string_view text) const {
    while (!text.empty()) {
        const auto written = ::write(fd_, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        // Nobody reads the log any more: there is nowhere left to say so.
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace echeance
