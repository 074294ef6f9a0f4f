// SPDX-License-Identifier: EUPL-1.2
#include "domain/events.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/domain/random_walk.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;

CaseFile fold(const std::vector<FileEvent>& history) {
    auto file = begin_file(history.front());
    for (std::size_t i = 1; i < history.size(); ++i) file = apply(std::move(file), history[i]);
    return file;
}

bool excluded_for_good(const CaseFile& file, const DoctorId& doctor) {
    return std::ranges::any_of(file.facts.excluded_doctors, [&](const auto& exclusion) {
        return exclusion.doctor == doctor && is_lasting(exclusion.reason);
    });
}

void expect_requests_sound(const CaseFile& file) {
    std::set<Right> seen;
    bool any_open = false;
    bool any_decided = false;
    for (const auto& request : file.facts.requests) {
        EXPECT_TRUE(seen.insert(request.right).second) << "a right twice";
        EXPECT_EQ(request.decision.has_value(), request.decided_on.has_value());
        EXPECT_TRUE(!request.appealed_on || file.round > 1);
        any_open = any_open || is_open(request);
        any_decided = any_decided || (request.decision && !request.withdrawn_on);
    }
    EXPECT_FALSE(file.facts.requests.empty());
    EXPECT_EQ(any_open, is_open(file));
    if (file.state == FileState::withdrawn) EXPECT_FALSE(any_decided);
    if (file.state == FileState::decided || file.state == FileState::notified) {
        EXPECT_TRUE(any_decided);
    }
}

void expect_assignment_sound(const CaseFile& file) {
    using enum FileState;
    const auto state = file.state;
    const bool waits = state == filed || state == queued;
    const bool evaluation_begun =
        state == in_evaluation || state == awaiting_countersignature || state == evaluated;
    if (waits) EXPECT_FALSE(file.assignment);
    if (waits || state == assigned) EXPECT_FALSE(file.evaluation);
    if (state == assigned) {
        ASSERT_TRUE(file.assignment);
        EXPECT_FALSE(file.assignment->started_on);
    }
    if (evaluation_begun) {
        ASSERT_TRUE(file.assignment && file.evaluation);
        EXPECT_TRUE(file.assignment->started_on && file.assignment->started_at);
        EXPECT_EQ(file.evaluation->doctor, file.assignment->doctor);
        EXPECT_EQ(file.evaluation->submitted_on.has_value(), state != in_evaluation);
        EXPECT_NE(file.evaluation->countersigned_by, file.evaluation->doctor);
        if (state != evaluated) EXPECT_FALSE(file.evaluation->countersigned_by);
    }
}

/// What holds of every file, whatever was done to it.
void expect_sound(const CaseFile& file, LegalDay today) {
    using enum FileState;
    expect_requests_sound(file);
    expect_assignment_sound(file);
    if (file.state != withdrawn) EXPECT_EQ(file.state == filed, !file.facts.complete_on);
    if (is_open(file) && file.state != filed) EXPECT_TRUE(file.queued_on);
    EXPECT_EQ(is_open(file), !file.decided_on);
    EXPECT_EQ(file.state == notified, file.notified_on.has_value());
    EXPECT_LE(last_step_on(file), today);
    EXPECT_GE(file.round, 1);
    EXPECT_LE(file.round, rounds_max);
    EXPECT_LE(file.suspensions.size(), suspensions_max);
    EXPECT_TRUE(std::ranges::is_sorted(file.facts.required_skills));
}

TEST(FileEvents, EveryFileIsTheFoldOfItsHistory) {
    for_each_seed(400, [](Generator& random) {
        RandomWalk walk{random};
        for (int i = 0; i < 120; ++i) {
            if (walk.step()) expect_sound(walk.file(), walk.today());
        }

        EXPECT_EQ(fold(walk.history()), walk.file());
    });
}

TEST(FileEvents, RandomWalksReachEveryStateAndEveryChange) {
    std::set<FileState> states;
    std::set<std::string_view> types;

    for_each_seed(300, [&](Generator& random) {
        RandomWalk walk{random};
        for (int i = 0; i < 120; ++i) {
            if (walk.step()) states.insert(walk.file().state);
        }
        for (const auto& event : walk.history()) types.insert(type_of(event.change));
    });

    EXPECT_EQ(states.size(), all_file_states.size());
    EXPECT_EQ(types.size(), file_event_types.size());
}

