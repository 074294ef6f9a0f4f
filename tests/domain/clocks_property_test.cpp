// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <vector>

#include "domain/clocks.hpp"
#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using testing::for_each_seed;
using testing::Generator;

const Rules rules = default_rules("92");

auto members(const ClockReading& r) {
    return std::tie(r.clock,
                    r.right,
                    r.start_on,
                    r.due_on,
                    r.ended_on,
                    r.elapsed_days,
                    r.remaining_days,
                    r.suspended_days,
                    r.state,
                    r.rule,
                    r.counted,
                    r.not_counted);
}
bool are_same(const std::vector<ClockReading>& a, const std::vector<ClockReading>& b) {
    return std::ranges::equal(a, b, {}, members, members);
}

/// Decides some requests of an open file, which stays open.
void decide_some(Generator& generator, CaseFile& file) {
    for (auto& request : file.facts.requests) {
        const auto start = request.appealed_on ? request.appealed_on : file.facts.complete_on;
        if (!start || !generator.chance(40)) continue;
        request.decision = generator.chance(50) ? Decision::granted : Decision::refused;
        request.decided_on = *start + generator.between(0, 250);
    }
}

TEST(ClockProperties, CountedAndNotCountedPartitionThePeriod) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        decide_some(generator, file);
        const LegalDay today = filed_on + generator.between(0, 500);
        for (const auto& reading : clocks(file, rules, today)) {
            if (!reading.start_on) {
                EXPECT_EQ(reading.state, ClockState::not_started);
                continue;
            }
            auto parts = reading.counted;
            parts.insert(parts.end(), reading.not_counted.begin(), reading.not_counted.end());
            std::ranges::sort(parts, {}, &DayInterval::from);
            LegalDay at = *reading.start_on;
            for (const auto& part : parts) {
                EXPECT_EQ(part.from, at);
                EXPECT_LT(part.from, part.until);
                at = part.until;
            }
            EXPECT_EQ(at, std::max(*reading.start_on, reading.ended_on.value_or(today)));
            EXPECT_EQ(reading.elapsed_days + reading.suspended_days, at - *reading.start_on);
        }
    });
}

TEST(ClockProperties, TheStateFollowsFromTheDates) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        decide_some(generator, file);
        const LegalDay today = filed_on + generator.between(0, 500);
        for (const auto& reading : clocks(file, rules, today)) {
            if (!reading.start_on) continue;
            const LegalDay seen_on = reading.ended_on.value_or(today);
            const bool is_late = reading.due_on && seen_on > *reading.due_on;
            EXPECT_EQ(reading.state == ClockState::breached, is_late);
            EXPECT_EQ(reading.state == ClockState::met, reading.ended_on && !is_late);
            EXPECT_EQ(reading.remaining_days.has_value(), reading.due_on && !reading.ended_on);
        }
    });
}

TEST(ClockProperties, RecomputingGivesTheSameWhateverTheOrderOfSuspensions) {
    for_each_seed(1'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        const LegalDay today = filed_on + generator.between(0, 500);
        const auto before = clocks(file, rules, today);
        EXPECT_TRUE(are_same(before, clocks(file, rules, today)));
        generator.shuffle(file.suspensions);
        EXPECT_TRUE(are_same(before, clocks(file, rules, today)));
    });
}

TEST(ClockProperties, OneMoreSuspensionNeverMakesAClockDueEarlier) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        decide_some(generator, file);
        const LegalDay today = filed_on + generator.between(0, 500);
        const auto before = clocks(file, rules, today);
        file.suspensions.push_back(generator.suspension(filed_on, 300));
        const auto after = clocks(file, rules, today);
        ASSERT_EQ(before.size(), after.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            EXPECT_GE(after[i].due_on, before[i].due_on);
            const bool stops = before[i].clock == ClockKind::legal;
            if (!stops) EXPECT_EQ(members(after[i]), members(before[i]));
        }
    });
}

CaseFile complete_file(LegalDay complete_on, std::vector<Suspension> suspensions) {
    CaseFile file{.id = make_file_id(1, 1),
                  .facts = {.reference = Reference::parse("R-1").value(),
                            .filed_on = complete_on - 10,
                            .complete_on = complete_on,
                            .sector = Sector::parse("92012").value(),
                            .requests = {{.right = Right::aah}}}};
    file.state = FileState::queued;
    file.queued_on = complete_on;
    file.suspensions = std::move(suspensions);
    return file;
}

