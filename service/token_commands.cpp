// SPDX-License-Identifier: EUPL-1.2
#include "service/token_commands.hpp"

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "service/log.hpp"
#include "service/redis/credentials.hpp"
#include "service/redis_backend.hpp"
#include "service/system_clock.hpp"

namespace echeance {

namespace {

namespace asio = boost::asio;

int fail(const Error& error) {
    std::cerr << "echeance: " << error.detail << "\n";
    for (const auto& fault : error.fields)
        std::cerr << "  " << fault.pointer << ": " << fault.detail << "\n";
    return EXIT_FAILURE;
}

/// Runs one task against Redis, on this thread.
template <class T>
Result<T> with_tokens(const Config& config,
                      const std::function<Task<T>(redis::TokenStore&, Instant, Deadline)>& task) {
    Log log(STDERR_FILENO, LogLevel::warn);
    const auto backend = open_running_redis(config, log);
    if (!backend) return std::unexpected(backend.error());
    asio::io_context io{1};
    redis::ClientOptions options;
    options.endpoint = backend->endpoint;
    redis::Client client(io, std::move(options));
    redis::TokenStore tokens(client);
    const Deadline deadline{SystemClock::steady_now() + std::chrono::seconds(10)};
    Result<T> result = refuse(Errc::store_unavailable, "Redis does not answer.");
    const auto work = [&]() -> asio::awaitable<void> {
        const bool is_up = co_await client.wait_until_up(deadline);
        if (is_up) result = co_await task(tokens, SystemClock::real_now(), deadline);
        client.stop();
    };
    const auto on_end = [](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);
    };
    client.start();
    asio::co_spawn(io, work, on_end);
    io.run();
    return result;
}

/// `expires` is the last day on which the token works; the day ends late enough for every
/// territory.
Result<Instant> end_of(const std::string& day) {
    const auto parsed = LegalDay::parse(day);
    if (!parsed) return refuse_field("--expires", "invalid", "must be a day, YYYY-MM-DD");
    constexpr std::chrono::hours westernmost{12};
    return Instant{std::chrono::sys_days{std::chrono::days{parsed->number() + 1}}} + westernmost;
}

Result<redis::TokenSpec> spec_of(const Config& config, const TokenRequest& request) {
    redis::TokenSpec spec{.tenant = config.tenant, .name = request.name};
    for (const auto& text : request.scopes) {
        const auto scope = scope_from_text(text);
        if (!scope) return refuse_field("--scope", "invalid", "there is no such scope; see --help");
        spec.scopes |= 1U << static_cast<unsigned>(*scope);
    }
    if (!request.doctor.empty()) {
        auto doctor = DoctorId::parse(request.doctor);
        if (!doctor) return refuse_field("--doctor", "invalid", "must be a doctor id");
        spec.doctor = std::move(*doctor);
    }
    if (!request.expires.empty()) {
        const auto expires = end_of(request.expires);
        if (!expires) return std::unexpected(expires.error());
        spec.expires_at = *expires;
    }
    return spec;
}

std::string scopes_text(std::uint32_t scopes) {
    std::string text;
    for (unsigned bit = 0; bit < scope_count; ++bit)
        if ((scopes & (1U << bit)) != 0)
            text.append(text.empty() ? "" : " ").append(to_text(static_cast<Scope>(bit)));
    return text;
}

}  // namespace

int create_token(const Config& config, const TokenRequest& request) {
    const auto spec = spec_of(config, request);
    if (!spec) return fail(spec.error());
    const auto token = with_tokens<std::string>(
        config, [&](redis::TokenStore& tokens, Instant now, Deadline deadline) {
            return tokens.create(*spec, now, deadline);
        });
    if (!token) return fail(token.error());
    std::cout << *token << "\n";
    return EXIT_SUCCESS;
}

int list_tokens(const Config& config, const TokenRequest&) {
    const auto found = with_tokens<std::vector<redis::TokenInfo>>(
        config, [&](redis::TokenStore& tokens, Instant, Deadline deadline) {
            return tokens.list(config.tenant, deadline);
        });
    if (!found) return fail(found.error());
    for (const auto& [spec, created_at, id] : *found) {
        std::cout << id << "  " << spec.name << "  " << scopes_text(spec.scopes) << "  created "
                  << to_rfc3339(created_at);
        if (spec.doctor) std::cout << "  doctor " << spec.doctor->text();
        if (spec.expires_at) std::cout << "  expires " << to_rfc3339(*spec.expires_at);
        std::cout << "\n";
    }
    return EXIT_SUCCESS;
}

int revoke_token(const Config& config, const TokenRequest& request) {
    const auto revoked =
        with_tokens<bool>(config, [&](redis::TokenStore& tokens, Instant now, Deadline deadline) {
            return tokens.revoke(config.tenant, request.name, now, deadline);
        });
    if (!revoked) return fail(revoked.error());
    std::cout << "revoked\n";
    return EXIT_SUCCESS;
}

}  // namespace echeance
