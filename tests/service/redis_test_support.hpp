// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "service/redis/client.hpp"
#include "service/redis/embedded_server.hpp"

namespace echeance::redis::test {

/// A folder of its own for one test, removed after it.
class TempFolder {
public:
    TempFolder() {
        auto name = (std::filesystem::temp_directory_path() / "echeance-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    /// The data folder: does not exist until a server makes it.
    std::filesystem::path data() const { return path_ / "data"; }

private:
    std::filesystem::path path_;
};

inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_file(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
}

inline Deadline within(std::chrono::milliseconds budget) {
    return {std::chrono::steady_clock::now() + budget};
}

inline EmbeddedOptions options_for(const std::filesystem::path& data) {
    EmbeddedOptions options;
    options.data_dir = data;
    return options;
}

/// Runs the coroutine that `make` gives to its end, on this thread.
template <class Make>
auto await_now(boost::asio::io_context& io, Make make) {
    using Answer = typename decltype(make())::value_type;
    std::optional<Answer> answer;
    std::exception_ptr fault;
    boost::asio::co_spawn(io, std::move(make), [&](std::exception_ptr thrown, Answer value) {
        fault = thrown;
        answer.emplace(std::move(value));
    });
    io.restart();
    while (!answer && io.run_one() != 0) {
    }
    if (fault) std::rethrow_exception(fault);
    if (!answer) throw std::runtime_error("the coroutine was left suspended");
    return std::move(*answer);
}

/// A client on the calling thread, connected to `endpoint`.
class TestClient {
public:
    explicit TestClient(Endpoint endpoint)
        : client_(std::make_unique<Client>(io_, ClientOptions{std::move(endpoint)})) {
        client_->start();
        if (!wait_until_up()) throw std::runtime_error("the client does not come up");
    }

    bool wait_until_up() {
        return await_now(io_,
                         [&] { return client_->wait_until_up(within(std::chrono::seconds(10))); });
    }
    Result<Reply> run(Command command, std::chrono::milliseconds budget = std::chrono::seconds(5)) {
        return await_now(io_, [&] { return client_->run(std::move(command), within(budget)); });
    }
    /// The text of a reply; the code of the refusal if there is none.
    std::string text(Command command) {
        const auto reply = run(std::move(command));
        return reply ? std::string(reply->text()) : "refused: " + reply.error().detail;
    }

    Client& client() { return *client_; }
    boost::asio::io_context& io() { return io_; }

private:
    boost::asio::io_context io_{1};
    std::unique_ptr<Client> client_;
};

}  // namespace echeance::redis::test
