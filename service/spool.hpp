// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "api/ports.hpp"
#include "service/redis/data_folder.hpp"

namespace echeance {

/// Results of one import, in a file without a name: gone with its descriptor, however the process
/// ends. Blocks for as long as the page cache takes, which is microseconds: it is never synced.
/// Used on one thread.
class FileSpool final : public Spool {
public:
    /// About 40 million result lines: a bound against a full disk.
    static constexpr std::uint64_t bytes_max = 8ULL << 30U;
    static constexpr std::size_t buffer_bytes = 64U << 10U;

    explicit FileSpool(redis::FileDescriptor file) : file_(std::move(file)) {}
    [[nodiscard]] bool write(std::string_view piece) override;
    boost::asio::awaitable<bool> send(BodySink& sink) override;

private:
    [[nodiscard]] bool put_out();

    redis::FileDescriptor file_;
    std::string buffer_;
    std::uint64_t written_ = 0;
    bool is_failed_ = false;
};

/// Makes spools in one folder.
class FileScratch final : public Scratch {
public:
    explicit FileScratch(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::unique_ptr<Spool> make_spool() override;

private:
    std::filesystem::path folder_;
};

}  // namespace echeance
