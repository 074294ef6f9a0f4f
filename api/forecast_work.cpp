// SPDX-License-Identifier: EUPL-1.2
#include "api/forecast_work.hpp"

#include <optional>
#include <utility>

#include "api/every_file.hpp"
#include "api/json/codec.hpp"
#include "api/operations.hpp"
#include "api/staffing.hpp"
#include "domain/forecast_world_of.hpp"

namespace echeance {
namespace {

constexpr int standing_days = 365;
constexpr int standing_replications = 100;

ForecastTools tools_of(Workshop& workshop, std::shared_ptr<std::atomic<bool>> cancelled) {
    return {.parallel_for = workshop.parallel_for(std::move(cancelled)),
            .solve = workshop.flow_solver()};
}

ForecastInputs inputs_of(const ForecastWork& work, const ForecastMaterial& material) {
    return {.history = material.history,
            .doctors = material.doctors,
            .rules = work.rules->rules,
            .today = work.today,
            .days = work.ask.horizon_days,
            .salt = work.rules->salt,
            .files_a_year = work.ask.files_a_year};
}

/// The parts of an answer, one after the other: each is computed in one go, off the thread.
class Answering {
public:
    Answering(ForecastWork& work, const ForecastMaterial& material)
        : work_(work),
          tools_(tools_of(work.ports.workshop, work.cancelled)),
          world_(forecast_world_of(inputs_of(work, material))) {}

    Result<void> begin() {
        const auto present = simulate(world_, present_scenario(world_));
        if (!present) return std::unexpected(present.error());
        out_ = R"("seed":)" + std::to_string(work_.ask.seed) + R"(,"replications":)" +
               std::to_string(work_.ask.replications) + R"(,"as_of":")" + work_.today.text() +
               R"(","inflow":)";
        codec::append_inflow(out_, world_.inflow);
        out_ += R"(,"today":)";
        codec::append_forecast_result(out_, *present);
        return {};
    }
    Result<void> add_scenario() {
        auto made = what_if_world(world_, work_.ask.scenario, work_.rules->rules);
        if (!made) return std::unexpected(made.error());
        scenario_ = std::move(*made);
        const auto result = simulate(scenario_->world, scenario_->scenario);
        if (!result) return std::unexpected(result.error());
        out_ += R"(,"scenario":)";
        codec::append_forecast_result(out_, *result);
        out_ += R"(,"marginal":)";
        codec::append_marginal(out_, result->effects, scenario_->scenario.doctors);
        return {};
    }
    Result<void> add_comparison(const WhatIf& what_if) {
        auto made = what_if_world(world_, what_if, work_.rules->rules);
        if (!made) return std::unexpected(made.error());
        made->scenario.added.clear();
        const auto result = simulate(made->world, made->scenario);
        if (!result) return std::unexpected(result.error());
        comparisons_ += comparisons_.empty() ? R"({"name":)" : R"(,{"name":)";
        codec::append_quoted(comparisons_, what_if.name);
        comparisons_ += R"(,"result":)";
        codec::append_forecast_result(comparisons_, *result);
        comparisons_ += '}';
        return {};
    }
    /// Precondition: the scenario was added.
    Result<void> add_least_staff(const codec::LeastStaffAsk& asked) {
        const auto& [world, scenario] = *scenario_;
        const auto answer =
            least_staff(world,
                        {.seed = work_.ask.seed,
                         .replications = work_.ask.replications,
                         .base = scenario,
                         .added = added_doctor(asked.doctor, world, work_.rules->rules),
                         .by = asked.by},
                        tools_);
        if (!answer) return std::unexpected(answer.error());
        out_ += R"(,"least_staff":)";
        codec::append_least_staff(out_, asked, *answer);
        return {};
    }
    [[nodiscard]] std::string take() && {
        if (!comparisons_.empty()) out_ += R"(,"comparisons":[)" + comparisons_ + ']';
        return std::move(out_);
    }

private:
    Result<ForecastResult> simulate(const ForecastWorld& world, ForecastScenario scenario) {
        auto made = forecast(world,
                             {.seed = work_.ask.seed,
                              .replications = work_.ask.replications,
                              .scenarios = {std::move(scenario)}},
                             tools_);
        if (!made) return std::unexpected(made.error());
        return std::move(made->scenarios.front());
    }

    ForecastWork& work_;
    ForecastTools tools_;
    ForecastWorld world_;
    std::optional<WhatIfWorld> scenario_;
    std::string out_;
    std::string comparisons_;
};

/// Computes one part, then tells how far the work is.
template <class Part>
Task<bool> computed(ForecastWork& work, int percent, Part part) {
    Result<void> outcome;
    const std::function<void()> compute = [&] { outcome = part(); };
    const auto done = co_await work.ports.workshop.compute(compute);
    if (!done) co_return std::unexpected(done.error());
    if (!outcome) co_return std::unexpected(outcome.error());
    co_return co_await tell_progress(work.ports, work.tenant, work.operation, percent);
}

Task<bool> compute_answer(ForecastWork& work,
                          const ForecastMaterial& material,
                          std::optional<Answering>& answering) {
    constexpr int after_today = 40;
    constexpr int after_scenario = 70;
    constexpr int after_comparisons = 90;
    auto told = co_await computed(work, after_today, [&] {
        answering.emplace(work, material);
        return answering->begin();
    });
    if (!told) co_return told;
    told = co_await computed(work, after_scenario, [&] { return answering->add_scenario(); });
    if (!told) co_return told;
    for (const auto& what_if : work.ask.comparisons) {
        const auto part = [&] { return answering->add_comparison(what_if); };
        told = co_await computed(work, after_scenario, part);
        if (!told) co_return told;
    }
    if (!work.ask.least_staff) co_return true;
    const auto part = [&] { return answering->add_least_staff(*work.ask.least_staff); };
    co_return co_await computed(work, after_comparisons, part);
}

