// SPDX-License-Identifier: EUPL-1.2
#include "domain/doctor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <ostream>

#include "tests/domain/file_states.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

using Texts = std::vector<std::string>;

Texts faults_of(const Doctor& doctor) {
    Texts texts;
    for (const auto& fault : faults(doctor)) texts.push_back(fault.pointer + ' ' + fault.code);
    std::ranges::sort(texts);
    return texts;
}

TEST(Doctor, TextsAndCodesReadBack) {
    for (const auto kind : {DoctorKind::titular, DoctorKind::sessional, DoctorKind::supervised}) {
        EXPECT_EQ(from_text<DoctorKind>(to_text(kind)), kind);
    }
    for (const auto specialty : {Specialty::generalist,
                                 Specialty::rehabilitation,
                                 Specialty::occupational,
                                 Specialty::psychiatrist,
                                 Specialty::other}) {
        EXPECT_EQ(from_text<Specialty>(to_text(specialty)), specialty);
        EXPECT_EQ(specialty_of_foncpluri(foncpluri_of(specialty)), specialty);
    }
    EXPECT_EQ(specialty_of_foncpluri("4"), Specialty::psychiatrist);
    EXPECT_EQ(specialty_of_foncpluri("6"), std::nullopt);
    EXPECT_EQ(from_text<DoctorKind>("retired"), std::nullopt);
}

TEST(Doctor, WorksWithinTheActivePeriodEndsIncluded) {
    auto doctor = titular("d1");
    doctor.active = DayRange{day("2026-02-01"), day("2026-02-28")};

    EXPECT_FALSE(is_working(doctor, day("2026-01-31")));
    EXPECT_TRUE(is_working(doctor, day("2026-02-01")));
    EXPECT_TRUE(is_working(doctor, day("2026-02-28")));
    EXPECT_FALSE(is_working(doctor, day("2026-03-01")));
}

TEST(Doctor, AnAbsenceIsNotCapacityThoughTheAccountIsActive) {
    auto doctor = titular("d1");
    doctor.absences = {{day("2026-02-10"), day("2026-02-12")}};

    EXPECT_TRUE(is_active(doctor, day("2026-02-12")));
    EXPECT_FALSE(is_working(doctor, day("2026-02-12")));
    EXPECT_TRUE(is_working(doctor, day("2026-02-13")));
}

TEST(Doctor, ASessionalDoctorWorksOnSessionDaysOnly) {
    auto doctor = titular("d1");
    doctor.kind = DoctorKind::sessional;
    doctor.sessions = {{day("2026-02-10"), 180}};

    EXPECT_TRUE(is_working(doctor, day("2026-02-10")));
    EXPECT_FALSE(is_working(doctor, day("2026-02-11")));
}

TEST(Doctor, ASoundOneHasNoFault) {
    EXPECT_EQ(faults_of(titular("d1")), Texts{});
    EXPECT_EQ(faults_of(supervised("t1")), Texts{});
}

TEST(Doctor, NamesEveryFaultOfASupervisedOne) {
    Doctor doctor{.id = doctor_named("t1"), .kind = DoctorKind::supervised};
    EXPECT_EQ(faults_of(doctor), (Texts{"/authorised required", "/supervisors required"}));

    doctor.authorised = DayRange{day("2026-02-01"), day("2026-01-01")};
    doctor.supervisors = {doctor_named("s1"), doctor_named("t1"), doctor_named("s1")};
    EXPECT_EQ(faults_of(doctor),
              (Texts{"/authorised/until out_of_range",
                     "/supervisors/1 not_allowed",
                     "/supervisors/2 duplicate"}));
}

struct Fault {
    const char* expected;
    std::function<void(Doctor&)> spoil;
};
std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    return out << fault.expected;
}

class DoctorFault : public ::testing::TestWithParam<Fault> {};

TEST_P(DoctorFault, IsNamedByPointerAndCode) {
    auto doctor = titular("d1");
    GetParam().spoil(doctor);

    EXPECT_EQ(faults_of(doctor), Texts{GetParam().expected});
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    DoctorFault,
    ::testing::Values(
        Fault{"/skills/1 duplicate",
              [](Doctor& d) { d.skills = {skill_named("vision"), skill_named("vision")}; }},
        Fault{"/rights empty", [](Doctor& d) { d.rights.emplace(); }},
        Fault{"/rights/1 duplicate", [](Doctor& d) { d.rights = {Right::aah, Right::aah}; }},
        Fault{"/stages empty", [](Doctor& d) { d.stages.emplace(); }},
        Fault{"/sectors empty", [](Doctor& d) { d.sectors.emplace(); }},
        Fault{"/minutes_per_week out_of_range", [](Doctor& d) { d.minutes_per_week = 3'001; }},
        Fault{"/minutes_per_week out_of_range", [](Doctor& d) { d.minutes_per_week = -1; }},
        Fault{"/max_open_files out_of_range", [](Doctor& d) { d.max_open_files = -1; }},
        Fault{"/active/until out_of_range",
              [](Doctor& d) { d.active = DayRange{day("2026-02-01"), day("2026-01-31")}; }},
        Fault{"/absences/0/until required",
              [](Doctor& d) { d.absences = {{day("2026-02-01"), {}}}; }},
        Fault{"/absences/0/until out_of_range",
              [](Doctor& d) { d.absences = {{day("2026-02-01"), day("2026-01-31")}}; }},
        Fault{"/absences too_many",
              [](Doctor& d) { d.absences.assign(absences_max + 1, {a_today, a_today}); }},
        Fault{"/sessions/1/on duplicate", [](Doctor& d) { d.sessions.assign(2, {a_today, 180}); }},
        Fault{"/sessions/0/minutes out_of_range", [](Doctor& d) { d.sessions = {{a_today, 0}}; }},
        Fault{"/sessions/0/minutes out_of_range", [](Doctor& d) { d.sessions = {{a_today, 721}}; }},
        Fault{"/sessions too_many",
              [](Doctor& d) {
                  for (int i = 0; i < 1'001; ++i) d.sessions.push_back({a_today + i, 60});
              }},
        Fault{"/supervisors too_many", [](Doctor& d) {
                  for (int i = 0; i < 9; ++i)
                      d.supervisors.push_back(doctor_named("s" + std::to_string(i)));
              }}));

}  // namespace
}  // namespace echeance
