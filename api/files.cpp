// SPDX-License-Identifier: EUPL-1.2
#include "api/files.hpp"

#include <map>
#include <set>
#include <span>

#include "api/answers.hpp"
#include "api/conditional.hpp"
#include "api/cursor.hpp"
#include "api/forecasts.hpp"
#include "api/json/codec.hpp"
#include "api/staffing.hpp"
#include "api/transitions.hpp"
#include "domain/lapse.hpp"
#include "domain/relaxations.hpp"

namespace echeance {
namespace {

Response created(const Call& call, const StoredFile& stored, int status) {
    Response response = file_answer(call, stored, status);
    response.headers.emplace_back("Location", "/v1/files/" + stored.file.id.text());
    return response;
}

FileId new_file_id(Call& call) {
    const auto ms = static_cast<std::uint64_t>(call.now().time_since_epoch().count());
    return make_file_id(ms, static_cast<std::uint32_t>(call.ports.randomness.next() >> 32U));
}

Task<std::optional<StoredFile>> file_of(Call& call, const Reference& reference) {
    auto found = co_await call.ports.store.find_by_reference(
        call.principal.tenant, {reference}, call.deadline());
    if (!found) co_return std::unexpected(found.error());
    co_return std::move(found->front());
}

/// The same reference again: the file as it is when the content is the same, else a conflict.
Task<Response> registered_before(Call& call, const StoredFile& stored, const Registration& facts) {
    if (!same_content(stored.file, facts))
        co_return refuse(Errc::already_exists, "The reference is taken by another content.");
    co_return co_await without_record(call, created(call, stored, 200));
}

Task<FileChange> decide_amend(Call& call, const CaseFile& file) {
    auto changes = codec::amendment(*call.body, file.facts);
    if (!changes) co_return std::unexpected(changes.error());
    co_return amend(file, std::move(*changes), call.rules->rules.targets, call.today);
}

/// One filter of a list. The contract has checked the shape; what it cannot (a day that exists)
/// points at the query.
template <class T, class Parse>
Result<void> read_filter(const Call& call,
                         std::string_view name,
                         std::optional<T>& filter,
                         Parse parse) {
    const auto text = call.query_value(name);
    if (!text) return {};
    const auto value = parse(*text);
    if (!value)
        return refuse_field("/query/" + std::string{name}, "invalid_value", "Not a valid filter.");
    filter = *value;
    return {};
}

std::optional<bool> parse_flag(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return std::nullopt;
}

Result<FileFilter> filter_of(const Call& call) {
    FileFilter filter;
    Error error{Errc::invalid_input, "Some parameters are not valid.", {}};
    const auto collect = [&](Result<void> read) {
        if (!read)
            for (auto& field : read.error().fields) error.fields.push_back(std::move(field));
    };
    collect(read_filter(call, "state", filter.state, from_text<FileState>));
    collect(read_filter(call, "right", filter.right, from_text<Right>));
    collect(read_filter(call, "sector", filter.sector, Sector::parse));
    collect(read_filter(call, "stage", filter.stage, from_text<StageOfLife>));
    collect(read_filter(call, "doctor", filter.doctor, DoctorId::parse));
    collect(read_filter(call, "due_before", filter.due_before, LegalDay::parse));
    collect(read_filter(call, "overdue", filter.overdue, parse_flag));
    collect(read_filter(call, "reference", filter.reference, Reference::parse));
    collect(read_filter(call, "doctor_away", filter.doctor_away, parse_flag));
    if (!error.fields.empty()) return std::unexpected(std::move(error));
    auto sort = call.query_value("sort").value_or("filed_on");
    if (sort.starts_with('-')) {
        filter.direction = SortDirection::descending;
        sort.remove_prefix(1);
    }
    filter.sort = sort == "due_on" ? FileSort::due_on : FileSort::filed_on;
    filter.limit = count_of(call, "limit", filter.limit);
    auto position = position_of_cursor(call);
    if (!position) return std::unexpected(std::move(position.error()));
    filter.cursor = std::move(*position);
    return filter;
}

std::set<DoctorId> away_of(std::span<const StoredDoctor> doctors, LegalDay today) {
    std::set<DoctorId> away;
    for (const auto& each : doctors)
        if (is_away(each.doctor, today)) away.insert(each.doctor.id);
    return away;
}

/// Those of all doctors who are away today.
Task<std::set<DoctorId>> doctors_away(Call& call) {
    const auto doctors =
        co_await every_doctor(call.ports.store, call.principal.tenant, call.deadline());
    if (!doctors) co_return std::unexpected(doctors.error());
    co_return away_of(*doctors, call.today);
}

/// Those of the files' holders who are away today.
Task<std::set<DoctorId>> holders_away(Call& call, std::span<const StoredFile> files) {
    std::set<DoctorId> holders;
    for (const auto& stored : files)
        if (is_held(stored.file.state)) holders.insert(stored.file.assignment->doctor);
    std::vector<DoctorId> ids(holders.begin(), holders.end());
    const auto doctors = co_await call.ports.store.find_doctors(
        call.principal.tenant, std::move(ids), call.deadline());
    if (!doctors) co_return std::unexpected(doctors.error());
    co_return away_of(*doctors, call.today);
}

codec::Holder holder_of(const CaseFile& file, const std::set<DoctorId>& away) {
    const bool is_so = is_held(file.state) && away.contains(file.assignment->doctor);
    return is_so ? codec::Holder::away : codec::Holder::unsaid;
}

/// The doctor's supervisors, and what they and the doctor have to do this week.
std::pair<std::vector<Doctor>, Workloads> supervision_among(
    const std::map<DoctorId, const StoredDoctor*>& known,
    const StoredDoctor& doctor,
    LegalDay today) {
    std::vector<Doctor> supervisors;
    Workloads loads{.own = doctor.work.in_week_of(today)};
    for (const auto& id : doctor.doctor.supervisors) {
        const auto found = known.find(id);
        if (found == known.end()) continue;
        supervisors.push_back(found->second->doctor);
        loads.supervisors.push_back(found->second->work.in_week_of(today));
    }
    return {std::move(supervisors), std::move(loads)};
}

std::vector<DoctorEligibility> explained_for(const Call& call,
                                             const CaseFile& file,
                                             const std::vector<StoredDoctor>& doctors) {
    std::map<DoctorId, const StoredDoctor*> known;
    for (const auto& doctor : doctors) known.emplace(doctor.doctor.id, &doctor);
    const auto& rules = call.rules->rules;
    std::vector<DoctorEligibility> explained;
    explained.reserve(doctors.size());
    for (const auto& each : doctors) {
        const auto [supervisors, loads] = supervision_among(known, each, call.today);
        DoctorOnDuty duty{each.doctor, supervisors, each.open_files};
        duty.has_room = has_room(file, duty, loads, rules, call.today);
        explained.push_back(
            {each.doctor.id, eligibility(file, duty, rules.priorities, call.today)});
    }
    return explained;
}

}  // namespace

Task<Response> create_file(Call& call) {
    const auto facts = codec::registration(*call.body);
    if (!facts) co_return std::unexpected(facts.error());
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto known = co_await file_of(call, facts->reference);
        if (!known) co_return std::unexpected(known.error());
        if (*known) co_return co_await registered_before(call, **known, *facts);
        auto change = register_file(*facts, call.rules->rules.targets, call.today);
        if (!change) co_return std::unexpected(change.error());

        auto prepared = prepare(call, std::nullopt, new_file_id(call), {std::move(*change)});
        auto answer = created(call, prepared.after, 201);
        if (call.dry_run == DryRun::yes) co_return answer;
        const auto written = co_await write_change(call, std::move(prepared.commit), answer);
        if (written) co_return answer;
        // Somebody took the reference, or changed the rules, since they were read.
        const auto code = written.error().code;
        if (code != Errc::already_exists && code != Errc::stale_revision)
            co_return std::unexpected(written.error());
        if (const auto fresh = co_await refresh_rules(call); !fresh)
            co_return std::unexpected(fresh.error());
    }
    co_return refuse(Errc::state_conflict, "The reference is changing too fast.");
}

