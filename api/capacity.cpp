// SPDX-License-Identifier: EUPL-1.2

#include "api/answers.hpp"
#include "api/json/statistics.hpp"
#include "api/staffing.hpp"
#include "api/statistics.hpp"
#include "api/statistics_reading.hpp"

namespace echeance {
namespace {

constexpr std::size_t weeks_shown = 8;
constexpr int weeks_averaged = 8;
constexpr int days_a_week = 7;
constexpr std::size_t skills_told_max = 500;

/// Files received a week, over the last eight whole weeks.
std::int64_t received_a_week(const std::map<LegalDay, DayFlow>& flow, LegalDay today) {
    const auto monday = monday_of(today);
    std::int64_t files = 0;
    for (const auto& [day, counts] : flow)
        if (day < monday && monday - day <= weeks_averaged * days_a_week)
            files += counts.files_received;
    return files / weeks_averaged;
}

/// What waits by skill beside what is offered; in the order of the skills' names, `none` first.
std::vector<codec::SkillRow> skill_rows(const std::vector<BacklogGroup>& waiting,
                                        const std::vector<SkillCapacity>& offered,
                                        int weeks) {
    std::map<std::string, codec::SkillRow> rows;
    for (const auto& each : offered) {
        auto& row = rows[each.skill];
        row.doctors = each.doctors;
        row.capacity_minutes_per_week = each.capacity / weeks;
        row.doctors_without_limit = each.without_limit;
    }
    for (const auto& group : waiting) {
        auto& row = rows[group.key];
        row.files = group.files;
        row.backlog_minutes = group.expected_minutes;
    }
    std::vector<codec::SkillRow> list;
    for (auto& [skill, row] : rows) {
        row.skill = skill;
        list.insert(skill == no_skill ? list.begin() : list.end(), std::move(row));
        if (list.size() == skills_told_max) break;
    }
    return list;
}

}  // namespace

Task<Response> get_capacity(Call& call) {
    const auto& tenant = call.principal.tenant;
    codec::CapacityAnswer answer{.today = call.today};
    const auto doctors = co_await every_doctor(call.ports.store, tenant, call.deadline());
    if (!doctors) co_return std::unexpected(doctors.error());
    answer.doctors = count_doctors(*doctors, call.today);
    const auto weeks = static_cast<int>(count_of(call, "weeks", weeks_shown));
    const auto calendar = call.rules->rules.working_calendar();
    answer.weeks = capacity_weeks(*doctors, call.today, weeks, calendar);
    const auto by_skill =
        co_await call.ports.store.backlog(tenant, BacklogKey::skill, call.today, call.deadline());
    if (!by_skill) co_return std::unexpected(by_skill.error());
    answer.skills = skill_rows(
        *by_skill, capacity_by_skill(doctors_of(*doctors), call.today, weeks, calendar), weeks);

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
    auto unassignable = co_await call.ports.store.unassignable(
        tenant, doctors_of(*doctors), call.today, call.deadline());
    if (!unassignable) co_return std::unexpected(unassignable.error());
    answer.unassignable = std::move(*unassignable);
    co_return statistics_answer(call, codec::encode_capacity(answer), "weeks");
}

}  // namespace echeance
