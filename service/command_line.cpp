// SPDX-License-Identifier: EUPL-1.2
#include "service/command_line.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>

#include "service/application.hpp"
#include "service/cli_client.hpp"
#include "service/config.hpp"
#include "service/forecast_command.hpp"
#include "service/token_commands.hpp"

namespace echeance {

namespace {

/// What the settings' flags of one command were given.
class SettingFlags {
public:
    /// Adds `--config` and a flag for each setting that `wants` takes.
    void add_to(CLI::App& command, bool (*wants)(std::string_view name)) {
        command.add_option("--config", file_, "TOML file with any of these settings")
            ->type_name("FILE");
        const auto usual = load_config({});
        for (const auto& setting : settings()) {
            if (!wants(setting.name)) continue;
            const auto flag = "--" + std::string{setting.name};
            std::string about{setting.why};
            if (!setting.bounds.empty()) about += " (" + std::string{setting.bounds} + ")";
            auto take = [this, name = std::string{setting.name}](const std::string& text) {
                given_[name] = text;
            };
            if (setting.kind == SettingKind::switch_)
                command.add_flag_callback(flag, [take] { take("true"); }, about);
            else
                command.add_option_function<std::string>(flag, take, about)
                    ->type_name(std::string{setting.unit})
                    ->default_str(usual ? setting.get(*usual) : "");
        }
    }

