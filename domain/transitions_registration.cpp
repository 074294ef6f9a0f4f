// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>
#include <utility>

#include "domain/transition_checks.hpp"
#include "domain/transitions.hpp"

namespace echeance {
namespace {

constexpr int expected_minutes_max = 600;

void check_urgency(Faults& faults, const Registration& facts, LegalDay today) {
    if (facts.procedure == Procedure::normal) {
        if (facts.urgency_reason) {
            faults.push_back(
                {"/urgency_reason", "not_allowed", "Only the urgent procedure has one."});
        }
        if (facts.urgency_requested_on) {
            faults.push_back(
                {"/urgency_requested_on", "not_allowed", "Only the urgent procedure has one."});
        }
        return;
    }
    if (!facts.urgency_reason) {
        faults.push_back({"/urgency_reason", "required", "The urgent procedure needs a reason."});
    }
    if (!facts.urgency_requested_on) return;
    if (*facts.urgency_requested_on > today) {
        faults.push_back({"/urgency_requested_on", "in_the_future", "The day is after today."});
    } else if (*facts.urgency_requested_on < facts.filed_on) {
        faults.push_back({"/urgency_requested_on", "before_filed_on", "The day is before filing."});
    }
}

void check_requests(Faults& faults, const std::vector<RightRequest>& requests) {
    if (requests.empty()) faults.push_back({"/requests", "empty", "A file asks for a right."});
    std::set<Right> seen;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (!seen.insert(requests[i].right).second) {
            faults.push_back({pointer_to("/requests", i, "/right"),
                              "duplicate",
                              "The right is asked for twice."});
        }
        if (requests[i].current_right_ends_on && requests[i].nature != Nature::review) {
            faults.push_back({pointer_to("/requests", i, "/current_right_ends_on"),
                              "not_allowed",
                              "Only a review has a current right."});
        }
    }
    if (requests.size() > right_count) {
        faults.push_back({"/requests", "too_many", "There are not as many rights."});
    }
}

void check_skills(Faults& faults, const std::vector<Skill>& skills) {
    if (skills.size() > skills_max) {
        faults.push_back({"/required_skills", "too_many", "At most 8 skills."});
    }
    std::set<Skill> seen;
    for (std::size_t i = 0; i < skills.size(); ++i) {
        if (seen.insert(skills[i]).second) continue;
        faults.push_back(
            {pointer_to("/required_skills", i, ""), "duplicate", "The skill stands twice."});
    }
}

void check_exclusions(Faults& faults, const std::vector<Exclusion>& exclusions, LegalDay today) {
    if (exclusions.size() > exclusions_max) {
        faults.push_back({"/excluded_doctors", "too_many", "At most 64 doctors."});
    }
    std::set<std::pair<DoctorId, ExclusionReason>> seen;
    for (std::size_t i = 0; i < exclusions.size(); ++i) {
        const auto& exclusion = exclusions[i];
        if (exclusion.declared_on && *exclusion.declared_on > today) {
            faults.push_back({pointer_to("/excluded_doctors", i, "/declared_on"),
                              "in_the_future",
                              "The day is after today."});
        }
        if (seen.emplace(exclusion.doctor, exclusion.reason).second) continue;
        faults.push_back({pointer_to("/excluded_doctors", i, ""),
                          "duplicate",
                          "The doctor stands twice with this reason."});
    }
}

void check_minutes(Faults& faults, std::optional<int> minutes) {
    if (minutes && (*minutes < 1 || *minutes > expected_minutes_max)) {
        faults.push_back({"/expected_minutes", "out_of_range", "From 1 to 600 minutes."});
    }
}

Faults registration_faults(const Registration& facts, LegalDay today) {
    Faults faults;
    if (facts.filed_on > today) {
        faults.push_back({"/filed_on", "in_the_future", "The day is after today."});
    }
    if (facts.complete_on && *facts.complete_on > today) {
        faults.push_back({"/complete_on", "in_the_future", "The day is after today."});
    } else if (facts.complete_on && *facts.complete_on < facts.filed_on) {
        faults.push_back({"/complete_on", "before_filed_on", "The day is before filing."});
    }
    check_urgency(faults, facts, today);
    check_requests(faults, facts.requests);
    check_skills(faults, facts.required_skills);
    check_exclusions(faults, facts.excluded_doctors, today);
    check_minutes(faults, facts.expected_minutes);
    return faults;
}

template <class Requests>
auto* request_for(Requests& requests, Right right) {
    const auto found = std::ranges::find(requests, right, &RightRequest::right);
    return found == requests.end() ? nullptr : &*found;
}

/// Only what a person asks: what becomes of a request is never taken from input.
void keep_what_is_asked(std::vector<RightRequest>& requests) {
    for (auto& request : requests) {
        request = RightRequest{.right = request.right,
                               .nature = request.nature,
                               .current_right_ends_on = request.current_right_ends_on};
    }
}

void open_rqth(std::vector<RightRequest>& requests, const Targets& targets) {
    const auto* aah = request_for(requests, Right::aah);
    if (!targets.aah_opens_rqth || !aah || request_for(requests, Right::rqth)) return;
    requests.push_back({.right = Right::rqth, .nature = aah->nature, .opened_automatically = true});
}

/// The same question, whatever became of it.
bool asks_the_same(const RightRequest& a, const RightRequest& b) {
    return a.right == b.right && a.nature == b.nature &&
           a.current_right_ends_on == b.current_right_ends_on;
}

bool is_settled(const RightRequest& request) {
    return request.withdrawn_on || request.decision || request.appealed_on;
}

/// Whether every request of the file is asked in `given` and none besides. What opened by itself
/// may be left out.
bool same_requests(const std::vector<RightRequest>& current,
                   const std::vector<RightRequest>& given) {
    std::size_t met = 0;
    for (const auto& request : current) {
        const auto* same = request_for(given, request.right);
        if (!same && request.opened_automatically) continue;
        if (!same || !asks_the_same(request, *same)) return false;
        ++met;
    }
    return met == given.size();
}

/// The requests of an amendment as they would stand; empty when they ask for what the file has.
std::optional<std::vector<RightRequest>> settled_requests(const CaseFile& file,
                                                          std::vector<RightRequest> given,
                                                          const Targets& targets) {
    const auto& current = file.facts.requests;
    keep_what_is_asked(given);
    for (auto& request : given) {
        const auto* before = request_for(current, request.right);
        request.opened_automatically =
            before && before->opened_automatically && asks_the_same(*before, request);
    }
    const auto* rqth = request_for(current, Right::rqth);
    if (!rqth || !is_settled(*rqth)) open_rqth(given, targets);
    if (given.size() == current.size() && same_requests(current, given)) return std::nullopt;
    return given;
}

void check_amended_requests(Faults& faults,
                            const CaseFile& file,
                            const std::vector<RightRequest>& given) {
    check_requests(faults, given);
    bool any_open = false;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const auto* before = request_for(file.facts.requests, given[i].right);
        if (!before || !is_settled(*before)) {
            any_open = true;
        } else if (!asks_the_same(*before, given[i])) {
            faults.push_back({pointer_to("/requests", i, ""),
                              "not_allowed",
                              "The request is withdrawn, decided or in appeal."});
        }
    }
    const bool appealed_open = std::ranges::any_of(file.facts.requests, [](const auto& request) {
        return is_settled(request) && is_open(request);
    });
    if (!given.empty() && !any_open && !appealed_open) {
        faults.push_back({"/requests", "empty", "No request would stay open: withdraw the file."});
    }
}

