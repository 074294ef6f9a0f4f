// SPDX-License-Identifier: EUPL-1.2
#include "api/assignment.hpp"

#include "api/access.hpp"
#include "api/answers.hpp"
#include "api/json/codec.hpp"
#include "domain/lapse.hpp"

namespace echeance {
namespace {

Response claim_answer(const Call& call,
                      const DoctorId& doctor,
                      const std::vector<ClaimedFile>& files) {
    Response response = json_answer(codec::encode_claim(files, *call.rules));
    response.subject = doctor.text();
    return response;
}

/// Whether the doctor may take no file at all today. The duty at hand may be old, so an unfit one
/// is read anew: no claim would otherwise ever find out that it has changed.
Task<bool> is_unfit(Call& call, const Duty& duty) {
    if (unfit_reasons(duty.on_duty(0), call.today).empty()) co_return false;
    const auto doctor = co_await call.ports.store.find_doctor(
        call.principal.tenant, duty.doctor.id, call.deadline());
    if (!doctor) co_return std::unexpected(doctor.error());
    const auto supervisors = co_await supervisors_of(call, doctor->doctor);
    if (!supervisors) co_return std::unexpected(supervisors.error());
    co_return !unfit_reasons({doctor->doctor, *supervisors, doctor->open_files}, call.today)
        .empty();
}

/// One attempt. `stale_revision` when a doctor, the rules or the queues changed meanwhile.
Task<Response> claim_once(Call& call, const DoctorId& id) {
    const auto& tenant = call.principal.tenant;
    const auto duty =
        co_await call.ports.store.duty(tenant, id, Freshness::proven_later, call.deadline());
    if (!duty) co_return std::unexpected(duty.error());
    const auto unfit = co_await is_unfit(call, **duty);
    if (!unfit) co_return std::unexpected(unfit.error());
    if (*unfit) co_return co_await without_record(call, claim_answer(call, id, {}));

    ClaimRequest request{
        *duty, call.rules, 1, call.today, call.now(), call.principal.name, call.idempotency};
    request.count = static_cast<int>(codec::integer_or(call.body.get(), "count", 1));
    if (call.dry_run == DryRun::yes) request.mode = ClaimMode::show;
    const auto claimed =
        co_await call.ports.store.claim(tenant, std::move(request), call.deadline());
    if (!claimed) co_return std::unexpected(claimed.error());
    if (call.dry_run == DryRun::no) call.ports.monitor.count_claim(claimed->size());
    co_return claim_answer(call, id, *claimed);
}

/// The answer of an earlier claim with the same `Idempotency-Key`, from what that claim recorded.
Result<Response> replayed(const Call& call, const DoctorId& id) {
    const auto files = call.ports.store.replay_claim(call.idempotency->answer, *call.rules);
    if (!files) return std::unexpected(files.error());
    return claim_answer(call, id, *files);
}

}  // namespace

Task<Response> claim_next_files(Call& call) {
    const auto id = doctor_id(call);
    if (!id) co_return std::unexpected(id.error());
    if (const auto own = check_acts_for(call.principal, *id); !own)
        co_return std::unexpected(own.error());
    if (call.idempotency && !call.idempotency->answer.empty()) co_return replayed(call, *id);
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        auto answer = co_await claim_once(call, *id);
        if (answer || answer.error().code != Errc::stale_revision) co_return answer;
        if (const auto fresh = co_await refresh_rules(call); !fresh)
            co_return std::unexpected(fresh.error());
    }
    call.ports.monitor.count_claim_conflict();
    co_return refuse(Errc::overloaded, "The queues are changing too fast.");
}

Task<Response> get_worklist(Call& call) {
    const auto id = doctor_id(call);
    if (!id) co_return std::unexpected(id.error());
    if (const auto own = check_acts_for(call.principal, *id); !own)
        co_return std::unexpected(own.error());
    const auto known =
        co_await call.ports.store.find_doctor(call.principal.tenant, *id, call.deadline());
    if (!known) co_return std::unexpected(known.error());
    const auto files =
        co_await call.ports.store.worklist(call.principal.tenant, *id, call.deadline());
    if (!files) co_return std::unexpected(files.error());
    std::vector<std::string> items;
    items.reserve(files->size());
    const auto holder =
        is_away(known->doctor, call.today) ? codec::Holder::away : codec::Holder::unsaid;
    for (const auto& stored : *files)
        items.push_back(
            codec::encode_file(stored, *call.rules, call.today, codec::WithClocks::no, holder));
    auto answer = list_answer("files", items, "");
    answer.subject = id->text();
    co_return answer;
}

}  // namespace echeance
