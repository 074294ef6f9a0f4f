// SPDX-License-Identifier: EUPL-1.2
#include "api/transitions.hpp"

#include <utility>

#include "api/access.hpp"
#include "api/answers.hpp"
#include "api/conditional.hpp"
#include "api/json/codec.hpp"

namespace echeance {
namespace {

/// The legal day of the step: `on`, or today.
Result<LegalDay> step_day(const Call& call) {
    return codec::day_or(call.body.get(), "on", call.today);
}

/// The day in the member that the step itself has for it, else `on`, else today.
Result<LegalDay> step_day(const Call& call, std::string_view name) {
    const auto on = step_day(call);
    if (!on) return on;
    return codec::day_or(call.body.get(), name, *on);
}

/// The member `name` as one of a closed set, or `fallback` when absent.
template <class E>
Result<E> word_or(const Call& call, std::string_view name, E fallback) {
    const auto text = codec::text_or(call.body.get(), name, "");
    if (text.empty()) return fallback;
    const auto word = from_text<E>(text);
    if (!word) return refuse_field('/' + std::string{name}, "unknown_code", "No such code.");
    return *word;
}

Result<std::vector<Right>> rights_named(const Call& call) {
    std::vector<Right> rights;
    for (const auto& text : codec::texts(call.body.get(), "rights")) {
        const auto right = from_text<Right>(text);
        if (!right) return refuse_field("/rights", "unknown_right", "No such right.");
        rights.push_back(*right);
    }
    return rights;
}

/// A workstation acts only on the files of its own doctor.
Result<void> check_holder(const Call& call, const CaseFile& file) {
    if (!file.assignment) return {};
    return check_acts_for(call.principal, file.assignment->doctor);
}

/// The doctor who evaluated, whose supervisors may countersign.
Task<Doctor> author_of(Call& call, const CaseFile& file) {
    if (!file.assignment) co_return refuse(Errc::state_conflict, "The file has no evaluation.");
    auto stored = co_await call.ports.store.find_doctor(
        call.principal.tenant, file.assignment->doctor, call.deadline());
    if (!stored) co_return std::unexpected(stored.error());
    co_return std::move(stored->doctor);
}

/// Who countersigns: the doctor of the workstation, or the one the body names.
Result<DoctorId> supervisor_of(const Call& call) {
    const auto text = codec::text_or(call.body.get(), "supervisor", "");
    if (text.empty()) {
        if (call.principal.doctor) return *call.principal.doctor;
        return refuse_field("/supervisor", "required", "The supervisor must be named.");
    }
    auto named = DoctorId::parse(text);
    if (!named) return refuse_field("/supervisor", "invalid_doctor_id", "Not a doctor id.");
    if (const auto own = check_acts_for(call.principal, *named); !own)
        return std::unexpected(own.error());
    return named;
}

Task<FileChange> decide_complete(Call& call, const CaseFile& file) {
    const auto day = step_day(call, "complete_on");
    if (!day) co_return std::unexpected(day.error());
    co_return complete(file, *day, call.today);
}

Task<FileChange> decide_suspend(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    auto suspension = codec::suspension(*call.body, *on);
    if (!suspension) co_return std::unexpected(suspension.error());
    co_return request_documents(file, std::move(*suspension), call.today);
}

Task<FileChange> decide_resume(Call& call, const CaseFile& file) {
    const auto day = step_day(call, "received_on");
    if (!day) co_return std::unexpected(day.error());
    co_return receive_documents(file, *day, call.today);
}

Task<FileChange> decide_assign(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    const auto id = DoctorId::parse(codec::text_or(call.body.get(), "doctor", ""));
    if (!id) co_return refuse_field("/doctor", "invalid_doctor_id", "Not a doctor id.");
    const auto chosen =
        co_await choose_doctor(call.ports, call.principal.tenant, *id, *on, call.deadline());
    if (!chosen && chosen.error().code == Errc::not_found)
        co_return refuse_field("/doctor", "unknown_doctor", "There is no such doctor.");
    if (!chosen) co_return std::unexpected(chosen.error());
    call.duty = chosen->check;
    co_return assign_by_hand(file,
                             chosen->duty->on_duty(chosen->open_files),
                             chosen->loads,
                             codec::text_or(call.body.get(), "reason", ""),
                             *on,
                             call.rules->rules,
                             call.today);
}

Task<FileChange> decide_release(Call& call, const CaseFile& file) {
    if (const auto own = check_holder(call, file); !own) co_return std::unexpected(own.error());
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    co_return release(file, *on, call.today);
}

Task<FileChange> decide_decline(Call& call, const CaseFile& file) {
    if (const auto own = check_holder(call, file); !own) co_return std::unexpected(own.error());
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    const auto reason = word_or(call, "reason", DeclineReason::other);
    if (!reason) co_return std::unexpected(reason.error());
    co_return decline(file, *reason, *on, call.today);
}

Task<FileChange> decide_start(Call& call, const CaseFile& file) {
    if (const auto own = check_holder(call, file); !own) co_return std::unexpected(own.error());
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    co_return start_evaluation(file, *on, call.today);
}

Task<FileChange> decide_submit(Call& call, const CaseFile& file) {
    if (const auto own = check_holder(call, file); !own) co_return std::unexpected(own.error());
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    const auto outcome = word_or(call, "outcome", Outcome::conclusive);
    if (!outcome) co_return std::unexpected(outcome.error());
    const auto author = co_await author_of(call, file);
    if (!author) co_return std::unexpected(author.error());
    const auto countersignature = author->kind == DoctorKind::supervised
                                      ? Countersignature::needed
                                      : Countersignature::not_needed;
    const auto minutes = static_cast<int>(codec::integer_or(call.body.get(), "minutes_spent", 0));
    co_return submit_evaluation(file, minutes, *outcome, countersignature, *on, call.today);
}

Task<FileChange> decide_countersign(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    const auto by = supervisor_of(call);
    if (!by) co_return std::unexpected(by.error());
    const auto author = co_await author_of(call, file);
    if (!author) co_return std::unexpected(author.error());
    co_return countersign(file, *author, *by, *on, call.today);
}

Task<FileChange> decide_return(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    const auto by = supervisor_of(call);
    if (!by) co_return std::unexpected(by.error());
    const auto author = co_await author_of(call, file);
    if (!author) co_return std::unexpected(author.error());
    const auto to = codec::text_or(call.body.get(), "to", "doctor") == "queue" ? ReturnTo::queue
                                                                               : ReturnTo::doctor;
    co_return return_evaluation(file, *author, *by, to, *on, call.today);
}

using SetDecisions = Result<FileChange> (*)(const CaseFile&,
                                            std::vector<RequestDecision>,
                                            LegalDay today);
template <SetDecisions set>
Task<FileChange> decide_decisions(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    auto decisions = codec::decisions(*call.body, *on);
    if (!decisions) co_return std::unexpected(decisions.error());
    co_return set(file, std::move(*decisions), call.today);
}

Task<FileChange> decide_notify(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    co_return notify(file, *on, call.today);
}

Task<FileChange> decide_withdraw(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    auto rights = rights_named(call);
    if (!rights) co_return std::unexpected(rights.error());
    co_return withdraw(file, std::move(*rights), *on, call.today);
}

Task<FileChange> decide_appeal(Call& call, const CaseFile& file) {
    const auto on = step_day(call);
    if (!on) co_return std::unexpected(on.error());
    auto rights = rights_named(call);
    if (!rights) co_return std::unexpected(rights.error());
    co_return appeal(file, std::move(*rights), *on, call.today);
}

}  // namespace

PreparedChange prepare(const Call& call,
                       std::optional<StoredFile> before,
                       const FileId& id,
                       const std::vector<FileChange>& changes) {
    std::vector<FileEvent> events;
    events.reserve(changes.size());
    std::optional<CaseFile> after;
    if (before) after = before->file;
    for (const auto& change : changes) {
        events.push_back({id, call.now(), call.principal.name, change});
        after = after ? apply(std::move(*after), events.back()) : begin_file(events.back());
    }
    const auto& rules = *call.rules;
    auto place = placement(*after, rules.rules, rules.partition, call.today, rules.salt);
    const auto revision = before ? next(before->revision) : Revision{1};
    StoredFile stored{*after, revision, place, {}};
    return {{std::move(before), *std::move(after), std::move(events), std::move(place), {}},
            std::move(stored)};
}

Task<Revision> write_change(Call& call, FileCommit commit, const Response& answer) {
    commit.idempotency = with_answer(call, answer);
    std::vector<FileCommit> commits;
    commits.push_back(std::move(commit));
    const auto written = co_await call.ports.store.commit(
        call.principal.tenant, std::move(commits), call.deadline());
    if (!written) co_return std::unexpected(written.error());
    co_return written->front();
}

Task<Response> transition(Call& call, Decide decide_change) {
    const auto id = file_id(call);
    if (!id) co_return std::unexpected(id.error());
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        auto stored =
            co_await call.ports.store.find_file(call.principal.tenant, *id, call.deadline());
        if (!stored) co_return std::unexpected(stored.error());
        if (call.if_match && *call.if_match != stored->revision)
            co_return refuse(Errc::stale_revision, "The file has changed since that revision.");
        auto change = co_await decide_change(call, stored->file);
        if (!change) co_return std::unexpected(change.error());

        auto prepared = prepare(call, *stored, *id, {*change});
        if (prepared.after.file == stored->file)
            co_return co_await without_record(call, file_answer(call, *stored));
        prepared.commit.duty = std::exchange(call.duty, {});
        auto answer = file_answer(call, prepared.after);
        if (call.dry_run == DryRun::yes) co_return answer;
        const auto written = co_await write_change(call, std::move(prepared.commit), answer);
        if (written) co_return answer;
        if (written.error().code != Errc::stale_revision)
            co_return std::unexpected(written.error());
        // The file, or the rules its place in the queue follows from, changed since they were read.
        if (const auto fresh = co_await refresh_rules(call); !fresh)
            co_return std::unexpected(fresh.error());
    }
    co_return refuse(Errc::state_conflict, "The file is changing too fast.");
}

