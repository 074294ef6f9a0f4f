// SPDX-License-Identifier: EUPL-1.2
#include "domain/backlog.hpp"

#include <gtest/gtest.h>

#include "domain/capacity_outlook.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/random_walk.hpp"

namespace echeance::testing {
namespace {

std::vector<std::string> keys_of(const BacklogCounts& counts, std::string_view prefix) {
    std::vector<std::string> keys;
    for (const auto& [key, count] : counts)
        if (key.starts_with(prefix)) keys.push_back(key);
    return keys;
}

TEST(Backlog, AFileStandsUnderEachSkillItAsksForElseUnderNone) {
    CaseFile file{.id = make_file_id(1, 1), .facts = plain_registration()};
    file.state = FileState::queued;
    EXPECT_EQ(keys_of(backlog_of(file, {}), "k:"), std::vector<std::string>{"k:none"});
    file.facts.required_skills = {skill_named("hearing"), skill_named("vision")};
    EXPECT_EQ(keys_of(backlog_of(file, {}), "k:"),
              (std::vector<std::string>{"k:hearing", "k:vision"}));
    file.state = FileState::decided;
    EXPECT_TRUE(keys_of(backlog_of(file, {}), "k:").empty());
}

TEST(Backlog, KeysByDayAreReadBack) {
    const auto on = day("2026-11-02");
    for (const auto state : all_file_states) {
        const auto read = filing_day_of(age_key(state, on));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->state, state);
        EXPECT_EQ(read->day, on);
    }
    EXPECT_EQ(due_day_of(due_key(on, Right::aah)), on);
    EXPECT_EQ(due_day_of("d:" + std::to_string(on.number())), on);
    for (const auto* other : {"d:none", "e:x:AAH", "z:92004", "a:queued:", "a:lost:20512", "a:"}) {
        EXPECT_FALSE(due_day_of(other)) << other;
        EXPECT_FALSE(filing_day_of(other)) << other;
    }
}

TEST(Backlog, RequestsByDueDayAndRightAreTheOpenOnes) {
    int due = 0;
    for_each_seed(300, [&](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 40; ++n) {
            if (!walk.step()) continue;
            Placement placement{.due_on = day("2026-03-01")};
            std::int64_t requests = 0;
            for (const auto& [key, count] : backlog_of(walk.file(), placement)) {
                if (!key.starts_with("e:")) continue;
                EXPECT_EQ(due_day_of(key), placement.due_on);
                EXPECT_EQ(count, (BacklogCount{.requests = 1})) << key;
                requests += count.requests;
            }
            const auto open =
                is_open(walk.file())
                    ? std::ranges::count_if(walk.file().facts.requests,
                                            [](const auto& one) { return is_open(one); })
                    : 0;
            EXPECT_EQ(requests, open);
            due += static_cast<int>(open);
            EXPECT_TRUE(keys_of(backlog_of(walk.file(), {}), "e:").empty());
        }
    });
    EXPECT_GT(due, 1'000);
}

TEST(CapacityBySkill, WhoHasSeveralSkillsCountsUnderEachAndEverybodyUnderNone) {
    const WorkingCalendar calendar{Territory::metropole, {}};
    auto one = titular("d1");
    one.minutes_per_week = 600;
    one.skills = {skill_named("hearing"), skill_named("vision")};
    auto other = titular("d2");
    other.minutes_per_week = 300;
    other.skills = {skill_named("vision")};
    auto unstated = titular("d3");
    unstated.skills = {skill_named("vision")};
    auto gone = titular("d4");
    gone.minutes_per_week = 900;
    gone.skills = {skill_named("neurology")};
    gone.active = DayRange{day("2020-01-01"), day("2021-01-01")};
    const auto found =
        capacity_by_skill(std::vector{one, other, unstated, gone}, day("2026-11-18"), 2, calendar);
    const std::vector<SkillCapacity> expected{{"hearing", 1, 1'200, 0},
                                              {"neurology", 0, 0, 0},
                                              {"none", 3, 1'800, 1},
                                              {"vision", 3, 1'800, 1}};
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace echeance::testing