Task<Response> list_files(Call& call) {
    if (call.query.contains("at_risk")) co_return co_await list_files_at_risk(call);
    auto filter = filter_of(call);
    if (!filter) co_return std::unexpected(filter.error());
    if (filter->doctor_away) {
        auto away = co_await doctors_away(call);
        if (!away) co_return std::unexpected(away.error());
        filter->away = std::move(*away);
    }
    const auto page = co_await call.ports.store.list_files(
        call.principal.tenant, std::move(*filter), call.today, call.deadline());
    if (!page) co_return std::unexpected(refused_position(page.error(), "cursor"));
    const auto away = co_await holders_away(call, page->files);
    if (!away) co_return std::unexpected(away.error());
    std::vector<std::string> items;
    items.reserve(page->files.size());
    for (const auto& stored : page->files)
        items.push_back(codec::encode_file(
            stored, *call.rules, call.today, codec::WithClocks::no, holder_of(stored.file, *away)));
    co_return list_answer("files", items, opaque_cursor(page->next_cursor));
}

Task<Response> get_file(Call& call) {
    const auto id = file_id(call);
    if (!id) co_return std::unexpected(id.error());
    const auto stored =
        co_await call.ports.store.find_file(call.principal.tenant, *id, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    const auto away = co_await holders_away(call, std::span{&*stored, 1});
    if (!away) co_return std::unexpected(away.error());
    co_return file_answer(call, *stored, 200, holder_of(stored->file, *away));
}

Task<Response> amend_file(Call& call) {
    return transition(call, decide_amend);
}

Task<Response> get_file_history(Call& call) {
    const auto id = file_id(call);
    if (!id) co_return std::unexpected(id.error());
    const auto events =
        co_await call.ports.store.history(call.principal.tenant, *id, call.deadline());
    if (!events) co_return std::unexpected(events.error());
    if (events->empty()) co_return refuse(Errc::not_found, "There is no such file.");
    std::vector<std::string> items;
    items.reserve(events->size());
    for (const auto& event : *events)
        items.push_back(codec::encode_event(event, call.principal.tenant));
    auto answer = list_answer("events", items, "");
    answer.subject = id->text();
    co_return answer;
}

Task<Response> get_file_clocks(Call& call) {
    const auto id = file_id(call);
    if (!id) co_return std::unexpected(id.error());
    const auto stored =
        co_await call.ports.store.find_file(call.principal.tenant, *id, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    const auto forecast =
        co_await call.ports.store.file_forecast(call.principal.tenant, *id, call.deadline());
    if (!forecast) co_return std::unexpected(forecast.error());
    auto answer = json_answer(codec::encode_clocks(
        *stored, *call.rules, call.today, *forecast ? (*forecast)->breach : std::nullopt));
    answer.subject = id->text();
    co_return answer;
}

Task<Response> explain_eligibility(Call& call) {
    const auto id = file_id(call);
    if (!id) co_return std::unexpected(id.error());
    const auto stored =
        co_await call.ports.store.find_file(call.principal.tenant, *id, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    const auto doctors =
        co_await every_doctor(call.ports.store, call.principal.tenant, call.deadline());
    if (!doctors) co_return std::unexpected(doctors.error());

    const auto explained = explained_for(call, stored->file, *doctors);
    auto answer = json_answer(
        codec::encode_eligibility(*id, explained, relaxations(explained), call.language));
    answer.headers.emplace_back("Content-Language", call.language == Language::fr ? "fr" : "en");
    answer.headers.emplace_back("Vary", "Accept-Language");
    answer.subject = id->text();
    co_return answer;
}

}  // namespace echeance
