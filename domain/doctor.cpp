// SPDX-License-Identifier: EUPL-1.2
#include "domain/doctor.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

using std::string_view;

constexpr std::array<string_view, 3> kind_names{"titular", "sessional", "supervised"};
constexpr std::array<string_view, 5> specialty_names{
    "generalist", "rehabilitation", "occupational", "psychiatrist", "other"};
constexpr std::array<string_view, 5> foncpluri_codes{"1", "2", "3", "4", "5"};

constexpr int minutes_per_week_max = 3'000;
constexpr int minutes_per_session_max = 720;
constexpr int open_files_max = 10'000;
constexpr std::size_t session_sectors_max = 64;
constexpr std::size_t doctor_skills_max = 32;
constexpr std::size_t doctor_sectors_max = 1'000;  // the largest département has 890 communes

using Faults = std::vector<FieldError>;

std::string item(string_view list, std::size_t index) {
    return std::string{list} + '/' + std::to_string(index);
}

/// No value twice, at most `max` of them.
template <class T>
void check_list(Faults& found, string_view pointer, const std::vector<T>& values, std::size_t max) {
    if (values.size() > max)
        found.push_back({std::string{pointer}, "too_many", "Too many values."});
    std::set<T> seen;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (seen.insert(values[i]).second) continue;
        found.push_back({item(pointer, i), "duplicate", "The value stands twice in the list."});
    }
}

/// An absent list means no limit; an empty one would mean a doctor who may take nothing.
template <class T>
void check_limits(Faults& found,
                  string_view pointer,
                  const std::optional<std::vector<T>>& values,
                  std::size_t max) {
    if (!values) return;
    if (values->empty()) {
        found.push_back(
            {std::string{pointer}, "empty", "Leave it out for a doctor without limits."});
    }
    check_list(found, pointer, *values, max);
}

void check_range(Faults& found, std::string pointer, const DayRange& range) {
    if (!range.until || range.from <= *range.until) return;
    found.push_back({std::move(pointer) + "/until", "out_of_range", "It ends before it begins."});
}

void check_supervision(Faults& found, const Doctor& doctor) {
    check_list(found, "/supervisors", doctor.supervisors, supervisors_max);
    for (std::size_t i = 0; i < doctor.supervisors.size(); ++i) {
        if (doctor.supervisors[i] != doctor.id) continue;
        found.push_back({item("/supervisors", i), "not_allowed", "Nobody supervises themselves."});
    }
    if (doctor.authorised) check_range(found, "/authorised", *doctor.authorised);
    if (doctor.kind != DoctorKind::supervised) return;
    if (doctor.supervisors.empty()) {
        found.push_back(
            {"/supervisors", "required", "A supervised doctor has a named supervisor."});
    }
    if (!doctor.authorised) {
        found.push_back({"/authorised", "required", "A supervised doctor has an authorisation."});
    }
}

void check_absences(Faults& found, const std::vector<DayRange>& absences) {
    if (absences.size() > absences_max) {
        found.push_back({"/absences", "too_many", "Too many absences."});
    }
    for (std::size_t i = 0; i < absences.size(); ++i) {
        if (absences[i].until) {
            check_range(found, item("/absences", i), absences[i]);
        } else {
            found.push_back(
                {item("/absences", i) + "/until", "required", "An absence has an end."});
        }
    }
}

void check_sessions(Faults& found, const std::vector<Session>& sessions) {
    if (sessions.size() > sessions_max) {
        found.push_back({"/sessions", "too_many", "Too many sessions."});
    }
    std::set<LegalDay> seen;
    for (std::size_t i = 0; i < sessions.size(); ++i) {
        const auto pointer = item("/sessions", i);
        if (!seen.insert(sessions[i].on).second) {
            found.push_back({pointer + "/on", "duplicate", "One session a day."});
        }
        check_list(found, pointer + "/sectors", sessions[i].sectors, session_sectors_max);
        if (sessions[i].minutes < 1 || sessions[i].minutes > minutes_per_session_max) {
            found.push_back({pointer + "/minutes", "out_of_range", "From 1 to 720 minutes."});
        }
    }
}

}  // namespace

string_view to_text(DoctorKind kind) {
    return name_in(kind_names, kind);
}
string_view to_text(Specialty specialty) {
    return name_in(specialty_names, specialty);
}

template <>
std::optional<DoctorKind> from_text<DoctorKind>(string_view text) {
    return named_in<DoctorKind>(kind_names, text);
}
template <>
std::optional<Specialty> from_text<Specialty>(string_view text) {
    return named_in<Specialty>(specialty_names, text);
}

std::optional<Specialty> specialty_of_foncpluri(string_view code) {
    return named_in<Specialty>(foncpluri_codes, code);
}
string_view foncpluri_of(Specialty specialty) {
    return name_in(foncpluri_codes, specialty);
}

bool is_active(const Doctor& doctor, LegalDay today) {
    return !doctor.active || doctor.active->covers(today);
}

bool is_working(const Doctor& doctor, LegalDay today) {
    if (!is_active(doctor, today)) return false;
    if (std::ranges::any_of(doctor.absences, [&](const auto& one) { return one.covers(today); })) {
        return false;
    }
    if (doctor.kind != DoctorKind::sessional) return true;
    return std::ranges::any_of(doctor.sessions, [&](const auto& one) { return one.on == today; });
}

Faults faults(const Doctor& doctor) {
    Faults found;
    check_list(found, "/skills", doctor.skills, doctor_skills_max);
    check_limits(found, "/rights", doctor.rights, right_count);
    check_limits(found, "/stages", doctor.stages, 2);
    check_limits(found, "/sectors", doctor.sectors, doctor_sectors_max);
    if (doctor.minutes_per_week &&
        (*doctor.minutes_per_week < 0 || *doctor.minutes_per_week > minutes_per_week_max)) {
        found.push_back({"/minutes_per_week", "out_of_range", "From 0 to 3,000 minutes."});
    }
    if (doctor.max_open_files &&
        (*doctor.max_open_files < 0 || *doctor.max_open_files > open_files_max)) {
        found.push_back({"/max_open_files", "out_of_range", "From 0 to 10,000 files."});
    }
    check_supervision(found, doctor);
    if (doctor.active) check_range(found, "/active", *doctor.active);
    check_absences(found, doctor.absences);
    check_sessions(found, doctor.sessions);
    return found;
}

}  // namespace echeance
