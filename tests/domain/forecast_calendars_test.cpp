// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_calendars.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "domain/clocks.hpp"
#include "domain/priority.hpp"
#include "tests/domain/past_files.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

const auto first_day = day("2026-11-22");

/// The file, filed `days` later.
CaseFile moved(CaseFile file, int days) {
    const auto move = [&](std::optional<LegalDay>& day) {
        if (day) day = *day + days;
    };
    file.facts.filed_on = file.facts.filed_on + days;
    move(file.facts.complete_on);
    move(file.facts.urgency_requested_on);
    move(file.queued_on);
    for (auto& request : file.facts.requests) {
        move(request.current_right_ends_on);
        move(request.appealed_on);
    }
    return file;
}

/// Files as they come: queued, without suspensions; some are appeals of all their requests.
CaseFile coming(Generator& generator) {
    auto file = generator.file(generator.any_day());
    file.suspensions.clear();
    file.assignment.reset();
    file.state = FileState::queued;
    if (!file.facts.complete_on)
        file.facts.complete_on = file.facts.filed_on + generator.between(0, 40);
    const bool is_appeal = file.round > 1;
    const auto appealed_on = round_began_on(file);
    for (auto& request : file.facts.requests)
        if (is_appeal) request.appealed_on = appealed_on;
    return file;
}

/// Every day of the calendar is what the rules say of the same file complete on that day.
void expect_as_the_rules_say(const ForecastCalendar& calendar,
                             const CaseFile& like,
                             const Rules& rules,
                             int n) {
    const auto began_on = std::max(round_began_on(like), *like.facts.complete_on);
    const auto on = first_day + n;
    const auto file = moved(like, on - began_on);
    const auto& said = calendar.days[static_cast<std::size_t>(n)];
    const auto place = placement(file, rules, {}, on, 1);
    EXPECT_EQ(first_day + said.effective_due, place.effective_due_on) << n;
    int requests = 0;
    for (const auto& request : file.facts.requests) {
        const auto legal = legal_clock(file, request, rules, on);
        const auto target = barometer_clock(file, request, rules.targets, on).due_on;
        const auto is_it = [&](const ForecastLimit& limit) {
            return limit.due == (legal.due_on ? *legal.due_on - first_day : forecast_never) &&
                   limit.legal_start == legal.start_on.value_or(on) - first_day &&
                   limit.target == (target ? *target - first_day : forecast_never);
        };
        EXPECT_TRUE(std::ranges::any_of(said.limits, is_it)) << n;
    }
    for (const auto& limit : said.limits) requests += limit.requests;
    EXPECT_EQ(requests, static_cast<int>(file.facts.requests.size()));
}

void expect_calendars_as_the_rules_say(const Rules& rules, Generator& generator) {
    constexpr int days = 60;
    CalendarMaker maker{rules, first_day, days};
    std::vector<CaseFile> files;
    std::vector<std::size_t> indexes;
    for (int n = 0; n < 6; ++n) {
        files.push_back(coming(generator));
        const auto& file = files.back();
        const int after = std::max(0, *file.facts.complete_on - round_began_on(file));
        indexes.push_back(maker.calendar_of(file, after));
    }
    const auto calendars = std::move(maker).take();
    for (std::size_t n = 0; n < files.size(); ++n)
        for (const int on : {0, 7, days - 1})
            expect_as_the_rules_say(calendars[indexes[n]], files[n], rules, on);
}

TEST(ForecastCalendars, SayWhatTheRulesSayOfTheSameFileOnEachDay) {
    const auto rules = default_rules("92");
    for_each_seed(
        150, [&](Generator& generator) { expect_calendars_as_the_rules_say(rules, generator); });
}

// A law that changes within the horizon, a right without any limit, and no target at all.
TEST(ForecastCalendars, FollowRulesThatChange) {
    auto rules = default_rules("974");
    auto& limits = rules.targets.legal_limits;
    limits.push_back({.id = "old",
                      .rights = {},
                      .procedure = {},
                      .months = 3,
                      .starts_at = StartEvent::filed_on,
                      .reference = "old",
                      .validity = {.from = {}, .until = first_day + 20}});
    for (auto& limit : limits)
        if (limit.rights.empty() && limit.id != "old" && !limit.appeal)
            limit.validity.from = first_day + 21;
    rules.targets.service_targets.clear();
    for_each_seed(
        150, [&](Generator& generator) { expect_calendars_as_the_rules_say(rules, generator); });
}

TEST(ForecastCalendars, AreSharedByFilesThatTheLawTreatsAlike) {
    const auto rules = default_rules("92");
    CalendarMaker maker{rules, first_day, 30};
    auto file = file_in(FileState::queued);
    file.facts.requests = {{.right = Right::rqth}};
    const auto rqth = maker.calendar_of(file, 0);
    file.facts.requests = {{.right = Right::avpf, .nature = Nature::review}};
    EXPECT_EQ(maker.calendar_of(file, 30), rqth) << "the clock starts when the file is complete";
    file.facts.requests = {{.right = Right::cmi_priorite}};
    const auto card = maker.calendar_of(file, 0);
    EXPECT_NE(card, rqth);
    EXPECT_NE(maker.calendar_of(file, 30), card) << "a card's clock starts at filing";
    EXPECT_EQ(std::move(maker).take().size(), 3U);
}

}  // namespace
}  // namespace echeance