Task<Response> complete_file(Call& call) {
    return transition(call, decide_complete);
}
Task<Response> suspend_file(Call& call) {
    return transition(call, decide_suspend);
}
Task<Response> resume_file(Call& call) {
    return transition(call, decide_resume);
}
Task<Response> assign_file(Call& call) {
    return transition(call, decide_assign);
}
Task<Response> release_file(Call& call) {
    return transition(call, decide_release);
}
Task<Response> decline_file(Call& call) {
    return transition(call, decide_decline);
}
Task<Response> start_evaluation_now(Call& call) {
    return transition(call, decide_start);
}
Task<Response> submit_evaluation_report(Call& call) {
    return transition(call, decide_submit);
}
Task<Response> countersign_evaluation(Call& call) {
    return transition(call, decide_countersign);
}
Task<Response> return_evaluation_to(Call& call) {
    return transition(call, decide_return);
}
Task<Response> decide_requests(Call& call) {
    return transition(call, decide_decisions<decide>);
}
Task<Response> correct_decisions(Call& call) {
    return transition(call, decide_decisions<correct_decisions>);
}
Task<Response> notify_file(Call& call) {
    return transition(call, decide_notify);
}
Task<Response> withdraw_file(Call& call) {
    return transition(call, decide_withdraw);
}
Task<Response> appeal_file(Call& call) {
    return transition(call, decide_appeal);
}

}  // namespace echeance
