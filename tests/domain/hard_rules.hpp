// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "domain/events.hpp"
#include "domain/rules.hpp"
#include "tests/domain/generators.hpp"

namespace echeance::testing {

/// An office at one moment: what a judge of a step may look at.
struct Office {
    std::vector<Doctor> doctors{};
    std::map<FileId, CaseFile> files{};
    Rules rules = default_rules("92");
    LegalDay today = day("2026-06-01");

    [[nodiscard]] const Doctor& doctor(const DoctorId& id) const {
        return *std::ranges::find(doctors, id, &Doctor::id);
    }
};

/// The hard rules, told a second time: from the law and the history of each file alone. Nothing of
/// `domain/eligibility`, `capacity` or the transitions is asked.
class HardRules {
public:
    explicit HardRules(const Office& office) : office_(office) {}

    /// Judges a step before it is taken.
    void judge(const FileEvent& event) {
        const auto known = office_.files.find(event.file);
        const auto* const file = known == office_.files.end() ? nullptr : &known->second;
        if (const auto* const assigned = std::get_if<FileAssigned>(&event.change))
            judge_assignment(*file, *assigned);
        if (std::holds_alternative<EvaluationStarted>(event.change) ||
            std::holds_alternative<EvaluationSubmitted>(event.change))
            EXPECT_FALSE(may_not_touch(*file, file->assignment->doctor)) << "a conflict goes on";
        if (const auto* const signed_by = std::get_if<EvaluationCountersigned>(&event.change))
            judge_supervisor(*file, file->assignment->doctor, signed_by->by);
        if (const auto* const returned = std::get_if<EvaluationReturned>(&event.change))
            judge_supervisor(*file, file->assignment->doctor, returned->by);
    }

    /// Writes the step down, as taken. `before` empty: the registration.
    void record(const std::optional<CaseFile>& before, const FileEvent& event) {
        auto& ledger = ledgers_[event.file];
        const auto& after = office_.files.at(event.file);
        if (const auto* const declined = std::get_if<AssignmentDeclined>(&event.change)) {
            ledger.declined.insert(declined->doctor);
            if (declined->reason == DeclineReason::conflict_of_interest)
                ledger.conflicts.insert(declined->doctor);
        }
        if (const auto* const signed_by = std::get_if<EvaluationCountersigned>(&event.change)) {
            ledger.took_part.insert(signed_by->by);
            spend(signed_by->by, after.assignment->supervision_minutes, signed_by->on);
        }
        if (const auto* const returned = std::get_if<EvaluationReturned>(&event.change))
            ledger.took_part.insert(returned->by);
        if (const auto* const submitted = std::get_if<EvaluationSubmitted>(&event.change)) {
            if (submitted->outcome == Outcome::conclusive)
                ledger.took_part.insert(after.assignment->doctor);
            spend(after.assignment->doctor, submitted->minutes_spent, submitted->on);
        }
        if (std::holds_alternative<FileAppealed>(event.change)) ledger.barred = ledger.took_part;
        EXPECT_EQ(before.has_value(), !std::holds_alternative<FileRegistered>(event.change));
    }

    /// What must hold between any two steps.
    void judge_office() const {
        for (const auto& [id, file] : office_.files) {
            const bool is_held =
                file.state == FileState::assigned || file.state == FileState::in_evaluation;
            const auto open =
                std::ranges::count(file.attempts, AttemptOutcome::open, &Attempt::outcome);
            EXPECT_EQ(open, is_held ? 1 : 0) << "open attempts of one file";
            if (is_held) {
                EXPECT_TRUE(file.assignment.has_value());
            }
            if (file.state != FileState::evaluated) continue;
            const auto& author = office_.doctor(file.evaluation->doctor);
            EXPECT_EQ(author.kind == DoctorKind::supervised,
                      file.evaluation->countersigned_by.has_value());
        }
    }

