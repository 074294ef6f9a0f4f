// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_staff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "domain/capacity.hpp"
#include "domain/eligibility.hpp"
#include "domain/lapse.hpp"

namespace echeance {
namespace {

constexpr int usual_minutes_per_week = 5 * 420;
constexpr int week_days = 7;
constexpr int sessions_weeks = 8;
constexpr int whole_percent = 100;

std::size_t weekday_of(LegalDay day) {
    return day.weekday().iso_encoding() - 1;
}

/// Minutes of the sessions that will be entered one day, as the last ones are.
class SessionsToCome {
public:
    SessionsToCome(const Doctor& doctor, LegalDay today) {
        if (doctor.kind != DoctorKind::sessional || doctor.sessions.empty()) return;
        auto first = doctor.sessions.front().on;
        last_ = first;
        for (const auto& session : doctor.sessions) {
            first = std::min(first, session.on);
            last_ = std::max(*last_, session.on);
        }
        if (*last_ < today) {
            last_.reset();
            return;
        }
        const int weeks = std::clamp((*last_ - first) / week_days + 1, 1, sessions_weeks);
        for (const auto& session : doctor.sessions)
            if (session.on > *last_ - weeks * week_days)
                minutes_[weekday_of(session.on)] += session.minutes;
        for (auto& minutes : minutes_) minutes /= weeks;
    }
    [[nodiscard]] int on(LegalDay day, const WorkingCalendar& calendar) const {
        return last_ && day > *last_ && calendar.is_working(day) ? minutes_[weekday_of(day)] : 0;
    }

private:
    std::optional<LegalDay> last_;
    std::array<int, week_days> minutes_{};
};

int capacity_that_day(const Doctor& doctor, LegalDay day, const WorkingCalendar& calendar) {
    const bool may_work = doctor.kind != DoctorKind::supervised ||
                          (doctor.authorised && doctor.authorised->covers(day));
    return may_work ? capacity_on(doctor, day, calendar).value_or(0) : 0;
}

/// Takes what is spent of the first week's minutes off its first days still to come.
void take_spent(std::vector<int>& minutes, LegalDay first_day, int week_minutes, int spent) {
    const auto days = std::min<std::size_t>(
        minutes.size(), static_cast<std::size_t>(monday_of(first_day) + week_days - first_day));
    const auto end = minutes.begin() + static_cast<std::ptrdiff_t>(days);
    const int left = std::max(0, week_minutes - spent);
    int excess = std::accumulate(minutes.begin(), end, 0) - left;
    for (auto day = minutes.begin(); day != end && excess > 0; ++day) {
        const int taken = std::min(*day, excess);
        *day -= taken;
        excess -= taken;
    }
}

std::vector<int> minutes_by_day(const PlanningDoctor& planning,
                                const ForecastWorld& world,
                                const WorkingCalendar& calendar) {
    Doctor doctor = planning.doctor;
    if (!doctor.minutes_per_week) doctor.minutes_per_week = usual_minutes_per_week;
    const SessionsToCome to_come{doctor, world.first_day};
    std::vector<int> minutes;
    minutes.reserve(static_cast<std::size_t>(world.days));
    for (int n = 0; n < world.days; ++n) {
        const auto day = world.first_day + n;
        const int later = is_away(doctor, day) ? 0 : to_come.on(day, calendar);
        minutes.push_back(capacity_that_day(doctor, day, calendar) + later);
    }
    int week = 0;
    const auto monday = monday_of(world.first_day);
    for (int n = 0; n < week_days; ++n) week += capacity_that_day(doctor, monday + n, calendar);
    take_spent(minutes, world.first_day, week, planning.load.spent);
    return minutes;
}

std::vector<std::size_t> requirements_of(const Doctor& doctor,
                                         const ForecastWorld& world,
                                         const Priorities& priorities) {
    std::vector<std::size_t> served;
    for (std::size_t n = 0; n < world.requirements.size(); ++n) {
        const auto asked = RequirementClass::parse(world.requirements[n].name);
        if (asked && serves(doctor, *asked, priorities)) served.push_back(n);
    }
    return served;
}

int percent_in(const RampUp& ramp_up, int week) {
    const auto index = static_cast<std::size_t>(week);
    return index < ramp_up.size() ? std::clamp(ramp_up[index], 0, whole_percent) : whole_percent;
}

}  // namespace

std::vector<ForecastDoctor> forecast_doctors(std::span<const PlanningDoctor> doctors,
                                             const ForecastWorld& world,
                                             const Rules& rules) {
    const auto calendar = rules.working_calendar();
    std::map<DoctorId, std::size_t> indexes;
    for (std::size_t n = 0; n < doctors.size(); ++n) indexes.emplace(doctors[n].doctor.id, n);
    std::vector<ForecastDoctor> made;
    for (const auto& planning : doctors) {
        const auto& doctor = planning.doctor;
        made.push_back({.id = doctor.id,
                        .kind = doctor.kind,
                        .requirements = requirements_of(doctor, world, rules.priorities),
                        .minutes = minutes_by_day(planning, world, calendar)});
        if (doctor.kind != DoctorKind::supervised) continue;
        for (const auto& id : doctor.supervisors) {
            const auto at = indexes.find(id);
            if (at != indexes.end() && id != doctor.id)
                made.back().supervisors.push_back(at->second);
        }
    }
    return made;
}

std::vector<std::size_t> with_unsupervised(std::vector<std::size_t> closed_to,
                                           std::span<const ForecastDoctor> doctors) {
    if (closed_to.empty()) return closed_to;
    const auto personal = closed_to;
    for (std::size_t n = 0; n < doctors.size(); ++n) {
        const auto& doctor = doctors[n];
        if (doctor.kind != DoctorKind::supervised) continue;
        const bool none_left = std::ranges::all_of(doctor.supervisors, [&](std::size_t one) {
            return std::ranges::binary_search(personal, one);
        });
        if (none_left && !std::ranges::binary_search(personal, n)) closed_to.push_back(n);
    }
    std::ranges::sort(closed_to);
    return closed_to;
}

const RampUp& usual_ramp_up() {
    static const RampUp ramp_up{50, 50, 50, 50, 75, 75, 75, 75};
    return ramp_up;
}

ForecastDoctor added_doctor(const AddedDoctor& added,
                            const ForecastWorld& world,
                            const Rules& rules) {
    const auto calendar = rules.working_calendar();
    Doctor doctor{added.id};
    doctor.minutes_per_week = added.minutes_per_week;
    doctor.active = DayRange{added.from, added.until};
    doctor.skills = added.skills;
    ForecastDoctor made{.id = added.id, .kind = added.kind, .requirements = {}, .minutes = {}};
    for (int n = 0; n < world.days; ++n) {
        const auto day = world.first_day + n;
        const int full = capacity_on(doctor, day, calendar).value_or(0);
        const int week = std::max(0, day - added.from) / week_days;
        made.minutes.push_back(full * percent_in(added.ramp_up, week) / whole_percent);
    }
    doctor.kind = added.kind;
    made.requirements = requirements_of(doctor, world, rules.priorities);
    if (added.kind != DoctorKind::supervised) return made;
    for (std::size_t n = 0; n < world.doctors.size(); ++n) {
        const auto& other = world.doctors[n];
        const bool is_named =
            std::ranges::find(added.supervisors, other.id) != added.supervisors.end();
        if (added.supervisors.empty() ? other.kind == DoctorKind::titular : is_named)
            made.supervisors.push_back(n);
    }
    return made;
}

bool remove_doctor(ForecastWorld& world, const DoctorId& id, LegalDay from) {
    const auto found = std::ranges::find(world.doctors, id, &ForecastDoctor::id);
    if (found == world.doctors.end()) return false;
    const auto index = static_cast<std::size_t>(found - world.doctors.begin());
    const auto kept =
        static_cast<std::ptrdiff_t>(std::clamp(from - world.first_day, 0, world.days));
    std::fill(found->minutes.begin() + kept, found->minutes.end(), 0);
    int left = std::accumulate(found->minutes.begin(), found->minutes.end(), 0);
    for (auto& file : world.waiting) {
        if (file.held_by != index || file.evaluated) continue;
        left -= file.minutes;
        if (left < 0) file.held_by.reset();
    }
    return true;
}

}  // namespace echeance