void check_filed_on(Faults& faults, const CaseFile& file, LegalDay filed_on, LegalDay today) {
    if (filed_on > today) {
        faults.push_back({"/filed_on", "in_the_future", "The day is after today."});
        return;
    }
    const bool asked_before = std::ranges::any_of(
        file.suspensions, [&](const auto& suspension) { return suspension.asked_on < filed_on; });
    if (asked_before || (file.facts.complete_on && *file.facts.complete_on < filed_on)) {
        faults.push_back({"/filed_on", "out_of_range", "The day is after a step that follows it."});
    }
}

bool requests_may_change(FileState state) {
    return state == FileState::filed || state == FileState::queued || state == FileState::assigned;
}

/// A file that becomes normal has no urgency left, unless the amendment insists on one.
void drop_urgency(const Registration& facts, Amendment& changes) {
    if (changes.procedure != Procedure::normal) return;
    if (facts.urgency_reason && !changes.urgency_reason) changes.urgency_reason.emplace();
    if (facts.urgency_requested_on && !changes.urgency_requested_on) {
        changes.urgency_requested_on.emplace();
    }
}

Faults amendment_faults(const CaseFile& file, const Amendment& changes, LegalDay today) {
    const FileEvent event{file.id, Instant{}, {}, FileAmended{changes}};
    const Registration after = apply(file, event).facts;
    Faults faults;
    if (changes.filed_on) check_filed_on(faults, file, *changes.filed_on, today);
    if (changes.filed_on || changes.procedure || changes.urgency_reason ||
        changes.urgency_requested_on) {
        check_urgency(faults, after, today);
    }
    if (changes.requests) check_amended_requests(faults, file, *changes.requests);
    if (changes.required_skills) check_skills(faults, *changes.required_skills);
    if (changes.excluded_doctors) {
        check_exclusions(faults, *changes.excluded_doctors, today);
        // Lasting ones stay, so that repeated amendments could fill the file.
        const auto most = std::max(exclusions_max, file.facts.excluded_doctors.size());
        if (faults.empty() && after.excluded_doctors.size() > most) {
            faults.push_back({"/excluded_doctors", "too_many", "At most 64 doctors."});
        }
    }
    check_minutes(faults, after.expected_minutes);
    return faults;
}

