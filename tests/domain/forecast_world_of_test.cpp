// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_world_of.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "domain/clocks.hpp"
#include "domain/forecast_calendars.hpp"
#include "domain/priority.hpp"
#include "tests/domain/past_files.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const Rules rules = default_rules("92");
const auto calendar = rules.working_calendar();
const auto today = day("2027-01-10");
constexpr std::uint64_t salt = 42;

ForecastWorld world_of(const ForecastHistory& history,
                       const std::vector<PlanningDoctor>& doctors = {},
                       int days = 200) {
    return forecast_world_of({.history = history,
                              .doctors = doctors,
                              .rules = rules,
                              .today = today,
                              .days = days,
                              .salt = salt});
}

/// Everything points where there is something.
void expect_sound(const ForecastWorld& world) {
    const auto days = static_cast<std::size_t>(world.days);
    EXPECT_EQ(world.inflow.mean.size(), days);
    EXPECT_EQ(world.next_session.size(), days);
    for (std::size_t n = 0; n < days; ++n) EXPECT_GE(world.next_session[n], static_cast<int>(n));
    for (const auto& doctor : world.doctors) {
        EXPECT_EQ(doctor.minutes.size(), days);
        for (const auto one : doctor.requirements) EXPECT_LT(one, world.requirements.size());
    }
    for (const auto& file : world.waiting) {
        EXPECT_LT(file.requirement, world.requirements.size());
        EXPECT_GE(file.minutes, 1);
        EXPECT_FALSE(file.limits.empty());
        EXPECT_TRUE(std::ranges::is_sorted(file.closed_to));
        if (file.held_by) EXPECT_LT(*file.held_by, world.doctors.size());
        if (file.withdrawn) EXPECT_GE(*file.withdrawn, 0);
    }
    for (const auto& one : world.calendars) EXPECT_EQ(one.days.size(), days);
    for (const auto& arrival : world.arrivals) {
        EXPECT_LT(arrival.requirement, world.requirements.size());
        EXPECT_GE(arrival.minutes, 1);
        if (arrival.complete_after) EXPECT_LT(arrival.calendar, world.calendars.size());
        EXPECT_GE(arrival.decision_days, 0);
    }
}

TEST(ForecastWorldOf, KeepsTheOrderOfTheRealQueue) {
    for_each_seed(40, [](Generator& generator) {
        std::vector<CaseFile> files;
        std::vector<std::pair<std::uint64_t, FileId>> real;
        for (int n = 0; n < 40; ++n) {
            auto file = generator.file(today - generator.between(1, 500));
            const bool is_served = file.state == FileState::queued && !is_suspended(file, today) &&
                                   file.facts.complete_on <= today && round_began_on(file) <= today;
            if (!is_served) continue;
            real.emplace_back(placement(file, rules, {}, today, salt).queue_score, file.id);
            files.push_back(std::move(file));
        }
        const auto world = world_of(history_of(files, rules));
        expect_sound(world);
        std::ranges::sort(real);
        auto simulated = world.waiting;
        std::ranges::sort(simulated, {}, [](const ForecastFile& file) {
            return std::tuple{file.effective_due, file.filed, file.tie};
        });
        ASSERT_EQ(simulated.size(), real.size());
        for (std::size_t n = 0; n < real.size(); ++n) EXPECT_EQ(simulated[n].id, real[n].second);
    });
}

