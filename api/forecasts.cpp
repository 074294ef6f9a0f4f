// SPDX-License-Identifier: EUPL-1.2
#include "api/forecasts.hpp"

#include <algorithm>
#include <charconv>

#include "api/answers.hpp"
#include "api/cursor.hpp"
#include "api/forecast_work.hpp"
#include "api/json/codec.hpp"
#include "api/json/writer.hpp"
#include "api/operations.hpp"
#include "domain/whole_number.hpp"

namespace echeance {
namespace {

constexpr std::size_t page_files = 50;

Task<StandingForecast> last_forecast(Call& call) {
    auto standing =
        co_await call.ports.store.standing_forecast(call.principal.tenant, call.deadline());
    if (!standing) co_return std::unexpected(standing.error());
    if (!*standing)
        co_return refuse(Errc::not_found, "No forecast has been made yet; ask again in a minute.");
    co_return std::move(**standing);
}

/// Those who leave, and named supervisors, must be there.
Task<bool> check_doctors(Call& call, const codec::ForecastAsk& ask) {
    std::vector<DoctorId> ids;
    std::vector<std::string> places;
    const auto add = [&](const WhatIf& what_if, const std::string& at) {
        for (std::size_t n = 0; n < what_if.leaving.size(); ++n) {
            ids.push_back(what_if.leaving[n].doctor);
            places.push_back(at + "/doctors_leaving/" + std::to_string(n) + "/doctor");
        }
        for (const auto& doctor : what_if.added)
            for (const auto& supervisor : doctor.supervisors) {
                ids.push_back(supervisor);
                places.push_back(at + "/doctors_added");
            }
    };
    add(ask.scenario, "");
    for (std::size_t n = 0; n < ask.comparisons.size(); ++n)
        add(ask.comparisons[n], "/comparisons/" + std::to_string(n));
    if (ids.empty()) co_return true;
    const auto found =
        co_await call.ports.store.find_doctors(call.principal.tenant, ids, call.deadline());
    if (!found) co_return std::unexpected(found.error());
    for (std::size_t n = 0; n < ids.size(); ++n) {
        const bool is_there = std::ranges::any_of(
            *found, [&](const StoredDoctor& each) { return each.doctor.id == ids[n]; });
        if (!is_there)
            co_return refuse_field(places[n], "unknown_doctor", "There is no such doctor.");
    }
    co_return true;
}

std::string with_breach(std::string file, double breach) {
    constexpr int probability_decimals = 3;
    file.pop_back();
    file += R"(,"breach_probability":)";
    codec::append_decimal(file, breach, probability_decimals);
    return file + '}';
}

}  // namespace

Task<Response> get_file_outlook(Call& call) {
    const auto id = file_id(call);
    if (!id) co_return std::unexpected(id.error());
    const auto& tenant = call.principal.tenant;
    const auto stored = co_await call.ports.store.find_file(tenant, *id, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    const auto forecast = co_await call.ports.store.file_forecast(tenant, *id, call.deadline());
    if (!forecast) co_return std::unexpected(forecast.error());
    const auto outlook = outlook_of(stored->file,
                                    call.rules->rules,
                                    call.today,
                                    *forecast ? (*forecast)->estimate : OutlookEstimate{});
    auto answer = json_answer(codec::encode_outlook(*id, outlook, call.today, call.language));
    answer.subject = id->text();
    co_return answer;
}

Task<Response> create_forecast(Call& call) {
    auto ask = codec::forecast_ask(*call.body, call.today);
    if (!ask) co_return std::unexpected(ask.error());
    const auto checked = co_await check_doctors(call, *ask);
    if (!checked) co_return std::unexpected(checked.error());
    ForecastWork work{.ports = call.ports,
                      .tenant = call.principal.tenant,
                      .rules = call.rules,
                      .today = call.today,
                      .ask = std::move(*ask),
                      .operation = begun_operation(call, "forecast")};
    const auto operation = work.operation;
    const auto look = stop_when_cancelled(work);
    co_return co_await start_operation(call, operation, run_forecast(std::move(work)), look);
}

Task<Response> get_standing_forecast(Call& call) {
    auto standing = co_await last_forecast(call);
    if (!standing) co_return std::unexpected(standing.error());
    co_return json_answer(std::move(standing->result));
}

Task<Response> backtest_forecast(Call& call) {
    auto standing = co_await last_forecast(call);
    if (!standing) co_return std::unexpected(standing.error());
    co_return json_answer(std::move(standing->backtest));
}

Task<Response> list_files_at_risk(Call& call) {
    const auto text = call.query_value("at_risk").value_or("");
    double probability = 0;
    std::from_chars(text.data(), text.data() + text.size(), probability);
    for (const auto& [name, value] : call.query)
        if (name != "at_risk" && name != "limit" && name != "cursor")
            co_return refuse_field(
                "/query/" + name, "not_with_at_risk", "Files at risk have an order of their own.");
    const auto position = position_of_cursor(call);
    if (!position) co_return std::unexpected(position.error());
    const auto offset = whole_number<std::size_t>(*position);
    if (!position->empty() && !offset)
        co_return refuse_field("/query/cursor", "invalid_cursor", "Not a cursor of this service.");
    const auto limit = count_of(call, "limit", page_files);
    const auto& tenant = call.principal.tenant;
    const auto page = co_await call.ports.store.files_at_risk(
        tenant, probability, offset.value_or(0), limit, call.deadline());
    if (!page) co_return std::unexpected(page.error());
    std::vector<FileId> ids;
    for (const auto& [id, breach] : page->files) ids.push_back(id);
    const auto files = co_await call.ports.store.find_files(tenant, ids, call.deadline());
    if (!files) co_return std::unexpected(files.error());
    std::vector<std::string> items;
    for (std::size_t n = 0; n < files->size(); ++n) {
        // Decided since: its risk is over.
        if (!(*files)[n] || !is_open((*files)[n]->file)) continue;
        items.push_back(with_breach(
            codec::encode_file(*(*files)[n], *call.rules, call.today, codec::WithClocks::no),
            page->files[n].second));
    }
    const auto next = page->more ? std::to_string(offset.value_or(0) + limit) : std::string{};
    co_return list_answer("files", items, opaque_cursor(next));
}

}  // namespace echeance