    /// Minutes that a doctor has in hand, and has spent in the week of a day.
    [[nodiscard]] int held(const DoctorId& doctor) const {
        int minutes = 0;
        for (const auto& [id, file] : office_.files) {
            if (!file.assignment) continue;
            const bool is_held =
                file.state == FileState::assigned || file.state == FileState::in_evaluation;
            if (is_held && file.assignment->doctor == doctor) minutes += left_to_spend(file);
            const bool is_watched = is_held || file.state == FileState::awaiting_countersignature;
            if (is_watched && file.assignment->supervisor == doctor)
                minutes += file.assignment->supervision_minutes;
        }
        return minutes;
    }
    [[nodiscard]] int spent(const DoctorId& doctor, LegalDay on) const {
        const auto found = spent_.find({doctor, monday(on)});
        return found == spent_.end() ? 0 : found->second;
    }
    [[nodiscard]] int open_files(const DoctorId& doctor) const {
        return static_cast<int>(std::ranges::count_if(office_.files, [&](const auto& each) {
            const auto& file = each.second;
            return (file.state == FileState::assigned || file.state == FileState::in_evaluation) &&
                   file.assignment->doctor == doctor;
        }));
    }

private:
    struct Ledger {
        std::set<DoctorId> declined{};
        std::set<DoctorId> conflicts{};
        std::set<DoctorId> took_part{};
        std::set<DoctorId> barred{};  ///< had taken part when the last appeal came
    };

    static LegalDay monday(LegalDay day) {
        while (day.weekday() != std::chrono::Monday) day = day - 1;
        return day;
    }
    static bool is_on(const std::optional<DayRange>& range, LegalDay day) {
        return !range || (range->from <= day && (!range->until || day <= *range->until));
    }
    static bool is_away(const Doctor& doctor, LegalDay day) {
        return !is_on(doctor.active, day) ||
               std::ranges::any_of(doctor.absences, [&](auto& one) { return is_on(one, day); });
    }
    static bool works(const Doctor& doctor, LegalDay day) {
        const bool sits =
            std::ranges::any_of(doctor.sessions, [&](const auto& one) { return one.on == day; });
        return !is_away(doctor, day) && (doctor.kind != DoctorKind::sessional || sits);
    }
    static std::set<Right> open_rights(const CaseFile& file) {
        std::set<Right> rights;
        for (const auto& one : file.facts.requests)
            if (!one.withdrawn_on && (!one.decision || *one.decision == Decision::deferred))
                rights.insert(one.right);
        return rights;
    }

    [[nodiscard]] bool may_not_touch(const CaseFile& file, const DoctorId& doctor) const {
        for (const auto& one : file.facts.excluded_doctors)
            if (one.doctor == doctor && one.reason != ExclusionReason::declined) return true;
        const auto known = ledgers_.find(file.id);
        return known != ledgers_.end() &&
               (known->second.conflicts.contains(doctor) || known->second.barred.contains(doctor));
    }
    [[nodiscard]] bool has_declined(const CaseFile& file, const DoctorId& doctor) const {
        for (const auto& one : file.facts.excluded_doctors)
            if (one.doctor == doctor) return true;
        const auto known = ledgers_.find(file.id);
        return known != ledgers_.end() && known->second.declined.contains(doctor);
    }

    void judge_assignment(const CaseFile& file, const FileAssigned& given) const {
        const auto& doctor = office_.doctor(given.doctor);
        const auto& facts = file.facts;
        EXPECT_EQ(file.state, FileState::queued);
        EXPECT_FALSE(may_not_touch(file, doctor.id)) << "conflict of interest, or a part before";
        EXPECT_FALSE(has_declined(file, doctor.id)) << "declined before";
        EXPECT_TRUE(works(doctor, given.on)) << "not working";
        for (const auto right : open_rights(file)) {
            EXPECT_TRUE(!doctor.rights || std::ranges::count(*doctor.rights, right)) << "right";
        }
        EXPECT_TRUE(!doctor.stages || std::ranges::count(*doctor.stages, facts.stage)) << "stage";
        EXPECT_TRUE(!doctor.sectors || std::ranges::count(*doctor.sectors, facts.sector));
        for (const auto& skill : facts.required_skills) {
            EXPECT_TRUE(std::ranges::count(doctor.skills, skill)) << skill.text();
        }
        judge_supervision(file, doctor, given);
        judge_limits(file, doctor, given);
    }

