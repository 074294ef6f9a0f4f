// SPDX-License-Identifier: EUPL-1.2
#include "domain/statistic_cells.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "domain/clocks.hpp"
#include "tests/domain/random_walk.hpp"

namespace echeance::testing {
namespace {

StatisticCells cells_of(const CaseFile& file, const Rules& rules) {
    return statistics_of(file, rule_outcomes(file, rules));
}

void add(StatisticCells& sum, const StatisticCells& delta) {
    for (const auto& [cell, count] : delta) sum[cell] += count;
    std::erase_if(sum, [](const auto& cell) { return cell.second == 0; });
}

DayFlow flow_in(const StatisticCells& cells) {
    DayFlow flow;
    for (const auto& [cell, count] : cells)
        if (cell.table == StatisticTable::flow)
            EXPECT_TRUE(add_flow(flow, cell.field, count)) << cell.field;
    return flow;
}

std::int64_t open_requests(const CaseFile& file) {
    return std::ranges::count_if(file.facts.requests,
                                 [](const auto& request) { return is_open(request); });
}

/// Requests in a table of the waiting ones, by either of the two ways they stand there.
std::int64_t waiting_in(const StatisticCells& cells, StatisticTable table, bool by_sector) {
    std::int64_t sum = 0;
    for (const auto& [cell, count] : cells) {
        if (cell.table != table) continue;
        const auto waiting = waiting_request(cell.day, cell.field);
        if (!waiting) ADD_FAILURE() << cell.field;
        if (waiting && waiting->sector.has_value() == by_sector) sum += count;
    }
    return sum;
}

TEST(StatisticCells, DifferencesOfEveryStepSumToWhatTheFileStandsFor) {
    for_each_seed(300, [](Generator& generator) {
        RandomWalk walk{generator};
        auto before = cells_of(walk.file(), walk.rules());
        auto sum = before;
        for (int n = 0; n < 60; ++n) {
            if (!walk.step()) continue;
            const auto after = cells_of(walk.file(), walk.rules());
            add(sum, difference(after, before));
            before = after;
        }
        EXPECT_EQ(sum, before);
        for (const auto& [cell, count] : sum) EXPECT_GT(count, 0) << cell.field;
    });
}

TEST(StatisticCells, AWriteAddsTheDifferenceWhateverItChanges) {
    int same = 0;
    for_each_seed(300, [&](Generator& generator) {
        RandomWalk walk{generator};
        auto before = walk.file();
        for (int n = 0; n < 60; ++n) {
            if (!walk.step()) continue;
            const auto old = rule_outcomes(before, walk.rules());
            const auto now = rule_outcomes(walk.file(), walk.rules());
            const auto change = statistics_change({before, old}, {walk.file(), now});
            EXPECT_EQ(change,
                      difference(statistics_of(walk.file(), now), statistics_of(before, old)));
            same += change.empty() ? 1 : 0;
            before = walk.file();
        }
    });
    EXPECT_GT(same, 100) << "the walks prove nothing of steps that change nothing";
}

TEST(StatisticCells, WhatCameLessWhatWentIsWhatWaits) {
    int appeals = 0;
    for_each_seed(300, [&](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 160; ++n) {
            if (!walk.step()) continue;
            const auto cells = cells_of(walk.file(), walk.rules());
            const auto flow = flow_in(cells);
            ASSERT_EQ(flow.received + flow.reopened - flow.decided - flow.withdrawn,
                      open_requests(walk.file()));
            ASSERT_EQ(flow.files_received, 1);
        }
        appeals += walk.file().round - 1;
    });
    EXPECT_GT(appeals, 20) << "the walks prove nothing of appeals";
}

TEST(StatisticCells, WaitingRequestsStandOnceByGroupAndOnceBySector) {
    for_each_seed(200, [](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 40; ++n) walk.step();
        const auto& file = walk.file();
        const auto cells = cells_of(file, walk.rules());
        for (const auto table :
             {StatisticTable::citizen, StatisticTable::legal, StatisticTable::barometer})
            EXPECT_EQ(waiting_in(cells, table, false), waiting_in(cells, table, true));
        const auto unsent =
            std::ranges::count_if(file.facts.requests, [](const RightRequest& request) {
                return !is_open(request) && !request.withdrawn_on && !request.notified_on;
            });
        EXPECT_EQ(waiting_in(cells, StatisticTable::citizen, false), open_requests(file) + unsent);
    });
}

TEST(StatisticCells, EveryFieldAboutARequestReadsBackAsItWasWritten) {
    std::set<RequestEnd> seen;
    for_each_seed(300, [&](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 60; ++n) walk.step();
        for (const auto& [cell, count] : cells_of(walk.file(), walk.rules())) {
            if (cell.table != StatisticTable::ended) continue;
            const auto ended = ended_request(cell.day, cell.field);
            const int kinds = (ended ? 1 : 0) + (stage_time(cell.field) ? 1 : 0) +
                              (suspension_reason(cell.field) ? 1 : 0);
            ASSERT_EQ(kinds, 1) << cell.field;
            if (!ended) continue;
            seen.insert(ended->end);
            EXPECT_EQ(field_of(*ended, cell.day), cell.field);
        }
    });
    EXPECT_EQ(seen.size(), 3U);
}

