// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_problem.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "domain/eligibility.hpp"
#include "domain/lapse.hpp"
#include "domain/visits.hpp"

namespace echeance {
namespace {

constexpr int usual_minutes_per_week = 5 * 420;
constexpr int file_minutes_max = 600;

using Doctors = std::span<const PlanningDoctor>;
using DoctorIndexes = std::map<DoctorId, std::size_t>;

int capacity_of(const PlanningDoctor& planning,
                const PlanHorizon& horizon,
                const WorkingCalendar& calendar) {
    Doctor doctor = planning.doctor;
    if (!doctor.minutes_per_week) doctor.minutes_per_week = usual_minutes_per_week;
    const auto minutes = [&](LegalDay from, LegalDay until) {
        return capacity_between(doctor, from, until, calendar).value_or(0);
    };
    const auto monday = monday_of(horizon.today);
    const auto sunday = monday + 6;
    const auto last_day = horizon.last_day();
    const int left = minutes_left(planning.load, minutes(monday, sunday)).value_or(0);
    return std::min(left, minutes(horizon.today, std::min(last_day, sunday))) +
           minutes(sunday + 1, last_day);
}

/// Those who are there, in the order in which they are named.
std::vector<std::size_t> supervisors_of(const Doctor& doctor,
                                        Doctors doctors,
                                        const DoctorIndexes& indexes,
                                        LegalDay today) {
    std::vector<std::size_t> found;
    for (const auto& id : doctor.supervisors) {
        const auto at = indexes.find(id);
        if (id == doctor.id || at == indexes.end()) continue;
        if (!is_away(doctors[at->second].doctor, today)) found.push_back(at->second);
    }
    return found;
}

/// `conflict_of_interest`, `declined_before` or `same_evaluator`, whatever the reason.
std::vector<std::size_t> closed_to(const CaseFile& file, const DoctorIndexes& indexes) {
    std::vector<std::size_t> closed;
    for (const auto& exclusion : file.facts.excluded_doctors) {
        const auto at = indexes.find(exclusion.doctor);
        if (at != indexes.end()) closed.push_back(at->second);
    }
    std::ranges::sort(closed);
    const auto repeated = std::ranges::unique(closed);
    closed.erase(repeated.begin(), repeated.end());
    return closed;
}

/// The sessions within the horizon that are for some files before others, and what is left of them.
class Sessions {
public:
    Sessions(Doctors doctors, const PlanHorizon& horizon) {
        for (std::size_t i = 0; i < doctors.size(); ++i) {
            const auto& doctor = doctors[i].doctor;
            for (const auto& session : doctor.sessions) {
                const bool is_within =
                    horizon.today <= session.on && session.on <= horizon.last_day();
                const bool is_for_some =
                    !session.sectors.empty() || session.modality == Modality::visit;
                if (!is_within || !is_for_some || is_away(doctor, session.on)) continue;
                places_.push_back({.doctor = i, .session = &session, .minutes = session.minutes});
            }
        }
    }

    struct Preference {
        std::size_t doctor = 0;
        int strength = 0;
        auto operator<=>(const Preference&) const = default;
    };
    /// Keeps the file's minutes in the session that is for it most, of those with so many left and
    /// whose doctor may take it; then in the one with most left. Strength 0: there is none.
    Preference keep_place(const PlanFile& file,
                          const Registration& facts,
                          const std::vector<std::optional<int>>& serving) {
        Place* best = nullptr;
        Preference found;
        for (const auto& [strength, index] : places_for(facts)) {
            if (strength < found.strength) break;
            auto& place = places_[index];
            const bool may_take =
                serving[place.doctor] && !std::ranges::binary_search(file.closed_to, place.doctor);
            if (!may_take || place.minutes < file.minutes) continue;
            if (best != nullptr && place.minutes <= best->minutes) continue;
            best = &place;
            found = {place.doctor, strength};
        }
        if (best != nullptr) best->minutes -= file.minutes;
        return found;
    }

private:
    struct Place {
        std::size_t doctor = 0;
        const Session* session = nullptr;
        int minutes = 0;  ///< left
    };
    /// Strength and place, the best first.
    using Ranked = std::vector<std::pair<int, std::size_t>>;

    const Ranked& places_for(const Registration& facts) {
        const auto [at, is_new] = ranked_.try_emplace({facts.sector, facts.modality});
        if (!is_new) return at->second;
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const int strength =
                session_strength(*places_[i].session, facts.sector, facts.modality);
            if (strength > 0) at->second.emplace_back(strength, i);
        }
        std::ranges::sort(at->second, [](const auto& a, const auto& b) {
            return std::pair(-a.first, a.second) < std::pair(-b.first, b.second);
        });
        return at->second;
    }

