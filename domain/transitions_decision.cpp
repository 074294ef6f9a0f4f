// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>
#include <utility>

#include "domain/transition_checks.hpp"
#include "domain/transitions.hpp"

namespace echeance {
namespace {

constexpr std::size_t documents_max = 32;
/// Whom an appeal adds to the file: the doctor and the one who countersigned.
constexpr std::size_t evaluators_per_round = 2;

template <class Requests>
auto* request_for(Requests& requests, Right right) {
    const auto found = std::ranges::find(requests, right, &RightRequest::right);
    return found == requests.end() ? nullptr : &*found;
}

/// When the evaluation to decide upon was there. Several commissions may be entered in any order.
LegalDay evaluated_on(const CaseFile& file) {
    LegalDay day = round_began_on(file);
    if (file.queued_on) day = std::max(day, *file.queued_on);
    if (file.assignment) day = std::max(day, file.assignment->assigned_on);
    if (!file.evaluation) return day;
    if (file.evaluation->submitted_on) day = std::max(day, *file.evaluation->submitted_on);
    if (file.evaluation->countersigned_on) day = std::max(day, *file.evaluation->countersigned_on);
    return day;
}

void check_decision(Faults& faults,
                    const CaseFile& file,
                    const RequestDecision& decision,
                    std::size_t index,
                    LegalDay today) {
    const auto* request = request_for(file.facts.requests, decision.right);
    if (!request || !is_open(*request)) {
        faults.push_back({pointer_to("/decisions", index, "/right"),
                          "not_allowed",
                          "The right is not open in the file."});
        return;
    }
    LegalDay previous = evaluated_on(file);
    if (request->decided_on) previous = std::max(previous, *request->decided_on);
    check_day(faults,
              pointer_to("/decisions", index, "/decided_on"),
              decision.decided_on,
              {previous, today});
}

void check_correction(Faults& faults,
                      const CaseFile& file,
                      const RequestDecision& decision,
                      std::size_t index,
                      LegalDay today) {
    const auto* request = request_for(file.facts.requests, decision.right);
    if (!request || !request->decision || request->withdrawn_on) {
        faults.push_back({pointer_to("/decisions", index, "/right"),
                          "not_allowed",
                          "No decision on the right stands in the file."});
        return;
    }
    if (!is_open(file) && decision.decision == Decision::deferred) {
        faults.push_back({pointer_to("/decisions", index, "/decision"),
                          "not_allowed",
                          "A decided file is not opened by a correction."});
    }
    check_day(faults,
              pointer_to("/decisions", index, "/decided_on"),
              decision.decided_on,
              {evaluated_on(file), std::min(today, request->notified_on.value_or(today))});
}

/// Faults of a list of decisions: none, a right twice, and what `check` finds in each.
template <class Check>
Faults decision_faults(const std::vector<RequestDecision>& decisions, Check check) {
    Faults faults;
    if (decisions.empty()) faults.push_back({"/decisions", "empty", "Nothing is decided."});
    std::set<Right> seen;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        if (seen.insert(decisions[i].right).second) {
            check(faults, i);
        } else {
            faults.push_back({pointer_to("/decisions", i, "/right"),
                              "duplicate",
                              "The right is decided twice."});
        }
    }
    return faults;
}

/// Faults of a list of rights, each of which has to be one of `allowed`.
void check_rights(Faults& faults,
                  const std::vector<Right>& rights,
                  const std::vector<Right>& allowed) {
    std::set<Right> seen;
    for (std::size_t i = 0; i < rights.size(); ++i) {
        if (!seen.insert(rights[i]).second) {
            faults.push_back(
                {pointer_to("/rights", i, ""), "duplicate", "The right stands twice."});
        } else if (std::ranges::find(allowed, rights[i]) == allowed.end()) {
            faults.push_back({pointer_to("/rights", i, ""),
                              "not_allowed",
                              "The request does not exist or its state does not allow this."});
        }
    }
}

template <class Wanted>
std::vector<Right> rights_of(const CaseFile& file, Wanted wanted) {
    std::vector<Right> rights;
    for (const auto& request : file.facts.requests) {
        if (wanted(request)) rights.push_back(request.right);
    }
    return rights;
}

}  // namespace

Result<FileChange> complete(const CaseFile& file, LegalDay complete_on, LegalDay today) {
    if (const auto state = check_state(file, {FileState::filed}); !state) {
        return std::unexpected(state.error());
    }
    if (complete_on < file.facts.filed_on) {
        return refuse_field("/complete_on", "before_filed_on", "The day is before filing.");
    }
    Faults faults;
    check_day(faults, "/complete_on", complete_on, {last_step_on(file), today});
    if (!faults.empty()) return refuse_fields(std::move(faults));
    return FileCompleted{complete_on};
}

