// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/legal_day.hpp"
#include "domain/right.hpp"
#include "domain/rules.hpp"

namespace echeance {

enum class DoctorKind : std::uint8_t {
    titular,
    sessional,   ///< works only in dated sessions
    supervised,  ///< not yet qualified: every evaluation is countersigned by a named supervisor
};
/// FONCPLURI 1 to 5 (order of 13 September 2010).
enum class Specialty : std::uint8_t {
    generalist,
    rehabilitation,
    occupational,
    psychiatrist,
    other
};
[[nodiscard]] std::string_view to_text(DoctorKind kind);
[[nodiscard]] std::string_view to_text(Specialty specialty);
template <>
std::optional<DoctorKind> from_text<DoctorKind>(std::string_view text);
template <>
std::optional<Specialty> from_text<Specialty>(std::string_view text);
[[nodiscard]] std::optional<Specialty> specialty_of_foncpluri(std::string_view code);
[[nodiscard]] std::string_view foncpluri_of(Specialty specialty);

/// Both ends included.
struct DayRange {
    LegalDay from;
    std::optional<LegalDay> until{};
    [[nodiscard]] bool covers(LegalDay day) const {
        return from <= day && (!until || day <= *until);
    }
    bool operator==(const DayRange&) const = default;
};
/// `visit`: for files that need a visit, and those of its sectors.

struct Session {
    LegalDay on;
    int minutes = 0;                ///< 1 to 720
    std::vector<Sector> sectors{};  ///< whose files are planned into it first; sorted, unique
    Modality modality = Modality::on_file;
    bool operator==(const Session&) const = default;
};

struct Doctor {
    DoctorId id;
    DoctorKind kind = DoctorKind::titular;
    Specialty specialty = Specialty::generalist;
    std::vector<Skill> skills{};                       ///< sorted, unique
    std::optional<std::vector<Right>> rights{};        ///< absent: every right
    std::optional<std::vector<StageOfLife>> stages{};  ///< absent: both
    std::optional<std::vector<Sector>> sectors{};      ///< absent: the whole département
    std::optional<int> minutes_per_week{};             ///< 0 to 3,000; absent: no limit is stated
    std::optional<int> max_open_files{};               ///< absent: no cap
    std::vector<DoctorId> supervisors{};               ///< supervised doctors: at least one
    std::optional<DayRange> authorised{};  ///< supervised doctors: the dated authorisation
    std::optional<DayRange> active{};      ///< absent: always
    std::vector<DayRange> absences{};      ///< each with an end
    std::vector<Session> sessions{};       ///< sorted by day
    bool operator==(const Doctor&) const = default;
};
inline constexpr std::size_t absences_max = 366;
inline constexpr std::size_t sessions_max = 1'000;
inline constexpr std::size_t supervisors_max = 8;

/// "Active" means *working*: an enabled account without a session or with an absence is not
/// capacity.
[[nodiscard]] bool is_working(const Doctor& doctor, LegalDay today);
/// Within the active period, whatever the day's absence or session.
[[nodiscard]] bool is_active(const Doctor& doctor, LegalDay today);
/// Every fault of a doctor as given, with pointers into the PUT body (a supervised doctor without a
/// supervisor or an authorisation, itself as supervisor, an absence that ends before it begins...).
[[nodiscard]] std::vector<FieldError> faults(const Doctor& doctor);

}  // namespace echeance
