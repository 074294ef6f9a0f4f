// SPDX-License-Identifier: EUPL-1.2
#include "api/json/record.hpp"

#include "api/json/writer.hpp"

// A record holds numbers for enumerators: they are positions, so an enumeration may grow at its end
// but never change its order (pinned in record.hpp).
namespace echeance::codec {
namespace {

/// An array whose absent elements are null, and left out at its end.
class Row {
public:
    explicit Row(std::string& out) : out_(out) { out_ += '['; }
    void close() { out_ += ']'; }

    template <std::integral I>
    void number(I value) {
        append_number(next(), value);
    }
    template <class E>
        requires std::is_enum_v<E>
    void code(E value) {
        number(static_cast<int>(value));
    }
    template <class E>
    void code(const std::optional<E>& value) {
        value ? code(*value) : skip();
    }
    void day(LegalDay value) { number(value.number()); }
    void day(const std::optional<LegalDay>& value) { value ? day(*value) : skip(); }
    void flag(bool value) { value ? number(1) : skip(); }
    void text(std::string_view value) { append_quoted(next(), value); }
    void text(const std::optional<DoctorId>& value) {
        value ? text(std::string_view{value->text()}) : skip();
    }
    /// Begins an element that the caller appends.
    std::string& next() {
        for (; skipped_ > 0; --skipped_) {
            if (!first_) out_ += ',';
            first_ = false;
            out_ += "null";
        }
        if (!first_) out_ += ',';
        first_ = false;
        return out_;
    }
    void skip() { ++skipped_; }

private:
    std::string& out_;
    int skipped_ = 0;
    bool first_ = true;
};

void append_earlier(std::string& out, const EarlierDecision& earlier) {
    Row row(out);
    row.code(earlier.decision);
    row.day(earlier.decided_on);
    row.day(earlier.notified_on);
    row.day(earlier.appealed_on);
    row.close();
}

void append_stages(Row& row, const StageAccount& stages) {
    row.code(stages.stage);
    row.day(stages.since);
    for (const int days : stages.days) row.number(days);
}

void append_round(std::string& out, const EarlierRound& round) {
    Row row(out);
    row.day(round.began_on);
    row.day(round.notified_on);
    append_stages(row, round.stages);
    row.close();
}

void append_request(std::string& out, const RightRequest& request) {
    Row row(out);
    row.code(request.right);
    row.flag(request.nature == Nature::review);
    row.day(request.current_right_ends_on);
    row.flag(request.opened_automatically);
    row.code(request.decision);
    row.day(request.decided_on);
    row.day(request.withdrawn_on);
    row.day(request.appealed_on);
    row.day(request.notified_on);
    if (!request.earlier.empty()) append_list(row.next(), request.earlier, append_earlier);
    row.close();
}

void append_exclusion(std::string& out, const Exclusion& exclusion) {
    Row row(out);
    row.text(exclusion.doctor.text());
    row.code(exclusion.reason);
    row.day(exclusion.declared_on);
    row.code(exclusion.source);
    row.close();
}

void append_suspension(std::string& out, const Suspension& suspension) {
    Row row(out);
    row.day(suspension.asked_on);
    row.day(suspension.time_limit_on);
    row.text(suspension.reason);
    append_list(row.next(), suspension.documents, [](std::string& to, const std::string& document) {
        append_quoted(to, document);
    });
    row.day(suspension.received_on);
    row.flag(!suspension.indispensable);
    row.close();
}

void append_evaluation(std::string& out, const Evaluation& evaluation) {
    Row row(out);
    row.text(evaluation.doctor.text());
    row.number(evaluation.minutes_spent);
    row.code(evaluation.outcome);
    row.day(evaluation.submitted_on);
    row.text(evaluation.countersigned_by);
    row.day(evaluation.countersigned_on);
    row.close();
}

void append_attempt(std::string& out, const Attempt& attempt) {
    Row row(out);
    row.number(attempt.number);
    row.text(attempt.doctor.text());
    row.code(attempt.mode);
    row.day(attempt.assigned_on);
    row.day(attempt.ended_on);
    if (attempt.outcome != AttemptOutcome::open) row.code(attempt.outcome);
    row.close();
}

void optional_day(ObjectWriter& object, std::string_view key, const std::optional<LegalDay>& day) {
    if (day) object.number(key, day->number());
}

void append_facts(ObjectWriter& object, const Registration& facts) {
    object.word("r", facts.reference);
    object.number("f", facts.filed_on.number());
    optional_day(object, "c", facts.complete_on);
    if (facts.stage == StageOfLife::child) object.number("e", 1);
    object.word("s", facts.sector);
    if (facts.procedure == Procedure::urgent) object.number("p", 1);
    if (facts.urgency_reason) object.number("u", static_cast<int>(*facts.urgency_reason));
    optional_day(object, "ur", facts.urgency_requested_on);
    append_list(object.begin("q"), facts.requests, append_request);
    if (!facts.required_skills.empty()) append_words(object.begin("k"), facts.required_skills);
    if (!facts.excluded_doctors.empty()) {
        append_list(object.begin("x"), facts.excluded_doctors, append_exclusion);
    }
    object.number("m", facts.expected_minutes);
    if (facts.modality == Modality::visit) object.number("V", 1);
}

}  // namespace

std::string encode_record(const CaseFile& file) {
    std::string out;
    out.reserve(160);
    ObjectWriter object(out);
    append_facts(object, file.facts);
    if (!file.suspensions.empty()) {
        append_list(object.begin("S"), file.suspensions, append_suspension);
    }
    if (file.evaluation) append_evaluation(object.begin("E"), *file.evaluation);
    if (file.round != 1) object.number("n", file.round);
    optional_day(object, "Q", file.queued_on);
    optional_day(object, "D", file.decided_on);
    optional_day(object, "N", file.notified_on);
    if (!file.evaluators.empty()) append_words(object.begin("v"), file.evaluators);
    if (!file.attempts.empty()) append_list(object.begin("A"), file.attempts, append_attempt);
    if (!(file.stages == stages_before_any_attempt(file))) {
        Row row(object.begin("g"));
        append_stages(row, file.stages);
        row.close();
    }
    if (!file.earlier_rounds.empty()) {
        append_list(object.begin("R"), file.earlier_rounds, append_round);
    }
    object.close();
    return out;
}

std::string encode_assignment(const std::optional<Assignment>& assignment) {
    std::string out;
    if (!assignment) return out;
    out += assignment->doctor.text();
    out += '|';
    out += to_text(assignment->mode);
    out += '|';
    append_number(out, assignment->assigned_on.number());
    out += '|';
    append_number(out, assignment->assigned_at.time_since_epoch().count());
    out += '|';
    if (assignment->started_on) append_number(out, assignment->started_on->number());
    out += '|';
    if (assignment->started_at) {
        append_number(out, assignment->started_at->time_since_epoch().count());
    }
    if (!assignment->supervisor) return out;
    out.append("|").append(assignment->supervisor->text()).append("|");
    append_number(out, assignment->supervision_minutes);
    return out;
}

std::string encode_placement(const Placement& placement) {
    std::string out;
    out.reserve(96);
    const auto day = [&out](const std::optional<LegalDay>& value) {
        if (value) append_number(out, value->number());
        out += '|';
    };
    const auto number = [&out](auto value) {
        append_number(out, value);
        out += '|';
    };
    day(placement.due_on);
    day(placement.effective_due_on);
    if (placement.lane != Lane::none) out += to_text(placement.lane);
    out += '|';
    number(placement.queue_score);
    number(placement.open_requests);
    number(placement.overdue_rights);
    number(placement.expected_minutes);
    day(placement.turns_on);
    out += placement.queue_class;
    if (!placement.outcomes.empty()) {
        out += '@';
        const RuleOutcome* previous = nullptr;  // most rounds of a file are alike: `=`
        for (const auto& outcome : placement.outcomes) {
            const bool is_same = previous != nullptr && outcome == *previous;
            out.append(is_same ? "=" : outcome.text()).append(";");
            previous = &outcome;
        }
    }
    return out;
}

}  // namespace echeance::codec
