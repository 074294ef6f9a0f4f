// SPDX-License-Identifier: EUPL-1.2
#include "domain/capacity_outlook.hpp"

#include <map>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, presence_count> presence_names{
    "working", "absent", "not_yet", "gone"};

constexpr int days_a_week = 7;

void add_doctor(CapacityMinutes& minutes,
                const DoctorWeeks& each,
                LegalDay monday,
                LegalDay today,
                const WorkingCalendar& calendar) {
    const auto capacity = weekly_capacity(each.doctor, monday, calendar);
    if (!capacity) ++minutes.without_limit;
    minutes.capacity += capacity.value_or(0);
    for (const auto& [week, spent] : each.spent)
        if (week == monday) minutes.used += spent;
    if (monday == monday_of(today)) minutes.used += each.held;
}

}  // namespace

std::string_view to_text(DoctorPresence presence) {
    return name_in(presence_names, presence);
}

DoctorPresence presence_of(const Doctor& doctor, LegalDay today) {
    if (is_working(doctor, today)) return DoctorPresence::working;
    if (is_active(doctor, today)) return DoctorPresence::absent;
    return doctor.active && today < doctor.active->from ? DoctorPresence::not_yet
                                                        : DoctorPresence::gone;
}

std::vector<SkillCapacity> capacity_by_skill(std::span<const Doctor> doctors,
                                             LegalDay today,
                                             int count,
                                             const WorkingCalendar& calendar) {
    std::map<std::string, SkillCapacity> skills;
    const auto add = [&](const std::string& name, std::optional<std::int64_t> minutes) {
        auto& skill = skills.try_emplace(name, SkillCapacity{.skill = name}).first->second;
        if (minutes == 0) return;
        ++skill.doctors;
        skill.capacity += minutes.value_or(0);
        if (!minutes) ++skill.without_limit;
    };
    add(std::string{no_skill}, 0);
    for (const auto& each : doctors) {
        const auto monday = monday_of(today);
        const auto minutes =
            capacity_between(each, monday, monday + (count * days_a_week - 1), calendar);
        add(std::string{no_skill}, minutes);
        for (const auto& skill : each.skills) add(skill.text(), minutes);
    }
    std::vector<SkillCapacity> list;
    for (auto& [name, skill] : skills) list.push_back(std::move(skill));
    return list;
}

std::vector<CapacityWeek> capacity_weeks(std::span<const DoctorWeeks> doctors,
                                         LegalDay today,
                                         int count,
                                         const WorkingCalendar& calendar) {
    std::vector<CapacityWeek> weeks;
    for (int n = 0; n < count; ++n) {
        const auto monday = monday_of(today) + n * days_a_week;
        CapacityWeek week{.period = {monday, monday + days_a_week - 1}};
        for (const auto& each : doctors)
            add_doctor(week.kinds[static_cast<std::size_t>(each.doctor.kind)],
                       each,
                       monday,
                       today,
                       calendar);
        weeks.push_back(week);
    }
    return weeks;
}

}  // namespace echeance
