// SPDX-License-Identifier: EUPL-1.2
#include "domain/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "tests/domain/generators.hpp"

namespace echeance {
namespace {

using testing::day;
using PointersAndCodes = std::vector<std::pair<std::string, std::string>>;

template <class Section>
PointersAndCodes found(const Section& section) {
    PointersAndCodes pairs;
    for (const auto& fault : faults(section)) {
        EXPECT_FALSE(fault.detail.empty());
        pairs.emplace_back(fault.pointer, fault.code);
    }
    return pairs;
}
PointersAndCodes one(const char* pointer, const char* code) {
    return {{pointer, code}};
}

Targets sound_targets() {
    return default_rules("92").targets;
}
Priorities sound_priorities() {
    return default_rules("92").priorities;
}

TEST(DefaultRules, LegalLimitsFromSpecialToGeneral) {
    std::vector<std::string> ids;
    for (const auto& limit : sound_targets().legal_limits) ids.push_back(limit.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"appeal", "pch_urgent", "aeeh", "cmi", "cdaph"}));
}

TEST(DefaultRules, LegalLimitsOfTheLaw) {
    const auto limits = sound_targets().legal_limits;
    EXPECT_EQ(limits[0].months, 2);
    EXPECT_TRUE(limits[0].appeal);
    EXPECT_EQ(limits[0].reference, "CRPA L.411-7");
    EXPECT_EQ(limits[1].working_days, 15);
    EXPECT_EQ(limits[1].months, 0);
    EXPECT_EQ(limits[1].procedure, Procedure::urgent);
    EXPECT_EQ(limits[1].reference, "CASF R.245-36");
    EXPECT_EQ(limits[2].starts_at, StartEvent::filed_on);
    EXPECT_EQ(limits[2].reference, "CSS R.541-6");
    EXPECT_EQ(limits[3].rights.size(), 3U);
    EXPECT_EQ(limits[3].reference, "CMI decree 2016-1849");
    EXPECT_EQ(limits[4].months, 4);
    EXPECT_EQ(limits[4].starts_at, StartEvent::complete_on);
    EXPECT_EQ(limits[4].reference, "CASF R.241-33");
}

TEST(DefaultRules, ServiceAndStageTargets) {
    const auto targets = sound_targets();
    ASSERT_EQ(targets.service_targets.size(), 2U);
    EXPECT_EQ(targets.service_targets[0].rights, std::vector{Right::aah});
    EXPECT_EQ(targets.service_targets[0].months, 3);
    EXPECT_EQ(targets.service_targets[1].months, 4);
    EXPECT_EQ(targets.stages, StageTargets{});
    EXPECT_EQ(targets.version, 0);
    EXPECT_TRUE(targets.aah_opens_rqth);
}

TEST(DefaultRules, Credits) {
    std::vector<std::pair<std::string, int>> credits;
    for (const auto& rule : sound_priorities().credits) credits.emplace_back(rule.id, rule.days);
    EXPECT_EQ(credits,
              (std::vector<std::pair<std::string, int>>{{"urgent_90", 90},
                                                        {"right_ended", 75},
                                                        {"urgent_60", 60},
                                                        {"right_ends_within", 45},
                                                        {"appeal", 30}}));
    EXPECT_EQ(sound_priorities().credits[3].within_days, 60);
}

TEST(DefaultRules, EveryUrgencyButEndingRightsEarnsOneCredit) {
    for (int i = 0; i < 8; ++i) {
        const auto reason = static_cast<UrgencyReason>(i);
        std::ptrdiff_t rules = 0;
        for (const auto& rule : sound_priorities().credits) {
            rules += std::ranges::count(rule.urgency_reasons, reason);
        }
        EXPECT_EQ(rules, reason == UrgencyReason::rights_ending ? 0 : 1) << to_text(reason);
    }
}

TEST(DefaultRules, CalendarOfTheDepartement) {
    EXPECT_EQ(default_rules("974").calendars.time_zone, "Indian/Reunion");
    EXPECT_EQ(default_rules("974").calendars.territory, Territory::reunion);
    EXPECT_EQ(default_rules("67").calendars.territory, Territory::alsace_moselle);
    EXPECT_EQ(default_rules("92").calendars, Calendars{});
    EXPECT_FALSE(default_rules("974").working_calendar().is_working(day("2027-12-20")));
}