/// Two files with the same suspensions, all of which begin after both have started or end before.
TEST(ClockProperties, ALaterStartIsNeverDueEarlier) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay earlier = generator.any_day();
        const LegalDay later = earlier + generator.between(0, 90);
        const LegalDay today = earlier + generator.between(0, 500);
        auto suspensions = generator.suspensions(later, 200, 5);
        for (const auto& old : generator.suspensions(earlier - 400, 200, 3))
            suspensions.push_back(old);
        const auto first = due_on(complete_file(earlier, suspensions), rules, today);
        const auto second = due_on(complete_file(later, suspensions), rules, today);
        EXPECT_LE(*first, *second);
    });
}

/// Where a suspension lies between two starts the order can turn: it pushes the earlier clock by 30
/// days, and months are not all as long. From 1 October four months run over 123 days, from
/// 1 November over 120 only.
TEST(ClockProperties, MonthsOfUnequalLengthAreTheOneException) {
    const Suspension between{
        "missing_document", {}, day("2025-10-02"), day("2025-11-01"), true, {}};
    const LegalDay today = day("2026-01-01");
    const auto october = due_on(complete_file(day("2025-10-01"), {between}), rules, today);
    const auto november = due_on(complete_file(day("2025-11-01"), {between}), rules, today);
    EXPECT_EQ(october, day("2026-03-03"));
    EXPECT_EQ(november, day("2026-03-01"));
}

TEST(ClockProperties, AnotherMonthEndClampIsATie) {
    const LegalDay today = day("2025-11-01");
    const auto thirtieth = due_on(complete_file(day("2025-10-30"), {}), rules, today);
    const auto thirty_first = due_on(complete_file(day("2025-10-31"), {}), rules, today);
    EXPECT_EQ(thirtieth, thirty_first);
}

TEST(ClockProperties, ANewRuleChangesOnlyWhatItsValidityCovers) {
    for_each_seed(2'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        const LegalDay change_on = filed_on + generator.between(-100, 100);
        const LegalDay today = filed_on + generator.between(0, 500);
        Rules changed = rules;
        changed.targets.legal_limits.clear();
        for (const auto& limit : rules.targets.legal_limits) {
            auto next = limit;
            next.id += "_next";
            (next.months != 0 ? next.months : next.working_days) += 1;
            next.validity.from = change_on;
            changed.targets.legal_limits.push_back(next);
            changed.targets.legal_limits.push_back(limit);
        }
        for (const auto& request : file.facts.requests) {
            const auto before = legal_clock(file, request, rules, today);
            const auto after = legal_clock(file, request, changed, today);
            EXPECT_EQ(after.start_on, before.start_on);
            if (!before.start_on) continue;
            if (*before.start_on < change_on) {
                EXPECT_EQ(members(after), members(before));
            } else {
                EXPECT_EQ(after.rule->id, before.rule->id + "_next");
                EXPECT_GT(*after.due_on, *before.due_on);
            }
        }
    });
}

TEST(ClockProperties, AnEndedClockNeverChangesAgain) {
    for_each_seed(1'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        decide_some(generator, file);
        const LegalDay today = filed_on + 700;
        for (const auto& request : file.facts.requests) {
            const auto reading = legal_clock(file, request, rules, today);
            if (!reading.ended_on) continue;
            EXPECT_EQ(
                members(reading),
                members(legal_clock(file, request, rules, today + generator.between(1, 900))));
        }
    });
}

TEST(ClockProperties, TheFilesDueDateIsThatOfSomeOpenRequest) {
    for_each_seed(1'000, [](Generator& generator) {
        const LegalDay filed_on = generator.any_day();
        auto file = generator.file(filed_on);
        decide_some(generator, file);
        const LegalDay today = filed_on + generator.between(0, 500);
        std::vector<LegalDay> dues;
        for (const auto& request : file.facts.requests) {
            const auto due = legal_clock(file, request, rules, today).due_on;
            if (due && is_open(request)) dues.push_back(*due);
        }
        const auto expected = dues.empty() ? std::nullopt : std::optional{std::ranges::min(dues)};
        EXPECT_EQ(due_on(file, rules, today), expected);
    });
}

}  // namespace
}  // namespace echeance
