// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/capacity.hpp"
#include "domain/period.hpp"

namespace echeance {

inline constexpr std::array all_doctor_kinds{
    DoctorKind::titular, DoctorKind::sessional, DoctorKind::supervised};
inline constexpr std::size_t doctor_kind_count = all_doctor_kinds.size();
enum class DoctorPresence : std::uint8_t {
    working,
    absent,   ///< within the active period: an absence, or no session that day
    not_yet,  ///< the active period begins later
    gone,     ///< it has ended
};
inline constexpr std::size_t presence_count = 4;
[[nodiscard]] std::string_view to_text(DoctorPresence presence);
[[nodiscard]] DoctorPresence presence_of(const Doctor& doctor, LegalDay today);

/// Numbers of doctors by kind and by what they are today.
using DoctorCounts = std::array<std::array<std::int64_t, presence_count>, doctor_kind_count>;

/// Minutes of a week, and what is taken of them.
struct CapacityMinutes {
    std::int64_t capacity = 0;
    std::int64_t used = 0;           ///< spent in the week; in the present one also held
    std::int64_t without_limit = 0;  ///< doctors whose minutes are not stated: in no sum
};
struct CapacityWeek {
    Period period;
    std::array<CapacityMinutes, doctor_kind_count> kinds{};  ///< by `DoctorKind`
};

/// A doctor with the minutes the store counts.
struct DoctorWeeks {
    Doctor doctor;
    int held = 0;
    std::vector<std::pair<LegalDay, int>> spent{};  ///< by the Monday of the week
};
/// What doctors with a skill offer. Who has several is counted under each: these do not add up.
struct SkillCapacity {
    std::string skill;          ///< `none`: all doctors, for files that ask for no skill
    int doctors = 0;            ///< who give any time within the weeks
    std::int64_t capacity = 0;  ///< minutes
    int without_limit = 0;      ///< doctors whose minutes are not stated: in no sum
    bool operator==(const SkillCapacity&) const = default;
};
inline constexpr std::string_view no_skill = "none";
/// Over the week of `today` and those after it, `count` in all; by skill, `none` among them.
[[nodiscard]] std::vector<SkillCapacity> capacity_by_skill(std::span<const Doctor> doctors,
                                                           LegalDay today,
                                                           int count,
                                                           const WorkingCalendar& calendar);

/// The week of `today` and those after it, `count` in all.
[[nodiscard]] std::vector<CapacityWeek> capacity_weeks(std::span<const DoctorWeeks> doctors,
                                                       LegalDay today,
                                                       int count,
                                                       const WorkingCalendar& calendar);

}  // namespace echeance