TEST(DefaultRules, AreSoundEverywhere) {
    for (const char* departement : {"92", "57", "971", "976", "2A"}) {
        const auto rules = default_rules(departement);
        EXPECT_TRUE(faults(rules.targets).empty());
        EXPECT_TRUE(faults(rules.priorities).empty());
        EXPECT_TRUE(faults(rules.minutes).empty());
    }
}

TEST(DefaultRules, MinutesAreThoseOfTheCourDesComptes) {
    const auto table = default_rules("92").minutes;
    for (const Right right : all_rights) {
        for (const Nature nature : {Nature::first, Nature::review}) {
            EXPECT_GE(expected_minutes(table, right, nature), 5) << to_text(right);
            EXPECT_LE(expected_minutes(table, right, nature), 20) << to_text(right);
        }
    }
    EXPECT_EQ(expected_minutes(table, Right::autre, Nature::first), 12);
}

TEST(ExpectedMinutes, TheMostSpecialRowWins) {
    const MinutesTable table{
        .default_minutes = 9,
        .table = {{Right::aah, std::nullopt, 10}, {Right::aah, Nature::first, 20}}};
    EXPECT_EQ(expected_minutes(table, Right::aah, Nature::first), 20);
    EXPECT_EQ(expected_minutes(table, Right::aah, Nature::review), 10);
    EXPECT_EQ(expected_minutes(table, Right::pch, Nature::first), 9);
}

TEST(RuleTexts, ReadBack) {
    for (const auto event : {StartEvent::complete_on,
                             StartEvent::filed_on,
                             StartEvent::urgency_requested_on,
                             StartEvent::appealed_on}) {
        EXPECT_EQ(from_text<StartEvent>(to_text(event)), event);
    }
    for (const auto situation : {Situation::urgent,
                                 Situation::right_ended,
                                 Situation::right_ends_within,
                                 Situation::appeal}) {
        EXPECT_EQ(from_text<Situation>(to_text(situation)), situation);
    }
    EXPECT_FALSE(from_text<StartEvent>("notified_on"));
    EXPECT_FALSE(from_text<Situation>(""));
}

TEST(Validity, BothEndsIncluded) {
    const Validity validity{day("2026-01-01"), day("2026-12-31")};
    EXPECT_FALSE(validity.covers(day("2025-12-31")));
    EXPECT_TRUE(validity.covers(day("2026-01-01")));
    EXPECT_TRUE(validity.covers(day("2026-12-31")));
    EXPECT_FALSE(validity.covers(day("2027-01-01")));
    EXPECT_TRUE(Validity{}.covers(day("1900-01-01")));
}

struct TargetsCase {
    const char* name;
    void (*spoil)(Targets&);
    const char* pointer;
    const char* code;
};
class TargetsFaults : public ::testing::TestWithParam<TargetsCase> {};

