// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <charconv>

#include "api/answers.hpp"
#include "api/json/statistics.hpp"
#include "api/statistics.hpp"
#include "api/statistics_reading.hpp"

namespace echeance {
namespace {

constexpr int weeks_averaged = 8;
constexpr int days_a_week = 7;

int weeks_of(const Call& call) {
    constexpr int fallback = 8;
    const auto text = call.query_value("weeks").value_or("");
    int weeks = fallback;
    std::from_chars(text.data(), text.data() + text.size(), weeks);
    return weeks;
}

/// Files received a week, over the last eight whole weeks.
std::int64_t received_a_week(const std::map<LegalDay, DayFlow>& flow, LegalDay today) {
    const auto monday = monday_of(today);
    std::int64_t files = 0;
    for (const auto& [day, counts] : flow)
        if (day < monday && monday - day <= weeks_averaged * days_a_week)
            files += counts.files_received;
    return files / weeks_averaged;
}

}  // namespace

Task<Response> get_capacity(Call& call) {
    const auto& tenant = call.principal.tenant;
    codec::CapacityAnswer answer{.today = call.today};
    auto stored = co_await every_doctor(call.ports, tenant, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    std::vector<DoctorWeeks> doctors;
    for (auto& each : *stored) {
        const auto kind = static_cast<std::size_t>(each.doctor.kind);
        ++answer.doctors[kind][static_cast<std::size_t>(presence_of(each.doctor, call.today))];
        doctors.push_back({std::move(each.doctor),
                           each.work.held,
                           {each.work.spent.begin(), each.work.spent.end()}});
    }
    answer.weeks =
        capacity_weeks(doctors, call.today, weeks_of(call), call.rules->rules.working_calendar());

    const auto open =
        co_await call.ports.store.backlog(tenant, BacklogKey::none, call.today, call.deadline());
    if (!open) co_return std::unexpected(open.error());
    const auto flow = co_await read_flow(call, call.today);
    if (!flow) co_return std::unexpected(flow.error());
    answer.received_files_per_week = received_a_week(*flow, call.today);
    if (!open->empty() && open->front().files > 0) {
        answer.backlog_minutes = open->front().expected_minutes;
        answer.received_minutes_per_week =
            answer.received_files_per_week * answer.backlog_minutes / open->front().files;
    }
    auto unassignable = co_await call.ports.store.unassignable(tenant, call.today, call.deadline());
    if (!unassignable) co_return std::unexpected(unassignable.error());
    answer.unassignable = std::move(*unassignable);
    co_return statistics_answer(call, codec::encode_capacity(answer), "weeks");
}

}  // namespace echeance
