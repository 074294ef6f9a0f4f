// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include "service/config.hpp"

namespace echeance {

/// One member of a log line. Views need to live during the call only. No request body, no name of a
/// person, no NIR ever goes in.
struct LogField {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;
};

/// JSON lines on a file descriptor, written by a thread of its own: `ts, level, event`, then the
/// fields. `event` is a fixed snake_case name, never a sentence. A caller copies one line under a
/// lock (under 1 µs) and never waits for the disk: when the pending bytes are at their limit the
/// line is dropped and counted.
///
/// Thread-safe. Outlives everything that logs.
class Log {
public:
    static constexpr std::size_t pending_bytes_max = 4U << 20U;

    /// Writes to `fd`, which it does not own, lines of `least` and above.
    Log(int fd, LogLevel least);
    /// Writes what is pending.
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields);
    [[nodiscard]] bool takes(LogLevel level) const { return level >= least_; }
    /// Lines dropped since the start.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(); }
    /// Returns once all lines of before are written.
    void flush();

private:
    void run();
    void write_out(std::string_view text) const;

    int fd_;
    LogLevel least_;
    std::atomic<std::uint64_t> dropped_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::condition_variable written_;
    std::string pending_;
    bool is_asleep_ = false;
    bool is_writing_ = false;
    bool is_flushing_ = false;
    bool is_stopping_ = false;
    std::thread writer_;
};

/// Appends `text` as a JSON string; what is not UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace echeance
