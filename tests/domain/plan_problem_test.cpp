// SPDX-License-Identifier: EUPL-1.2
#include "domain/plan_problem.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>

#include "domain/lapse.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/plan_checks.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto monday = a_today;
const PlanHorizon this_week{monday, 7};

PlanningDoctor planning(Doctor doctor, Workload load = {}, int open_files = 0) {
    return {std::move(doctor), load, open_files};
}
Doctor with_minutes(std::string_view id, int minutes) {
    auto doctor = titular(id);
    doctor.minutes_per_week = minutes;
    return doctor;
}
Session session(LegalDay on, int minutes, std::string_view sector) {
    return {.on = on, .minutes = minutes, .sectors = {sector_named(sector)}};
}
WaitingFile waiting(const CaseFile& file, const Partition& partition = {}) {
    return {file, placement(file, rules, partition, monday, 1)};
}
/// Each of 20 minutes, in sector 92004.
std::vector<WaitingFile> plain_files(std::size_t count) {
    auto file = file_in(FileState::queued);
    file.facts.expected_minutes = 20;
    return std::vector(count, waiting(file));
}
PlanProblem problem_of(const std::vector<WaitingFile>& files,
                       const std::vector<PlanningDoctor>& doctors,
                       PlanHorizon horizon = this_week) {
    return plan_problem(files, doctors, rules, horizon);
}
Plan planned(const PlanProblem& problem) {
    return plan_assignments(problem, reference_flow).value();
}
std::vector<std::optional<int>> strengths_of(const PlanProblem& problem, std::size_t file) {
    return problem.requirements[problem.files[file].requirement].strengths;
}

TEST(PlanHorizon, CountsToday) {
    EXPECT_EQ((PlanHorizon{monday, 1}).last_day(), monday);
    EXPECT_EQ(PlanHorizon{monday}.last_day(), monday + 6);
}

struct CapacityRow {
    const char* name;
    PlanningDoctor doctor;
    PlanHorizon horizon;
    int minutes;
};
std::ostream& operator<<(std::ostream& out, const CapacityRow& row) {
    return out << row.name;
}

