// SPDX-License-Identifier: EUPL-1.2
#include "domain/queue_totals.hpp"

#include <gtest/gtest.h>

#include "domain/rule_outcome.hpp"
#include "domain/statistic_cells.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/random_walk.hpp"

namespace echeance::testing {
namespace {

void add(QueueTotals& sum, const QueueTotals& more) {
    for (const auto& [name, count] : more) sum[name] += count;
}

std::int64_t sum_of(const QueueTotals& totals, std::string_view prefix) {
    std::int64_t sum = 0;
    for (const auto& [name, count] : totals)
        if (name.starts_with(prefix)) sum += count;
    return sum;
}

std::int64_t count_of(const QueueTotals& totals, const std::string& name) {
    const auto found = totals.find(name);
    return found == totals.end() ? 0 : found->second;
}

bool is_correction(const FileChange& change) {
    return std::holds_alternative<FileAmended>(change) ||
           std::holds_alternative<DecisionsCorrected>(change);
}

TEST(QueueTotals, NothingFallsAndCorrectionsTouchNothing) {
    int corrections = 0;
    for_each_seed(200, [&](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 80; ++n) {
            const auto before = walk.file();
            if (!walk.step()) continue;
            const auto& event = walk.history().back();
            const auto totals = totals_of(&before, walk.file(), {&event, 1}, walk.rules());
            for (const auto& [name, count] : totals) EXPECT_GE(count, 0) << name;
            if (!is_correction(event.change)) continue;
            ++corrections;
            // A *sursis* put right may close the file: that is a change of state like any other.
            EXPECT_EQ(sum_of(totals, ""), sum_of(totals, "x.")) << "a correction is counted";
        }
    });
    EXPECT_GT(corrections, 50) << "the walks prove nothing of corrections";
}

/// Documents asked for or received late, which change the days of what was decided before.
bool reaches_back(const FileChange& change, const CaseFile& before) {
    const bool about_documents = std::holds_alternative<DocumentsRequested>(change) ||
                                 std::holds_alternative<DocumentsReceived>(change);
    return about_documents && std::ranges::any_of(before.facts.requests, [](const auto& request) {
               return request.decided_on.has_value();
           });
}

TEST(QueueTotals, SumToWhatTheStatisticsSayUntilSomethingIsPutRight) {
    std::int64_t decided = 0;
    for_each_seed(4'000, [&](Generator& generator) {
        RandomWalk walk{generator};
        QueueTotals totals;
        auto file = walk.file();
        for (int n = 0; n < 80; ++n) {
            if (!walk.step()) continue;
            const auto& event = walk.history().back();
            if (is_correction(event.change) || reaches_back(event.change, file)) break;
            add(totals, totals_of(&file, walk.file(), {&event, 1}, walk.rules()));
            file = walk.file();
        }
        std::int64_t ended = 0;
        std::int64_t days = 0;
        for (const auto& [cell, count] : statistics_of(file, rule_outcomes(file, walk.rules()))) {
            const auto request = cell.table == StatisticTable::ended
                                     ? ended_request(cell.day, cell.field)
                                     : std::nullopt;
            if (!request || request->end != RequestEnd::decided) continue;
            ended += count;
            if (request->legal) days += count * request->legal->elapsed_on(cell.day);
        }
        decided += ended;
        std::int64_t told = 0;
        for (const auto right : all_rights)
            told += count_of(totals, days_total(processing_totals(right, ClockKind::legal)));
        EXPECT_EQ(sum_of(totals, "d."), ended);
        EXPECT_EQ(told, days);
    });
    EXPECT_GT(decided, 40) << "the walks prove nothing of decisions";
}

TEST(QueueTotals, DelaysAreOfTheClassWhoseEdgesHoldThem) {
    std::int64_t seen = 0;
    for_each_seed(200, [&](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 120; ++n) {
            const auto before = walk.file();
            if (!walk.step()) continue;
            const auto totals =
                totals_of(&before, walk.file(), {&walk.history().back(), 1}, walk.rules());
            for (const auto right : all_rights)
                for (const auto clock : request_clocks) {
                    const auto name = processing_totals(right, clock);
                    for (std::size_t i = 0; i < delay_class_count; ++i) {
                        const auto count = count_of(totals, class_total(name, i));
                        if (count == 0) continue;
                        ++seen;
                        const auto days = count_of(totals, days_total(name));
                        EXPECT_EQ(count, 1);
                        EXPECT_TRUE(i == 0 || delay_edges_days.at(i - 1) < days) << days;
                        EXPECT_TRUE(i == delay_edges_days.size() || days <= delay_edges_days.at(i))
                            << days;
                    }
                }
        }
    });
    EXPECT_GT(seen, 20);
}

TEST(QueueTotals, SayWhoGaveFilesAndWhatWasPassedOver) {
    auto before = CaseFile{.id = make_file_id(1, 1), .facts = plain_registration()};
    before.state = FileState::queued;
    const auto totals_after = [](const CaseFile& from, FileChange change) {
        const FileEvent event{from.id, noon(day("2026-02-02")), "test", std::move(change)};
        return totals_of(&from, apply(from, event), {&event, 1}, default_rules("92"));
    };
    const FileAssigned by_hand{.doctor = doctor_named("d1"),
                               .mode = AssignmentMode::manual,
                               .on = day("2026-02-02"),
                               .reason = "knows_the_file",
                               .overridden = {EligibilityRule::no_capacity}};
    const auto given = totals_after(before, by_hand);
    EXPECT_EQ(count_of(given, assignment_total(AssignmentMode::manual)), 1);
    EXPECT_EQ(sum_of(given, "m."), 1);
    EXPECT_EQ(count_of(given, override_total(EligibilityRule::no_capacity)), 1);
    const auto held = after(before, FileChange{by_hand}, day("2026-02-02"));
    const auto declined = totals_after(
        held,
        AssignmentDeclined{doctor_named("d1"), DeclineReason::too_complex, day("2026-02-02")});
    EXPECT_EQ(count_of(declined, decline_total(DeclineReason::too_complex)), 1);
    EXPECT_EQ(sum_of(declined, "m."), 0);
}

TEST(QueueTotals, AnImportCountsEachOfItsSteps) {
    for_each_seed(100, [](Generator& generator) {
        RandomWalk walk{generator};
        QueueTotals one_by_one = totals_of(nullptr, walk.file(), walk.history(), walk.rules());
        for (int n = 0; n < 30; ++n) {
            const auto before = walk.file();
            if (!walk.step()) continue;
            add(one_by_one,
                totals_of(&before, walk.file(), {&walk.history().back(), 1}, walk.rules()));
        }
        const auto at_once = totals_of(nullptr, walk.file(), walk.history(), walk.rules());
        EXPECT_EQ(at_once, one_by_one);
        EXPECT_EQ(at_once.at(std::string{files_received_total}), 1);
    });
}

}  // namespace
}  // namespace echeance::testing
