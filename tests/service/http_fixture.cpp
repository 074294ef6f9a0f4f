// SPDX-License-Identifier: EUPL-1.2
#include "tests/service/http_fixture.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <stdexcept>

namespace echeance::test {

namespace asio = boost::asio;
using boost::asio::awaitable;

awaitable<Admitted> FakeEndpoint::admit(const Request& head) {
    Admitted admitted;
    admitted.streams = head.target == "/count";
    if (head.target == "/refuse") {
        admitted.refusal = refusal({Errc::forbidden, "no", {}}, head);
        admitted.refusal->close = !head.header("content-length").empty();
    }
    co_return admitted;
}

awaitable<Response> FakeEndpoint::answer(const Request& request, Admitted) {
    Response response;
    response.operation = "fake";
    response.content_type = "text/plain";
    if (request.target == "/throw") throw std::runtime_error("defect");
    if (request.target == "/wait") {
        ++waiting;
        co_await gate_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (request.target == "/trace") response.body = request.trace_id;
    if (request.target == "/echo") response.body = request.body;
    if (request.target == "/pieces")
        response.stream = [](BodySink& sink) -> awaitable<void> {
            for (const std::string piece : {"one ", "", "two ", "three"}) {
                const bool goes_on = co_await sink.write(piece);
                if (!goes_on) co_return;
            }
        };
    if (request.target == "/count") {
        std::size_t bytes = 0;
        while (true) {
            const auto piece = co_await request.stream->next();
            if (!piece) co_return refusal(piece.error(), request);
            if (piece->empty()) break;
            bytes += piece->size();
        }
        response.body = std::to_string(bytes);
    }
    co_return response;
}

Response FakeEndpoint::refusal(const Error& error, const Request&) {
    Response response;
    response.operation = "refused";
    switch (error.code) {
        case Errc::malformed:
            response.status = 400;
            break;
        case Errc::forbidden:
            response.status = 403;
            break;
        case Errc::payload_too_large:
            response.status = 413;
            break;
        case Errc::header_too_large:
            response.status = 431;
            break;
        case Errc::overloaded:
            response.status = 503;
            break;
        default:
            response.status = 500;
    }
    response.body = "{}";
    return response;
}

void FakeObserver::on_answered(const RequestRecord&) {
    ++answered;
}

ServerFixture::ServerFixture(HttpLimits limits)
    : server(io,
             SessionContext{.endpoint = endpoint,
                            .observer = observer,
                            .clock = clock,
                            .randomness = randomness,
                            .limits = limits,
                            .in_flight = in_flight}) {
    port = server.listen("127.0.0.1", 0, Sharing::alone).value();
    thread_ = std::thread([this] { io.run(); });
}

ServerFixture::~ServerFixture() {
    run([this] {
        server.drain([] {});
        server.abort();
        endpoint.open_gate();
        guard_.reset();
    });
    thread_.join();
}

void ServerFixture::run(const std::function<void()>& task) {
    std::promise<void> done;
    asio::post(io, [&] {
        task();
        done.set_value();
    });
    done.get_future().wait();
}

std::size_t ServerFixture::connections() {
    std::size_t count = 0;
    run([&] { count = server.connections(); });
    return count;
}

RawClient::RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
        throw std::runtime_error("cannot connect");
}

RawClient::~RawClient() {
    ::close(fd_);
}

void RawClient::send(std::string_view text) const {
    while (!text.empty()) {
        const auto sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawClient::end_sending() const {
    ::shutdown(fd_, SHUT_WR);
}

bool RawClient::read_more() {
    std::array<char, 16'384> buffer{};
    const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got <= 0) return false;
    input_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

bool RawClient::fill(std::size_t bytes) {
    while (input_.size() < bytes)
        if (!read_more()) return false;
    return true;
}

std::string RawClient::take_chunks() {
    std::string body;
    while (true) {
        while (!input_.contains("\r\n"))
            if (!read_more()) return body;
        std::size_t size = 0;
        std::from_chars(input_.data(), input_.data() + input_.size(), size, 16);
        input_.erase(0, input_.find("\r\n") + 2);
        if (!fill(size + 2)) return body;
        body.append(input_, 0, size);
        input_.erase(0, size + 2);
        if (size == 0) return body;
    }
}

Answer RawClient::read(std::string_view method) {
    Answer answer;
    while (!input_.contains("\r\n\r\n"))
        if (!read_more()) return answer;
    const auto end = input_.find("\r\n\r\n");
    std::string head = input_.substr(0, end + 2);
    input_.erase(0, end + 4);
    std::from_chars(head.data() + 9, head.data() + 12, answer.status);
    for (auto at = head.find("\r\n") + 2; at < head.size();) {
        const auto line = head.substr(at, head.find("\r\n", at) - at);
        auto name = line.substr(0, line.find(':'));
        for (auto& c : name)
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        answer.headers[name] = line.substr(line.find(':') + 2);
        at += line.size() + 2;
    }
    if (method == "HEAD" || answer.status < 200) return answer;
    if (answer.headers.contains("transfer-encoding")) {
        answer.body = take_chunks();
    } else if (answer.headers.contains("content-length")) {
        const auto bytes = std::stoul(answer.headers["content-length"]);
        if (!fill(bytes)) return {};
        answer.body = input_.substr(0, bytes);
        input_.erase(0, bytes);
    }
    return answer;
}

bool RawClient::is_ended() {
    while (read_more()) {
    }
    return input_.empty() && errno != EAGAIN && errno != EWOULDBLOCK;
}

bool eventually(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (std::chrono::steady_clock::now() < end) {
        if (condition()) return true;
        std::this_thread::yield();
    }
    return false;
}

}  // namespace echeance::test