TEST(ForecastWorldOf, GivesEachRequestItsRealLimits) {
    for_each_seed(100, [](Generator& generator) {
        const auto file = generator.file(today - generator.between(100, 400));
        if (!file.facts.complete_on || *file.facts.complete_on > today) return;
        if (is_suspended(file, today) || round_began_on(file) > today) return;
        const auto world = world_of(history_of({file}, rules));
        ASSERT_EQ(world.waiting.size(), 1U);
        const auto& made = world.waiting.front();
        EXPECT_LE(made.ready, 0);
        int requests = 0;
        for (const auto& limit : made.limits) requests += limit.requests;
        EXPECT_EQ(requests, static_cast<int>(file.facts.requests.size()));
        for (const auto& request : file.facts.requests) {
            const auto legal = legal_clock(file, request, rules, today);
            EXPECT_TRUE(std::ranges::any_of(made.limits, [&](const ForecastLimit& limit) {
                return today + limit.due == legal.due_on &&
                       -limit.legal_start == legal.elapsed_days;
            }));
        }
    });
}

/// Five files a day for 500 days, all on record; complete within 30 days, one in four suspended for
/// 10 to 40 days, read after half a year, decided on a Tuesday.
std::vector<CaseFile> office_files(Generator& generator) {
    std::vector<CaseFile> files;
    for (int age = 500; age > 0; --age) {
        for (int n = calendar.is_working(today - age) ? 7 : 0; n > 0; --n) {
            Course course{.filed_on = today - age, .registered_on = today - age};
            const int complete_after = generator.between(0, 30);
            const int read = complete_after + generator.between(150, 200);
            auto decided_on = course.filed_on + read + generator.between(10, 30);
            while (decided_on.weekday() != std::chrono::Tuesday) decided_on = decided_on + 1;
            if (complete_after < age) course.complete_after = complete_after;
            if (read < age) course.evaluated_after = read;
            if (decided_on < today) course.ended_after = decided_on - course.filed_on;
            course.minutes_spent = generator.between(6, 24);
            auto facts = plain_registration();
            if (generator.chance(23)) facts.stage = StageOfLife::child;
            if (generator.chance(10)) facts.required_skills = {skill_named("psychiatry")};
            if (generator.chance(10))
                facts.excluded_doctors = {{doctor_named("d1"), ExclusionReason::own_patient}};
            files.push_back(past_file(course, static_cast<std::uint32_t>(files.size()), facts));
            if (!generator.chance(25)) continue;
            const auto asked_on = course.filed_on + complete_after + 20;
            if (asked_on >= today) continue;
            Suspension asked{"missing_document", {}, asked_on, asked_on + 60, true, {}};
            const auto received_on = asked_on + generator.between(10, 40);
            if (received_on < today) asked.received_on = received_on;
            files.back().suspensions.push_back(asked);
        }
    }
    return files;
}

std::vector<PlanningDoctor> office_doctors() {
    auto psychiatrist = titular("d2");
    psychiatrist.skills = {skill_named("psychiatry")};
    return {{titular("d1")}, {psychiatrist}, {titular("s1")}, {supervised("t1")}};
}

