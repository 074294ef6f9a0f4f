// SPDX-License-Identifier: EUPL-1.2
#include "api/doctors.hpp"

#include <algorithm>

#include "api/answers.hpp"
#include "api/conditional.hpp"
#include "api/cursor.hpp"
#include "api/json/codec.hpp"
#include "domain/lapse.hpp"

namespace echeance {
namespace {

constexpr std::size_t default_limit = 50;

/// The doctor as stored, or nothing.
Task<std::optional<StoredDoctor>> doctor_if_any(Call& call, const DoctorId& id) {
    auto stored = co_await call.ports.store.find_doctor(call.principal.tenant, id, call.deadline());
    if (stored) co_return std::optional{std::move(*stored)};
    if (stored.error().code == Errc::not_found) co_return std::nullopt;
    co_return std::unexpected(stored.error());
}

/// What `If-Match` and `If-None-Match: *` allow a PUT to do to what is there.
Result<void> check_put_conditions(const Call& call, const std::optional<StoredDoctor>& before) {
    const auto revision = before ? before->revision : Revision{0};
    if (before && call.request.header("if-none-match") == "*")
        return refuse(Errc::stale_revision, "The doctor exists already.");
    const bool has_if_match = !call.request.header("if-match").empty();
    const bool is_stale = call.if_match ? *call.if_match != revision : has_if_match && !before;
    if (is_stale)
        return refuse(Errc::stale_revision, "The doctor has changed since that revision.");
    return {};
}

Result<void> check_may_replace(const Call& call) {
    if (!call.request.header("if-match").empty()) return {};
    return refuse(Errc::precondition_required, "Replacing a doctor takes If-Match.");
}

/// Writes the doctor over `expected` (0: none) and gives them as they now are.
Task<StoredDoctor> save(Call& call, StoredDoctor doctor, Revision expected) {
    doctor.revision = next(expected);
    if (call.dry_run == DryRun::yes) co_return doctor;
    const auto written = co_await call.ports.store.put_doctor(call.principal.tenant,
                                                              doctor.doctor,
                                                              expected,
                                                              call.principal.name,
                                                              call.now(),
                                                              std::nullopt,
                                                              call.deadline());
    if (!written) co_return std::unexpected(written.error());
    doctor.revision = *written;
    co_return doctor;
}

/// The answer for a doctor just written: one who is away gives back what they have not started. A
/// dry run tells what would go.
Task<Response> written_answer(Call& call, StoredDoctor stored, int status) {
    if (!is_away(stored.doctor, call.today)) co_return doctor_answer(call, stored, status);
    const auto& tenant = call.principal.tenant;
    GivenBack given;
    if (call.dry_run == DryRun::yes) {
        const auto held =
            co_await call.ports.store.worklist(tenant, stored.doctor.id, call.deadline());
        if (!held) co_return std::unexpected(held.error());
        for (const auto& file : *held)
            (give_back(file.file, call.today) ? given.returned : given.kept)
                .push_back(file.file.id);
    } else {
        auto done = co_await call.ports.store.give_back(
            tenant, stored.doctor.id, call.principal.name, call.now(), call.deadline());
        if (!done) co_return std::unexpected(done.error());
        given = std::move(*done);
    }
    stored.open_files = static_cast<int>(given.kept.size());
    co_return doctor_answer(call, stored, status, &given);
}

Task<bool> check_whole(Call& call, const Doctor& doctor) {
    if (const auto sound = check_sound(doctor); !sound) co_return std::unexpected(sound.error());
    const auto supervisors = co_await supervisors_of(call, doctor);
    if (!supervisors) co_return std::unexpected(supervisors.error());
    if (const auto known = check_supervisors(doctor, *supervisors); !known)
        co_return std::unexpected(known.error());
    co_return true;
}

/// One attempt at a PUT; `stale_revision` when another write came between.
Task<Response> put_once(Call& call, const Doctor& doctor) {
    const auto before = co_await doctor_if_any(call, doctor.id);
    if (!before) co_return std::unexpected(before.error());
    if (const auto allowed = check_put_conditions(call, *before); !allowed)
        co_return std::unexpected(allowed.error());
    if (*before && (*before)->doctor == doctor) co_return doctor_answer(call, **before);
    if (*before) {
        if (const auto allowed = check_may_replace(call); !allowed)
            co_return std::unexpected(allowed.error());
    }
    const auto expected = *before ? (*before)->revision : Revision{0};
    auto next_one = *before ? **before : StoredDoctor{doctor};
    next_one.doctor = doctor;
    const auto saved = co_await save(call, std::move(next_one), expected);
    if (!saved) co_return std::unexpected(saved.error());
    auto answer = co_await written_answer(call, *saved, *before ? 200 : 201);
    if (answer && !*before)
        answer->headers.emplace_back("Location", "/v1/doctors/" + doctor.id.text());
    co_return answer;
}

/// One attempt at a PATCH; `stale_revision` when another write came between.
Task<Response> amend_once(Call& call, const DoctorId& id) {
    const auto before =
        co_await call.ports.store.find_doctor(call.principal.tenant, id, call.deadline());
    if (!before) co_return std::unexpected(before.error());
    if (call.if_match && *call.if_match != before->revision)
        co_return refuse(Errc::stale_revision, "The doctor has changed since that revision.");
    auto after = codec::amended_doctor(*call.body, before->doctor);
    if (!after) co_return std::unexpected(after.error());
    if (*after == before->doctor) co_return doctor_answer(call, *before);
    if (const auto whole = co_await check_whole(call, *after); !whole)
        co_return std::unexpected(whole.error());
    auto next_one = *before;
    next_one.doctor = std::move(*after);
    const auto saved = co_await save(call, std::move(next_one), before->revision);
    if (!saved) co_return std::unexpected(saved.error());
    co_return co_await written_answer(call, *saved, 200);
}

/// A write that lost a race may be tried again unless the caller named the revision.
bool is_worth_another_try(const Call& call, const Result<Response>& answer) {
    return !answer && answer.error().code == Errc::stale_revision && !call.if_match &&
           call.request.header("if-none-match").empty();
}

}  // namespace

Result<void> check_sound(const Doctor& doctor) {
    auto found = faults(doctor);
    if (found.empty()) return {};
    return std::unexpected(
        Error{Errc::invalid_input, "Some fields are not valid.", std::move(found)});
}

Result<void> check_supervisors(const Doctor& doctor, const std::vector<Doctor>& known) {
    Error error{Errc::invalid_input, "Some fields are not valid.", {}};
    for (std::size_t i = 0; i < doctor.supervisors.size(); ++i) {
        const auto& id = doctor.supervisors[i];
        if (std::ranges::find(known, id, &Doctor::id) != known.end()) continue;
        error.fields.push_back(
            {"/supervisors/" + std::to_string(i), "unknown_doctor", "There is no such doctor."});
    }
    if (error.fields.empty()) return {};
    return std::unexpected(std::move(error));
}

Task<Response> put_doctor(Call& call) {
    auto id = DoctorId::parse(call.param("id"));
    if (!id) co_return refuse_field("/path/id", "invalid_doctor_id", "Not a doctor id.");
    const auto doctor = codec::doctor(*call.body, std::move(*id));
    if (!doctor) co_return std::unexpected(doctor.error());
    if (const auto whole = co_await check_whole(call, *doctor); !whole)
        co_return std::unexpected(whole.error());
    for (int attempt = 1;; ++attempt) {
        auto answer = co_await put_once(call, *doctor);
        if (attempt == attempts_max || !is_worth_another_try(call, answer)) co_return answer;
    }
}

Task<Response> get_doctor(Call& call) {
    const auto id = doctor_id(call);
    if (!id) co_return std::unexpected(id.error());
    const auto stored =
        co_await call.ports.store.find_doctor(call.principal.tenant, *id, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    co_return doctor_answer(call, *stored);
}

Task<Response> amend_doctor(Call& call) {
    const auto id = doctor_id(call);
    if (!id) co_return std::unexpected(id.error());
    for (int attempt = 1;; ++attempt) {
        auto answer = co_await amend_once(call, *id);
        if (attempt == attempts_max || !is_worth_another_try(call, answer)) co_return answer;
    }
}

Task<Response> list_doctors(Call& call) {
    auto position = position_of_cursor(call);
    if (!position) co_return std::unexpected(position.error());
    const auto page = co_await call.ports.store.list_doctors(call.principal.tenant,
                                                             std::move(*position),
                                                             count_of(call, "limit", default_limit),
                                                             call.deadline());
    if (!page) co_return std::unexpected(refused_position(page.error(), "cursor"));
    std::vector<std::string> items;
    items.reserve(page->doctors.size());
    for (const auto& stored : page->doctors)
        items.push_back(codec::encode_doctor(stored, call.rules->rules, call.today));
    co_return list_answer("doctors", items, opaque_cursor(page->next_cursor));
}

}  // namespace echeance
