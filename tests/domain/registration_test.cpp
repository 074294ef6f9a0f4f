// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "domain/transitions.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/refusals.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum FileState;

const Targets& targets() {
    static const Rules rules = default_rules("92");
    return rules.targets;
}

Registration registered_facts(const Result<FileChange>& change) {
    return std::get<FileRegistered>(change.value()).facts;
}

TEST(RegisterFile, AnAahOpensAnRqthOfItsNaturePlacedLast) {
    auto facts = plain_registration();
    facts.requests = {{.right = Right::aah, .nature = Nature::review}, {.right = Right::pch}};

    const auto made = registered_facts(register_file(facts, targets(), a_today));

    ASSERT_EQ(made.requests.size(), 3U);
    EXPECT_EQ(made.requests.back(),
              (RightRequest{
                  .right = Right::rqth, .nature = Nature::review, .opened_automatically = true}));
}

TEST(RegisterFile, NoRqthOpensWhenAskedForOrSwitchedOff) {
    auto facts = plain_registration();
    facts.requests = {{.right = Right::rqth}, {.right = Right::aah}};
    auto switched_off = targets();
    switched_off.aah_opens_rqth = false;

    EXPECT_EQ(registered_facts(register_file(facts, targets(), a_today)).requests.size(), 2U);
    facts.requests.erase(facts.requests.begin());
    EXPECT_EQ(registered_facts(register_file(facts, switched_off, a_today)).requests.size(), 1U);
}

