// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/capacity.hpp"
#include "domain/lapse.hpp"
#include "domain/plan_problem.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/hard_rules.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance::testing {

/// An office that lives: files come, doctors claim, plans are committed, people assign by hand,
/// decline, evaluate, return, appeal; doctors fall ill; days pass. Each step is taken with the
/// domain's own functions, in any order, and judged by `HardRules`.
class OfficeWalk {
public:
    /// How often each kind of step was taken: a walk that takes none proves nothing.
    using Taken = std::map<std::string, int>;

    OfficeWalk(Generator& random, Taken& taken) : random_(random), taken_(taken) {
        office_.today = day("2026-05-04") + random.between(0, 60);
        hire();
        for (int n = 0; n < 12; ++n) file_one();
    }

    void step() {
        static constexpr std::array kinds{&OfficeWalk::claim,
                                          &OfficeWalk::claim,
                                          &OfficeWalk::claim,
                                          &OfficeWalk::plan,
                                          &OfficeWalk::by_hand,
                                          &OfficeWalk::by_hand,
                                          &OfficeWalk::start,
                                          &OfficeWalk::start,
                                          &OfficeWalk::submit,
                                          &OfficeWalk::submit,
                                          &OfficeWalk::countersign_one,
                                          &OfficeWalk::return_one,
                                          &OfficeWalk::decline_one,
                                          &OfficeWalk::release_one,
                                          &OfficeWalk::learn_of_conflict,
                                          &OfficeWalk::decide_one,
                                          &OfficeWalk::decide_one,
                                          &OfficeWalk::appeal_one,
                                          &OfficeWalk::change_doctor,
                                          &OfficeWalk::pass_days,
                                          &OfficeWalk::file_one};
        (this->*random_.pick(kinds))();
        rules_.judge_office();
    }

private:
    void hire() {
        for (int n = 1; n <= 7; ++n) {
            auto made = random_.doctor(office_.today);
            made.id = doctor_named("d" + std::to_string(n));
            // Half of the office knows a limit, half takes nearly all: files must not merely wait.
            if (random_.chance(50)) {
                made.rights.reset();
                made.stages.reset();
                made.sectors.reset();
                made.active.reset();
                made.skills = all_skills();
            }
            if (random_.chance(30)) made.minutes_per_week = random_.between(20, 120);
            if (made.kind == DoctorKind::supervised)
                made.supervisors = {doctor_named("d" + std::to_string(n == 7 ? 1 : n + 1)),
                                    doctor_named("d" + std::to_string(n == 1 ? 7 : n - 1))};
            if (made.kind == DoctorKind::sessional)
                for (int k = 0; k < 20; ++k)
                    made.sessions.push_back({office_.today + k, random_.between(30, 240)});
            sort_sessions(made);
            office_.doctors.push_back(std::move(made));
        }
        for (const auto& doctor : office_.doctors) static_cast<void>(extend(partition_, doctor));
    }
    static void sort_sessions(Doctor& doctor) {
        std::ranges::sort(doctor.sessions, {}, &Session::on);
        const auto twice = std::ranges::unique(doctor.sessions, {}, &Session::on);
        doctor.sessions.erase(twice.begin(), twice.end());
    }
    static std::vector<Skill> all_skills() {
        std::vector<Skill> all;
        for (const char* name : {"hearing", "neurology", "paediatrics", "psychiatry", "vision"})
            all.push_back(skill_named(name));
        return all;
    }

    bool take(const FileId& id, const Result<FileChange>& change, const std::string& kind) {
        if (!change) return false;
        const FileEvent event{id, noon(office_.today), "walk", *change};
        rules_.judge(event);
        std::optional<CaseFile> before;
        if (const auto known = office_.files.find(id); known != office_.files.end())
            before = known->second;
        office_.files.insert_or_assign(id, before ? apply(*before, event) : begin_file(event));
        rules_.record(before, event);
        ++taken_[kind];
        return true;
    }

    void file_one() {
        auto facts = random_.registration(office_.today - random_.between(0, 200));
        if (facts.complete_on) facts.complete_on = std::min(*facts.complete_on, office_.today);
        if (facts.urgency_requested_on)
            facts.urgency_requested_on = std::min(*facts.urgency_requested_on, office_.today);
        take(random_.file_id(),
             register_file(std::move(facts), office_.rules.targets, office_.today),
             "file");
    }

    [[nodiscard]] std::vector<FileId> in(FileState state) const {
        std::vector<FileId> ids;
        for (const auto& [id, file] : office_.files)
            if (file.state == state) ids.push_back(id);
        return ids;
    }
    /// One file in the state, if there is any.
    [[nodiscard]] const CaseFile* any(FileState state) {
        const auto ids = in(state);
        return ids.empty() ? nullptr : &office_.files.at(random_.pick(ids));
    }
    [[nodiscard]] std::vector<Doctor> supervisors_of(const Doctor& doctor) const {
        std::vector<Doctor> found;
        for (const auto& id : doctor.supervisors) found.push_back(office_.doctor(id));
        return found;
    }
    [[nodiscard]] Workload load(const DoctorId& doctor) const {
        return {rules_.held(doctor), rules_.spent(doctor, office_.today)};
    }
    [[nodiscard]] Workloads loads(const Doctor& doctor) const {
        Workloads all{.own = load(doctor.id)};
        for (const auto& id : doctor.supervisors) all.supervisors.push_back(load(id));
        return all;
    }
    [[nodiscard]] Placement place(const CaseFile& file) const {
        return placement(file, office_.rules, partition_, office_.today, 7);
    }

