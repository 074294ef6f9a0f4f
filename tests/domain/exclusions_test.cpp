// SPDX-License-Identifier: EUPL-1.2
#include <gtest/gtest.h>

#include "domain/transitions.hpp"
#include "tests/domain/file_states.hpp"
#include "tests/domain/refusals.hpp"

namespace echeance {
namespace {

using namespace echeance::testing;
using enum ExclusionSource;

const LegalDay earlier = day("2026-02-03");

const Targets& targets() {
    static const Rules rules = default_rules("92");
    return rules.targets;
}

Exclusion relative_of(std::optional<LegalDay> on = {}, std::optional<ExclusionSource> from = {}) {
    return {doctor_named("d1"), ExclusionReason::relative, on, from};
}
Exclusion conflict_of(std::optional<LegalDay> on = {}, std::optional<ExclusionSource> from = {}) {
    return {doctor_named("d1"), ExclusionReason::conflict_of_interest, on, from};
}

Registration excluding(const Exclusion& exclusion) {
    auto facts = plain_registration();
    facts.excluded_doctors = {exclusion};
    return facts;
}
/// Assigned to `d1`, whom `known` excludes already: the conflict came to light late.
CaseFile held_despite(const std::vector<Exclusion>& known) {
    auto facts = plain_registration();
    facts.excluded_doctors = known;
    return after(registered(facts, a_today),
                 FileChange{FileAssigned{.doctor = doctor_named("d1"), .on = a_today}},
                 a_today);
}
std::vector<Exclusion> after_decline(const CaseFile& file, DeclineReason reason) {
    return after(file, decline(file, reason, a_today, a_today), a_today).facts.excluded_doctors;
}

TEST(Exclusion, WhatIsUnsaidTakesNothingAway) {
    const auto known = relative_of(earlier, person);

    EXPECT_EQ(merged(known, relative_of()), known);
    EXPECT_EQ(merged(known, relative_of(a_today)), relative_of(a_today, person));
    EXPECT_EQ(merged(known, relative_of({}, office)), relative_of(earlier, office));
    EXPECT_EQ(merged(relative_of(), known), known);
}

TEST(Exclusion, AnExtractAddsNothingToWhatIsKnown) {
    EXPECT_EQ(merged(relative_of(earlier, person), relative_of({}, extract)),
              relative_of(earlier, person));
    EXPECT_EQ(merged(relative_of(), relative_of({}, extract)), relative_of());
    EXPECT_EQ(merged(relative_of({}, extract), relative_of({}, office)), relative_of({}, office));
}

TEST(Exclusion, ADayInTheFutureIsRefusedWhereverItIsEntered) {
    const Texts expected{"/excluded_doctors/0/declared_on in_the_future"};
    Amendment changes;
    changes.excluded_doctors = {relative_of(a_today + 1)};

    EXPECT_EQ(faults_of(register_file(excluding(relative_of(a_today + 1)), targets(), a_today)),
              expected);
    EXPECT_EQ(faults_of(amend(file_in(FileState::queued), changes, targets(), a_today)), expected);
    EXPECT_TRUE(register_file(excluding(relative_of(a_today)), targets(), a_today));
}

TEST(Decline, ForAConflictSaysWhenAndByWhom) {
    const auto file = held_despite({});

    EXPECT_EQ(after_decline(file, DeclineReason::conflict_of_interest),
              (std::vector{conflict_of(a_today, doctor)}));
    EXPECT_EQ(after_decline(file, DeclineReason::too_complex),
              (std::vector<Exclusion>{{doctor_named("d1"), ExclusionReason::declined}}));
}

TEST(Decline, LeavesWhatWasKnownOfTheConflict) {
    const auto kept = [](const Exclusion& known) {
        return after_decline(held_despite({known}), DeclineReason::conflict_of_interest);
    };

    EXPECT_EQ(kept(conflict_of(earlier, person)), (std::vector{conflict_of(earlier, person)}));
    EXPECT_EQ(kept(conflict_of({}, person)), (std::vector{conflict_of(a_today, person)}));
    EXPECT_EQ(kept(conflict_of()), (std::vector{conflict_of(a_today, doctor)}));
    EXPECT_EQ(kept(conflict_of({}, extract)), (std::vector{conflict_of(a_today, doctor)}));
}

/// Events from before conflicts were dated must rebuild the files that they made.
TEST(Decline, AnEventWithoutASourceMakesAnUndatedConflict) {
    const AssignmentDeclined old{
        .doctor = doctor_named("d1"), .reason = DeclineReason::conflict_of_interest, .on = a_today};
    const auto rebuilt = [&](const std::vector<Exclusion>& known) {
        return after(held_despite(known), FileChange{old}, a_today).facts.excluded_doctors;
    };

    EXPECT_EQ(rebuilt({}), std::vector{conflict_of()});
    EXPECT_EQ(rebuilt({conflict_of({}, extract)}), (std::vector{conflict_of({}, extract)}));
}

TEST(Amend, NeverTakesTheDayOfALastingExclusionAway) {
    const auto file = registered(excluding(conflict_of(earlier, person)), a_today);
    const auto amended = [&](const Exclusion& given) {
        Amendment changes;
        changes.excluded_doctors = {given};
        return after(file, amend(file, changes, targets(), a_today), a_today)
            .facts.excluded_doctors;
    };

    EXPECT_EQ(amended(conflict_of()), (std::vector{conflict_of(earlier, person)}));
    EXPECT_EQ(amended(conflict_of(a_today)), (std::vector{conflict_of(a_today, person)}));
    EXPECT_EQ(amended(relative_of()), (std::vector{relative_of(), conflict_of(earlier, person)}));
}

TEST(Amend, ReplacesAnExclusionThatTheOfficeMayTakeAway) {
    const auto file = registered(excluding(relative_of(earlier, person)), a_today);
    Amendment changes;
    changes.excluded_doctors = {relative_of()};

    const auto amended = after(file, amend(file, changes, targets(), a_today), a_today);

    EXPECT_EQ(amended.facts.excluded_doctors, std::vector{relative_of()});
}

TEST(SameContent, AnUnsaidDayOrSourceIsNoDifference) {
    const auto same = [](const Exclusion& known, const Exclusion& said) {
        return same_content(registered(excluding(known), a_today), excluding(said));
    };

    EXPECT_TRUE(same(relative_of(earlier, person), relative_of()));
    EXPECT_TRUE(same(relative_of(earlier, person), relative_of(earlier)));
    EXPECT_TRUE(same(relative_of(earlier, person), relative_of({}, person)));
    EXPECT_TRUE(same(relative_of(earlier, person), relative_of({}, extract)));
    EXPECT_TRUE(same(conflict_of(), conflict_of({}, extract)));
    EXPECT_FALSE(same(relative_of(), relative_of(earlier)));
    EXPECT_FALSE(same(relative_of(earlier), relative_of(a_today)));
    EXPECT_FALSE(same(relative_of({}, person), relative_of({}, office)));
    EXPECT_FALSE(same(relative_of(), conflict_of()));
}

TEST(SameContent, ADeclineSinceIsNoDifference) {
    const auto file = held_despite({conflict_of()});
    const auto declined =
        after(file, decline(file, DeclineReason::conflict_of_interest, a_today, a_today), a_today);

    EXPECT_TRUE(same_content(declined, excluding(conflict_of())));
}

}  // namespace
}  // namespace echeance
