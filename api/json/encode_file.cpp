// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "api/json/writer.hpp"
#include "domain/clocks.hpp"
#include "domain/priority.hpp"

namespace echeance::codec {
namespace {

void append_interval(std::string& out, const DayInterval& interval) {
    ObjectWriter object(out);
    object.day("from", interval.from);
    object.day("until", interval.until);
    object.close();
}

void append_rule(std::string& out, const AppliedRule& rule) {
    ObjectWriter object(out);
    object.text("id", rule.id);
    object.number("version", rule.version);
    object.text("reference", rule.reference);
    object.close();
}

/// What a forecast says of the clock that ends first.
struct FirstLimit {
    std::optional<LegalDay> due_on{};
    std::optional<double> breach{};
};

void append_clock(std::string& out, const ClockReading& reading, const FirstLimit& first) {
    constexpr int probability_decimals = 3;
    const bool is_first = reading.clock == ClockKind::legal &&
                          reading.state == ClockState::running && reading.due_on == first.due_on;
    ObjectWriter object(out);
    object.word("clock", to_text(reading.clock));
    object.word("right", reading.right);
    object.day("start_on", reading.start_on);
    object.day("due_on", reading.due_on);
    object.day("ended_on", reading.ended_on);
    object.number("elapsed_days", reading.elapsed_days);
    object.number("remaining_days", reading.remaining_days);
    object.number("suspended_days", reading.suspended_days);
    object.word("state", to_text(reading.state));
    if (is_first && first.breach)
        object.decimal("breach_probability", *first.breach, probability_decimals);
    if (reading.rule) append_rule(object.begin("rule"), *reading.rule);
    append_list(object.begin("counted"), reading.counted, append_interval);
    append_list(object.begin("not_counted"), reading.not_counted, append_interval);
    object.close();
}

void append_clocks(std::string& out,
                   const CaseFile& file,
                   const Rules& rules,
                   LegalDay today,
                   const FirstLimit& first = {}) {
    append_list(out, clocks(file, rules, today), [&](std::string& to, const ClockReading& reading) {
        append_clock(to, reading, first);
    });
}

void append_earlier(std::string& out, const EarlierDecision& earlier) {
    ObjectWriter object(out);
    object.word("decision", to_text(earlier.decision));
    object.day("decided_on", earlier.decided_on);
    object.day("notified_on", earlier.notified_on);
    object.day("appealed_on", earlier.appealed_on);
    object.close();
}

void append_request(std::string& out, const RightRequest& request) {
    ObjectWriter object(out);
    append_request_facts(object, request);
    object.word("decision", request.decision);
    object.day("decided_on", request.decided_on);
    if (request.withdrawn_on) object.flag("withdrawn", true);
    object.day("withdrawn_on", request.withdrawn_on);
    object.day("appealed_on", request.appealed_on);
    object.day("notified_on", request.notified_on);
    if (!request.earlier.empty())
        append_list(object.begin("earlier_decisions"), request.earlier, append_earlier);
    object.close();
}

void append_facts(ObjectWriter& object, const Registration& facts) {
    object.word("reference", facts.reference);
    object.day("filed_on", facts.filed_on);
    object.day("complete_on", facts.complete_on);
    object.word("stage", to_text(facts.stage));
    object.word("sector", facts.sector);
    object.word("procedure", to_text(facts.procedure));
    object.word("urgency_reason", facts.urgency_reason);
    object.day("urgency_requested_on", facts.urgency_requested_on);
    append_list(object.begin("requests"), facts.requests, append_request);
    append_words(object.begin("required_skills"), facts.required_skills);
    append_exclusions(object.begin("excluded_doctors"), facts.excluded_doctors);
    object.number("expected_minutes", facts.expected_minutes);
    object.word("modality", to_text(facts.modality));
}

void append_assignment(std::string& out, const Assignment& assignment, Holder holder) {
    ObjectWriter object(out);
    object.word("doctor", assignment.doctor);
    object.word("mode", to_text(assignment.mode));
    object.day("assigned_on", assignment.assigned_on);
    object.word("assigned_at", to_rfc3339(assignment.assigned_at));
    object.day("started_on", assignment.started_on);
    if (assignment.started_at) object.word("started_at", to_rfc3339(*assignment.started_at));
    if (assignment.supervisor) {
        object.word("supervisor", *assignment.supervisor);
        object.number("supervision_minutes", assignment.supervision_minutes);
    }
    if (holder == Holder::away) object.flag("doctor_away", true);
    object.close();
}

void append_evaluation(std::string& out, const Evaluation& evaluation) {
    ObjectWriter object(out);
    object.word("doctor", evaluation.doctor);
    object.number("minutes_spent", evaluation.minutes_spent);
    object.word("outcome", evaluation.outcome);
    object.day("submitted_on", evaluation.submitted_on);
    object.word("countersigned_by", evaluation.countersigned_by);
    object.day("countersigned_on", evaluation.countersigned_on);
    object.close();
}

void append_attempts(std::string& out, const CaseFile& file) {
    append_list(out, file.attempts, [&](std::string& to, const Attempt& attempt) {
        ObjectWriter object(to);
        object.text("id", attempt_id(file.id, attempt));
        object.word("doctor", attempt.doctor);
        object.word("mode", to_text(attempt.mode));
        object.day("assigned_on", attempt.assigned_on);
        object.day("ended_on", attempt.ended_on);
        object.word("outcome", to_text(attempt.outcome));
        object.close();
    });
}

void append_standing(ObjectWriter& object, const CaseFile& file, LegalDay today, Holder holder) {
    object.word("state", to_text(file.state));
    object.flag("suspended", is_suspended(file, today));
    object.number("round", file.round);
    append_list(object.begin("suspensions"),
                file.suspensions,
                [](std::string& out, const Suspension& suspension) {
                    ObjectWriter element(out);
                    append_suspension_facts(element, suspension);
                    element.close();
                });
    if (file.assignment) append_assignment(object.begin("assignment"), *file.assignment, holder);
    if (file.evaluation) append_evaluation(object.begin("evaluation"), *file.evaluation);
    append_attempts(object.begin("attempts"), file);
    object.day("queued_on", file.queued_on);
    object.day("decided_on", file.decided_on);
    object.day("notified_on", file.notified_on);
}

}  // namespace

std::string encode_file(const StoredFile& stored,
                        const TenantRules& rules,
                        LegalDay today,
                        WithClocks with_clocks,
                        Holder holder) {
    const auto& file = stored.file;
    const auto place = placement(file, rules.rules, rules.partition, today, rules.salt);
    std::string out;
    out.reserve(with_clocks == WithClocks::yes ? 4'096 : 1'024);
    ObjectWriter object(out);
    object.word("id", file.id);
    object.number("revision", number(stored.revision));
    append_facts(object, file.facts);
    append_standing(object, file, today, holder);
    object.day("due_on", due_on(file, rules.rules, today));
    object.day("effective_due_on", place.effective_due_on);
    object.flag("overdue", place.overdue_rights != 0);
    if (with_clocks == WithClocks::yes) {
        append_clocks(object.begin("clocks"), file, rules.rules, today);
    }
    object.close();
    return out;
}

std::string encode_clocks(const StoredFile& stored,
                          const TenantRules& rules,
                          LegalDay today,
                          std::optional<double> breach) {
    std::string out;
    out.reserve(4'096);
    ObjectWriter object(out);
    object.word("id", stored.file.id);
    const FirstLimit first{due_on(stored.file, rules.rules, today), breach};
    append_clocks(object.begin("clocks"), stored.file, rules.rules, today, first);
    object.close();
    return out;
}

}  // namespace echeance::codec