    /// As claim.lua does it: the queues a doctor serves, the lane whose turn it is, past what is
    /// closed to them, until the week is full.
    void claim() {
        const auto doctor = random_.pick(office_.doctors);
        const auto supervisors = supervisors_of(doctor);
        for (int n = random_.between(1, 4); n > 0; --n) {
            const DoctorOnDuty duty{doctor, supervisors, rules_.open_files(doctor.id)};
            if (!unfit_reasons(duty, office_.today).empty()) return;
            if (doctor.max_open_files && duty.open_files >= *doctor.max_open_files) return;
            const auto* const file = first_in_line(duty);
            if (file == nullptr) return;
            const auto work = loads(doctor);
            if (!has_room(*file, duty, work, office_.rules, office_.today)) return;
            FileAssigned given{.doctor = doctor.id, .on = office_.today};
            const auto choice =
                choose_supervisor(*file, duty, work.supervisors, office_.rules, office_.today);
            given.supervisor = choice.supervisor;
            if (choice.supervisor) given.supervision_minutes = choice.minutes;
            take(file->id, FileChange{std::move(given)}, "claim");
            ++claims_;
        }
    }
    [[nodiscard]] const CaseFile* first_in_line(const DoctorOnDuty& duty) {
        const bool on_time =
            is_on_time_turn(claims_, office_.rules.priorities.on_time_share_percent);
        const auto lane = on_time ? Lane::on_time : Lane::late;
        const CaseFile* best = nullptr;
        std::pair<bool, std::uint64_t> least{};
        for (const auto& [id, file] : office_.files) {
            const auto now = place(file);
            if (now.lane == Lane::none || is_closed(file, duty)) continue;
            const auto wanted = RequirementClass::parse(now.queue_class).value();
            if (!serves(duty.doctor, wanted, office_.rules.priorities)) continue;
            const std::pair order{now.lane != lane, now.queue_score};
            if (best == nullptr || order < least) std::tie(best, least) = std::pair{&file, order};
        }
        return best;
    }
    [[nodiscard]] bool is_closed(const CaseFile& file, const DoctorOnDuty& duty) const {
        if (personal_bar(file, duty.doctor.id)) return true;
        return duty.doctor.kind == DoctorKind::supervised &&
               std::ranges::none_of(duty.supervisors, [&](const Doctor& supervisor) {
                   return may_supervise(file, duty.doctor, supervisor, office_.today);
               });
    }

    void plan() {
        if (random_.chance(60)) return;  // slow, and each gives many files
        std::vector<WaitingFile> waiting;
        for (const auto& [id, file] : office_.files)
            if (const auto now = place(file); now.lane != Lane::none && waiting.size() < 12)
                waiting.push_back({file, now});
        std::vector<PlanningDoctor> doctors;
        for (const auto& doctor : office_.doctors)
            doctors.push_back({doctor, load(doctor.id), rules_.open_files(doctor.id)});
        const PlanHorizon horizon{office_.today, random_.between(1, 7)};
        const auto problem = plan_problem(waiting, doctors, office_.rules, horizon);
        const auto made = plan_assignments(problem, reference_flow).value();
        for (const auto& given : made.assignments) {
            const auto& doctor = office_.doctors[given.doctor];
            const auto supervisors = supervisors_of(doctor);
            const auto& file = waiting[given.file].file;
            take(file.id,
                 assign_by_plan(file,
                                {doctor, supervisors, rules_.open_files(doctor.id)},
                                loads(doctor),
                                office_.rules,
                                office_.today),
                 "plan");
        }
    }

