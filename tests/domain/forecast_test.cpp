// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/domain/forecast_worlds.hpp"
#include "tests/support/reference_flow.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const ForecastTools serially{.parallel_for = serial_for, .solve = reference_flow};

/// From the last to the first, on four threads.
bool backwards_at_once(std::size_t count, const std::function<void(std::size_t)>& body) {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < 4; ++thread)
        threads.emplace_back([=, &body] {
            for (auto n = count; n-- > 0;)
                if (n % 4 == thread) body(n);
        });
    return true;
}

/// Files wait, all late; 10 a day come. With 15 minutes a file a doctor of 75 minutes reads 5.
ForecastWorld late_office(std::size_t doctors, std::uint32_t waiting = 500) {
    auto world = plain_world(365, 10, 15);
    for (std::uint32_t n = 0; n < waiting; ++n)
        world.waiting.push_back({.minutes = 15,
                                 .filed = -200,
                                 .complete = -200,
                                 .ready = -200,
                                 .effective_due = -80,
                                 .tie = n,
                                 .limits = {{.legal_start = -200, .due = -80, .target = -140}},
                                 .id = make_file_id(1, n)});
    for (std::size_t n = 0; n < doctors; ++n) world.doctors.push_back(steady_doctor(world, n, 75));
    return world;
}
ForecastRequest request_of(const ForecastWorld& world, int replications = 20) {
    return {.seed = 4, .replications = replications, .scenarios = {{.doctors = world.doctors}}};
}
ForecastResult only_result(const ForecastWorld& world, int replications = 20) {
    return forecast(world, request_of(world, replications), serially).value().scenarios.front();
}

TEST(Forecast, IsTheSameOnAnyNumberOfThreads) {
    const auto world = late_office(3);
    auto request = request_of(world, 70);
    request.detail = ForecastDetail::waiting_files;
    request.scenarios[0].added = {1};
    request.scenarios.push_back({.doctors = world.doctors, .inflow_factor = 1.3});
    auto other = request;
    other.seed = 5;

    const auto one = forecast(world, request, serially).value();
    const auto four =
        forecast(world, request, {.parallel_for = backwards_at_once, .solve = reference_flow})
            .value();

    for (std::size_t scenario = 0; scenario < 2; ++scenario) {
        const auto& a = one.scenarios[scenario];
        const auto& b = four.scenarios[scenario];
        ASSERT_EQ(a.weeks.size(), b.weeks.size());
        for (std::size_t week = 0; week < a.weeks.size(); ++week) {
            EXPECT_EQ(a.weeks[week].backlog, b.weeks[week].backlog);
            EXPECT_EQ(a.weeks[week].overdue_mean, b.weeks[week].overdue_mean);
            EXPECT_EQ(a.weeks[week].p90_days, b.weeks[week].p90_days);
        }
        EXPECT_EQ(a.meets_limit.p90, b.meets_limit.p90);
    }
    EXPECT_EQ(one.scenarios[0].effects[0].backlog.low, four.scenarios[0].effects[0].backlog.low);
    EXPECT_EQ(one.files[7].p80, four.files[7].p80);
    EXPECT_NE(one.scenarios[0].weeks[9].backlog_mean,
              forecast(world, other, serially)->scenarios[0].weeks[9].backlog_mean);
}