TEST_P(TargetsFaults, IsFound) {
    auto targets = sound_targets();
    GetParam().spoil(targets);
    EXPECT_EQ(found(targets), one(GetParam().pointer, GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    EveryRule,
    TargetsFaults,
    ::testing::Values(
        TargetsCase{"id_twice",
                    [](Targets& t) { t.legal_limits[2].id = "cmi"; },
                    "/legal_limits/3/id",
                    "duplicate"},
        TargetsCase{"no_id",
                    [](Targets& t) { t.legal_limits[2].id.clear(); },
                    "/legal_limits/2/id",
                    "malformed"},
        TargetsCase{"id_with_space",
                    [](Targets& t) { t.legal_limits[2].id = "a b"; },
                    "/legal_limits/2/id",
                    "malformed"},
        TargetsCase{"both_lengths",
                    [](Targets& t) { t.legal_limits[2].working_days = 5; },
                    "/legal_limits/2/working_days",
                    "conflicts_with_months"},
        TargetsCase{"no_length",
                    [](Targets& t) { t.legal_limits[2].months = 0; },
                    "/legal_limits/2/months",
                    "out_of_range"},
        TargetsCase{"months_high",
                    [](Targets& t) { t.legal_limits[2].months = 61; },
                    "/legal_limits/2/months",
                    "out_of_range"},
        TargetsCase{"months_negative",
                    [](Targets& t) { t.legal_limits[2].months = -1; },
                    "/legal_limits/2/months",
                    "out_of_range"},
        TargetsCase{"working_days_high",
                    [](Targets& t) { t.legal_limits[1].working_days = 251; },
                    "/legal_limits/1/working_days",
                    "out_of_range"},
        TargetsCase{"no_reference",
                    [](Targets& t) { t.legal_limits[2].reference.clear(); },
                    "/legal_limits/2/reference",
                    "wrong_length"},
        TargetsCase{"right_twice",
                    [](Targets& t) { t.legal_limits[3].rights.push_back(Right::cmi_priorite); },
                    "/legal_limits/3/rights",
                    "duplicate"},
        TargetsCase{
            "validity_backwards",
            [](Targets& t) { t.legal_limits[2].validity = {day("2026-02-01"), day("2026-01-01")}; },
            "/legal_limits/2/until",
            "before_from"},
        TargetsCase{"starts_at_an_appeal",
                    [](Targets& t) { t.legal_limits[2].starts_at = StartEvent::appealed_on; },
                    "/legal_limits/2/starts_at",
                    "never_starts"},
        TargetsCase{"no_catch_all",
                    [](Targets& t) { t.legal_limits.pop_back(); },
                    "/legal_limits",
                    "no_general_rule"},
        TargetsCase{"catch_all_of_a_procedure",
                    [](Targets& t) { t.legal_limits.back().procedure = Procedure::normal; },
                    "/legal_limits",
                    "no_general_rule"},
        TargetsCase{"catch_all_ends",
                    [](Targets& t) { t.legal_limits.back().validity.until = day("2030-01-01"); },
                    "/legal_limits",
                    "no_general_rule"},
        TargetsCase{"catch_all_begins",
                    [](Targets& t) { t.legal_limits.back().validity.from = day("2020-01-01"); },
                    "/legal_limits",
                    "no_general_rule"},
        TargetsCase{"no_appeal",
                    [](Targets& t) { t.legal_limits.erase(t.legal_limits.begin()); },
                    "/legal_limits",
                    "no_appeal_rule"},
        TargetsCase{"too_many_limits",
                    [](Targets& t) { t.legal_limits.resize(65, t.legal_limits.back()); },
                    "/legal_limits",
                    "too_many"},
        TargetsCase{"target_id_twice",
                    [](Targets& t) { t.service_targets[1].id = "aah"; },
                    "/service_targets/1/id",
                    "duplicate"},
        TargetsCase{"target_months",
                    [](Targets& t) { t.service_targets[1].months = 0; },
                    "/service_targets/1/months",
                    "out_of_range"},
        TargetsCase{"target_backwards",
                    [](Targets& t) {
                        t.service_targets[1].validity = {day("2026-02-01"), day("2026-01-31")};
                    },
                    "/service_targets/1/until",
                    "before_from"},
        TargetsCase{"target_right_twice",
                    [](Targets& t) { t.service_targets[0].rights = {Right::aah, Right::aah}; },
                    "/service_targets/0/rights",
                    "duplicate"},
        TargetsCase{"too_many_targets",
                    [](Targets& t) { t.service_targets.resize(65, t.service_targets.back()); },
                    "/service_targets",
                    "too_many"},
        TargetsCase{"waiting",
                    [](Targets& t) { t.stages.waiting_days = 0; },
                    "/stages/waiting_days",
                    "out_of_range"},
        TargetsCase{"evaluation",
                    [](Targets& t) { t.stages.evaluation_days = 366; },
                    "/stages/evaluation_days",
                    "out_of_range"},
        TargetsCase{"countersignature",
                    [](Targets& t) { t.stages.countersignature_working_days = 251; },
                    "/stages/countersignature_working_days",
                    "out_of_range"},
        TargetsCase{"decision",
                    [](Targets& t) { t.stages.decision_days = -3; },
                    "/stages/decision_days",
                    "out_of_range"}),
    [](const auto& instance) { return std::string{instance.param.name}; });

TEST(TargetsFault, SeveralAtOnce) {
    auto targets = sound_targets();
    targets.legal_limits[2].months = 0;
    targets.stages.decision_days = 0;
    EXPECT_EQ(faults(targets).size(), 2U);
}

TEST(TargetsFault, ACatchAllMayChangeOnADay) {
    auto targets = sound_targets();
    auto next = targets.legal_limits.back();
    next.id = "cdaph_2027";
    next.months = 3;
    next.validity.from = day("2027-01-01");
    targets.legal_limits.back().validity.until = day("2026-12-31");
    targets.legal_limits.push_back(next);
    EXPECT_TRUE(faults(targets).empty());
    targets.legal_limits.back().validity.from = day("2027-01-02");
    EXPECT_EQ(found(targets), one("/legal_limits", "no_general_rule")) << "1 January has no rule";
}

struct PrioritiesCase {
    const char* name;
    void (*spoil)(Priorities&);
    const char* pointer;
    const char* code;
};
class PrioritiesFaults : public ::testing::TestWithParam<PrioritiesCase> {};

TEST_P(PrioritiesFaults, IsFound) {
    auto priorities = sound_priorities();
    GetParam().spoil(priorities);
    EXPECT_EQ(found(priorities), one(GetParam().pointer, GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    EveryRule,
    PrioritiesFaults,
    ::testing::Values(
        PrioritiesCase{"percent_high",
                       [](Priorities& p) { p.on_time_share_percent = 101; },
                       "/on_time_share_percent",
                       "out_of_range"},
        PrioritiesCase{"percent_low",
                       [](Priorities& p) { p.on_time_share_percent = -1; },
                       "/on_time_share_percent",
                       "out_of_range"},
        PrioritiesCase{
            "right_twice",
            [](Priorities& p) { p.supervised_no_first_request = {Right::aah, Right::aah}; },
            "/supervised_no_first_request",
            "duplicate"},
        PrioritiesCase{"id_twice",
                       [](Priorities& p) { p.credits[4].id = "urgent_90"; },
                       "/credits/4/id",
                       "duplicate"},
        PrioritiesCase{"days_high",
                       [](Priorities& p) { p.credits[0].days = 366; },
                       "/credits/0/days",
                       "out_of_range"},
        PrioritiesCase{"days_low",
                       [](Priorities& p) { p.credits[0].days = -1; },
                       "/credits/0/days",
                       "out_of_range"},
        PrioritiesCase{"within_missing",
                       [](Priorities& p) { p.credits[3].within_days = 0; },
                       "/credits/3/within_days",
                       "out_of_range"},
        PrioritiesCase{"within_elsewhere",
                       [](Priorities& p) { p.credits[0].within_days = 5; },
                       "/credits/0/within_days",
                       "not_applicable"},
        PrioritiesCase{"reasons_elsewhere",
                       [](Priorities& p) { p.credits[4].urgency_reasons = {UrgencyReason::home}; },
                       "/credits/4/urgency_reasons",
                       "not_applicable"},
        PrioritiesCase{
            "reason_twice",
            [](Priorities& p) { p.credits[0].urgency_reasons.push_back(UrgencyReason::home); },
            "/credits/0/urgency_reasons",
            "duplicate"},
        PrioritiesCase{"too_many",
                       [](Priorities& p) { p.credits.resize(65, p.credits.back()); },
                       "/credits",
                       "too_many"}),
    [](const auto& instance) { return std::string{instance.param.name}; });

TEST(MinutesFaults, AreFound) {
    EXPECT_EQ(found(MinutesTable{.table = {}, .learning = {.prior_evaluations = 0}}),
              one("/learning/prior_evaluations", "out_of_range"));
    EXPECT_EQ(found(MinutesTable{.table = {}, .learning = {.since = day("2026-11-02")}}),
              one("/learning/since", "not_first_of_month"));
    EXPECT_EQ(found(MinutesTable{.default_minutes = 0, .table = {}}),
              one("/default_minutes", "out_of_range"));
    EXPECT_EQ(found(MinutesTable{.table = {{Right::aah, std::nullopt, 601}}}),
              one("/table/0/minutes", "out_of_range"));
    EXPECT_EQ(found(MinutesTable{.table = {{Right::aah, std::nullopt, 5},
                                           {Right::aah, Nature::first, 5},
                                           {Right::aah, std::nullopt, 6}}}),
              one("/table/2", "duplicate"));
    EXPECT_EQ(found(MinutesTable{.table = std::vector<MinutesRule>(65)}),
              one("/table", "too_many"));
}

}  // namespace
}  // namespace echeance