/// Lasting exclusions may have come by themselves; every other one of the file must be given again.
/// What is not said of a day or a source is no difference.
bool same_exclusions(const std::vector<Exclusion>& current, const std::vector<Exclusion>& given) {
    const auto is_given = [&](const Exclusion& known) {
        return std::ranges::any_of(given,
                                   [&](const auto& one) { return is_same_exclusion(one, known); });
    };
    return std::ranges::all_of(given, [&](const auto& one) { return holds(current, one); }) &&
           std::ranges::all_of(
               current, [&](const auto& one) { return is_lasting(one.reason) || is_given(one); });
}

}  // namespace

Result<FileChange> register_file(Registration facts, const Targets& targets, LegalDay today) {
    auto faults = registration_faults(facts, today);
    if (!faults.empty()) return refuse_fields(std::move(faults));
    keep_what_is_asked(facts.requests);
    open_rqth(facts.requests, targets);
    std::ranges::sort(facts.required_skills);
    return FileRegistered{std::move(facts)};
}

Result<FileChange> amend(const CaseFile& file,
                         Amendment changes,
                         const Targets& targets,
                         LegalDay today) {
    if (const auto open = check_open(file); !open) return std::unexpected(open.error());
    if (changes.requests && !changes.requests->empty()) {
        changes.requests = settled_requests(file, std::move(*changes.requests), targets);
    }
    if (changes.requests && !requests_may_change(file.state)) {
        return std::unexpected(
            Error{Errc::state_conflict,
                  "Requests change only before the evaluation.",
                  {{"/requests", "not_allowed", "Requests change only before the evaluation."}}});
    }
    drop_urgency(file.facts, changes);
    auto faults = amendment_faults(file, changes, today);
    if (!faults.empty()) return refuse_fields(std::move(faults));
    if (changes.required_skills) std::ranges::sort(*changes.required_skills);
    return FileAmended{std::move(changes)};
}

bool same_content(const CaseFile& file, const Registration& facts) {
    const auto& current = file.facts;
    auto skills = facts.required_skills;
    std::ranges::sort(skills);
    return current.reference == facts.reference && current.filed_on == facts.filed_on &&
           (!facts.complete_on || current.complete_on == facts.complete_on) &&
           current.stage == facts.stage && current.sector == facts.sector &&
           current.procedure == facts.procedure && current.urgency_reason == facts.urgency_reason &&
           current.urgency_requested_on == facts.urgency_requested_on &&
           same_requests(current.requests, facts.requests) && current.required_skills == skills &&
           same_exclusions(current.excluded_doctors, facts.excluded_doctors) &&
           current.expected_minutes == facts.expected_minutes &&
           (facts.modality == Modality::on_file || current.modality == facts.modality);
}

}  // namespace echeance