TEST(Forecast, StartsWithTheQueueAsItIs) {
    const auto result = only_result(late_office(0));

    ASSERT_EQ(result.weeks.size(), 53U);
    EXPECT_EQ(result.weeks[0].on, day("2026-06-01"));
    EXPECT_EQ(result.weeks[0].days, 7);
    EXPECT_EQ(result.weeks[52].days, 1);
    EXPECT_NEAR(result.weeks[0].backlog_mean, 570, 8);
    EXPECT_EQ(result.weeks[0].overdue, (ForecastBand{500, 500, 500}));
    EXPECT_EQ(result.weeks[0].decided, (ForecastBand{0, 0, 0}));
    EXPECT_FALSE(result.weeks[0].median_days[0]);
    EXPECT_NEAR(result.weeks[51].backlog_mean, 500 + 3'640, 40);
    EXPECT_NEAR(result.weeks[51].overdue_mean, 500 + 10 * (363 - 120), 40);
}

TEST(Forecast, TellsTheDelaysOfEachClock) {
    auto world = plain_world(60, 5, 10);
    world.arrivals[0].complete_after = 3;
    world.arrivals[0].suspended_days = 4;
    world.arrivals[0].decision_days = 10;
    for (int n = 0; n < 60; ++n)
        world.calendars[0].days[static_cast<std::size_t>(n)].limits[0].legal_start = n;
    world.doctors = {steady_doctor(world, 0, 1'000)};

    const auto week = only_result(world).weeks[7];

    EXPECT_EQ(week.median_days[0], (ForecastBand{17, 17, 17})) << "filed to decided";
    EXPECT_EQ(week.median_days[1], (ForecastBand{10, 10, 10})) << "suspended days left out";
    EXPECT_EQ(week.p90_days[2], (ForecastBand{14, 14, 14})) << "complete to decided";
}

TEST(Forecast, TellsWhenTheOfficeMeetsItsLimit) {
    // Four doctors read 20 a day where 10 come. The 500 are read by half of June, less what the
    // share for files on time takes; nothing is late after that.
    const auto world = late_office(4);
    const auto result = only_result(world);

    ASSERT_TRUE(result.meets_limit.p50);
    const auto on = *result.meets_limit.p50;
    EXPECT_EQ(on.weekday(), std::chrono::Monday);
    EXPECT_EQ(result.meets_limit.share_reached, 1);
    EXPECT_LE(*result.meets_limit.p10, on);
    EXPECT_LE(on, *result.meets_limit.p90);
    EXPECT_FALSE(result.meets_limit.why_never);
    for (const auto& week : result.weeks) {
        if (week.on < on) continue;
        EXPECT_LE(week.overdue.p50 * 100, forecast_late_percent * week.open_requests.p50)
            << week.on.text();
    }
    const auto eve = std::ranges::find(result.weeks, on - 14, &ForecastWeek::on);
    ASSERT_NE(eve, result.weeks.end());
    EXPECT_GT(eve->overdue.p90 * 100, forecast_late_percent * eve->open_requests.p90);
}

TEST(Forecast, MeetsTheLimitFromTheFirstDayWhereNothingIsLate) {
    auto world = late_office(4);
    world.waiting.clear();
    EXPECT_EQ(only_result(world).meets_limit.p90, world.first_day);
    world.days = 27;  // not for as long as it has to last
    for (auto& doctor : world.doctors) doctor.minutes.resize(27);
    world.next_session.resize(27);
    EXPECT_EQ(only_result(world).meets_limit.share_reached, 0);
}

TEST(WhyNever, IsCapacityBelowDemand) {
    const auto why = only_result(late_office(1)).meets_limit.why_never.value();

    EXPECT_EQ(why.verdict, WhyNever::Verdict::capacity_below_demand);
    EXPECT_NEAR(why.demand_minutes_a_week, 10 * 15 * 7, 1e-6);
    EXPECT_NEAR(why.capacity_minutes_a_week, 75 * 7, 1e-6);
    EXPECT_NEAR(why.backlog_files_a_week, 5 * 7, 3);
    EXPECT_FALSE(why.projected_on);
}

TEST(WhyNever, IsAQueueThatShrinksTooSlowly) {
    auto world = late_office(2, 3'000);
    world.doctors.push_back(steady_doctor(world, 2, 4));  // 0.27 files a day to the good
    const auto why = only_result(world).meets_limit.why_never.value();

    EXPECT_EQ(why.verdict, WhyNever::Verdict::shrinks_too_slowly);
    EXPECT_TRUE(why.skills.empty());
    EXPECT_LT(why.backlog_files_a_week, 0);
    ASSERT_TRUE(why.projected_on);
    EXPECT_GT(*why.projected_on, world.first_day + world.days);
}

TEST(WhyNever, IsASkillThatIsShort) {
    auto world = late_office(6);
    world.requirements.push_back({"child, psychiatry", "psychiatry"});
    world.arrivals.push_back({.requirement = 1, .minutes = 15, .complete_after = 0});
    world.doctors[0].requirements = {0, 1};
    world.doctors[0].minutes.assign(365, 15);  // 75 a day are asked for

    const auto result = only_result(world);

    const auto why = result.meets_limit.why_never.value();
    EXPECT_EQ(why.verdict, WhyNever::Verdict::structural_shortage);
    EXPECT_EQ(why.skills, std::vector<std::string>{"psychiatry"});
    ASSERT_EQ(result.skills.size(), 2U);
    const auto& any = result.skills[0];
    const auto& psychiatry = result.skills[1];
    EXPECT_FALSE(any.is_short);
    EXPECT_TRUE(psychiatry.is_short);
    EXPECT_EQ(psychiatry.doctors, 1);
    EXPECT_NEAR(psychiatry.offered, 15 * 7, 1e-6);
    EXPECT_NEAR(psychiatry.arriving, 5 * 15 * 7, 1e-6);
    EXPECT_LE(psychiatry.used, psychiatry.offered + 1);
    EXPECT_EQ(any.waiting, 500 * 15);
    EXPECT_NEAR(any.offered, (5 * 75 + 15) * 7, 1e-6);
}

TEST(WhyNever, IsAQueueThatNobodyServes) {
    auto world = late_office(6);
    for (auto& doctor : world.doctors) doctor.requirements.clear();
    world.doctors[0].requirements = {0};
    world.requirements.push_back({"child, hearing", "hearing"});
    for (auto& file : world.waiting) file.requirement = 1;
    world.arrivals.clear();

    const auto why = only_result(world).meets_limit.why_never.value();

    EXPECT_EQ(why.verdict, WhyNever::Verdict::structural_shortage);
    EXPECT_EQ(why.skills, std::vector<std::string>{"hearing"});
}

TEST(DoctorEffect, IsThePairedDifferenceWithoutThem) {
    const auto world = late_office(1);
    auto request = request_of(world);
    auto& scenario = request.scenarios[0];
    scenario.doctors.push_back(steady_doctor(world, 2, 30));
    scenario.doctors.push_back(steady_doctor(world, 3, 30));
    scenario.added = {1, 2};
    auto without = scenario;
    without.added.clear();
    without.doctors[1].minutes.assign(365, 0);
    request.scenarios.push_back(without);

    const auto made = forecast(world, request, serially).value();

    const auto& effects = made.scenarios[0].effects;
    ASSERT_EQ(effects.size(), 2U);
    EXPECT_EQ(effects[0].doctor, 1U);
    EXPECT_EQ(effects[1].backlog.mean, effects[0].backlog.mean) << "a twin";
    const double difference =
        made.scenarios[0].weeks.back().backlog_mean - made.scenarios[1].weeks.back().backlog_mean;
    EXPECT_NEAR(effects[0].backlog.mean, difference, 1e-9);
    EXPECT_NEAR(effects[0].backlog.mean, -2 * 365, 10) << "30 minutes are two files a day";
    EXPECT_NEAR(effects[0].decided.mean, 2 * 365, 10);
    EXPECT_LT(*effects[0].backlog.high - *effects[0].backlog.low, 10)
        << "far less than arrivals vary: both runs meet the same files";
}

TEST(LeastStaff, IsTheLeastNumberThatMeetsTheLimit) {
    const auto world = late_office(1);
    const StaffingQuestion question{.seed = 4,
                                    .replications = 20,
                                    .base = {.doctors = world.doctors},
                                    .added = steady_doctor(world, 50, 20),
                                    .by = world.first_day + 120};
    const auto answer = least_staff(world, question, serially).value();

    ASSERT_TRUE(answer.doctors);
    EXPECT_EQ(answer.doctor_weeks, *answer.doctors * 18);
    for (const int count : {*answer.doctors - 1, *answer.doctors}) {
        auto tried = world;
        tried.doctors.insert(tried.doctors.end(), static_cast<std::size_t>(count), question.added);
        const auto meets = only_result(tried).meets_limit.p50;
        EXPECT_EQ(meets && *meets <= question.by, count == *answer.doctors);
        if (count == *answer.doctors) EXPECT_EQ(meets, answer.meets_limit_on);
    }
}

TEST(LeastStaff, MayBeNobodyOrMoreThanThereAre) {
    const auto world = late_office(4);
    StaffingQuestion question{.replications = 5,
                              .base = {.doctors = world.doctors},
                              .added = steady_doctor(world, 50, 1),
                              .by = world.first_day + 300};
    EXPECT_EQ(least_staff(world, question, serially)->doctors, 0);
    question.base.doctors.clear();
    question.most = 3;
    const auto answer = least_staff(world, question, serially).value();
    EXPECT_FALSE(answer.doctors);
    EXPECT_FALSE(answer.meets_limit_on);
}

TEST(Forecast, RefusesWhatIsOutOfRange) {
    const auto world = late_office(2);
    const auto code_of = [&](const ForecastWorld& of, const ForecastRequest& request) {
        return forecast(of, request, serially).error().code;
    };
    auto request = request_of(world, 0);
    EXPECT_EQ(code_of(world, request), Errc::invalid_input);
    request.replications = 1'001;
    EXPECT_EQ(code_of(world, request), Errc::invalid_input);
    request = {.replications = 1, .scenarios = {}};
    EXPECT_EQ(code_of(world, request), Errc::invalid_input);
    request = request_of(world, 1);
    request.scenarios[0].inflow_factor = 1e9;
    EXPECT_EQ(code_of(world, request), Errc::invalid_input) << "too many files";
    request = request_of(world, 1);
    request.scenarios[0].doctors[0].minutes.pop_back();
    EXPECT_EQ(code_of(world, request), Errc::invalid_input);
    auto unsound = world;
    unsound.waiting[3].requirement = 1;
    EXPECT_EQ(code_of(unsound, request_of(world, 1)), Errc::invalid_input);
    unsound = world;
    unsound.minutes_spread.clear();
    EXPECT_EQ(code_of(unsound, request_of(world, 1)), Errc::invalid_input);
    EXPECT_EQ(least_staff(world,
                          {.base = {.doctors = world.doctors},
                           .added = steady_doctor(world, 9, 1),
                           .by = world.first_day,
                           .most = 65},
                          serially)
                  .error()
                  .code,
              Errc::invalid_input);
}

TEST(Forecast, TellsThatItWasStopped) {
    const auto world = late_office(2);
    const ForecastTools stopped{
        .parallel_for = [](std::size_t, const std::function<void(std::size_t)>&) { return false; },
        .solve = reference_flow};
    EXPECT_EQ(forecast(world, request_of(world), stopped).error().code, Errc::deadline_exceeded);
}

}  // namespace
}  // namespace echeance
