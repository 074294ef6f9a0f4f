// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/ids.hpp"
#include "domain/legal_day.hpp"
#include "domain/result.hpp"

namespace echeance {

enum class LogLevel : std::uint8_t { debug, info, warn, error };
[[nodiscard]] std::string_view to_text(LogLevel level);

/// How the process runs. Policy (legal limits, calendars, minutes) is not here: it is dated data of
/// each tenant. Plain values, read once, never changed.
struct Config {
    std::string listen = "127.0.0.1";
    std::uint16_t port = 8080;
    std::filesystem::path data_dir = "./echeance-data";
    TenantId tenant;
    std::string redis;  ///< empty: the embedded one
    std::filesystem::path redis_password_file;
    unsigned threads = 1;
    std::optional<LegalDay> as_of;
    bool demo = false;
    std::uint32_t demo_files = 18'000;
    LogLevel log_level = LogLevel::info;
    std::size_t max_connections = 4'096;
    std::size_t max_in_flight = 1'024;
    std::uint32_t requests_per_second = 0;  ///< of one credential; 0: no limit
    int wait_replicas = 0;
    std::filesystem::path port_file;  ///< gets the chosen port once the service listens
    std::filesystem::path metrics_token_file;

    [[nodiscard]] bool is_loopback() const;
};

enum class SettingKind : std::uint8_t { value, switch_ };

/// One row of the table from which flags, environment, file, help and the README come.
struct Setting {
    std::string_view name;  ///< as in `--data-dir`; `ECHEANCE_DATA_DIR`, `data_dir` in the file
    SettingKind kind;
    std::string_view unit;
    std::string_view bounds;
    std::string_view why;
    /// Empty if taken, else what is wrong (never repeating the value: it may be a secret).
    std::string (*set)(Config& config, std::string_view text);
    /// Effective value, secrets as `***`.
    std::string (*get)(const Config& config);
};
[[nodiscard]] std::span<const Setting> settings();
[[nodiscard]] const Setting* find_setting(std::string_view name);

/// Where values come from. An earlier source wins: flags, environment, file, default.
struct ConfigSources {
    std::map<std::string, std::string, std::less<>> flags;
    std::vector<std::pair<std::string, std::string>> environment;  ///< variables `ECHEANCE_*` only
    std::optional<std::filesystem::path> file;                     ///< TOML
};

/// The process's own `ECHEANCE_*` variables.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> own_environment(
    const char* const* environment);

/// `invalid_input` with every fault of every source in `fields`: the pointer says where
/// (`--port`, `ECHEANCE_PORT`, `FILE: port`).
[[nodiscard]] Result<Config> load_config(const ConfigSources& sources);

/// `name = value` lines, redacted.
[[nodiscard]] std::string effective_text(const Config& config);
/// The README's table.
[[nodiscard]] std::string settings_markdown();

/// The first line of a secret's file. `invalid_input` if it cannot be read or others may read it.
[[nodiscard]] Result<std::string> read_secret(const std::filesystem::path& file);

}  // namespace echeance