PlanningDoctor usual(Workload load = {}) {
    return planning(with_minutes("d1", 1'750), load);
}
PlanningDoctor absent(Doctor doctor, LegalDay from, LegalDay until) {
    doctor.absences = {{from, until}};
    return planning(std::move(doctor));
}
PlanningDoctor sessional(Workload load = {}) {
    return planning({.id = doctor_named("v1"),
                     .kind = DoctorKind::sessional,
                     .sessions = {{monday, 210}, {monday + 2, 120}, {monday + 8, 90}}},
                    load);
}
PlanningDoctor on_sunday() {
    return planning(
        {.id = doctor_named("v1"), .kind = DoctorKind::sessional, .sessions = {{monday + 6, 60}}});
}
PlanningDoctor leaving(LegalDay last_day) {
    auto doctor = with_minutes("d1", 1'750);
    doctor.active = DayRange{monday - 100, last_day};
    return planning(std::move(doctor));
}

class PlanCapacity : public ::testing::TestWithParam<CapacityRow> {};

TEST_P(PlanCapacity, IsWhatIsLeftOfTheHorizon) {
    const auto& [name, doctor, horizon, minutes] = GetParam();

    const auto problem = problem_of({}, {doctor}, horizon);

    EXPECT_EQ(problem.doctors[0].capacity_minutes, minutes);
    EXPECT_EQ(problem.doctors[0].load_minutes, 0);
}

const PlanHorizon two_weeks{monday, 14};
const PlanHorizon from_wednesday{monday + 2, 5};

INSTANTIATE_TEST_SUITE_P(
    Table,
    PlanCapacity,
    ::testing::Values(
        CapacityRow{"a whole week", usual(), this_week, 1'750},
        CapacityRow{"a whole week with load", usual({1'000, 200}), this_week, 550},
        CapacityRow{"more load than minutes", usual({2'000, 0}), this_week, 0},
        CapacityRow{"one day", usual(), {monday, 1}, 350},
        CapacityRow{"a Saturday", usual(), {monday + 5, 2}, 0},
        CapacityRow{"a Sunday and a Monday", usual(), {monday + 6, 2}, 350},
        CapacityRow{"mid-week", usual(), from_wednesday, 1'050},
        CapacityRow{
            "mid-week, the load fits the days gone", usual({0, 700}), from_wednesday, 1'050},
        CapacityRow{"mid-week, the load does not", usual({600, 300}), from_wednesday, 850},
        CapacityRow{"two weeks", usual(), two_weeks, 3'500},
        CapacityRow{"two weeks with load", usual({500, 0}), two_weeks, 3'000},
        CapacityRow{"load never falls on a later week", usual({9'000, 0}), two_weeks, 1'750},
        CapacityRow{"Thursday to the Friday of the week after", usual(), {monday + 3, 9}, 2'450},
        CapacityRow{"the longest horizon", usual(), {monday, 31}, 4 * 1'750 + 3 * 350},
        CapacityRow{"no limit", planning(titular("d1")), this_week, 2'100},
        CapacityRow{"no limit, load", planning(titular("d1"), {80, 20}), this_week, 2'000},
        CapacityRow{"no limit, supervised", planning(supervised("t1")), this_week, 2'100},
        CapacityRow{
            "no limit, Easter Monday", planning(titular("d1")), {day("2026-04-06"), 7}, 1'680},
        CapacityRow{"no limit, away", absent(titular("d1"), monday, monday + 1), this_week, 1'260},
        CapacityRow{"no limit, two weeks", planning(titular("d1")), two_weeks, 4'200},
        CapacityRow{"away", absent(with_minutes("d1", 1'750), monday, monday + 6), this_week, 0},
        CapacityRow{
            "back later", absent(with_minutes("d1", 1'750), monday, monday + 7), two_weeks, 1'400},
        CapacityRow{"leaving", leaving(monday + 8), two_weeks, 2'450},
        CapacityRow{"sessions", sessional(), this_week, 330},
        CapacityRow{"a session to come", sessional(), {monday + 1, 8}, 120 + 90},
        CapacityRow{"sessions with load", sessional({250, 0}), {monday + 1, 8}, 80 + 90},
        CapacityRow{"a session on a Sunday", on_sunday(), two_weeks, 60},
        CapacityRow{"between two sessions", sessional(), {monday + 3, 5}, 0}));

TEST(PlanProblem, GivesMinutesAndDaysLateWithinTheirLimits) {
    auto files = plain_files(3);
    files[0].placement.expected_minutes = 0;
    files[1].placement.expected_minutes = 601;
    files[2].placement.effective_due_on = monday + 6;

    const auto problem = problem_of(files, {});

    EXPECT_EQ(problem.files[0].minutes, 1);
    EXPECT_EQ(problem.files[1].minutes, 600);
    EXPECT_EQ(problem.files[2].minutes, 20);
    EXPECT_EQ(problem.files[2].days_late, 0);
    EXPECT_EQ(problem.files[0].days_late, monday + 6 - *files[0].placement.effective_due_on);
}

TEST(PlanProblem, KeepsTheWeights) {
    PlanWeights weights;
    weights.lateness_square = 3;
    EXPECT_EQ(plan_problem({}, {}, rules, this_week, weights).weights, weights);
}

TEST(PlanProblem, ClosesAFileToThoseItExcludes) {
    auto files = plain_files(2);
    files[1].file.facts.excluded_doctors = {
        {doctor_named("d3"), ExclusionReason::same_evaluator},
        {doctor_named("d1"), ExclusionReason::declined},
        {doctor_named("elsewhere"), ExclusionReason::relative},
        {doctor_named("d1"), ExclusionReason::own_patient},
    };

    const auto problem = problem_of(
        files, {planning(titular("d1")), planning(titular("d2")), planning(titular("d3"))});

    EXPECT_TRUE(problem.files[0].closed_to.empty());
    EXPECT_EQ(problem.files[1].closed_to, (std::vector<std::size_t>{0, 2}));
}

TEST(PlanProblem, GroupsFilesThatAskForTheSame) {
    auto files = plain_files(4);
    files[1].file.facts.sector = sector_named("92012");
    files[2].file.facts.sector = sector_named("92050");
    files[3].placement.queue_class = "C;;;;";
    auto doctor = titular("d1");
    EXPECT_EQ(problem_of(files, {planning(doctor)}).requirements.size(), 2U);
    doctor.sessions = {session(monday + 6, 90, "92012"), session(monday + 7, 90, "92050")};

    const auto problem = problem_of(files, {planning(doctor)});

    EXPECT_EQ(problem.requirements.size(), 3U);
    EXPECT_EQ(problem.files[0].requirement, problem.files[2].requirement);
    EXPECT_EQ(strengths_of(problem, 0), std::vector<std::optional<int>>{0});
    EXPECT_EQ(strengths_of(problem, 1), std::vector<std::optional<int>>{5});
}

TEST(PlanProblem, GivesAFileOfAnUnreadableClassToNobody) {
    auto files = plain_files(1);
    files[0].placement.queue_class = "?";

    const auto plan = planned(problem_of(files, {planning(titular("d1"))}));

    ASSERT_EQ(plan.left_out.size(), 1U);
    EXPECT_EQ(plan.left_out[0].reason, LeftOutReason::no_eligible_doctor);
}

TEST(PlanProblem, PrefersWhoseSessionNamesTheSectorBetweenEquals) {
    for (const std::size_t preferred : {0U, 1U}) {
        std::vector<PlanningDoctor> doctors{planning(with_minutes("d1", 1'750)),
                                            planning(with_minutes("d2", 1'750))};
        doctors[preferred].doctor.sessions = {session(monday + 3, 210, "92004")};

        const auto plan = planned(problem_of(plain_files(3), doctors));

        ASSERT_EQ(plan.assignments.size(), 3U);
        for (const auto& given : plan.assignments) EXPECT_EQ(given.doctor, preferred);
        EXPECT_EQ(plan.preference_points, 3 * 5 * 5 * 20);
    }
}

TEST(PlanProblem, PlansFilesThatNeedAVisitIntoVisitSessionsFirst) {
    auto visiting = with_minutes("d2", 1'000);
    visiting.sessions = {{.on = monday + 2, .minutes = 200, .modality = Modality::visit}};
    auto files = plain_files(2);
    auto file = files[0].file;
    file.facts.modality = Modality::visit;
    files[0] = waiting(file);

    const auto problem =
        problem_of(files, {planning(with_minutes("d1", 1'000)), planning(visiting)});

    EXPECT_EQ(strengths_of(problem, 0), (std::vector<std::optional<int>>{0, 10}));
    EXPECT_EQ(strengths_of(problem, 1), (std::vector<std::optional<int>>{0, 0}));
    EXPECT_EQ(planned(problem).assignments[0].doctor, 1U);
}

/// Three files of 20 minutes that need a visit, and a session for two of them: the latest two.
TEST(PlanProblem, FillsAVisitSessionNoFurtherThanItsMinutes) {
    auto visiting = with_minutes("d2", 1'000);
    visiting.sessions = {{.on = monday + 2, .minutes = 50, .modality = Modality::visit}};
    auto files = plain_files(3);
    for (auto& each : files) {
        auto file = each.file;
        file.facts.modality = Modality::visit;
        each = waiting(file);
    }
    files[1].placement.effective_due_on = monday + 400;

    const auto problem =
        problem_of(files, {planning(with_minutes("d1", 1'000)), planning(visiting)});

    ASSERT_EQ(problem.files[0].minutes, 20);
    EXPECT_EQ(strengths_of(problem, 0), (std::vector<std::optional<int>>{0, 10}));
    EXPECT_EQ(strengths_of(problem, 1), (std::vector<std::optional<int>>{0, 0}));
    EXPECT_EQ(strengths_of(problem, 2), (std::vector<std::optional<int>>{0, 10}));
}

/// The place goes to who may take the file, and the session that is for it more comes first.
TEST(PlanProblem, KeepsAFilesPlaceInOneSession) {
    auto near = with_minutes("d1", 1'000);
    near.sessions = {session(monday + 1, 400, "92004")};
    auto visiting = with_minutes("d2", 1'000);
    visiting.sessions = {{.on = monday + 2, .minutes = 40, .modality = Modality::visit}};
    auto files = plain_files(3);
    for (auto& each : files) {
        auto file = each.file;
        file.facts.modality = Modality::visit;
        each = waiting(file);
    }
    files[2].file.facts.excluded_doctors = {{.doctor = doctor_named("d2")}};

    const auto problem = problem_of(files, {planning(near), planning(visiting)});

    EXPECT_EQ(strengths_of(problem, 0), (std::vector<std::optional<int>>{0, 10}));
    EXPECT_EQ(strengths_of(problem, 1), (std::vector<std::optional<int>>{0, 10}));
    EXPECT_EQ(strengths_of(problem, 2), (std::vector<std::optional<int>>{5, 0}));
}

TEST(PlanProblem, PrefersNobodyForASessionThatIsNotHeld) {
    auto doctor = titular("d1");
    doctor.sessions = {session(monday - 1, 210, "92004"),
                       session(monday + 3, 210, "92004"),
                       session(monday + 7, 210, "92004")};
    doctor.absences = {{monday + 3, monday + 3}};

    const auto problem = problem_of(plain_files(1), {planning(doctor)});

    EXPECT_EQ(strengths_of(problem, 0), std::vector<std::optional<int>>{0});
}

TEST(PlanProblem, NeverLetsAPreferencePassAHardRule) {
    auto doctor = titular("d1");
    doctor.stages = {StageOfLife::child};
    doctor.sessions = {session(monday, 210, "92004")};

    const auto problem = problem_of(plain_files(1), {planning(doctor)});

    EXPECT_EQ(strengths_of(problem, 0), std::vector<std::optional<int>>{std::nullopt});
}

TEST(PlanProblem, HoldsADoctorToTheirOpenFiles) {
    auto capped = titular("d1");
    capped.max_open_files = 5;

    EXPECT_EQ(problem_of({}, {planning(titular("d1"), {}, 9)}).doctors[0].files_max, std::nullopt);
    EXPECT_EQ(problem_of({}, {planning(capped, {}, 9)}).doctors[0].files_max, 0);
    const auto problem = problem_of(plain_files(4), {planning(capped, {}, 3)});
    EXPECT_EQ(problem.doctors[0].files_max, 2);
    EXPECT_EQ(planned(problem).assignments.size(), 2U);
}

TEST(PlanProblem, NamesTheSupervisorsWhoAreThere) {
    std::vector<PlanningDoctor> doctors{
        planning(titular("s2")), planning(supervised("t1")), planning(titular("s1"))};
    auto problem = problem_of({}, doctors);
    EXPECT_EQ(problem.doctors[0].supervisors, std::nullopt);
    EXPECT_EQ(problem.doctors[1].supervisors, (std::vector<std::size_t>{2, 0}));
    EXPECT_EQ(problem.doctors[1].supervision_percent, rules.priorities.supervision_percent);

    doctors[1].doctor.supervisors.push_back(doctor_named("t1"));
    EXPECT_EQ(problem_of({}, doctors).doctors[1].supervisors, (std::vector<std::size_t>{2, 0}));
    doctors[0].doctor.absences = {{monday, monday}};
    EXPECT_EQ(problem_of({}, doctors).doctors[1].supervisors, (std::vector<std::size_t>{2}));
    doctors.pop_back();
    EXPECT_EQ(problem_of({}, doctors).doctors[1].supervisors, std::vector<std::size_t>{});
}

TEST(PlanProblem, GivesNothingToTheSupervisedOutsideTheirAuthorisation) {
    const auto given = [](const Doctor& doctor) {
        const std::vector<PlanningDoctor> doctors{planning(doctor),
                                                  planning(with_minutes("s1", 25))};
        return planned(problem_of(plain_files(3), doctors)).loads[0].files;
    };
    auto doctor = supervised("t1");
    doctor.sessions = {session(monday, 210, "92004")};
    EXPECT_GT(given(doctor), 0);
    doctor.authorised->until = monday - 1;
    EXPECT_EQ(given(doctor), 0);
    doctor.authorised = DayRange{monday + 1, monday + 30};
    EXPECT_EQ(given(doctor), 0);
    doctor.authorised.reset();
    EXPECT_EQ(given(doctor), 0);
}

/// A queue and the doctors of one office, by lot.
struct Office {
    std::vector<PlanningDoctor> doctors{};
    std::vector<WaitingFile> files{};
    PlanHorizon horizon;

    explicit Office(Generator& random) : horizon{monday, random.between(1, 31)} {
        Partition partition;
        std::set<DoctorId> known;
        for (int n = random.between(1, 6); n > 0; --n) {
            auto doctor = random.doctor(monday);
            if (!known.insert(doctor.id).second) continue;
            if (random.chance(30)) doctor.minutes_per_week.reset();
            for (auto& one : doctor.sessions) one.sectors = {random.sector()};
            EXPECT_TRUE(extend(partition, doctor));
            doctors.push_back(
                {doctor, {random.between(0, 400), random.between(0, 200)}, random.between(0, 4)});
        }
        for (int n = random.between(1, 25); n > 0; --n) {
            auto one = waiting(random.file(day("2026-01-05")), partition);
            if (one.placement.lane != Lane::none) files.push_back(std::move(one));
        }
    }
    /// Every rule but those that a horizon of days answers otherwise.
    [[nodiscard]] bool may(std::size_t file, std::size_t doctor) const {
        using enum EligibilityRule;
        const auto& [own, load, open_files] = doctors[doctor];
        const DoctorOnDuty duty{own, {}, open_files};
        const auto results = eligibility(files[file].file, duty, rules.priorities, horizon.today);
        return std::ranges::all_of(results, [](const auto& result) {
            return result.passed || result.rule == not_working || result.rule == no_capacity ||
                   result.rule == open_files_cap || result.rule == no_supervisor;
        });
    }
    /// As `may_supervise`, but for a sessional supervisor between two sessions.
    [[nodiscard]] bool may_countersign(const PlanAssignment& given) const {
        auto supervisor = doctors[*given.supervisor].doctor;
        supervisor.kind = DoctorKind::titular;
        return may_supervise(
            files[given.file].file, doctors[given.doctor].doctor, supervisor, horizon.today);
    }
};

TEST(PlanProblem, OpensAFileToWhomEligibilityDoesAndNobodyElse) {
    int open = 0;
    int closed = 0;
    for_each_seed(1'000, [&](Generator& random) {
        const Office office(random);
        const auto problem = problem_of(office.files, office.doctors, office.horizon);

        for (std::size_t file = 0; file < office.files.size(); ++file) {
            const auto strengths = strengths_of(problem, file);
            for (std::size_t doctor = 0; doctor < office.doctors.size(); ++doctor) {
                const auto& excluded = problem.files[file].closed_to;
                const bool is_open =
                    strengths[doctor] && std::ranges::find(excluded, doctor) == excluded.end();
                EXPECT_EQ(is_open, office.may(file, doctor)) << file << ' ' << doctor;
                ++(is_open ? open : closed);
            }
        }
    });
    EXPECT_GT(open, 1'000);
    EXPECT_GT(closed, 1'000);
}

TEST(PlanProblem, MakesPlansThatEligibilityPasses) {
    int given_files = 0;
    int countersigned = 0;
    for_each_seed(300, [&](Generator& random) {
        const Office office(random);
        const auto problem = problem_of(office.files, office.doctors, office.horizon);
        const auto plan = planned(problem);

        expect_sound(problem, plan);
        for (const auto& given : plan.assignments) {
            EXPECT_TRUE(office.may(given.file, given.doctor)) << given.file;
            const auto& doctor = office.doctors[given.doctor].doctor;
            EXPECT_EQ(given.supervisor.has_value(), doctor.kind == DoctorKind::supervised);
            if (given.supervisor) EXPECT_TRUE(office.may_countersign(given)) << given.file;
            ++given_files;
            countersigned += given.supervisor ? 1 : 0;
        }
    });
    EXPECT_GT(given_files, 300);
    EXPECT_GT(countersigned, 0);
}

}  // namespace
}  // namespace echeance
