// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>

#include "api/csv/fields.hpp"

namespace echeance::csv {
namespace {

constexpr std::size_t doctor_skills_max = 32;
constexpr std::size_t sectors_max = 1'000;
constexpr int minutes_per_week_max = 3'000;
constexpr int session_minutes_max = 720;

template <class T>
void sort_unique(std::vector<T>& values) {
    std::ranges::sort(values);
    values.erase(std::ranges::unique(values).begin(), values.end());
}

DoctorKind kind(Fields& fields) {
    const auto text = fields.required("statut");
    const auto kind = from_text<DoctorKind>(text);
    if (!kind && !text.empty()) fields.add("statut", "unknown_code");
    return kind.value_or(DoctorKind::titular);
}

Specialty specialty(Fields& fields) {
    const auto text = fields.required("foncpluri");
    const auto specialty = specialty_of_foncpluri(text);
    if (!specialty && !text.empty()) fields.add("foncpluri", "unknown_code");
    return specialty.value_or(Specialty::generalist);
}

std::optional<int> minutes_per_week(Fields& fields) {
    const auto text = fields.text("minutes_semaine");
    if (text.empty()) return std::nullopt;  // sessional doctors: their sessions say it
    return fields.number_of("minutes_semaine", text, 0, minutes_per_week_max);
}

std::optional<DayRange> authorisation(Fields& fields) {
    const auto from = fields.day("autorise_du");
    const auto until = fields.day("autorise_au");
    if (until && !from && fields.text("autorise_du").empty()) fields.add("autorise_du", "required");
    if (!from) return std::nullopt;
    return DayRange{*from, until};
}

std::vector<DayRange> absences(Fields& fields) {
    std::vector<DayRange> result;
    for_each_part(fields.text("absences"), '|', [&](std::string_view part) {
        if (result.size() == absences_max) return fields.add("absences", "too_many");
        const auto [from_text, until_text] = halves(part, '/');
        const auto from = fields.day_of("absences", from_text);
        const auto until = fields.day_of("absences", until_text);
        if (from && until) result.push_back({*from, *until});
    });
    return result;
}

std::vector<Session> sessions(Fields& fields) {
    std::vector<Session> result;
    for_each_part(fields.text("vacations"), '|', [&](std::string_view part) {
        if (result.size() == sessions_max) return fields.add("vacations", "too_many");
        const auto [on_text, minutes_text] = halves(part, ':');
        const auto on = fields.day_of("vacations", on_text);
        const auto minutes = fields.number_of("vacations", minutes_text, 1, session_minutes_max);
        if (on && minutes) result.push_back({*on, *minutes});
    });
    std::ranges::sort(result, [](const Session& a, const Session& b) {
        return a.on != b.on ? a.on < b.on : a.minutes < b.minutes;
    });
    return result;
}

/// The column of a fault that the domain found, by the member of the contract it points at.
std::string_view column_of(std::string_view pointer) {
    struct Column {
        std::string_view member;
        std::string_view column;
    };
    constexpr std::array<Column, 10> columns{{{"/kind", "statut"},
                                              {"/specialty", "foncpluri"},
                                              {"/minutes_per_week", "minutes_semaine"},
                                              {"/skills", "competences"},
                                              {"/sectors", "secteurs"},
                                              {"/active", "present_du"},
                                              {"/supervisors", "superviseurs"},
                                              {"/authorised", "autorise_du"},
                                              {"/absences", "absences"},
                                              {"/sessions", "vacations"}}};
    if (pointer.starts_with("/authorised/until")) return "autorise_au";
    for (const auto& [member, column] : columns) {
        if (pointer.starts_with(member)) return column;
    }
    return "medecin";
}

}  // namespace

Result<Doctor> doctor(const Heading& heading, const std::vector<std::string>& record) {
    Fields fields(heading, record);
    auto id = fields.required_name<DoctorId>("medecin", "invalid_doctor_id");
    const auto doctor_kind = kind(fields);
    const auto doctor_specialty = specialty(fields);
    const auto minutes = minutes_per_week(fields);
    auto skills = fields.names<Skill>("competences", doctor_skills_max, "invalid_skill");
    auto sectors = fields.names<Sector>("secteurs", sectors_max, "invalid_sector");
    const auto present_from = fields.day("present_du");
    auto supervisors = fields.names<DoctorId>("superviseurs", supervisors_max, "invalid_doctor_id");
    const auto authorised = authorisation(fields);
    auto away = absences(fields);
    auto dated = sessions(fields);
    if (!fields.is_sound()) return std::move(fields).refusal();
    sort_unique(skills);
    sort_unique(sectors);
    Doctor result{.id = std::move(*id),
                  .kind = doctor_kind,
                  .specialty = doctor_specialty,
                  .skills = std::move(skills),
                  .minutes_per_week = minutes,
                  .supervisors = std::move(supervisors),
                  .authorised = authorised,
                  .absences = std::move(away),
                  .sessions = std::move(dated)};
    if (!sectors.empty()) result.sectors = std::move(sectors);
    if (present_from) result.active = DayRange{*present_from, std::nullopt};
    for (const auto& fault : faults(result)) fields.add(column_of(fault.pointer), fault.code);
    if (!fields.is_sound()) return std::move(fields).refusal();
    return result;
}

}  // namespace echeance::csv