TEST(FileEvents, AnAppealExcludesForGoodWhoeverTookPart) {
    for_each_seed(300, [](Generator& random) {
        RandomWalk walk{random};
        for (int i = 0; i < 150; ++i) {
            const auto before = walk.file();
            if (!walk.step()) continue;
            if (!std::holds_alternative<FileAppealed>(walk.history().back().change)) continue;
            const auto& file = walk.file();
            EXPECT_EQ(file.round, before.round + 1);
            EXPECT_EQ(file.state, FileState::queued);
            if (before.assignment) {
                EXPECT_TRUE(excluded_for_good(file, before.assignment->doctor));
            }
            for (const auto& doctor : file.evaluators) EXPECT_TRUE(excluded_for_good(file, doctor));
        }
    });
}

TEST(FileEvents, ApplyIsTotalEvenForHistoriesThatNoTransitionMakes) {
    for_each_seed(150, [](Generator& random) {
        RandomWalk one{random};
        RandomWalk other{random};
        for (int i = 0; i < 60; ++i) {
            one.step();
            other.step();
        }
        auto events = one.history();
        events.insert(events.end(), other.history().begin(), other.history().end());
        random.shuffle(events);

        auto file = begin_file(one.history().front());
        for (const auto& event : events) file = apply(std::move(file), event);

        EXPECT_EQ(file.id, one.file().id);
    });
}

TEST(FileEvents, ChangesThatDoNotConcernEachOtherCommute) {
    Amendment to_sector;
    to_sector.sector = sector_named("92050");
    Amendment to_skills;
    to_skills.required_skills = {skill_named("vision")};
    const Suspension asked{"missing_document", {}, day("2026-05-01"), day("2026-06-01"), true, {}};
    const std::vector<FileChange> independent{
        FileAmended{to_sector},
        FileAmended{to_skills},
        DocumentsRequested{asked},
        FileWithdrawn{{Right::pch}, day("2026-05-03")},
        FileAssigned{.doctor = doctor_named("d3"), .on = day("2026-05-04")}};

    for (const auto& first : independent) {
        for (const auto& second : independent) {
            if (first == second) continue;
            const auto file = file_in(FileState::queued);
            EXPECT_EQ(after(after(file, first, a_today), second, a_today),
                      after(after(file, second, a_today), first, a_today))
                << type_of(first) << ' ' << type_of(second);
        }
    }
}

TEST(FileEvents, DocumentsReceivedAndAnAmendedSectorCommute) {
    auto file = file_in(FileState::queued);
    file.suspensions.push_back(
        {"missing_document", {}, day("2026-05-01"), day("2026-06-01"), true, {}});
    Amendment to_sector;
    to_sector.sector = sector_named("92050");
    const FileChange amended = FileAmended{to_sector};
    const FileChange received = DocumentsReceived{day("2026-05-09")};

    const auto one = after(after(file, amended, a_today), received, a_today);
    const auto other = after(after(file, received, a_today), amended, a_today);

    EXPECT_EQ(one, other);
    EXPECT_EQ(one.suspensions.front().received_on, day("2026-05-09"));
}

TEST(FileEvents, TypesStandInTheOrderOfTheVariant) {
    EXPECT_EQ(type_of(FileRegistered{plain_registration()}), "file.registered");
    EXPECT_EQ(type_of(DocumentsReceived{a_today}), "documents.received");
    EXPECT_EQ(type_of(AssignmentDeclined{doctor_named("d1"), DeclineReason::other, a_today}),
              "assignment.declined");
    EXPECT_EQ(type_of(FileAppealed{{}, a_today}), "file.appealed");
}

TEST(FileEvents, AnAssignmentRemembersTheInstantOfEntry) {
    const auto file = file_in(FileState::queued);

    const auto assigned =
        apply(file,
              {file.id,
               noon(a_today),
               "x",
               FileAssigned{.doctor = doctor_named("d1"), .on = day("2026-05-30")}});
    const auto started = apply(assigned,
                               {file.id,
                                noon(a_today) + std::chrono::minutes{3},
                                "x",
                                EvaluationStarted{day("2026-05-31")}});

    EXPECT_EQ(assigned.assignment->assigned_at, noon(a_today));
    EXPECT_EQ(assigned.assignment->assigned_on, day("2026-05-30"));
    EXPECT_EQ(started.assignment->started_at, noon(a_today) + std::chrono::minutes{3});
    EXPECT_EQ(started.assignment->started_on, day("2026-05-31"));
}