    void judge_supervision(const CaseFile& file,
                           const Doctor& doctor,
                           const FileAssigned& given) const {
        EXPECT_EQ(given.supervisor.has_value(), doctor.kind == DoctorKind::supervised);
        if (doctor.kind != DoctorKind::supervised) return;
        EXPECT_TRUE(doctor.authorised && is_on(doctor.authorised, given.on)) << "authorisation";
        EXPECT_EQ(file.round, 1) << "an appeal is not for a supervised doctor";
        for (const auto& one : file.facts.requests) {
            const bool is_first_aah = one.right == Right::aah && one.nature == Nature::first;
            EXPECT_FALSE(is_first_aah && open_rights(file).contains(Right::aah));
        }
        if (!given.supervisor) return;
        judge_supervisor(file, doctor.id, *given.supervisor);
        EXPECT_TRUE(works(office_.doctor(*given.supervisor), given.on)) << "who would countersign";
    }

    void judge_supervisor(const CaseFile& file, const DoctorId& author, const DoctorId& by) const {
        EXPECT_NE(author, by);
        EXPECT_TRUE(std::ranges::count(office_.doctor(author).supervisors, by)) << "not named";
        EXPECT_FALSE(may_not_touch(file, by)) << "a conflict supervises";
    }

    void judge_limits(const CaseFile& file, const Doctor& doctor, const FileAssigned& given) const {
        const auto passed_over = [&](EligibilityRule rule) {
            EXPECT_TRUE(given.overridden.empty() || (given.mode == AssignmentMode::manual &&
                                                     given.reason && !given.reason->empty()));
            return std::ranges::count(given.overridden, rule) > 0;
        };
        if (doctor.max_open_files && !passed_over(EligibilityRule::open_files_cap)) {
            EXPECT_LT(open_files(doctor.id), *doctor.max_open_files);
        }
        if (passed_over(EligibilityRule::no_capacity)) return;
        expect_minutes(doctor, left_to_spend(file), given.on);
        if (!given.supervisor) return;
        // A quarter, rounded up.
        EXPECT_EQ(given.supervision_minutes, (left_to_spend(file) * 25 + 99) / 100);
        expect_minutes(office_.doctor(*given.supervisor), given.supervision_minutes, given.on);
    }

    void expect_minutes(const Doctor& doctor, int more, LegalDay on) const {
        const auto week = minutes_of_week(doctor, monday(on));
        if (!week) return;
        EXPECT_LE(held(doctor.id) + spent(doctor.id, on) + more, *week) << doctor.id.text();
    }

    [[nodiscard]] std::optional<int> minutes_of_week(const Doctor& doctor, LegalDay from) const {
        int minutes = 0;
        for (int n = 0; n < 7; ++n) {
            const LegalDay on = from + n;
            if (is_away(doctor, on)) continue;
            for (const auto& session : doctor.sessions)
                if (doctor.kind == DoctorKind::sessional && session.on == on)
                    minutes += session.minutes;
            if (doctor.kind == DoctorKind::sessional) continue;
            if (!office_.rules.working_calendar().is_working(on)) continue;
            if (!doctor.minutes_per_week) return std::nullopt;
            // A fifth each day, the odd minutes as late in the week as they fall.
            minutes += *doctor.minutes_per_week * (n + 1) / 5 - *doctor.minutes_per_week * n / 5;
        }
        return minutes;
    }

    /// The largest request's minutes and half of each other's; less what has been spent on it.
    [[nodiscard]] int left_to_spend(const CaseFile& file) const {
        int whole = file.facts.expected_minutes.value_or(0);
        if (!file.facts.expected_minutes) {
            std::vector<int> each;
            for (const auto& one : file.facts.requests)
                if (open_rights(file).contains(one.right))
                    each.push_back(expected_minutes(office_.rules.minutes, one.right, one.nature));
            std::ranges::sort(each, std::greater{});
            int rest = 0;
            for (std::size_t n = 1; n < each.size(); ++n) rest += each[n];
            whole = (each.empty() ? 0 : each.front()) + (rest + 1) / 2;
        }
        const int so_far = file.evaluation ? file.evaluation->minutes_spent : 0;
        return std::max(0, whole - so_far);
    }

    void spend(const DoctorId& doctor, int minutes, LegalDay on) {
        spent_[{doctor, monday(on)}] += minutes;
    }

    const Office& office_;
    std::map<FileId, Ledger> ledgers_;
    std::map<std::pair<DoctorId, LegalDay>, int> spent_;
};

}  // namespace echeance::testing