Task<bool> forecast_whole(ForecastWork& work) {
    constexpr int after_reading = 20;
    auto told = co_await tell_progress(work.ports, work.tenant, work.operation, 0);
    if (!told) co_return told;
    const auto material = co_await gather_forecast(work.ports, work.tenant, work.rules, work.today);
    if (!material) co_return std::unexpected(material.error());
    told = co_await tell_progress(work.ports, work.tenant, work.operation, after_reading);
    if (!told) co_return told;
    std::optional<Answering> answering;
    told = co_await compute_answer(work, *material, answering);
    if (!told) co_return told;
    auto result = std::move(*answering).take();
    const auto standing =
        co_await work.ports.store.standing_forecast(work.tenant, work.ports.workshop.deadline());
    if (!standing) co_return std::unexpected(standing.error());
    const auto accuracy = *standing ? codec::trust_summary((*standing)->backtest) : std::string{};
    if (!accuracy.empty()) result += R"(,"accuracy":)" + accuracy;
    work.operation.result = std::move(result);
    co_return true;
}

Task<bool> look_for_cancel(Ports& ports,
                           TenantId tenant,
                           std::string id,
                           std::shared_ptr<std::atomic<bool>> cancelled) {
    const auto operation =
        co_await ports.store.find_operation(tenant, std::move(id), ports.workshop.deadline());
    if (!operation) co_return std::unexpected(operation.error());
    if (operation->state == OperationState::cancelled) *cancelled = true;
    co_return true;
}

std::string encode_standing(const ForecastWorld& world,
                            const Forecast& made,
                            std::string_view backtest) {
    std::string out = R"("as_of":")" + world.first_day.text() + R"(","inflow":)";
    codec::append_inflow(out, world.inflow);
    out += R"(,"today":)";
    codec::append_forecast_result(out, made.scenarios.front());
    out += R"(,"accuracy":)" + codec::trust_summary(backtest);
    return '{' + out + '}';
}

Result<StandingForecast> standing_of(const ForecastMaterial& material,
                                     const TenantRules& rules,
                                     LegalDay today,
                                     const ForecastTools& tools) {
    const ForecastInputs inputs{.history = material.history,
                                .doctors = material.doctors,
                                .rules = rules.rules,
                                .today = today,
                                .days = standing_days,
                                .salt = rules.salt};
    const auto world = forecast_world_of(inputs);
    const auto made = forecast(world,
                               {.seed = static_cast<std::uint64_t>(today.number()),
                                .replications = standing_replications,
                                .scenarios = {present_scenario(world)},
                                .detail = ForecastDetail::waiting_files},
                               tools);
    if (!made) return std::unexpected(made.error());
    const auto trust = past_forecasts(inputs, tools);
    if (!trust) return std::unexpected(trust.error());
    StandingForecast standing{.day = today,
                              .meets_limit_on = made->scenarios.front().meets_limit.p50};
    codec::append_trust(standing.backtest, *trust);
    standing.result = encode_standing(world, *made, standing.backtest);
    for (std::size_t n = 0; n < made->files.size(); ++n) {
        const auto& file = made->files[n];
        standing.files.push_back(
            {world.waiting[n].id, {file.ahead, file.p50, file.p80}, file.breach});
    }
    return standing;
}

}  // namespace

Task<ForecastMaterial> gather_forecast(Ports& ports,
                                       TenantId tenant,
                                       std::shared_ptr<const TenantRules> rules,
                                       LegalDay today) {
    ForecastMaterial material;
    HistoryReader reader{rules->rules, rules->partition};
    const auto read =
        co_await every_file(ports,
                            tenant,
                            {.sort = FileSort::filed_on, .direction = SortDirection::descending},
                            today,
                            [&reader](const StoredFile& each) { return reader.add(each.file); });
    if (!read) co_return std::unexpected(read.error());
    material.history = std::move(reader).take();
    auto doctors = co_await every_doctor(ports.store, tenant, ports.workshop.deadline());
    if (!doctors) co_return std::unexpected(doctors.error());
    for (auto& each : *doctors) material.doctors.push_back(planning_doctor(std::move(each), today));
    co_return material;
}

Workshop::Attend stop_when_cancelled(const ForecastWork& work) {
    return [&ports = work.ports,
            tenant = work.tenant,
            id = work.operation.id,
            cancelled = work.cancelled] { return look_for_cancel(ports, tenant, id, cancelled); };
}

Task<bool> run_forecast(ForecastWork work) {
    const auto outcome = co_await forecast_whole(work);
    co_return co_await end_operation(work.ports, work.tenant, work.operation, outcome);
}

Task<StandingForecast> make_standing_forecast(Ports& ports,
                                              TenantId tenant,
                                              std::shared_ptr<const TenantRules> rules,
                                              LegalDay today) {
    const auto material = co_await gather_forecast(ports, tenant, rules, today);
    if (!material) co_return std::unexpected(material.error());
    Result<StandingForecast> made = refuse(Errc::unexpected, "Nothing was computed.");
    const auto tools = tools_of(ports.workshop, std::make_shared<std::atomic<bool>>(false));
    const std::function<void()> compute = [&] {
        made = standing_of(*material, *rules, today, tools);
    };
    const auto done = co_await ports.workshop.compute(compute);
    if (!done) co_return std::unexpected(done.error());
    co_return made;
}

}  // namespace echeance
