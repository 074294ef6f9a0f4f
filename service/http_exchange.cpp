// SPDX-License-Identifier: EUPL-1.2
#include "service/http_exchange.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstring>
#include <utility>

#include "service/http_wire.hpp"

namespace echeance {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::asio::awaitable;
using boost::system::error_code;

namespace {

constexpr auto values = asio::as_tuple(asio::use_awaitable);

}  // namespace

HttpWire::HttpWire(TcpSocket socket, const HttpLimits& limits)
    : socket_(std::move(socket)), limits_(limits), buffer_(limits.read_ahead_bytes) {}

awaitable<bool> HttpWire::read_more() {
    if (is_lost_) co_return false;
    if (begin_ == end_) begin_ = end_ = 0;
    if (begin_ > 0 && end_ == buffer_.size()) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == buffer_.size()) co_return false;
    const auto space = asio::buffer(buffer_.data() + end_, buffer_.size() - end_);
    const auto [error, bytes] = co_await socket_.async_read_some(space, values);
    if (error) {
        is_lost_ = true;
        co_return false;
    }
    end_ += bytes;
    co_return true;
}

awaitable<bool> HttpWire::write(std::string first, std::string second) {
    if (is_lost_) co_return false;
    const std::array<asio::const_buffer, 2> both{asio::buffer(first), asio::buffer(second)};
    const auto [error, bytes] = co_await asio::async_write(socket_, both, values);
    if (error) is_lost_ = true;
    co_return !is_lost_;
}

awaitable<bool> HttpWire::send_continue() {
    expect_within(limits_.write_within, Phase::write);
    co_return co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
}

awaitable<void> HttpWire::linger() {
    if (is_lost_) co_return;
    expect_within(limits_.linger_within, Phase::none);
    error_code ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    std::size_t dropped = 0;
    while (dropped < limits_.linger_bytes_max) {
        begin_ = end_ = 0;
        if (!co_await read_more()) break;
        dropped += end_;
    }
}

void HttpWire::expect_within(std::chrono::milliseconds limit, Phase phase) {
    deadline_ = SystemClock::steady_now() + limit;
    phase_ = phase;
}

void HttpWire::expect_nothing() {
    deadline_ = std::chrono::steady_clock::time_point::max();
}

void HttpWire::sweep(std::chrono::steady_clock::time_point now) {
    if (is_lost_ || now < deadline_) return;
    missed_ = phase_;
    abort();
}

void HttpWire::abort() {
    is_lost_ = true;
    error_code ignored;
    socket_.close(ignored);
}

std::string_view HttpWire::input() const {
    return {buffer_.data() + begin_, end_ - begin_};
}

void HttpWire::consume(std::size_t bytes) {
    begin_ += bytes;
}

struct HttpExchange::Parser : http::request_parser<http::buffer_body> {};

HttpExchange::HttpExchange(HttpWire& wire) : wire_(wire), parser_(std::make_unique<Parser>()) {
    parser_->header_limit(wire.limits().header_bytes_max);
    // The limit depends on the operation, which only the header tells: see `limit_body`.
    parser_->body_limit(boost::none);
}

HttpExchange::~HttpExchange() = default;

awaitable<HeadFault> HttpExchange::read_head(Request& request) {
    while (!parser_->is_header_done()) {
        error_code error = http::error::need_more;
        if (wire_.has_input()) {
            const auto input = wire_.input();
            // Known although the rest may never be read: the refusal of a HEAD has no body either.
            if (input.starts_with("HEAD ")) request.method = Method::head;
            wire_.consume(parser_->put(asio::buffer(input.data(), input.size()), error));
        }
        if (error == http::error::need_more) {
            if (wire_.is_full()) co_return HeadFault::too_large;
            if (!co_await wire_.read_more()) co_return HeadFault::gone;
        } else if (error == http::error::header_limit) {
            co_return HeadFault::too_large;
        } else if (error) {
            co_return HeadFault::malformed;
        }
    }
    has_head_ = true;
    parser_->eager(true);
    if (parser_->get().target().size() > wire_.limits().target_bytes_max)
        co_return HeadFault::too_large;
    co_return is_sound(request) ? HeadFault::none : HeadFault::malformed;
}