    /// Writes every fault to stderr when there is one.
    std::optional<Config> load(const char* const* environment) const {
        ConfigSources sources;
        sources.flags = given_;
        sources.environment = own_environment(environment);
        if (!file_.empty()) sources.file = file_;
        auto config = load_config(sources);
        if (config) return std::move(*config);
        std::cerr << "echeance: " << config.error().detail << "\n";
        for (const auto& fault : config.error().fields)
            std::cerr << "  " << fault.pointer << ": " << fault.detail << "\n";
        return std::nullopt;
    }

private:
    std::map<std::string, std::string, std::less<>> given_;
    std::string file_;
};

bool any_setting(std::string_view) {
    return true;
}
bool store_setting(std::string_view name) {
    return name == "data-dir" || name == "redis" || name == "redis-password-file" ||
           name == "tenant";
}

/// Everything the commands fill in; lives as long as the parser.
struct Commands {
    const char* const* environment;
    SettingFlags serve_flags, check_flags, token_flags;
    TokenRequest token;
    TransferRequest transfer;
    ForecastCommand forecast;
    bool markdown = false;
    int exit_code = EXIT_SUCCESS;
};

void add_serve(CLI::App& app, Commands& commands) {
    auto* const command = app.add_subcommand("serve", "Serve the API until SIGTERM");
    commands.serve_flags.add_to(*command, any_setting);
    command->callback([&commands] {
        const auto config = commands.serve_flags.load(commands.environment);
        commands.exit_code = config ? serve(*config) : EXIT_FAILURE;
    });
}

void add_check_config(CLI::App& app, Commands& commands) {
    auto* const command =
        app.add_subcommand("check-config", "Print the effective settings, secrets as ***");
    commands.check_flags.add_to(*command, any_setting);
    command->add_flag("--markdown", commands.markdown, "Print the table of all settings instead");
    command->callback([&commands] {
        if (commands.markdown) {
            std::cout << settings_markdown();
            return;
        }
        const auto config = commands.check_flags.load(commands.environment);
        commands.exit_code = config ? EXIT_SUCCESS : EXIT_FAILURE;
        if (config) std::cout << effective_text(*config);
    });
}

void add_token_command(CLI::App& parent,
                       Commands& commands,
                       const std::string& name,
                       const std::string& about,
                       int (*run)(const Config&, const TokenRequest&)) {
    auto* const command = parent.add_subcommand(name, about);
    if (name == "create") {
        command->add_option("--name", commands.token.name, "who it stands for")->required();
        command
            ->add_option("--scope",
                         commands.token.scopes,
                         "files:read, files:write, files:import, evaluate, doctors:write, "
                         "configuration:write, statistics:read, events:read, admin")
            ->required();
        command->add_option("--doctor", commands.token.doctor, "the doctor it acts for");
        command->add_option("--expires", commands.token.expires, "last day, YYYY-MM-DD");
    }
    if (name == "revoke") command->add_option("NAME", commands.token.name)->required();
    commands.token_flags.add_to(*command, store_setting);
    command->callback([&commands, run] {
        const auto config = commands.token_flags.load(commands.environment);
        commands.exit_code = config ? run(*config, commands.token) : EXIT_FAILURE;
    });
}

void add_tokens(CLI::App& app, Commands& commands) {
    auto* const parent = app.add_subcommand("token", "Create, list and revoke access tokens");
    parent->require_subcommand(1);
    add_token_command(*parent, commands, "create", "Print a new token, once", create_token);
    add_token_command(*parent, commands, "list", "List the tenant's tokens", list_tokens);
    add_token_command(*parent, commands, "revoke", "End a token within a second", revoke_token);
}

void add_transfer(CLI::App& app,
                  Commands& commands,
                  const std::string& name,
                  const std::string& about,
                  int (*run)(const TransferRequest&)) {
    auto* const command = app.add_subcommand(name, about);
    auto& transfer = commands.transfer;
    auto* const file = command->add_option("FILE", transfer.file);
    if (name == "import")
        file->required()->check(CLI::ExistingFile);
    else
        file->description("standard output if absent");
    command->add_option("--url", transfer.url, "address of the service")->capture_default_str();
    command->add_option("--token-file", transfer.token_file, "file with the token")
        ->capture_default_str();
    command->callback([&commands, run] { commands.exit_code = run(commands.transfer); });
}

void add_forecast(CLI::App& app, Commands& commands) {
    auto* const command =
        app.add_subcommand("forecast", "Simulate what other staff would change, and when");
    auto& ask = commands.forecast;
    command->add_option("--add", ask.added, "who arrives: KIND[:COUNT]@YYYY-MM[-DD][:MINUTES]")
        ->type_name("WHO");
    command->add_option("--leave", ask.leaving, "who leaves: DOCTOR@YYYY-MM[-DD]")
        ->type_name("WHO");
    command->add_option("--by", ask.by, "how many more titular doctors meet the limit by then")
        ->type_name("DAY");
    command->add_option("--days", ask.horizon_days, "horizon")->capture_default_str();
    command->add_option("--replications", ask.replications, "courses of events")
        ->capture_default_str();
    command->add_flag("--csv", ask.as_csv, "the weeks as CSV");
    command->add_option("--url", ask.url, "address of the service")->capture_default_str();
    command->add_option("--token-file", ask.token_file, "file with the token")
        ->capture_default_str();
    command->callback([&commands] { commands.exit_code = forecast_staff(commands.forecast); });
}

}  // namespace

int run_command_line(int argc, const char* const* argv, const char* const* environment) {
    CLI::App app(
        "The queue of an MDPH's medical evaluations: who is late under the law, and which "
        "file comes next");
    app.name("echeance");
    app.require_subcommand(1);
    Commands commands{.environment = environment,
                      .serve_flags = {},
                      .check_flags = {},
                      .token_flags = {},
                      .token = {},
                      .transfer = {},
                      .forecast = {}};
    add_serve(app, commands);
    add_tokens(app, commands);
    add_check_config(app, commands);
    add_transfer(app,
                 commands,
                 "import",
                 "Send files or doctors (.csv, .ndjson), or restore an export",
                 import_file);
    add_forecast(app, commands);
    add_transfer(app, commands, "export", "Write everything as NDJSON", export_file);
    app.add_subcommand("version", "Print the version")->callback([] {
        std::cout << "echeance " << version << "\n";
    });
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // CLI11's only way to end a parse, --help included.
        return app.exit(error);
    }
    return commands.exit_code;
}

}  // namespace echeance