double mean_of(const std::vector<int>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(ForecastWorldOf, MakesOfAnOfficeWhatItIs) {
    Generator generator{1};
    const auto history = history_of(office_files(generator), rules);
    const auto world = world_of(history, office_doctors());
    expect_sound(world);
    EXPECT_EQ(world.requirements.size(), 4U);
    EXPECT_EQ(world.inflow.basis, InflowBasis::observed);
    EXPECT_EQ(world.arrivals.size(), 1'764U) << "all of twelve months";

    std::vector<int> complete_after;
    std::vector<int> suspended;
    std::size_t children = 0;
    std::size_t closed = 0;
    for (const auto& arrival : world.arrivals) {
        EXPECT_TRUE(arrival.complete_after) << "everyone's papers come";
        complete_after.push_back(arrival.complete_after.value_or(0));
        suspended.push_back(arrival.suspended_days);
        if (world.requirements[arrival.requirement].name.starts_with("C")) ++children;
        if (!arrival.closed_to.empty()) ++closed;
    }
    EXPECT_NEAR(mean_of(complete_after), 15, 1);
    EXPECT_LE(std::set(complete_after.begin(), complete_after.end()).size(), 16U);
    EXPECT_NEAR(mean_of(suspended), 0.25 * 25, 1) << "of open files as of others";
    EXPECT_NEAR(static_cast<double>(children), 0.23 * 1'764, 60);
    EXPECT_NEAR(static_cast<double>(closed), 0.1 * 1'764, 50);

    for (int n = 0; n < 190; ++n) {
        const auto session = today + world.next_session[static_cast<std::size_t>(n)];
        EXPECT_TRUE(session.weekday() == std::chrono::Tuesday && calendar.is_working(session));
        EXPECT_LT(session - (today + n), 14);
    }
}

TEST(ForecastWorldOf, EndsWhatStillRunsAsItEndedForOthers) {
    Generator generator{2};
    auto files = office_files(generator);
    std::vector<FileId> suspended;
    std::vector<FileId> incomplete;
    for (std::uint32_t n = 0; n < 300; ++n) {
        auto file =
            past_file({.filed_on = today - 100, .registered_on = today - 100, .complete_after = 0},
                      1'000'000 + n);
        file.suspensions = {{"missing_document", {}, today - 25, today + 35, true, {}}};
        suspended.push_back(file.id);
        files.push_back(std::move(file));
        incomplete.push_back(
            past_file({.filed_on = today - 20, .registered_on = today - 20}, 2'000'000 + n).id);
        files.push_back(
            past_file({.filed_on = today - 20, .registered_on = today - 20}, 2'000'000 + n));
    }
    const auto world = world_of(history_of(files, rules));
    std::vector<int> received;
    std::vector<int> completed;
    for (const auto& file : world.waiting) {
        if (std::ranges::find(suspended, file.id) != suspended.end()) {
            received.push_back(file.ready);
            // Complete at once, four months, and the days without the document.
            EXPECT_EQ(today + file.limits.front().due,
                      add_months(today - 100, std::chrono::months{4}) + (file.ready + 25));
        }
        if (std::ranges::find(incomplete, file.id) != incomplete.end()) {
            completed.push_back(file.ready);
            EXPECT_EQ(file.ready, file.complete);
        }
    }
    ASSERT_EQ(received.size(), 300U);
    ASSERT_EQ(completed.size(), 300U);
    EXPECT_GE(std::ranges::min(received), 0);
    EXPECT_LE(std::ranges::max(received), 15);
    EXPECT_NEAR(mean_of(received), 7.5, 1);
    EXPECT_LE(std::ranges::max(completed), 10);
}

TEST(ForecastWorldOf, ExpectsNoDocumentThatIsAwaitedLongerThanAnyThatCame) {
    Generator generator{2};
    auto files = office_files(generator);
    const auto forgotten = past_file({.filed_on = today - 200, .registered_on = today - 200}, 3);
    files.push_back(forgotten);
    const auto world = world_of(history_of(files, rules));
    const auto found = std::ranges::find(world.waiting, forgotten.id, &ForecastFile::id);
    ASSERT_NE(found, world.waiting.end());
    EXPECT_EQ(found->ready, world.days) << "not within the horizon";
    const auto never = [](const ForecastArrival& one) { return !one.complete_after; };
    EXPECT_LE(std::ranges::count_if(world.arrivals, never), 2);
}

TEST(ForecastWorldOf, TellsWhoHoldsAFileAndWhatWasRead) {
    auto held = file_in(FileState::in_evaluation);
    held.evaluation = Evaluation{.doctor = doctor_named("d1"), .minutes_spent = 5};
    auto gone = file_in(FileState::assigned);
    gone.id = make_file_id(1'790'000'000'000ULL, 8);
    gone.assignment->doctor = doctor_named("retired");
    auto read = file_in(FileState::evaluated);
    read.id = make_file_id(1'790'000'000'000ULL, 9);
    auto countersigning = file_in(FileState::awaiting_countersignature);
    countersigning.id = make_file_id(1'790'000'000'000ULL, 10);
    const auto doctors = office_doctors();
    const auto world = world_of(history_of({held, gone, read, countersigning}, rules), doctors);
    ASSERT_EQ(world.waiting.size(), 4U);
    EXPECT_EQ(world.waiting[0].held_by, 0U);
    EXPECT_EQ(world.waiting[0].minutes, minutes_still_expected(held, rules.minutes));
    EXPECT_EQ(world.waiting[1].held_by, std::nullopt);
    EXPECT_EQ(world.waiting[2].evaluated, day("2026-02-02") - today);
    EXPECT_EQ(world.waiting[3].evaluated, day("2026-02-02") - today);
    EXPECT_EQ(world.waiting[2].decision_days, today - 1 - day("2026-02-02"))
        << "overdue by any measure";
    EXPECT_EQ(world.waiting[0].decision_days, rules.targets.stages.decision_days);

    auto away = doctors;
    away[0].doctor.absences = {{today, today + 400}};
    const auto without = world_of(history_of({held}, rules), away);
    EXPECT_EQ(without.waiting[0].held_by, std::nullopt) << "nobody waits for who does not come";
}

TEST(ForecastWorldOf, ClosesAFileToWhomItIsClosed) {
    auto file = file_in(FileState::queued);
    file.facts.excluded_doctors = {{doctor_named("s1"), ExclusionReason::relative},
                                   {doctor_named("unknown"), ExclusionReason::relative},
                                   {doctor_named("d1"), ExclusionReason::declined}};
    const auto world = world_of(history_of({file}, rules), office_doctors());
    EXPECT_EQ(world.waiting[0].closed_to, (std::vector<std::size_t>{0, 2, 3}))
        << "t1 has no other supervisor here than s1";
}

TEST(ForecastWorldOf, ThePastIsForecastWithWhatWasKnownThen) {
    Generator generator{3};
    auto files = office_files(generator);
    const auto all = history_of(files, rules);
    const auto then = day("2026-09-01");
    std::erase_if(files, [&](const CaseFile& file) { return file.facts.filed_on >= then; });
    const auto known = known_before(all, then);
    const auto world = forecast_world_of(
        {.history = known, .doctors = {}, .rules = rules, .today = then, .days = 100});
    expect_sound(world);
    const auto week = past_weeks(all, rules, then - 7, 1).front();
    EXPECT_EQ(static_cast<int>(world.waiting.size()), week.open_files);
    int requests = 0;
    int overdue = 0;
    for (const auto& file : world.waiting)
        for (const auto& limit : file.limits) {
            requests += limit.requests;
            if (limit.due < 0) overdue += limit.requests;
        }
    EXPECT_EQ(requests, week.open_requests);
    EXPECT_EQ(overdue, week.overdue_requests);
    EXPECT_LT(*world.inflow.observed_until, then);
    for (const auto& file : world.waiting) EXPECT_LT(file.filed, 0);
}

TEST(ForecastWorldOf, IsTheSameEachTime) {
    Generator generator{4};
    const auto history = history_of(office_files(generator), rules);
    const auto one = world_of(history);
    const auto two = world_of(history);
    ASSERT_EQ(one.waiting.size(), two.waiting.size());
    for (std::size_t n = 0; n < one.waiting.size(); ++n) {
        EXPECT_EQ(one.waiting[n].ready, two.waiting[n].ready);
        EXPECT_EQ(one.waiting[n].decision_days, two.waiting[n].decision_days);
    }
    EXPECT_EQ(one.inflow.mean, two.inflow.mean);
}

TEST(ForecastWorldOf, OfAnEmptyTenantIsEmpty) {
    const auto world = world_of({});
    expect_sound(world);
    EXPECT_TRUE(world.waiting.empty());
    EXPECT_TRUE(world.arrivals.empty());
    EXPECT_EQ(std::accumulate(world.inflow.mean.begin(), world.inflow.mean.end(), 0.0), 0);
}

}  // namespace
}  // namespace echeance
