// SPDX-License-Identifier: EUPL-1.2
#include "service/blocking_exchange.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <limits>
#include <optional>
#include <vector>

namespace echeance {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t piece_bytes = 64U << 10U;

struct Address {
    std::string host;
    std::string port;
};

std::optional<Address> address_of(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    if (url.ends_with('/')) url.remove_suffix(1);
    const auto bracket = url.find(']');
    const auto colon = url.find(':', bracket == std::string_view::npos ? 0 : bracket);
    auto host = url.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty() || host.contains('/')) return std::nullopt;
    const auto port = colon == std::string_view::npos ? "80" : url.substr(colon + 1);
    return Address{std::string{host}, std::string{port}};
}

std::string head_of(const BlockingRequest& request, const Address& address) {
    auto head = request.method + " " + request.target + " HTTP/1.1\r\nHost: " + address.host + ":" +
                address.port + "\r\nAuthorization: Bearer " + request.token +
                "\r\nConnection: close\r\n";
    if (request.body != nullptr)
        head += "Content-Type: " + request.content_type +
                "\r\nContent-Length: " + std::to_string(request.body_bytes) + "\r\n";
    return head + "\r\n";
}

/// A service that refuses may close before everything is sent: its answer is then there to read.
void send_body(asio::ip::tcp::socket& socket, const BlockingRequest& request) {
    std::vector<char> piece(piece_bytes);
    std::uint64_t sent = 0;
    error_code error;
    while (sent < request.body_bytes && !error) {
        const auto left = std::min<std::uint64_t>(piece.size(), request.body_bytes - sent);
        request.body->read(piece.data(), static_cast<std::streamsize>(left));
        const auto got = static_cast<std::size_t>(request.body->gcount());
        if (got == 0) return;
        asio::write(socket, asio::buffer(piece.data(), got), error);
        sent += got;
        if (request.on_sent && !error) request.on_sent(sent, request.body_bytes);
    }
}

Result<int> read_answer(asio::ip::tcp::socket& socket,
                        const std::function<bool(std::string_view)>& take) {
    const auto ended = [] {
        return refuse(Errc::store_unavailable, "The service ended the connection early.");
    };
    boost::beast::flat_buffer buffer;
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    error_code error;
    http::read_header(socket, buffer, parser, error);
    if (error) return ended();
    std::vector<char> piece(piece_bytes);
    while (!parser.is_done()) {
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        http::read_some(socket, buffer, parser, error);
        if (error && error != http::error::need_buffer) return ended();
        const auto got = piece.size() - parser.get().body().size;
        if (!take({piece.data(), got}))
            return refuse(Errc::unexpected, "The answer could not be written.");
    }
    return static_cast<int>(parser.get().result_int());
}

}  // namespace

Result<int> exchange(const BlockingRequest& request,
                     const std::function<bool(std::string_view)>& take) {
    const auto address = address_of(request.url);
    if (!address) return refuse(Errc::invalid_input, "The address is written http://host[:port].");
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    asio::ip::tcp::resolver resolver(io);
    error_code error;
    const auto found = resolver.resolve(address->host, address->port, error);
    if (!error) asio::connect(socket, found, error);
    if (error) return refuse(Errc::store_unavailable, "No service answers at " + request.url + ".");
    asio::write(socket, asio::buffer(head_of(request, *address)), error);
    if (request.body != nullptr) send_body(socket, request);
    return read_answer(socket, take);
}

}  // namespace echeance
