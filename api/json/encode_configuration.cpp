// SPDX-License-Identifier: EUPL-1.2
#include <cmath>

#include "api/json/writer.hpp"

namespace echeance::codec {
namespace {

void append_validity(ObjectWriter& object, const Validity& validity) {
    object.day("from", validity.from);
    object.day("until", validity.until);
}

void append_limit(std::string& out, const LegalLimit& limit) {
    ObjectWriter object(out);
    object.text("id", limit.id);
    if (!limit.rights.empty()) append_words(object.begin("rights"), limit.rights);
    object.word("procedure", limit.procedure);
    if (limit.appeal) object.flag("appeal", true);
    if (limit.months != 0) object.number("months", limit.months);
    if (limit.working_days != 0) object.number("working_days", limit.working_days);
    object.word("starts_at", to_text(limit.starts_at));
    object.text("reference", limit.reference);
    append_validity(object, limit.validity);
    object.close();
}

void append_target(std::string& out, const ServiceTarget& target) {
    ObjectWriter object(out);
    object.text("id", target.id);
    if (!target.rights.empty()) append_words(object.begin("rights"), target.rights);
    object.number("months", target.months);
    append_validity(object, target.validity);
    object.close();
}

void append_stages(std::string& out, const StageTargets& stages) {
    ObjectWriter object(out);
    object.number("waiting_days", stages.waiting_days);
    object.number("evaluation_days", stages.evaluation_days);
    object.number("countersignature_working_days", stages.countersignature_working_days);
    object.number("decision_days", stages.decision_days);
    object.close();
}

void append_credit(std::string& out, const CreditRule& rule) {
    ObjectWriter object(out);
    object.text("id", rule.id);
    object.word("situation", to_text(rule.situation));
    if (!rule.urgency_reasons.empty()) {
        append_words(object.begin("urgency_reasons"), rule.urgency_reasons);
    }
    if (rule.within_days != 0) object.number("within_days", rule.within_days);
    object.number("days", rule.days);
    object.close();
}

void append_minutes(std::string& out, const MinutesRule& rule) {
    ObjectWriter object(out);
    object.word("right", to_text(rule.right));
    object.word("nature", rule.nature);
    object.number("minutes", rule.minutes);
    object.close();
}

void append_learning(std::string& out, const MinutesLearning& learning) {
    ObjectWriter object(out);
    object.flag("enabled", learning.enabled);
    object.number("prior_evaluations", learning.prior_evaluations);
    object.day("since", learning.since);
    object.close();
}

/// With one decimal; not negative.
void append_tenths(std::string& out, double number) {
    const auto tenths = std::lround(number * 10);
    append_number(out, tenths / 10);
    out += '.';
    append_number(out, tenths % 10);
}

}  // namespace

std::string encode_targets(const Targets& targets) {
    std::string out;
    ObjectWriter object(out);
    append_list(object.begin("legal_limits"), targets.legal_limits, append_limit);
    append_list(object.begin("service_targets"), targets.service_targets, append_target);
    append_stages(object.begin("stage_targets"), targets.stages);
    object.flag("aah_opens_rqth", targets.aah_opens_rqth);
    object.close();
    return out;
}

std::string encode_priorities(const Priorities& priorities) {
    std::string out;
    ObjectWriter object(out);
    append_list(object.begin("credits"), priorities.credits, append_credit);
    object.number("on_time_share_percent", priorities.on_time_share_percent);
    object.number("supervision_percent", priorities.supervision_percent);
    object.number("start_within_working_days", priorities.start_within_working_days);
    ObjectWriter supervised(object.begin("supervised_may_not"));
    supervised.flag("appeals", !priorities.supervised_may_take_appeals);
    append_words(supervised.begin("first_requests_for"), priorities.supervised_no_first_request);
    supervised.close();
    append_plan_weights(object.begin("plan_weights"), priorities.plan_weights);
    object.close();
    return out;
}

std::string encode_calendars(const Calendars& calendars) {
    std::string out;
    ObjectWriter object(out);
    object.text("time_zone", calendars.time_zone);
    object.word("territory", to_text(calendars.territory));
    append_list(object.begin("closed_days"), calendars.closed_days, append_day);
    object.close();
    return out;
}

std::string encode_minutes(const MinutesTable& minutes) {
    std::string out;
    ObjectWriter object(out);
    object.number("default_minutes", minutes.default_minutes);
    append_list(object.begin("table"), minutes.table, append_minutes);
    append_learning(object.begin("learning"), minutes.learning);
    object.close();
    return out;
}

std::string encode_learned_minutes(const LearnedMinutes& learned) {
    std::string out;
    ObjectWriter object(out);
    object.number("table_version", learned.table_version);
    append_list(object.begin("table"), learned.rows, append_minutes);
    object.close();
    return out;
}

std::string encode_estimates(const MinutesTable& table,
                             std::span<const MinutesEstimate> estimates) {
    std::string out;
    ObjectWriter object(out);
    object.number("version", table.learned.version);
    object.word("estimator", "shrunk_held_mean");
    object.number("prior_evaluations", table.learning.prior_evaluations);
    object.number("evidence_months", evidence_months_max);
    append_list(
        object.begin("table"), estimates, [&](std::string& to, const MinutesEstimate& estimate) {
            ObjectWriter row(to);
            row.word("right", to_text(estimate.right));
            row.word("nature", to_text(estimate.nature));
            row.number("configured_minutes", estimate.configured);
            append_tenths(row.begin("estimated_minutes"), estimate.estimated);
            row.number("learned_minutes", expected_minutes(table, estimate.right, estimate.nature));
            row.number("evaluations", estimate.evaluations);
            append_tenths(row.begin("weight"), estimate.weight);
            row.close();
        });
    object.close();
    return out;
}

}  // namespace echeance::codec