TEST(RegisterFile, TakesNoDecisionFromInput) {
    auto facts = plain_registration();
    auto& request = facts.requests.front();
    request.decision = Decision::granted;
    request.decided_on = a_today;
    request.withdrawn_on = LegalDay::from_number(20'500);
    request.appealed_on = a_today;
    request.opened_automatically = true;

    const auto made = registered_facts(register_file(facts, targets(), a_today));

    EXPECT_EQ(made.requests.front(), RightRequest{.right = Right::pch});
}

TEST(RegisterFile, NamesEveryFaultAtOnce) {
    auto facts = plain_registration();
    facts.complete_on = facts.filed_on - 1;
    facts.urgency_reason = UrgencyReason::home;
    facts.urgency_requested_on = facts.filed_on;
    facts.requests = {{.right = Right::pch, .current_right_ends_on = a_today},
                      {.right = Right::pch}};
    facts.required_skills.assign(9, skill_named("vision"));
    facts.excluded_doctors.assign(2, {doctor_named("d1"), ExclusionReason::relative});
    facts.expected_minutes = 601;

    const auto faults = faults_of(register_file(facts, targets(), a_today));

    Texts expected{"/complete_on before_filed_on",
                   "/excluded_doctors/1 duplicate",
                   "/expected_minutes out_of_range",
                   "/requests/0/current_right_ends_on not_allowed",
                   "/requests/1/right duplicate",
                   "/required_skills too_many",
                   "/urgency_reason not_allowed",
                   "/urgency_requested_on not_allowed"};
    for (int i = 1; i < 9; ++i)
        expected.push_back("/required_skills/" + std::to_string(i) + " duplicate");
    std::ranges::sort(expected);
    EXPECT_EQ(faults, expected);
}

struct Fault {
    const char* expected;
    std::function<void(Registration&)> spoil;
};
std::ostream& operator<<(std::ostream& out, const Fault& fault) {
    return out << fault.expected;
}

class RegistrationFault : public ::testing::TestWithParam<Fault> {};

TEST_P(RegistrationFault, IsNamedByPointerAndCode) {
    auto facts = plain_registration();
    GetParam().spoil(facts);

    const auto change = register_file(facts, targets(), a_today);

    EXPECT_EQ(refusal(change), Errc::invalid_input);
    EXPECT_EQ(faults_of(change), Texts{GetParam().expected});
}

void urge(Registration& facts) {
    facts.procedure = Procedure::urgent;
    facts.urgency_reason = UrgencyReason::job;
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    RegistrationFault,
    ::testing::Values(
        Fault{"/filed_on in_the_future",
              [](Registration& f) {
                  f.filed_on = a_today + 1;
                  f.complete_on.reset();
              }},
        Fault{"/complete_on in_the_future", [](Registration& f) { f.complete_on = a_today + 1; }},
        Fault{"/complete_on before_filed_on",
              [](Registration& f) { f.complete_on = f.filed_on - 1; }},
        Fault{"/urgency_reason required", [](Registration& f) { f.procedure = Procedure::urgent; }},
        Fault{"/urgency_requested_on in_the_future",
              [](Registration& f) {
                  urge(f);
                  f.urgency_requested_on = a_today + 1;
              }},
        Fault{"/urgency_requested_on before_filed_on",
              [](Registration& f) {
                  urge(f);
                  f.urgency_requested_on = f.filed_on - 1;
              }},
        Fault{"/requests empty", [](Registration& f) { f.requests.clear(); }},
        Fault{"/expected_minutes out_of_range", [](Registration& f) { f.expected_minutes = 0; }},
        Fault{"/excluded_doctors too_many", [](Registration& f) {
                  for (int i = 0; i < 65; ++i) {
                      f.excluded_doctors.push_back(
                          {doctor_named("d" + std::to_string(i)), ExclusionReason::relative});
                  }
              }}));

TEST(RegisterFile, StartsInTheQueueOnlyWhenComplete) {
    EXPECT_EQ(file_in(queued).queued_on, day("2026-01-05"));
    EXPECT_FALSE(file_in(filed).queued_on);
}

TEST(Amend, ARequestThatIsSettledNeverChanges) {
    auto file = file_in(queued);
    file = after(file, withdraw(file, {Right::pch}, a_today, a_today), a_today);
    Amendment changes;
    changes.requests = {{.right = Right::pch, .nature = Nature::review}, {.right = Right::aeeh}};

    EXPECT_EQ(faults_of(amend(file, changes, targets(), a_today)),
              Texts{"/requests/0 not_allowed"});

    changes.requests = {{.right = Right::aeeh}};
    const auto amended = after(file, amend(file, changes, targets(), a_today), a_today);
    const std::vector<RightRequest> expected{{.right = Right::aeeh},
                                             {.right = Right::pch, .withdrawn_on = a_today}};
    EXPECT_EQ(amended.facts.requests, expected);
}

TEST(Amend, TheSameRequestsInAnotherOrderChangeNothingInAnyOpenState) {
    const auto file = file_in(evaluated);
    Amendment changes;
    changes.requests = {file.facts.requests[1], file.facts.requests[0]};

    const auto change = amend(file, changes, targets(), a_today);

    ASSERT_TRUE(change);
    EXPECT_EQ(after(file, *change, a_today), file);
}

TEST(Amend, AnAahThatComesLaterOpensItsRqth) {
    const auto file = file_in(queued);
    Amendment changes;
    changes.requests = {{.right = Right::aah}};

    const auto amended = after(file, amend(file, changes, targets(), a_today), a_today);

    ASSERT_EQ(amended.facts.requests.size(), 2U);
    EXPECT_TRUE(amended.facts.requests[1].opened_automatically);
}

TEST(Amend, RefusesRequestsWithPointerOnceEvaluationHasBegun) {
    Amendment changes;
    changes.requests = {{.right = Right::pch}};

    const auto change = amend(file_in(in_evaluation), changes, targets(), a_today);

    EXPECT_EQ(refusal(change), Errc::state_conflict);
    EXPECT_EQ(faults_of(change), Texts{"/requests not_allowed"});
}

TEST(Amend, AFileThatBecomesNormalLosesItsUrgency) {
    auto facts = plain_registration();
    urge(facts);
    facts.urgency_requested_on = facts.filed_on;
    const auto file = registered(facts, a_today);
    Amendment changes;
    changes.procedure = Procedure::normal;

    const auto amended = after(file, amend(file, changes, targets(), a_today), a_today);

    EXPECT_EQ(amended.facts.procedure, Procedure::normal);
    EXPECT_FALSE(amended.facts.urgency_reason || amended.facts.urgency_requested_on);
}

TEST(Amend, NamesEveryFaultAtOnce) {
    Amendment changes;
    changes.filed_on = day("2026-01-06");
    changes.procedure = Procedure::urgent;
    changes.requests.emplace();
    changes.expected_minutes.emplace(0);

    const Texts expected{"/expected_minutes out_of_range",
                         "/filed_on out_of_range",
                         "/requests empty",
                         "/urgency_reason required"};
    EXPECT_EQ(faults_of(amend(file_in(queued), changes, targets(), a_today)), expected);
}

TEST(Amend, LastingExclusionsDoNotPileUp) {
    auto file = file_in(queued);
    const auto amended = [&](int first) {
        Amendment changes;
        changes.excluded_doctors.emplace();
        for (int i = first; i < first + 64; ++i) {
            changes.excluded_doctors->push_back(
                {doctor_named("d" + std::to_string(i)), ExclusionReason::declined});
        }
        return amend(file, changes, targets(), a_today);
    };
    file = after(file, amended(0), a_today);

    EXPECT_EQ(file.facts.excluded_doctors.size(), exclusions_max);
    EXPECT_TRUE(amended(0));
    EXPECT_EQ(faults_of(amended(1)), Texts{"/excluded_doctors too_many"});
}

TEST(SameContent, IsWhatWasRegisteredWhateverTheFileGainedSince) {
    auto facts = plain_registration();
    facts.complete_on.reset();
    facts.requests = {{.right = Right::aah}, {.right = Right::pch}};
    facts.excluded_doctors = {{doctor_named("d7"), ExclusionReason::friend_of}};
    facts.required_skills = {skill_named("vision"), skill_named("hearing")};
    auto file = registered(facts, a_today);
    EXPECT_TRUE(same_content(file, facts));

    file = after(file, complete(file, a_today, a_today), a_today);
    file =
        after(file, FileChange{FileAssigned{.doctor = doctor_named("d1"), .on = a_today}}, a_today);
    file =
        after(file, decline(file, DeclineReason::conflict_of_interest, a_today, a_today), a_today);
    file = after(file, withdraw(file, {Right::pch}, a_today, a_today), a_today);
    std::ranges::reverse(facts.requests);

    EXPECT_TRUE(same_content(file, facts));
}

TEST(SameContent, AnyOtherFactMakesAnotherFile) {
    const auto file = file_in(queued);
    const std::vector<std::function<void(Registration&)>> differences{
        [](Registration& f) { f.reference = Reference::parse("R-2").value(); },
        [](Registration& f) { f.filed_on = f.filed_on - 1; },
        [](Registration& f) { f.complete_on = a_today; },
        [](Registration& f) { f.stage = StageOfLife::child; },
        [](Registration& f) { f.sector = sector_named("92050"); },
        [](Registration& f) { urge(f); },
        [](Registration& f) { f.requests.pop_back(); },
        [](Registration& f) { f.requests.push_back({.right = Right::avpf}); },
        [](Registration& f) { f.requests[0].nature = Nature::review; },
        [](Registration& f) { f.requests[1].current_right_ends_on = a_today; },
        [](Registration& f) { f.required_skills.push_back(skill_named("vision")); },
        [](Registration& f) {
            f.excluded_doctors.push_back({doctor_named("d1"), ExclusionReason::relative});
        },
        [](Registration& f) { f.expected_minutes = 5; }};

    EXPECT_TRUE(same_content(file, plain_registration()));
    for (std::size_t i = 0; i < differences.size(); ++i) {
        auto facts = plain_registration();
        differences[i](facts);
        EXPECT_FALSE(same_content(file, facts)) << i;
    }
}

TEST(SameContent, EveryRandomRegistrationEqualsItsFile) {
    for_each_seed(500, [](Generator& random) {
        auto facts = random.registration(day("2026-01-05"));
        facts.excluded_doctors.clear();

        EXPECT_TRUE(same_content(registered(facts, day("2026-06-01")), facts));
    });
}

}  // namespace
}  // namespace echeance
