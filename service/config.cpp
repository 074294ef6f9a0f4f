// SPDX-License-Identifier: EUPL-1.2
#include "service/config.hpp"

#include <sys/stat.h>

#include <boost/asio/ip/address.hpp>

// Debian's compiled library throws; the header alone can answer with the fault's line.
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

namespace echeance {

namespace {

constexpr std::string_view variable_prefix = "ECHEANCE_";
constexpr std::uintmax_t file_bytes_max = 1U << 20U;
constexpr std::string_view default_tenant = "92";

std::string variable_of(std::string_view setting) {
    std::string name{variable_prefix};
    for (const char c : setting)
        name.push_back(c == '-' ? '_'
                                : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
    return name;
}

std::string key_of(std::string_view setting) {
    std::string name{setting};
    std::ranges::replace(name, '-', '_');
    return name;
}

/// Takes values from the weakest source to the strongest, and keeps every fault.
class Loader {
public:
    explicit Loader(Config config) : config_(std::move(config)) {}

    void take(const Setting& setting, std::string where, std::string_view text) {
        auto fault = setting.set(config_, text);
        if (!fault.empty()) add(std::move(where), "invalid", std::move(fault));
    }
    void add(std::string where, std::string code, std::string detail) {
        faults_.push_back({std::move(where), std::move(code), std::move(detail)});
    }
    void read_file(const std::filesystem::path& path);
    void read_environment(const std::vector<std::pair<std::string, std::string>>& environment);
    void read_flags(const std::map<std::string, std::string, std::less<>>& flags);
    void check_whole();
    Result<Config> finish() {
        if (faults_.empty()) return std::move(config_);
        return std::unexpected(
            Error{Errc::invalid_input, "The configuration is not valid.", std::move(faults_)});
    }

private:
    void take_node(const Setting& setting, const std::string& where, const toml::node& node);

    Config config_;
    std::vector<FieldError> faults_;
};

void Loader::read_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error || size > file_bytes_max) {
        add("--config", "unreadable", "the file cannot be read, or has more than 1 MiB");
        return;
    }
    auto parsed = toml::parse_file(path.string());
    if (!parsed) {
        const auto line = parsed.error().source().begin.line;
        add("--config", "malformed", "not TOML, at line " + std::to_string(line));
        return;
    }
    for (const auto& [key, node] : parsed.table()) {
        const std::string_view name = key.str();
        const auto where = path.filename().string() + ": " + std::string{name};
        const auto rows = settings();
        const auto row = std::ranges::find_if(
            rows, [&](const Setting& setting) { return key_of(setting.name) == name; });
        if (row == rows.end())
            add(where, "unknown", "there is no such setting");
        else
            take_node(*row, where, node);
    }
}

void Loader::take_node(const Setting& setting, const std::string& where, const toml::node& node) {
    if (const auto* text = node.as_string())
        take(setting, where, text->get());
    else if (const auto* number = node.as_integer())
        take(setting, where, std::to_string(number->get()));
    else if (const auto* truth = node.as_boolean())
        take(setting, where, truth->get() ? "true" : "false");
    else
        add(where, "invalid", "must be a string, a whole number or a boolean");
}

void Loader::read_environment(const std::vector<std::pair<std::string, std::string>>& environment) {
    for (const auto& [variable, text] : environment) {
        const auto rows = settings();
        const auto row = std::ranges::find_if(
            rows, [&](const Setting& setting) { return variable_of(setting.name) == variable; });
        if (row == rows.end())
            add(variable, "unknown", "there is no such setting");
        else
            take(*row, variable, text);
    }
}

void Loader::read_flags(const std::map<std::string, std::string, std::less<>>& flags) {
    for (const auto& [name, text] : flags) {
        const auto* const setting = find_setting(name);
        if (setting == nullptr)
            add("--" + name, "unknown", "there is no such setting");
        else
            take(*setting, "--" + name, text);
    }
}

void Loader::check_whole() {
    if (!config_.redis_password_file.empty()) {
        if (config_.redis.empty())
            add("--redis-password-file",
                "invalid",
                "needs --redis: the embedded one has no password");
        else if (const auto secret = read_secret(config_.redis_password_file); !secret)
            add("--redis-password-file", "unreadable", secret.error().detail);
    }
    if (!config_.metrics_token_file.empty())
        if (const auto secret = read_secret(config_.metrics_token_file); !secret)
            add("--metrics-token-file", "unreadable", secret.error().detail);
}

Config default_config() {
    const unsigned cores = std::max(std::thread::hardware_concurrency(), 2U);
    Config config{.tenant = *TenantId::parse(default_tenant),
                  .redis = {},
                  .redis_password_file = {},
                  .as_of = {},
                  .port_file = {},
                  .metrics_token_file = {}};
    config.threads = std::min(cores - 1, 64U);
    return config;
}

}  // namespace

std::string_view to_text(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

bool Config::is_loopback() const {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(listen, error);
    return !error && address.is_loopback();
}

std::vector<std::pair<std::string, std::string>> own_environment(const char* const* environment) {
    std::vector<std::pair<std::string, std::string>> own;
    for (; environment != nullptr && *environment != nullptr; ++environment) {
        const std::string_view entry{*environment};
        const auto equals = entry.find('=');
        if (!entry.starts_with(variable_prefix) || equals == std::string_view::npos) continue;
        own.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
    }
    return own;
}

Result<Config> load_config(const ConfigSources& sources) {
    Loader loader(default_config());
    if (sources.file) loader.read_file(*sources.file);
    loader.read_environment(sources.environment);
    loader.read_flags(sources.flags);
    loader.check_whole();
    return loader.finish();
}

std::string effective_text(const Config& config) {
    std::string text;
    for (const auto& setting : settings())
        text.append(key_of(setting.name)).append(" = ").append(setting.get(config)).append("\n");
    return text;
}

std::string settings_markdown() {
    const auto defaults = default_config();
    std::string text = "| Setting | Default | Unit | Bounds | Why |\n|---|---|---|---|---|\n";
    for (const auto& setting : settings()) {
        // The number of cores of this machine says nothing to a reader.
        const auto standard =
            setting.name == "threads" ? std::string{"cores - 1"} : setting.get(defaults);
        text.append("| `--").append(setting.name).append("` | ").append(standard);
        text.append(" | ").append(setting.unit).append(" | ").append(setting.bounds);
        text.append(" | ").append(setting.why).append(" |\n");
    }
    return text;
}

Result<std::string> read_secret(const std::filesystem::path& file) {
    struct stat status{};
    if (::stat(file.c_str(), &status) != 0)
        return refuse(Errc::invalid_input, "the file cannot be read");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return refuse(Errc::invalid_input, "others may read the file: chmod 600");
    std::ifstream input(file);
    std::string line;
    std::getline(input, line);
    if (line.empty()) return refuse(Errc::invalid_input, "the first line of the file is empty");
    return line;
}

}  // namespace echeance
