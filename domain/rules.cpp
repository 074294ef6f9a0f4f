// SPDX-License-Identifier: EUPL-1.2
#include "domain/rules.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 4> start_event_names{
    "complete_on", "filed_on", "urgency_requested_on", "appealed_on"};
constexpr std::array<std::string_view, 4> situation_names{
    "urgent", "right_ended", "right_ends_within", "appeal"};

const std::vector<Right> every_right{};

LegalLimit months_limit(std::string id,
                        std::vector<Right> rights,
                        int months,
                        StartEvent starts_at,
                        std::string reference) {
    return {.id = std::move(id),
            .rights = std::move(rights),
            .procedure = std::nullopt,
            .months = months,
            .starts_at = starts_at,
            .reference = std::move(reference),
            .validity = {}};
}

LegalLimit appeal_limit() {
    auto limit = months_limit("appeal", every_right, 2, StartEvent::appealed_on, "CRPA L.411-7");
    limit.appeal = true;
    return limit;
}

LegalLimit urgent_pch_limit() {
    return {.id = "pch_urgent",
            .rights = {Right::pch},
            .procedure = Procedure::urgent,
            .working_days = 15,
            .starts_at = StartEvent::urgency_requested_on,
            .reference = "CASF R.245-36",
            .validity = {}};
}

/// From special to general: the first that matches applies.
std::vector<LegalLimit> default_legal_limits() {
    const std::vector<Right> cards{
        Right::cmi_invalidite, Right::cmi_priorite, Right::cmi_stationnement};
    return {
        appeal_limit(),
        urgent_pch_limit(),
        months_limit("aeeh", {Right::aeeh}, 4, StartEvent::filed_on, "CSS R.541-6"),
        months_limit("cmi", cards, 4, StartEvent::filed_on, "CMI decree 2016-1849"),
        months_limit("cdaph", every_right, 4, StartEvent::complete_on, "CASF R.241-33"),
    };
}

Targets default_targets() {
    return {.legal_limits = default_legal_limits(),
            .service_targets = {{"aah", {Right::aah}, 3, {}}, {"every_right", every_right, 4, {}}},
            .stages = {}};
}

CreditRule urgent_credit(std::string id, std::vector<UrgencyReason> reasons, int days) {
    return {.id = std::move(id),
            .situation = Situation::urgent,
            .urgency_reasons = std::move(reasons),
            .days = days};
}

CreditRule credit(std::string id, Situation situation, int within_days, int days) {
    return {.id = std::move(id),
            .situation = situation,
            .urgency_reasons = {},
            .within_days = within_days,
            .days = days};
}

/// `UrgencyReason::rights_ending` earns nothing by itself: the credits of a right that ends see the
/// day itself.
Priorities default_priorities() {
    using enum UrgencyReason;
    return {.credits = {
                urgent_credit("urgent_90", {hospital_discharge, home, establishment, school}, 90),
                credit("right_ended", Situation::right_ended, 0, 75),
                urgent_credit("urgent_60", {job, new_job, training}, 60),
                credit("right_ends_within", Situation::right_ends_within, 60, 45),
                credit("appeal", Situation::appeal, 0, 30),
            }};
}

/// Between the 5 and 20 minutes that the Cour des comptes measured (2019). No source gives them by
/// right: a card is quickest to read, a compensation plan longest, a renewal quicker than a first
/// request; minutes really spent then move them (`domain/learned_minutes.hpp`).
MinutesTable default_minutes() {
    const auto first = Nature::first;
    const auto review = Nature::review;
    return {.table = {
                {Right::aah, first, 18},
                {Right::aah, review, 12},
                {Right::aeeh, first, 15},
                {Right::aeeh, review, 10},
                {Right::pch, first, 20},
                {Right::pch, review, 15},
                {Right::rqth, first, 8},
                {Right::rqth, review, 6},
                {Right::cmi_invalidite, std::nullopt, 8},
                {Right::cmi_priorite, std::nullopt, 6},
                {Right::cmi_stationnement, std::nullopt, 6},
                {Right::orientation_enfant, std::nullopt, 14},
                {Right::orientation_adulte, std::nullopt, 12},
                {Right::scolarisation, std::nullopt, 12},
                {Right::avpf, std::nullopt, 5},
            }};
}

}  // namespace

std::string_view to_text(StartEvent event) {
    return name_in(start_event_names, event);
}
std::string_view to_text(Situation situation) {
    return name_in(situation_names, situation);
}

template <>
std::optional<StartEvent> from_text<StartEvent>(std::string_view text) {
    return named_in<StartEvent>(start_event_names, text);
}
template <>
std::optional<Situation> from_text<Situation>(std::string_view text) {
    return named_in<Situation>(situation_names, text);
}

Rules default_rules(std::string_view departement) {
    return {.targets = default_targets(),
            .priorities = default_priorities(),
            .calendars = {.time_zone = std::string{time_zone_of(departement)},
                          .territory = territory_of(departement),
                          .closed_days = {}},
            .minutes = default_minutes()};
}

int configured_minutes(const MinutesTable& table, Right right, Nature nature) {
    const MinutesRule* of_both_natures = nullptr;
    for (const auto& rule : table.table) {
        if (rule.right != right) continue;
        if (rule.nature == nature) return rule.minutes;
        if (!rule.nature && !of_both_natures) of_both_natures = &rule;
    }
    return of_both_natures ? of_both_natures->minutes : table.default_minutes;
}

int expected_minutes(const MinutesTable& table, Right right, Nature nature) {
    for (const auto& rule : table.learned.rows)
        if (rule.right == right && rule.nature == nature) return rule.minutes;
    return configured_minutes(table, right, nature);
}

int minutes_together(int largest, int sum) {
    return largest + (sum - largest + 1) / 2;
}

}  // namespace echeance
