// SPDX-License-Identifier: EUPL-1.2
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "tests/bench/forecast_speed.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/plan_speed.hpp"
#include "tests/bench/policies.hpp"

// The heavy hands of `bench_service.py`, which starts the service, and prints the table.
namespace {

using namespace echeance::bench;

int answer(const Round& round, bool is_good) {
    if (!is_good) return EXIT_FAILURE;
    std::cout << round.json() << "\n";
    return EXIT_SUCCESS;
}

int answer_policies(const std::string& first_day, bool is_for_programs) {
    const auto from = echeance::LegalDay::parse(first_day);
    if (!from) return EXIT_FAILURE;
    const auto scenarios = compare_policies(*from);
    if (!scenarios) return EXIT_FAILURE;
    std::cout << (is_for_programs ? policy_json(*scenarios) : policy_tables(*scenarios));
    return keeps_promises(*scenarios) ? EXIT_SUCCESS : EXIT_FAILURE;
}

int answer_forecasts(const ForecastSize& size, bool is_for_programs) {
    const auto text = is_for_programs ? BenchText::json : BenchText::table;
    const auto validation = forecast_validation(size.seed, text);
    const auto speed = forecast_speed(size, text);
    if (validation.empty() || speed.empty()) return EXIT_FAILURE;
    if (is_for_programs)
        std::cout << R"({"validation": )" << validation << R"(, "speed": )" << speed << "}\n";
    else
        std::cout << validation << "\n" << speed;
    return EXIT_SUCCESS;
}

}  // namespace

int main(int count, char** arguments) {
    CLI::App app("Loads a tenant, measures claims and plans; bench_service.py calls it");
    FloorPlan floor;
    HttpPlan http;
    std::size_t files = 0;
    int claims = 0;
    std::string token_file;
    std::vector<std::string> watched;

    auto* const loading = app.add_subcommand("load", "fill an empty tenant");
    loading->add_option("--socket", floor.socket)->required();
    loading->add_option("--files", files)->required();

    auto* const direct = app.add_subcommand("direct", "claims by the script alone");
    direct->add_option("--socket", floor.socket)->required();
    auto* const over_http = app.add_subcommand("http", "claims over HTTP");
    over_http->add_option("--port", http.port)->required();
    over_http->add_option("--token-file", token_file)->required();
    for (auto* const part : {direct, over_http}) {
        part->add_option("--doctor", floor.doctors, "may be repeated: in turn")->required();
        part->add_option("--claims", claims)->required();
        part->add_option("--at-once", floor.in_flight);
        part->add_option("--watch", watched, "NAME=PID, whose CPU time to tell");
    }
    PlanSize plan;
    auto* const planning = app.add_subcommand("plan", "plan a made-up problem");
    planning->add_option("--files", plan.files);
    planning->add_option("--doctors", plan.doctors);
    planning->add_option("--capacity-percent", plan.capacity_percent);
    planning->add_option("--capped-percent", plan.capped_percent);
    planning->add_option("--seed", plan.seed);
    std::string first_day{"2026-11-20"};
    bool is_for_programs = false;
    auto* const comparing = app.add_subcommand("policies", "compare orders of service over a year");
    comparing->add_option("--first-day", first_day);
    comparing->add_flag("--json", is_for_programs);
    ForecastSize forecasts;
    auto* const forecasting =
        app.add_subcommand("forecast", "hold forecasts to queueing theory, and time them");
    forecasting->add_option("--replications", forecasts.replications);
    forecasting->add_option("--threads", forecasts.threads);
    forecasting->add_option("--seed", forecasts.seed);
    forecasting->add_flag("--json", is_for_programs);
    CLI11_PARSE(app, count, arguments);

    if (planning->parsed()) {
        const auto line = plan_speed(plan);
        std::cout << line << "\n";
        return line.empty() ? EXIT_FAILURE : EXIT_SUCCESS;
    }
    if (comparing->parsed()) return answer_policies(first_day, is_for_programs);
    if (forecasting->parsed()) return answer_forecasts(forecasts, is_for_programs);
    CpuMeter cpu;
    for (const auto& each : watched) cpu.watch(each);
    Round round(cpu, claims);
    if (loading->parsed()) return load(floor, files) ? EXIT_SUCCESS : EXIT_FAILURE;
    if (direct->parsed()) return answer(round, claim_directly(floor, round));
    if (!over_http->parsed()) {
        std::cout << app.help();
        return EXIT_SUCCESS;
    }
    http.doctors = floor.doctors;
    http.connections = floor.in_flight;
    std::getline(std::ifstream(token_file), http.token);
    return answer(round, claim_over_http(http, round));
}
