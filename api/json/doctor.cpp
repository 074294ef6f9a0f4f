// SPDX-License-Identifier: EUPL-1.2
#include "domain/doctor.hpp"

#include <algorithm>
#include <utility>

#include "api/json/codec.hpp"
#include "api/json/reader.hpp"
#include "api/json/writer.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

constexpr std::size_t doctor_skills_max = 32;
constexpr std::size_t sectors_max = 1'000;
constexpr int minutes_per_week_max = 3'000;
constexpr int open_files_max = 10'000;
constexpr int session_minutes_max = 720;
constexpr std::size_t session_sectors_max = 64;

template <class T>
void sort_unique(std::vector<T>& values) {
    std::ranges::sort(values);
    values.erase(std::ranges::unique(values).begin(), values.end());
}

std::optional<DayRange> range(const json& value, std::string at, Faults& faults, Presence end) {
    Reader reader(value, std::move(at), faults);
    const auto from = reader.day("from", Presence::required);
    const auto until = reader.day("until", end);
    reader.refuse_others();
    if (!from) return std::nullopt;
    return DayRange{*from, until};
}

std::optional<DayRange> range_member(Reader& reader, std::string_view name, Presence end) {
    const auto* value = reader.find(name, Presence::optional);
    if (value == nullptr) return std::nullopt;
    return range(*value, reader.at(name), reader.faults(), end);
}

std::optional<Session> session(const json& value, std::string at, Faults& faults) {
    Reader reader(value, std::move(at), faults);
    const auto on = reader.day("on", Presence::required);
    const auto minutes = reader.integer("minutes", 1, session_minutes_max, Presence::required);
    auto sectors = reader.names<Sector>("sectors", session_sectors_max, Presence::optional);
    const auto modality = reader.word<Modality>("modality", Presence::optional);
    reader.refuse_others();
    if (!on || !minutes) return std::nullopt;
    sort_unique(sectors);
    return Session{*on, *minutes, std::move(sectors), modality.value_or(Modality::on_file)};
}

/// Absent means "no limit", which an empty list does not.
template <class T>
std::optional<std::vector<T>> limit_of(Reader& reader,
                                       std::string_view name,
                                       std::vector<T> values) {
    if (!reader.has(name)) return std::nullopt;
    sort_unique(values);
    return values;
}

void read_limits(Reader& reader, Doctor& doctor) {
    constexpr auto optional = Presence::optional;
    doctor.skills = reader.names<Skill>("skills", doctor_skills_max, optional);
    sort_unique(doctor.skills);
    doctor.rights =
        limit_of(reader, "rights", reader.words<Right>("rights", right_count, optional));
    doctor.stages = limit_of(reader, "stages", reader.words<StageOfLife>("stages", 2, optional));
    doctor.sectors =
        limit_of(reader, "sectors", reader.names<Sector>("sectors", sectors_max, optional));
    doctor.max_open_files = reader.integer("max_open_files", 0, open_files_max, optional);
}

void read_presence(Reader& reader, Doctor& doctor) {
    doctor.minutes_per_week =
        reader.integer("minutes_per_week", 0, minutes_per_week_max, Presence::optional);
    doctor.authorised = range_member(reader, "authorised", Presence::optional);
    doctor.active = range_member(reader, "active", Presence::optional);
    doctor.absences = reader.list<DayRange>(
        "absences", absences_max, Presence::optional, [&](const json& value, std::string at) {
            return range(value, std::move(at), reader.faults(), Presence::required);
        });
    doctor.sessions = reader.list<Session>(
        "sessions", sessions_max, Presence::optional, [&](const json& value, std::string at) {
            return session(value, std::move(at), reader.faults());
        });
    std::ranges::sort(doctor.sessions, [](const Session& a, const Session& b) {
        return a.on != b.on ? a.on < b.on : a.minutes < b.minutes;
    });
}

void append_range(std::string& out, const DayRange& days) {
    ObjectWriter object(out);
    object.day("from", days.from);
    object.day("until", days.until);
    object.close();
}

