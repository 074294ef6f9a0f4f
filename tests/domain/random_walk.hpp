// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "tests/domain/file_states.hpp"

namespace echeance::testing {

/// One file that lives through random transitions, some refused. Days go by; steps are entered late
/// at times.
class RandomWalk {
public:
    explicit RandomWalk(Generator& random)
        : random_(random),
          rules_(default_rules("92")),
          today_(day("2026-01-10") + random.between(0, 300)) {
        auto facts = random_.registration(today_ - random_.between(0, 60));
        if (facts.complete_on) facts.complete_on = std::min(*facts.complete_on, today_);
        if (facts.urgency_requested_on) {
            facts.urgency_requested_on = std::min(*facts.urgency_requested_on, today_);
        }
        facts.excluded_doctors.clear();
        enter(register_file(facts, rules_.targets, today_).value());
    }

    [[nodiscard]] const CaseFile& file() const { return *file_; }
    [[nodiscard]] const std::vector<FileEvent>& history() const { return history_; }
    [[nodiscard]] const Rules& rules() const { return rules_; }
    [[nodiscard]] LegalDay today() const { return today_; }

    /// Tries one random transition; true when it was allowed.
    bool step() {
        today_ = today_ + random_.between(0, 9);
        auto change = any_transition();
        if (!change) return false;
        enter(std::move(*change));
        return true;
    }

private:
    void enter(FileChange change) {
        const FileId id = file_ ? file_->id : random_.file_id();
        history_.push_back({id, noon(today_), "walk", std::move(change)});
        file_ = file_ ? apply(std::move(*file_), history_.back()) : begin_file(history_.back());
    }

    [[nodiscard]] LegalDay some_day() {
        return today_ - (random_.chance(70) ? 0 : random_.between(0, 9));
    }

    [[nodiscard]] Result<FileChange> any_transition() {
        switch (random_.between(0, 16)) {
            case 0:
                return amend(*file_, amendment(), rules_.targets, today_);
            case 1:
                return complete(*file_, some_day(), today_);
            case 2:
                return request_documents(*file_, suspension(), today_);
            case 3:
                return receive_documents(*file_, some_day(), today_);
            case 4:
                return assign();
            case 5:
                return random_.chance(20) ? release(*file_, some_day(), today_) : start();
            case 6:
                return random_.chance(20)
                           ? decline(*file_,
                                     static_cast<DeclineReason>(random_.between(0, 4)),
                                     some_day(),
                                     today_)
                           : assign();
            case 7:
                return start();
            case 8:
            case 9:
                return submit();
            case 10:
                return countersign(*file_, author(), doctor_named("s1"), some_day(), today_);
            case 11:
                return return_evaluation(*file_,
                                         author(),
                                         doctor_named("s2"),
                                         random_.chance(50) ? ReturnTo::doctor : ReturnTo::queue,
                                         some_day(),
                                         today_);
            case 12:
                return decide(*file_, decisions(), today_);
            case 13:
                return notify(*file_, some_day(), today_);
            case 14:
                if (random_.chance(70)) return decide(*file_, decisions(), today_);
                return withdraw(*file_, some_rights(), some_day(), today_);
            case 15:
                return correct_decisions(*file_, corrections(), today_);
            default:
                return appeal(*file_, some_rights(), some_day(), today_);
        }
    }

    [[nodiscard]] Doctor author() const {
        return supervised(file_->assignment ? file_->assignment->doctor.text() : "d1");
    }
    [[nodiscard]] Result<FileChange> assign() {
        auto doctor = random_.doctor(today_);
        const std::vector<Doctor> supervisors{titular("s1"), titular("s2")};
        if (doctor.kind == DoctorKind::supervised) doctor = supervised(doctor.id.text());
        return assign_by_hand(*file_,
                              {doctor, supervisors, random_.between(0, 12)},
                              {},
                              "agreed",
                              some_day(),
                              rules_,
                              today_);
    }
    [[nodiscard]] Result<FileChange> start() {
        return start_evaluation(*file_, some_day(), today_);
    }
    [[nodiscard]] Result<FileChange> submit() {
        return submit_evaluation(
            *file_,
            random_.between(0, 60),
            random_.chance(70) ? Outcome::conclusive : Outcome::needs_visit,
            random_.chance(40) ? Countersignature::needed : Countersignature::not_needed,
            some_day(),
            today_);
    }
    [[nodiscard]] Suspension suspension() {
        return random_.suspension(today_ - random_.between(0, 9), 9);
    }
    [[nodiscard]] std::vector<Right> some_rights() {
        std::vector<Right> rights;
        for (const auto& request : file_->facts.requests) {
            if (random_.chance(30)) rights.push_back(request.right);
        }
        return rights;
    }
    [[nodiscard]] std::vector<RequestDecision> decisions() {
        std::vector<RequestDecision> made;
        for (const auto& request : file_->facts.requests) {
            if (!is_open(request) || random_.chance(20)) continue;
            made.push_back(
                {request.right, static_cast<Decision>(random_.between(0, 2)), some_day()});
        }
        return made;
    }
    [[nodiscard]] std::vector<RequestDecision> corrections() {
        std::vector<RequestDecision> made;
        for (const auto& request : file_->facts.requests) {
            if (!request.decided_on || random_.chance(40)) continue;
            made.push_back({request.right,
                            static_cast<Decision>(random_.between(0, 1)),
                            *request.decided_on + random_.between(-3, 3)});
        }
        return made;
    }
    [[nodiscard]] Amendment amendment() {
        const auto facts = random_.registration(today_ - random_.between(0, 60));
        Amendment changes;
        if (random_.chance(20)) changes.filed_on = facts.filed_on;
        if (random_.chance(30)) changes.stage = facts.stage;
        if (random_.chance(30)) changes.sector = facts.sector;
        if (random_.chance(20)) changes.procedure = facts.procedure;
        if (random_.chance(20)) changes.urgency_reason = facts.urgency_reason;
        if (random_.chance(40)) changes.requests = facts.requests;
        if (random_.chance(30)) changes.required_skills = facts.required_skills;
        if (random_.chance(10)) changes.excluded_doctors = facts.excluded_doctors;
        if (random_.chance(30)) changes.expected_minutes = facts.expected_minutes;
        return changes;
    }

    Generator& random_;
    Rules rules_;
    LegalDay today_;
    std::optional<CaseFile> file_;
    std::vector<FileEvent> history_;
};

}  // namespace echeance::testing