Result<FileChange> request_documents(const CaseFile& file, Suspension suspension, LegalDay today) {
    if (const auto open = check_open(file); !open) return std::unexpected(open.error());
    if (file.suspensions.size() >= suspensions_max) {
        return refuse(Errc::state_conflict,
                      "The file has as many requests for documents as it may.");
    }
    Faults faults;
    check_day(faults, "/asked_on", suspension.asked_on, {round_began_on(file), today});
    if (suspension.time_limit_on <= suspension.asked_on) {
        faults.push_back({"/time_limit_on", "out_of_range", "The limit is after the request."});
    }
    if (suspension.documents.size() > documents_max) {
        faults.push_back({"/documents", "too_many", "At most 32 documents."});
    }
    if (!faults.empty()) return refuse_fields(std::move(faults));
    suspension.received_on.reset();
    return DocumentsRequested{std::move(suspension)};
}

Result<FileChange> receive_documents(const CaseFile& file, LegalDay received_on, LegalDay today) {
    if (const auto open = check_open(file); !open) return std::unexpected(open.error());
    std::optional<LegalDay> last_asked_on;
    for (const auto& suspension : file.suspensions) {
        if (suspension.received_on) continue;
        last_asked_on = std::max(last_asked_on, std::optional{suspension.asked_on});
    }
    if (!last_asked_on) return refuse(Errc::state_conflict, "No document is awaited.");
    Faults faults;
    check_day(faults, "/received_on", received_on, {*last_asked_on, today});
    if (!faults.empty()) return refuse_fields(std::move(faults));
    return DocumentsReceived{received_on};
}

Result<FileChange> decide(const CaseFile& file,
                          std::vector<RequestDecision> decisions,
                          LegalDay today) {
    if (const auto state = check_state(file, {FileState::evaluated}); !state) {
        return std::unexpected(state.error());
    }
    auto faults = decision_faults(decisions, [&](Faults& found, std::size_t i) {
        check_decision(found, file, decisions[i], i, today);
    });
    if (!faults.empty()) return refuse_fields(std::move(faults));
    return RequestsDecided{std::move(decisions)};
}

Result<FileChange> correct_decisions(const CaseFile& file,
                                     std::vector<RequestDecision> decisions,
                                     LegalDay today) {
    const auto state =
        check_state(file, {FileState::evaluated, FileState::decided, FileState::notified});
    if (!state) return std::unexpected(state.error());
    auto faults = decision_faults(decisions, [&](Faults& found, std::size_t i) {
        check_correction(found, file, decisions[i], i, today);
    });
    if (!faults.empty()) return refuse_fields(std::move(faults));
    return DecisionsCorrected{std::move(decisions)};
}

Result<FileChange> notify(const CaseFile& file, LegalDay on, LegalDay today) {
    if (const auto step = check_step(file, {FileState::decided}, on, today); !step) {
        return std::unexpected(step.error());
    }
    return FileNotified{on};
}

Result<FileChange> withdraw(const CaseFile& file,
                            std::vector<Right> rights,
                            LegalDay on,
                            LegalDay today) {
    if (const auto open = check_open(file); !open) return std::unexpected(open.error());
    const auto open_rights = rights_of(file, [](const auto& one) { return is_open(one); });
    Faults faults;
    check_day(faults, "/on", on, {last_step_on(file), today});
    check_rights(faults, rights, open_rights);
    if (!faults.empty()) return refuse_fields(std::move(faults));
    if (rights.empty()) rights = open_rights;
    return FileWithdrawn{std::move(rights), on};
}

Result<FileChange> appeal(const CaseFile& file,
                          std::vector<Right> rights,
                          LegalDay on,
                          LegalDay today) {
    const auto state = check_state(file, {FileState::decided, FileState::notified});
    if (!state) return std::unexpected(state.error());
    const bool full =
        file.evaluators.size() + evaluators_per_round > evaluators_max ||
        file.facts.excluded_doctors.size() + file.evaluators.size() + evaluators_per_round >
            exclusions_total_max;
    if (file.round >= rounds_max || full) {
        return refuse(Errc::state_conflict, "The file has as many rounds as it may.");
    }
    const auto decided = rights_of(
        file, [](const auto& request) { return request.decision && !request.withdrawn_on; });
    Faults faults;
    check_day(faults, "/on", on, {file.decided_on.value_or(last_step_on(file)), today});
    check_rights(faults, rights, decided);
    if (!faults.empty()) return refuse_fields(std::move(faults));
    if (rights.empty()) rights = decided;
    return FileAppealed{std::move(rights), on};
}

}  // namespace echeance
