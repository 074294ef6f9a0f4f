// SPDX-License-Identifier: EUPL-1.2
#include "service/owner_token.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "service/redis/credentials.hpp"
#include "service/redis/data_folder.hpp"

namespace echeance {

namespace {

constexpr const char* owner_name = "owner";

Result<void> write_private(const std::filesystem::path& file, const std::string& text) {
    const auto fault = [] {
        return refuse(Errc::store_unavailable, "The owner's token cannot be written to its file.");
    };
    auto unfinished = file;
    unfinished += ".new";
    ::unlink(unfinished.c_str());
    const redis::FileDescriptor output{
        ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!output.is_open()) return fault();
    if (::write(output.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        return fault();
    if (::fsync(output.get()) != 0) return fault();
    if (::rename(unfinished.c_str(), file.c_str()) != 0) return fault();
    return {};
}

}  // namespace

std::filesystem::path owner_token_file(const Config& config) {
    return config.data_dir / "owner.token";
}

boost::asio::awaitable<Result<void>> ensure_owner_token(redis::Client& client,
                                                        const Config& config,
                                                        Instant now,
                                                        Deadline deadline) {
    const auto file = owner_token_file(config);
    std::error_code error;
    if (std::filesystem::exists(file, error)) co_return Result<void>{};
    // With a Redis of one's own nobody has made the folder yet.
    std::filesystem::create_directories(config.data_dir, error);
    redis::TokenStore tokens(client);
    redis::TokenSpec spec{.tenant = config.tenant,
                          .name = owner_name,
                          .scopes = 1U << static_cast<unsigned>(Scope::admin)};
    auto token = co_await tokens.create(spec, now, deadline);
    if (!token && token.error().code == Errc::already_exists) {
        const auto revoked = co_await tokens.revoke(config.tenant, owner_name, now, deadline);
        if (!revoked) co_return std::unexpected(revoked.error());
        token = co_await tokens.create(spec, now, deadline);
    }
    if (!token) co_return std::unexpected(token.error());
    co_return write_private(file, *token + "\n");
}

}  // namespace echeance
