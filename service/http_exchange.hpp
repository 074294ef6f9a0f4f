// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "service/http_session.hpp"

namespace echeance {

/// What a connection is waiting for; each has its own limit of time.
enum class Phase : std::uint8_t { none, idle, header, body, write };

/// The socket of a session with its read buffer and its one deadline. After a failure of any kind
/// it is lost, and says so at once ever after. Used on one thread.
class HttpWire {
public:
    HttpWire(TcpSocket socket, const HttpLimits& limits);

    /// Reads at least one byte behind the input. False at the end, or with the buffer full.
    boost::asio::awaitable<bool> read_more();
    /// Sends both in one system call, as far as the kernel takes them.
    boost::asio::awaitable<bool> write(std::string first, std::string second);
    boost::asio::awaitable<bool> send_continue();
    /// Ends the sending side, then throws away what still comes, within bounds: a reset would take
    /// the answer away from a client that is still sending (RFC 9112 §9.6).
    boost::asio::awaitable<void> linger();

    void expect_within(std::chrono::milliseconds limit, Phase phase);
    void expect_nothing();
    void sweep(std::chrono::steady_clock::time_point now);
    void abort();

    [[nodiscard]] std::string_view input() const;
    [[nodiscard]] bool has_input() const { return begin_ != end_; }
    [[nodiscard]] bool is_full() const { return begin_ == 0 && end_ == buffer_.size(); }
    void consume(std::size_t bytes);

    [[nodiscard]] bool is_lost() const { return is_lost_; }
    /// The phase whose deadline ended the connection; `none` if it ended otherwise.
    [[nodiscard]] Phase missed() const { return missed_; }
    [[nodiscard]] const HttpLimits& limits() const { return limits_; }

private:
    TcpSocket socket_;
    const HttpLimits& limits_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    Phase phase_ = Phase::none;
    Phase missed_ = Phase::none;
    bool is_lost_ = false;
};

enum class HeadFault : std::uint8_t { none, malformed, too_large, gone };

/// One request being read from the wire: a fresh parser each, so that nothing of one message
/// reaches the next. Also the `BodySource` of a streamed request.
class HttpExchange final : public BodySource {
public:
    explicit HttpExchange(HttpWire& wire);
    ~HttpExchange() override;
    HttpExchange(const HttpExchange&) = delete;
    HttpExchange& operator=(const HttpExchange&) = delete;

    /// Reads the header into `request`: method, target and fields.
    boost::asio::awaitable<HeadFault> read_head(Request& request);
    /// False if the body is announced longer than that; one of unknown length will fail on the way.
    [[nodiscard]] bool limit_body(std::uint64_t bytes_max);
    /// Appends the whole body. `malformed`, `payload_too_large`.
    Task<bool> read_body(std::string& body);
    Task<std::string_view> next() override;

    /// Whether the client waits for `100 Continue` before it sends the body.
    [[nodiscard]] bool expects_continue() const;
    [[nodiscard]] bool keeps_alive() const;
    [[nodiscard]] bool is_http_1_0() const;
    /// Whether the message has been read to its end, so that another may follow.
    [[nodiscard]] bool is_whole() const;

private:
    struct Parser;
    Task<std::size_t> read_some(char* data, std::size_t size);
    [[nodiscard]] bool is_sound(Request& request) const;

    HttpWire& wire_;
    std::unique_ptr<Parser> parser_;
    std::vector<char> piece_;
    bool has_head_ = false;
};

}  // namespace echeance
