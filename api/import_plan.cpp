// SPDX-License-Identifier: EUPL-1.2
#include "api/import_plan.hpp"

#include <algorithm>

#include "domain/transitions.hpp"

namespace echeance {
namespace {

/// What was asked for, whatever became of it since.
std::vector<RightRequest> asked(const Registration& facts, bool with_automatic) {
    std::vector<RightRequest> requests;
    for (const auto& request : facts.requests) {
        if (request.opened_automatically && !with_automatic) continue;
        requests.push_back({request.right, request.nature, request.current_right_ends_on});
    }
    std::ranges::sort(requests, {}, &RightRequest::right);
    return requests;
}

bool asks_for(const Registration& facts, Right right) {
    return std::ranges::find(facts.requests, right, &RightRequest::right) != facts.requests.end();
}

bool same_requests(const Registration& known, const Registration& said) {
    const bool with_automatic = asks_for(said, Right::rqth);
    return asked(known, with_automatic) == asked(said, true);
}

/// Exclusions that people entered; those that the file's life made stay whatever an extract says.
std::vector<Exclusion> entered(const Registration& facts) {
    std::vector<Exclusion> exclusions;
    std::ranges::copy_if(facts.excluded_doctors, std::back_inserter(exclusions), [](const auto& e) {
        return e.reason != ExclusionReason::declined && e.reason != ExclusionReason::same_evaluator;
    });
    std::ranges::sort(
        exclusions, {}, [](const Exclusion& e) { return std::pair{e.doctor, e.reason}; });
    return exclusions;
}

/// Whether what was said is what is known; a day or a source left unsaid is no difference.
bool same_exclusions(const Registration& known, const Registration& said) {
    return std::ranges::equal(
        entered(known), entered(said), [](const Exclusion& before, const Exclusion& now) {
            return is_same_exclusion(before, now) && merged(before, now) == before;
        });
}

/// What was said, with what is known of each exclusion and was left unsaid.
std::vector<Exclusion> filled_in(const Registration& known, const Registration& said) {
    auto exclusions = said.excluded_doctors;
    for (auto& exclusion : exclusions) {
        const auto before = std::ranges::find_if(known.excluded_doctors, [&](const auto& one) {
            return is_same_exclusion(one, exclusion);
        });
        if (before != known.excluded_doctors.end()) exclusion = merged(*before, exclusion);
    }
    return exclusions;
}

/// Folds changes into a file as they are found, so that each is judged by what the last one left.
class Changes {
public:
    Changes(const Call& call, const std::optional<StoredFile>& known) : call_(call) {
        if (known) file_ = known->file;
    }
    [[nodiscard]] const CaseFile& file() const { return *file_; }
    Result<void> add(Result<FileChange> change) {
        if (!change) return std::unexpected(change.error());
        // The id of a file that is being registered plays no part in what may happen to it.
        const FileEvent event{
            file_ ? file_->id : make_file_id(0, 0), call_.now(), call_.principal.name, *change};
        file_ = file_ ? apply(*std::move(file_), event) : begin_file(event);
        found_.push_back(std::move(*change));
        return {};
    }
    std::vector<FileChange> take() { return std::move(found_); }

private:
    const Call& call_;
    std::optional<CaseFile> file_{};
    std::vector<FileChange> found_{};
};

Result<void> add_difference(Changes& changes, const Call& call, const Registration& said) {
    auto amendment = amendment_between(changes.file().facts, said);
    if (amendment == Amendment{}) return {};
    return changes.add(
        amend(changes.file(), std::move(amendment), call.rules->rules.targets, call.today));
}

Result<void> add_completion(Changes& changes, const Call& call, const Registration& said) {
    const auto& known_on = changes.file().facts.complete_on;
    if (!said.complete_on || known_on == said.complete_on) return {};
    if (known_on) return refuse(Errc::state_conflict, "The file is complete since another day.");
    return changes.add(complete(changes.file(), *said.complete_on, call.today));
}

/// An extract gives no day for a cancellation: the last step's is the only one known to be
/// possible.
Result<void> add_cancellation(Changes& changes, const Call& call, csv::Standing standing) {
    const bool is_withdrawn = changes.file().state == FileState::withdrawn;
    if (standing == csv::Standing::open || is_withdrawn) return {};
    return changes.add(withdraw(changes.file(), {}, last_step_on(changes.file()), call.today));
}

}  // namespace

Amendment amendment_between(const Registration& known, const Registration& said) {
    Amendment changes;
    if (known.filed_on != said.filed_on) changes.filed_on = said.filed_on;
    if (known.stage != said.stage) changes.stage = said.stage;
    if (known.sector != said.sector) changes.sector = said.sector;
    if (known.procedure != said.procedure) changes.procedure = said.procedure;
    if (known.urgency_reason != said.urgency_reason) changes.urgency_reason = said.urgency_reason;
    if (known.urgency_requested_on != said.urgency_requested_on)
        changes.urgency_requested_on = said.urgency_requested_on;
    if (!same_requests(known, said)) changes.requests = asked(said, true);
    if (known.required_skills != said.required_skills)
        changes.required_skills = said.required_skills;
    if (!same_exclusions(known, said)) changes.excluded_doctors = filled_in(known, said);
    if (said.expected_minutes && known.expected_minutes != said.expected_minutes)
        changes.expected_minutes = said.expected_minutes;
    // No column of an extract says it, and a visit found needed stays needed.
    if (said.modality == Modality::visit && known.modality != said.modality)
        changes.modality = said.modality;
    return changes;
}

Result<std::vector<FileChange>> import_changes(const Call& call,
                                               const std::optional<StoredFile>& known,
                                               const csv::ExtractedFile& said) {
    Changes changes{call, known};
    if (!known) {
        const auto begun =
            changes.add(register_file(said.facts, call.rules->rules.targets, call.today));
        if (!begun) return std::unexpected(begun.error());
    } else if (!same_content(known->file, said.facts)) {
        if (const auto done = add_difference(changes, call, said.facts); !done)
            return std::unexpected(done.error());
        if (const auto done = add_completion(changes, call, said.facts); !done)
            return std::unexpected(done.error());
    }
    if (const auto done = add_cancellation(changes, call, said.standing); !done)
        return std::unexpected(done.error());
    return changes.take();
}

}  // namespace echeance