TEST(FileEvents, AReturnToTheDoctorKeepsTheMinutesAndTheAssignment) {
    const auto file = file_in(FileState::awaiting_countersignature);

    const auto returned =
        after(file,
              FileChange{EvaluationReturned{doctor_named("s1"), ReturnTo::doctor, a_today}},
              a_today);

    EXPECT_EQ(returned.state, FileState::in_evaluation);
    EXPECT_EQ(returned.assignment, file.assignment);
    EXPECT_EQ(returned.evaluation->minutes_spent, file.evaluation->minutes_spent);
    EXPECT_FALSE(returned.evaluation->submitted_on);
}

TEST(FileEvents, AReturnToTheQueueExcludesNobodyUntilAnAppeal) {
    const auto file = file_in(FileState::awaiting_countersignature);

    const auto returned =
        after(file,
              FileChange{EvaluationReturned{doctor_named("s1"), ReturnTo::queue, a_today}},
              a_today);
    const auto decided =
        decided_at(evaluated_by(returned, "d5", a_today, Countersignature::not_needed), a_today);
    const auto appealed = after(decided, appeal(decided, {}, a_today, a_today), a_today);

    EXPECT_EQ(returned.state, FileState::queued);
    EXPECT_EQ(returned.queued_on, a_today);
    EXPECT_FALSE(returned.assignment || returned.evaluation);
    EXPECT_TRUE(returned.facts.excluded_doctors.empty());
    for (const char* id : {"t1", "s1", "d5"}) {
        EXPECT_TRUE(excluded_for_good(appealed, doctor_named(id))) << id;
    }
}

TEST(FileEvents, DocumentsAwaitedBeforeAnAppealDoNotSuspendIt) {
    auto file = file_in(FileState::decided);
    file.suspensions.push_back(
        {"missing_document", {}, day("2026-02-20"), day("2026-12-31"), true, {}});

    const auto appealed = after(file, appeal(file, {}, day("2026-04-01"), a_today), a_today);

    EXPECT_FALSE(is_suspended(appealed, a_today));
    EXPECT_FALSE(appealed.suspensions.front().received_on);
}

TEST(FileEvents, AnAmendmentNeverDropsALastingExclusion) {
    auto facts = plain_registration();
    facts.excluded_doctors = {{doctor_named("d7"), ExclusionReason::own_patient}};
    auto file = registered(facts, a_today);
    file =
        after(file, FileChange{FileAssigned{.doctor = doctor_named("d1"), .on = a_today}}, a_today);
    file =
        after(file, decline(file, DeclineReason::conflict_of_interest, a_today, a_today), a_today);
    Amendment none;
    none.excluded_doctors.emplace();

    const auto amended = after(file, FileChange{FileAmended{none}}, a_today);

    const std::vector<Exclusion> lasting{{doctor_named("d1"),
                                          ExclusionReason::conflict_of_interest,
                                          a_today,
                                          ExclusionSource::doctor}};
    EXPECT_EQ(amended.facts.excluded_doctors, lasting);
}

TEST(Steps, OfOneWriteEachLeaveTheFileAsTheyWouldAlone) {
    for_each_seed(100, [](Generator& generator) {
        RandomWalk walk{generator};
        for (int n = 0; n < 30; ++n) walk.step();
        std::vector<CaseFile> alone{begin_file(walk.history().front())};
        for (std::size_t n = 1; n < walk.history().size(); ++n)
            alone.push_back(apply(alone.back(), walk.history()[n]));
        std::size_t n = 0;
        const auto check =
            [&](const CaseFile* before, const FileEvent& event, const CaseFile& after) {
                EXPECT_EQ(event, walk.history()[n]);
                EXPECT_EQ(before == nullptr, n == 0);
                if (before != nullptr && n > 0) EXPECT_EQ(*before, alone[n - 1]);
                EXPECT_EQ(after, alone[n++]);
            };
        for_each_step(nullptr, walk.history(), walk.file(), check);
        EXPECT_EQ(n, alone.size());
    });
}

}  // namespace
}  // namespace echeance