/// Copies the head, and refuses what two readers could read in two ways (request smuggling): more
/// than one `Host`, any transfer coding but a lone `chunked`, a target that is no path.
bool HttpExchange::is_sound(Request& request) const {
    const auto& head = parser_->get();
    const auto target = origin_form({head.target().data(), head.target().size()});
    if (!target || (head.version() != 10 && head.version() != 11)) return false;
    const auto method = head.method_string();
    request.method = method_from({method.data(), method.size()});
    request.target = *target;
    request.headers.reserve(12);
    std::size_t hosts = 0;
    for (const auto& field : head) {
        std::string name{field.name_string().data(), field.name_string().size()};
        for (auto& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const std::string_view value{field.value().data(), field.value().size()};
        if (name == "host") ++hosts;
        if (name == "transfer-encoding" &&
            (!equals_ignoring_case(value, "chunked") || head.version() == 10))
            return false;
        request.headers.emplace_back(std::move(name), value);
    }
    return hosts == 1 || (hosts == 0 && head.version() == 10);
}

bool HttpExchange::limit_body(std::uint64_t bytes_max) {
    const auto announced = parser_->content_length();
    if (announced && *announced > bytes_max) return false;
    parser_->body_limit(bytes_max);
    return true;
}

Task<std::size_t> HttpExchange::read_some(char* data, std::size_t size) {
    auto& body = parser_->get().body();
    body.data = data;
    body.size = size;
    body.more = true;
    const auto filled = [&] { return size - body.size; };
    while (!parser_->is_done() && body.size > 0) {
        error_code error = http::error::need_more;
        if (wire_.has_input()) {
            const auto input = wire_.input();
            wire_.consume(parser_->put(asio::buffer(input.data(), input.size()), error));
        }
        if (error == http::error::body_limit)
            co_return refuse(Errc::payload_too_large, "The body is too large.");
        if (error && error != http::error::need_more && error != http::error::need_buffer)
            co_return refuse(Errc::malformed, "The body is not framed as announced.");
        if (parser_->is_done() || body.size == 0) break;
        if (error != http::error::need_more && wire_.has_input()) continue;
        if (filled() > 0) break;
        if (wire_.is_full()) co_return refuse(Errc::malformed, "A chunk has too long a header.");
        if (!co_await wire_.read_more()) {
            if (wire_.missed() == Phase::body)
                co_return refuse(Errc::deadline_exceeded, "The body came too slowly.");
            co_return refuse(Errc::malformed, "The body ended early.");
        }
    }
    co_return filled();
}

Task<bool> HttpExchange::read_body(std::string& body) {
    // Memory follows what has come, not what is announced.
    constexpr std::size_t step = 8U << 10U;
    while (!parser_->is_done()) {
        const auto old_size = body.size();
        const auto left = parser_->content_length_remaining().value_or(step);
        const auto room = std::min<std::uint64_t>(left, std::max(step, old_size));
        body.resize(old_size + std::max<std::size_t>(room, 1));
        const auto read = co_await read_some(body.data() + old_size, body.size() - old_size);
        body.resize(old_size + read.value_or(0));
        if (!read) co_return std::unexpected(read.error());
    }
    co_return true;
}

Task<std::string_view> HttpExchange::next() {
    if (parser_->is_done()) co_return std::string_view{};
    piece_.resize(wire_.limits().piece_bytes_max);
    wire_.expect_within(wire_.limits().body_within, Phase::body);
    const auto read = co_await read_some(piece_.data(), piece_.size());
    if (!read) co_return std::unexpected(read.error());
    wire_.expect_nothing();
    co_return std::string_view{piece_.data(), *read};
}

bool HttpExchange::expects_continue() const {
    if (is_http_1_0() || parser_->is_done() || wire_.has_input()) return false;
    const auto expect = parser_->get()[http::field::expect];
    return equals_ignoring_case({expect.data(), expect.size()}, "100-continue");
}

bool HttpExchange::keeps_alive() const {
    return has_head_ && parser_->keep_alive() && !is_http_1_0();
}

bool HttpExchange::is_http_1_0() const {
    return has_head_ && parser_->get().version() == 10;
}

bool HttpExchange::is_whole() const {
    return parser_->is_done();
}

}  // namespace echeance
