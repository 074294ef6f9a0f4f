// SPDX-License-Identifier: EUPL-1.2
#include "api/answers.hpp"

#include <algorithm>

#include "api/conditional.hpp"
#include "api/json/codec.hpp"
#include "domain/whole_number.hpp"

namespace echeance {

Response json_answer(std::string body, int status) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

Response file_answer(const Call& call, const StoredFile& stored, int status, codec::Holder holder) {
    Response response = json_answer(
        codec::encode_file(stored, *call.rules, call.today, codec::WithClocks::yes, holder),
        status);
    response.headers.emplace_back("ETag", etag(stored.revision));
    response.subject = stored.file.id.text();
    return response;
}

Response doctor_answer(const Call& call,
                       const StoredDoctor& stored,
                       int status,
                       const GivenBack* given_back) {
    Response response = json_answer(
        codec::encode_doctor(stored, call.rules->rules, call.today, given_back), status);
    response.headers.emplace_back("ETag", etag(stored.revision));
    response.subject = stored.doctor.id.text();
    return response;
}

Response list_answer(std::string_view name,
                     const std::vector<std::string>& items,
                     std::string_view next_cursor) {
    std::string body = "{";
    codec::append_quoted(body, name);
    body += ":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i != 0) body += ',';
        body += items[i];
    }
    body += ']';
    if (!next_cursor.empty()) {
        body += ",\"next_cursor\":";
        codec::append_quoted(body, next_cursor);
    }
    body += '}';
    return json_answer(std::move(body));
}

Result<FileId> file_id(const Call& call) {
    auto id = FileId::parse(call.param("id"));
    if (!id) return refuse(Errc::not_found, "There is no such file.");
    return id;
}

Result<DoctorId> doctor_id(const Call& call) {
    auto id = DoctorId::parse(call.param("id"));
    if (!id) return refuse(Errc::not_found, "There is no such doctor.");
    return id;
}

std::size_t count_of(const Call& call, std::string_view name, std::size_t fallback) {
    return whole_number<std::size_t>(call.query_value(name).value_or("")).value_or(fallback);
}

Task<bool> refresh_rules(Call& call) {
    auto rules = co_await call.ports.store.rules(call.principal.tenant, call.deadline());
    if (!rules) co_return std::unexpected(rules.error());
    call.rules = std::move(*rules);
    co_return true;
}

Task<ChosenDoctor> choose_doctor(
    Ports& ports, TenantId tenant, DoctorId id, LegalDay on, Deadline deadline) {
    const auto duty = co_await ports.store.duty(tenant, id, Freshness::now, deadline);
    if (!duty) co_return std::unexpected(duty.error());
    std::vector<DoctorId> ids{id};
    for (const auto& supervisor : (*duty)->supervisors) ids.push_back(supervisor.id);
    const auto stored = co_await ports.store.find_doctors(tenant, ids, deadline);
    if (!stored) co_return std::unexpected(stored.error());
    ChosenDoctor chosen{.duty = *duty, .check = {.stamp = (*duty)->stamp, .day = on}};
    for (const auto& each : ids) {
        const auto found = std::ranges::find_if(
            *stored, [&](const StoredDoctor& doctor) { return doctor.doctor.id == each; });
        if (found == stored->end()) co_return refuse(Errc::not_found, "There is no such doctor.");
        const auto load = found->work.in_week_of(on);
        chosen.check.loads.emplace_back(each, load);
        if (each != id) {
            chosen.loads.supervisors.push_back(load);
            continue;
        }
        chosen.loads.own = load;
        chosen.open_files = found->open_files;
    }
    co_return chosen;
}

Task<std::vector<Doctor>> supervisors_of(Call& call, const Doctor& doctor) {
    std::vector<Doctor> supervisors;
    if (doctor.supervisors.empty()) co_return supervisors;
    auto stored = co_await call.ports.store.find_doctors(
        call.principal.tenant, doctor.supervisors, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    supervisors.reserve(stored->size());
    for (auto& supervisor : *stored) supervisors.push_back(std::move(supervisor.doctor));
    co_return supervisors;
}

Task<Response> without_record(Call& call, Response answer) {
    if (call.idempotency)
        (void)co_await call.ports.store.abandon_idempotent(
            call.principal.tenant, call.idempotency->key, call.deadline());
    co_return answer;
}

}  // namespace echeance