TEST(StatisticCells, DaysOfADecisionAreThoseOfItsClocks) {
    for_each_seed(300, [](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 60; ++n) walk.step();
        const auto& file = walk.file();
        std::map<std::string, int> expected;  // by right, clock and days
        for (const auto& reading : clocks(file, walk.rules(), walk.today())) {
            if (!reading.right || !reading.ended_on || reading.clock == ClockKind::citizen)
                continue;
            ++expected[std::string{to_text(*reading.right)} + std::string{to_text(reading.clock)} +
                       std::to_string(reading.elapsed_days)];
        }
        for (const auto& [cell, count] : cells_of(file, walk.rules())) {
            const auto ended = cell.table == StatisticTable::ended
                                   ? ended_request(cell.day, cell.field)
                                   : std::nullopt;
            if (!ended || ended->end == RequestEnd::notified) continue;
            const auto request =
                std::ranges::find(file.facts.requests, ended->group.right, &RightRequest::right);
            const auto own_day =
                request->withdrawn_on ? request->withdrawn_on : request->decided_on;
            if (is_open(*request) || own_day != cell.day) continue;  // an earlier round
            for (const auto& [clock, span] : {std::pair{ClockKind::legal, ended->legal},
                                              std::pair{ClockKind::barometer, ended->barometer}})
                if (span)
                    EXPECT_GE(expected[std::string{to_text(ended->group.right)} +
                                       std::string{to_text(clock)} +
                                       std::to_string(span->elapsed_on(cell.day))],
                              1)
                        << cell.field;
        }
    });
}

TEST(StatisticCells, StagesOfANotifiedRoundSumToItsDays) {
    int notified = 0;
    for_each_seed(400, [&](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 160; ++n) {
            if (!walk.step() || walk.file().state != FileState::notified) continue;
            ++notified;
            const auto& file = walk.file();
            const auto days = stage_days(file.stages, round_began_on(file), *file.notified_on);
            EXPECT_EQ(std::accumulate(days.begin(), days.end(), 0),
                      *file.notified_on - round_began_on(file));
            for (const int each : days) EXPECT_GE(each, 0);
        }
    });
    EXPECT_GT(notified, 50);
}

TEST(StatisticCells, ACorrectedDecisionMovesAndNothingElseDoes) {
    const auto rules = default_rules("92");
    const auto file = file_in(FileState::decided);
    const auto day_before = *file.facts.requests[0].decided_on;
    const auto corrected = after(
        file,
        correct_decisions(file, {{Right::pch, Decision::granted, day_before + 3}}, day_before + 10),
        day_before + 10);

    const auto delta = difference(cells_of(corrected, rules), cells_of(file, rules));

    EXPECT_EQ(corrected.facts.requests[0].decision, Decision::granted);
    EXPECT_EQ(corrected.decided_on, day_before + 3);
    for (const auto& [cell, count] : delta) {
        EXPECT_TRUE(cell.day == day_before || cell.day == day_before + 3);
        EXPECT_EQ(count, cell.day == day_before ? -1 : 1) << cell.field;
    }
    EXPECT_EQ(delta.size(), 4U) << "its flow and its days, on two days";
}

TEST(Correction, StaysBetweenTheEvaluationAndTheNotification) {
    const auto file = file_in(FileState::notified);
    const auto decided_on = *file.facts.requests[0].decided_on;
    const auto refused = [&](Right right, Decision decision, LegalDay on) {
        return !correct_decisions(file, {{right, decision, on}}, a_today).has_value();
    };
    EXPECT_TRUE(refused(Right::aah, Decision::granted, decided_on)) << "not in the file";
    EXPECT_TRUE(refused(Right::pch, Decision::deferred, decided_on)) << "it would be open again";
    EXPECT_TRUE(refused(Right::pch, Decision::granted, *file.notified_on + 1));
    EXPECT_TRUE(refused(Right::pch, Decision::granted, file.facts.filed_on - 1));
    EXPECT_FALSE(refused(Right::pch, Decision::granted, decided_on));
    const auto waiting = file_in(FileState::queued);
    EXPECT_FALSE(correct_decisions(
        waiting, {{Right::pch, Decision::granted, waiting.facts.filed_on}}, a_today));
}

TEST(RuleOutcome, ReadsBackWhatItWrites) {
    for_each_seed(300, [](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 40; ++n) walk.step();
        for (const auto& outcome : rule_outcomes(walk.file(), walk.rules()))
            EXPECT_EQ(RuleOutcome::parse(outcome.text()), outcome) << outcome.text();
    });
    for (const auto* wrong : {"x", "20512~", "20512~5", "20512~9:3", "20512/M", "20512/MBB"})
        EXPECT_FALSE(RuleOutcome::parse(wrong)) << wrong;
}

TEST(RuleOutcome, DoesNotDependOnTheDayAndAgreesWithTheClockOnAnyDay) {
    for_each_seed(300, [](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 12; ++n) walk.step();
        const auto& file = walk.file();
        if (file.round > 1) return;
        const auto outcomes = rule_outcomes(file, walk.rules());
        for (std::size_t n = 0; n < outcomes.size(); ++n) {
            const auto& request = file.facts.requests[n];
            for (int later = 0; later < 90; later += 13) {
                const auto day = walk.today() + later;
                const auto reading = legal_clock(file, request, walk.rules(), day);
                ASSERT_EQ(reading.start_on.has_value(), outcomes[n].legal.has_value());
                if (!reading.start_on) continue;
                EXPECT_EQ(outcomes[n].legal->elapsed_on(reading.ended_on.value_or(day)),
                          reading.elapsed_days);
            }
        }
    });
}

}  // namespace
}  // namespace echeance::testing