    std::vector<Place> places_;
    std::map<std::pair<Sector, Modality>, Ranked> ranked_;
};

/// Groups the files that ask for the same: by the text of their class, and by whose session has a
/// place for them. Keeps views of the files' texts.
class Requirements {
public:
    Requirements(Doctors doctors, const Priorities& priorities, const PlanHorizon& horizon)
        : doctors_(doctors),
          priorities_(priorities),
          today_(horizon.today),
          sessions_(doctors, horizon) {}

    /// Whoever is asked for first has the first choice of sessions.
    std::size_t index_of(const WaitingFile& waiting, const PlanFile& file) {
        const auto& strengths = serving(waiting.placement.queue_class);
        const auto preference = sessions_.keep_place(file, waiting.file.facts, strengths);
        const Key key{waiting.placement.queue_class, preference};
        const auto [at, is_new] = indexes_.try_emplace(key, made_.size());
        if (is_new) {
            made_.push_back({strengths});
            if (preference.strength > 0) {
                made_.back().strengths[preference.doctor] = preference.strength;
            }
        }
        return at->second;
    }
    [[nodiscard]] std::vector<PlanRequirement> take() && { return std::move(made_); }

private:
    using Key = std::pair<std::string_view, Sessions::Preference>;
    using Strengths = std::vector<std::optional<int>>;

    /// Once for each class: what a doctor is limited to may be a list of hundreds of sectors.
    const Strengths& serving(std::string_view class_text) {
        const auto [at, is_new] = classes_.try_emplace(class_text, doctors_.size());
        if (!is_new) return at->second;
        const auto parsed = RequirementClass::parse(class_text);
        if (!parsed) return at->second;
        for (std::size_t i = 0; i < doctors_.size(); ++i) {
            const auto& doctor = doctors_[i].doctor;
            if (is_authorised(doctor) && serves(doctor, *parsed, priorities_)) at->second[i] = 0;
        }
        return at->second;
    }
    [[nodiscard]] bool is_authorised(const Doctor& doctor) const {
        return doctor.kind != DoctorKind::supervised ||
               (doctor.authorised && doctor.authorised->covers(today_));
    }

    Doctors doctors_;
    const Priorities& priorities_;
    LegalDay today_;
    Sessions sessions_;
    std::map<std::string_view, Strengths> classes_;
    std::map<Key, std::size_t> indexes_;
    std::vector<PlanRequirement> made_;
};

PlanDoctor plan_doctor(const PlanningDoctor& planning,
                       const Rules& rules,
                       const PlanHorizon& horizon,
                       const WorkingCalendar& calendar) {
    const auto& doctor = planning.doctor;
    PlanDoctor made{.id = doctor.id,
                    .capacity_minutes = capacity_of(planning, horizon, calendar),
                    .supervision_percent = rules.priorities.supervision_percent};
    if (doctor.max_open_files)
        made.files_max = std::max(0, *doctor.max_open_files - planning.open_files);
    return made;
}

/// By falling cost of a minute left out: the order in which files come into a plan.
std::vector<std::size_t> dearest_first(const PlanProblem& problem) {
    std::vector<std::pair<double, std::size_t>> costs;
    for (std::size_t i = 0; i < problem.files.size(); ++i) {
        const auto& file = problem.files[i];
        const auto cost = static_cast<double>(left_out_cost(file, problem.weights));
        costs.emplace_back(-cost / file.minutes, i);
    }
    std::ranges::sort(costs);
    std::vector<std::size_t> order;
    for (const auto& [cost, file] : costs) order.push_back(file);
    return order;
}

}  // namespace

PlanProblem plan_problem(std::span<const WaitingFile> files,
                         std::span<const PlanningDoctor> doctors,
                         const Rules& rules,
                         PlanHorizon horizon,
                         PlanWeights weights) {
    PlanProblem problem{
        .files = {}, .doctors = {}, .requirements = {}, .weights = std::move(weights)};
    DoctorIndexes indexes;
    for (std::size_t i = 0; i < doctors.size(); ++i) indexes.emplace(doctors[i].doctor.id, i);

    const auto last_day = horizon.last_day();
    const auto calendar = rules.working_calendar();
    for (const auto& planning : doctors) {
        problem.doctors.push_back(plan_doctor(planning, rules, horizon, calendar));
        if (planning.doctor.kind != DoctorKind::supervised) continue;
        problem.doctors.back().supervisors =
            supervisors_of(planning.doctor, doctors, indexes, horizon.today);
    }

    problem.files.reserve(files.size());
    for (const auto& waiting : files) {
        problem.files.push_back(
            {.id = waiting.file.id,
             .minutes = std::clamp(waiting.placement.expected_minutes, 1, file_minutes_max),
             .days_late = last_day - waiting.placement.effective_due_on.value_or(last_day),
             .closed_to = closed_to(waiting.file, indexes)});
    }
    Requirements requirements{doctors, rules.priorities, horizon};
    for (const std::size_t index : dearest_first(problem)) {
        auto& file = problem.files[index];
        file.requirement = requirements.index_of(files[index], file);
    }
    problem.requirements = std::move(requirements).take();
    return problem;
}

}  // namespace echeance