void append_capacity(ObjectWriter& object, const Doctor& doctor) {
    object.number("minutes_per_week", doctor.minutes_per_week);
    object.number("max_open_files", doctor.max_open_files);
    append_words(object.begin("supervisors"), doctor.supervisors);
    if (doctor.authorised) append_range(object.begin("authorised"), *doctor.authorised);
    if (doctor.active) append_range(object.begin("active"), *doctor.active);
    append_list(object.begin("absences"), doctor.absences, append_range);
    append_list(
        object.begin("sessions"), doctor.sessions, [](std::string& out, const Session& session) {
            ObjectWriter element(out);
            element.day("on", session.on);
            element.number("minutes", session.minutes);
            if (!session.sectors.empty()) append_words(element.begin("sectors"), session.sectors);
            if (session.modality != Modality::on_file)
                element.word("modality", to_text(session.modality));
            element.close();
        });
}

void append_facts(ObjectWriter& object, const Doctor& doctor) {
    object.word("kind", to_text(doctor.kind));
    object.word("specialty", to_text(doctor.specialty));
    append_words(object.begin("skills"), doctor.skills);
    if (doctor.rights) append_words(object.begin("rights"), *doctor.rights);
    if (doctor.stages) append_words(object.begin("stages"), *doctor.stages);
    if (doctor.sectors) append_words(object.begin("sectors"), *doctor.sectors);
    append_capacity(object, doctor);
}

/// What the doctor has to do this week, supervision included.
void append_week(std::string& out, const StoredDoctor& stored, const Rules& rules, LegalDay today) {
    const auto monday = monday_of(today);
    const auto load = stored.work.in_week_of(today);
    ObjectWriter object(out);
    object.day("from", monday);
    object.number("capacity_minutes",
                  weekly_capacity(stored.doctor, monday, rules.working_calendar()));
    object.number("held_minutes", load.held);
    object.number("spent_minutes", load.spent);
    object.close();
}

}  // namespace

Result<Doctor> doctor(const json& body, DoctorId id) {
    Faults faults;
    Reader reader(body, "", faults);
    Doctor doctor{.id = std::move(id)};
    doctor.kind = reader.word<DoctorKind>("kind", Presence::required).value_or(DoctorKind::titular);
    doctor.specialty =
        reader.word<Specialty>("specialty", Presence::optional).value_or(Specialty::generalist);
    doctor.supervisors = reader.names<DoctorId>("supervisors", supervisors_max, Presence::optional);
    // A line of an import also names its doctor.
    const auto own_id = reader.name<DoctorId>("id", Presence::optional);
    if (own_id && *own_id != doctor.id) faults.add(reader.at("id"), "invalid_doctor_id");
    read_limits(reader, doctor);
    read_presence(reader, doctor);
    reader.refuse_others();
    // What the law asks of a doctor makes sense only of what could be read.
    if (faults.empty()) faults.append(echeance::faults(doctor));
    if (!faults.empty()) return std::move(faults).refusal();
    return doctor;
}

Result<Doctor> amended_doctor(const json& patch, const Doctor& before) {
    auto document = parse(encode_doctor_facts(before));
    if (!document) return std::unexpected(std::move(document.error()));
    if (!patch.is_object()) return refuse(Errc::invalid_input, "A merge patch is an object.");
    document->merge_patch(patch);
    return doctor(*document, before.id);
}

std::string encode_doctor(const StoredDoctor& stored,
                          const Rules& rules,
                          LegalDay today,
                          const GivenBack* given_back) {
    std::string out;
    out.reserve(512);
    ObjectWriter object(out);
    object.word("id", stored.doctor.id);
    object.number("revision", number(stored.revision));
    append_facts(object, stored.doctor);
    object.number("open_files", stored.open_files);
    append_week(object.begin("week"), stored, rules, today);
    if (given_back != nullptr) {
        append_words(object.begin("returned_files"), given_back->returned);
        append_words(object.begin("kept_files"), given_back->kept);
    }
    object.close();
    return out;
}

std::string encode_doctor_facts(const Doctor& doctor) {
    std::string out;
    out.reserve(512);
    ObjectWriter object(out);
    append_facts(object, doctor);
    object.close();
    return out;
}

}  // namespace echeance::codec