    void by_hand() {
        const auto* const file = any(FileState::queued);
        if (file == nullptr) return;
        const auto doctor = random_.pick(office_.doctors);
        const auto supervisors = supervisors_of(doctor);
        const auto change = assign_by_hand(*file,
                                           {doctor, supervisors, rules_.open_files(doctor.id)},
                                           loads(doctor),
                                           random_.chance(40) ? "agreed" : "",
                                           office_.today,
                                           office_.rules,
                                           office_.today);
        if (change && !std::get<FileAssigned>(*change).overridden.empty()) ++taken_["override"];
        take(file->id, change, "by_hand");
    }
    void start() {
        const auto* const file = any(FileState::assigned);
        if (file != nullptr)
            take(file->id, start_evaluation(*file, office_.today, office_.today), "start");
    }
    void submit() {
        const auto* const file = any(FileState::in_evaluation);
        if (file == nullptr) return;
        const auto& doctor = office_.doctor(file->assignment->doctor);
        const auto countersignature = doctor.kind == DoctorKind::supervised
                                          ? Countersignature::needed
                                          : Countersignature::not_needed;
        take(file->id,
             submit_evaluation(*file,
                               random_.between(1, 60),
                               random_.chance(80) ? Outcome::conclusive : Outcome::needs_visit,
                               countersignature,
                               office_.today,
                               office_.today),
             "submit");
    }
    [[nodiscard]] DoctorId some_supervisor(const Doctor& author) {
        return random_.chance(70) ? random_.pick(author.supervisors)
                                  : random_.pick(office_.doctors).id;
    }
    void countersign_one() {
        const auto* const file = any(FileState::awaiting_countersignature);
        if (file == nullptr) return;
        const auto& author = office_.doctor(file->assignment->doctor);
        take(file->id,
             countersign(*file, author, some_supervisor(author), office_.today, office_.today),
             "countersign");
    }
    void return_one() {
        const auto* const file = any(FileState::awaiting_countersignature);
        if (file == nullptr) return;
        const auto& author = office_.doctor(file->assignment->doctor);
        const auto to = random_.chance(50) ? ReturnTo::doctor : ReturnTo::queue;
        take(file->id,
             return_evaluation(
                 *file, author, some_supervisor(author), to, office_.today, office_.today),
             "return");
    }
    [[nodiscard]] const CaseFile* any_held() {
        return any(random_.chance(60) ? FileState::assigned : FileState::in_evaluation);
    }
    void decline_one() {
        const auto* const file = any_held();
        const auto reason = static_cast<DeclineReason>(random_.between(0, 4));
        if (file != nullptr)
            take(file->id, decline(*file, reason, office_.today, office_.today), "decline");
    }
    void release_one() {
        const auto* const file = any_held();
        if (file != nullptr && random_.chance(50))
            take(file->id, release(*file, office_.today, office_.today), "release");
    }
    /// Of a file that waits, or of one that is in hand.
    void learn_of_conflict() {
        const auto* const file =
            random_.chance(50) ? any(FileState::queued) : any(FileState::in_evaluation);
        if (file == nullptr || random_.chance(50)) return;
        Amendment changes{.excluded_doctors = file->facts.excluded_doctors};
        changes.excluded_doctors->push_back({random_.chance(50) && file->assignment
                                                 ? file->assignment->doctor
                                                 : random_.pick(office_.doctors).id,
                                             ExclusionReason::relative});
        take(file->id, amend(*file, changes, office_.rules.targets, office_.today), "conflict");
    }
    void decide_one() {
        const auto* const file = any(FileState::evaluated);
        if (file == nullptr) return;
        std::vector<RequestDecision> made;
        for (const auto& one : file->facts.requests)
            if (is_open(one)) made.push_back({one.right, Decision::refused, office_.today});
        take(file->id, decide(*file, made, office_.today), "decide");
    }
    void appeal_one() {
        const auto* const decided = any(FileState::decided);
        if (decided != nullptr &&
            !take(decided->id, notify(*decided, office_.today, office_.today), "notify"))
            return;
        const auto* const file = any(FileState::notified);
        if (file != nullptr && random_.chance(60))
            take(file->id, appeal(*file, {}, office_.today, office_.today), "appeal");
    }

    void change_doctor() {
        auto& doctor = office_.doctors[static_cast<std::size_t>(random_.between(0, 6))];
        switch (random_.between(0, 3)) {
            case 0:
                doctor.absences = {{office_.today, office_.today + random_.between(0, 6)}};
                break;
            case 1:
                doctor.absences.clear();
                break;
            case 2:
                if (doctor.minutes_per_week) doctor.minutes_per_week = random_.between(0, 400);
                break;
            default:
                if (doctor.authorised)
                    doctor.authorised->until = office_.today + random_.between(-3, 60);
                break;
        }
        give_back_for_absences();
    }
    void give_back_for_absences() {
        for (const auto& doctor : office_.doctors) {
            if (!is_away(doctor, office_.today)) continue;
            for (const auto& id : in(FileState::assigned)) {
                const auto& file = office_.files.at(id);
                if (file.assignment->doctor != doctor.id) continue;
                if (const auto change = give_back(file, office_.today))
                    take(id, *change, "give_back");
            }
        }
    }
    void pass_days() {
        office_.today = office_.today + random_.between(0, 3);
        for (const auto& id : in(FileState::assigned))
            if (const auto change =
                    lapse(office_.files.at(id),
                          office_.rules,
                          {office_.files.at(id).assignment->assigned_on, office_.today}))
                take(id, *change, "lapse");
        give_back_for_absences();
    }

    Generator& random_;
    Taken& taken_;
    Office office_;
    Partition partition_;
    HardRules rules_{office_};
    std::uint64_t claims_ = 0;
};

}  // namespace echeance::testing
