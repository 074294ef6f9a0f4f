// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <limits>

#include "service/config.hpp"
#include "service/redis/endpoint.hpp"

namespace echeance {

namespace {

using Text = std::string_view;

/// `member` from decimal text within bounds, both ends included.
template <auto member, std::uint64_t low, std::uint64_t high>
std::string set_number(Config& config, Text text) {
    std::uint64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (text.empty() || read.ec != std::errc() || read.ptr != end || number < low || number > high)
        return "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high);
    auto& target = config.*member;
    target = static_cast<std::remove_reference_t<decltype(target)>>(number);
    return {};
}

template <auto member>
std::string get_number(const Config& config) {
    return std::to_string(config.*member);
}

template <auto member>
std::string set_path(Config& config, Text text) {
    if (text.empty() || text.contains('\0')) return "must be a path";
    config.*member = text;
    return {};
}

template <auto member>
std::string get_path(const Config& config) {
    return (config.*member).string();
}

std::string set_listen(Config& config, Text text) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(text, error);
    if (error) return "must be an IP address";
    config.listen = address.to_string();
    return {};
}
std::string get_listen(const Config& config) {
    return config.listen;
}

std::string set_tenant(Config& config, Text text) {
    auto tenant = TenantId::parse(text);
    if (!tenant) return "must be a département code such as 92, 2A or 974";
    config.tenant = std::move(*tenant);
    return {};
}
std::string get_tenant(const Config& config) {
    return config.tenant.text();
}

std::string set_redis(Config& config, Text text) {
    const auto endpoint = redis::Endpoint::parse(text);
    if (!endpoint) return endpoint.error().detail;
    config.redis = text;
    return {};
}
std::string get_redis(const Config& config) {
    if (config.redis.empty()) return "embedded";
    const auto endpoint = redis::Endpoint::parse(config.redis);
    return endpoint ? endpoint->to_string() : "***";
}

std::string set_as_of(Config& config, Text text) {
    const auto day = LegalDay::parse(text);
    if (!day) return "must be a day, YYYY-MM-DD";
    config.as_of = *day;
    return {};
}
std::string get_as_of(const Config& config) {
    return config.as_of ? config.as_of->text() : "today";
}

std::string set_demo(Config& config, Text text) {
    if (text != "true" && text != "false") return "must be true or false";
    config.demo = text == "true";
    return {};
}
std::string get_demo(const Config& config) {
    return config.demo ? "true" : "false";
}

std::string set_log_level(Config& config, Text text) {
    for (const auto level : {LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error})
        if (text == to_text(level)) {
            config.log_level = level;
            return {};
        }
    return "must be debug, info, warn or error";
}
std::string get_log_level(const Config& config) {
    return std::string{to_text(config.log_level)};
}

using enum SettingKind;
constexpr std::array table{
    Setting{"listen",
            value,
            "IP address",
            "any",
            "loopback only, unless said otherwise",
            set_listen,
            get_listen},
    Setting{"port",
            value,
            "port",
            "0 to 65535",
            "0 takes any free one; see port-file",
            set_number<&Config::port, 0, 65'535>,
            get_number<&Config::port>},
    Setting{"data-dir",
            value,
            "folder",
            "own, local",
            "all data of the embedded Redis, and owner.token",
            set_path<&Config::data_dir>,
            get_path<&Config::data_dir>},
    Setting{"tenant",
            value,
            "code",
            "a département",
            "whose owner token is made at the first start",
            set_tenant,
            get_tenant},
    Setting{"redis",
            value,
            "URL",
            "redis://, redis+sentinel://, redis+cluster:// or unix:",
            "servers of your own in place of the embedded one",
            set_redis,
            get_redis},
    Setting{"redis-password-file",
            value,
            "file",
            "mode 0600",
            "the password of those servers, kept out of the command line",
            set_path<&Config::redis_password_file>,
            get_path<&Config::redis_password_file>},
    Setting{"threads",
            value,
            "threads",
            "1 to 64",
            "default: cores less one, which Redis needs",
            set_number<&Config::threads, 1, 64>,
            get_number<&Config::threads>},
    Setting{"as-of",
            value,
            "day",
            "1900 to 2199",
            "starts the clock at noon of that day: rehearsal and training",
            set_as_of,
            get_as_of},
    Setting{"demo",
            switch_,
            "",
            "true, false",
            "loads a believable backlog into an empty service",
            set_demo,
            get_demo},
    Setting{"demo-files",
            value,
            "files",
            "1 to 1000000",
            "size of that backlog; the default is one large MDPH",
            set_number<&Config::demo_files, 1, 1'000'000>,
            get_number<&Config::demo_files>},
    Setting{"log-level",
            value,
            "level",
            "debug, info, warn, error",
            "info is one line a request",
            set_log_level,
            get_log_level},
    Setting{"max-connections",
            value,
            "connections",
            "1 to 100000",
            "16 KiB each; beyond it none is accepted",
            set_number<&Config::max_connections, 1, 100'000>,
            get_number<&Config::max_connections>},
    Setting{"max-in-flight",
            value,
            "requests",
            "1 to 16000",
            "beyond it 503: more would only wait for Redis",
            set_number<&Config::max_in_flight, 1, 16'000>,
            get_number<&Config::max_in_flight>},
    Setting{"requests-per-second",
            value,
            "requests/s",
            "0 to 1000000",
            "of one credential on one thread; 0: no limit",
            set_number<&Config::requests_per_second, 0, 1'000'000>,
            get_number<&Config::requests_per_second>},
    Setting{"wait-replicas",
            value,
            "replicas",
            "0 to 5",
            "that must have a write before it is acknowledged",
            set_number<&Config::wait_replicas, 0, 5>,
            get_number<&Config::wait_replicas>},
    Setting{"port-file",
            value,
            "file",
            "writable",
            "gets the chosen port once the service listens",
            set_path<&Config::port_file>,
            get_path<&Config::port_file>},
    Setting{"metrics-token-file",
            value,
            "file",
            "mode 0600",
            "what /metrics asks for when not on loopback; none: it is closed there",
            set_path<&Config::metrics_token_file>,
            get_path<&Config::metrics_token_file>},
};

}  // namespace

std::span<const Setting> settings() {
    return table;
}

const Setting* find_setting(std::string_view name) {
    const auto* const found = std::ranges::find(table, name, &Setting::name);
    return found == table.end() ? nullptr : found;
}

}  // namespace echeance
