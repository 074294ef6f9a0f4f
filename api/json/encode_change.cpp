// SPDX-License-Identifier: EUPL-1.2
#include "api/json/writer.hpp"

namespace echeance::codec {

void append_request_facts(ObjectWriter& object, const RightRequest& request) {
    object.word("right", to_text(request.right));
    object.word("nature", to_text(request.nature));
    object.day("current_right_ends_on", request.current_right_ends_on);
    if (request.opened_automatically) object.flag("opened_automatically", true);
}

void append_exclusions(std::string& out, const std::vector<Exclusion>& exclusions) {
    append_list(out, exclusions, [](std::string& to, const Exclusion& exclusion) {
        ObjectWriter object(to);
        object.word("doctor", exclusion.doctor);
        object.word("reason", to_text(exclusion.reason));
        object.day("declared_on", exclusion.declared_on);
        object.word("source", exclusion.source);
        object.close();
    });
}

void append_suspension_facts(ObjectWriter& object, const Suspension& suspension) {
    object.text("reason", suspension.reason);
    append_list(
        object.begin("documents"),
        suspension.documents,
        [](std::string& out, const std::string& document) { append_quoted(out, document); });
    object.day("asked_on", suspension.asked_on);
    object.day("time_limit_on", suspension.time_limit_on);
    object.flag("indispensable", suspension.indispensable);
    object.day("received_on", suspension.received_on);
}

namespace {

void append_requests(std::string& out, const std::vector<RightRequest>& requests) {
    append_list(out, requests, [](std::string& to, const RightRequest& request) {
        ObjectWriter object(to);
        append_request_facts(object, request);
        object.close();
    });
}

/// A member of an amendment that may also say "taken away": the one place with a null.
template <class T, class Write>
void append_removable(ObjectWriter& object,
                      std::string_view name,
                      const std::optional<std::optional<T>>& change,
                      Write write) {
    if (!change) return;
    if (*change) {
        write(**change);
    } else {
        object.begin(name) += "null";
    }
}

void append_amendment(ObjectWriter& object, const Amendment& changes) {
    object.day("filed_on", changes.filed_on);
    object.word("stage", changes.stage);
    object.word("sector", changes.sector);
    object.word("procedure", changes.procedure);
    append_removable(object, "urgency_reason", changes.urgency_reason, [&](UrgencyReason reason) {
        object.word("urgency_reason", to_text(reason));
    });
    append_removable(
        object, "urgency_requested_on", changes.urgency_requested_on, [&](LegalDay day) {
            object.day("urgency_requested_on", day);
        });
    if (changes.requests) append_requests(object.begin("requests"), *changes.requests);
    if (changes.required_skills) {
        append_words(object.begin("required_skills"), *changes.required_skills);
    }
    if (changes.excluded_doctors) {
        append_exclusions(object.begin("excluded_doctors"), *changes.excluded_doctors);
    }
    append_removable(object, "expected_minutes", changes.expected_minutes, [&](int minutes) {
        object.number("expected_minutes", minutes);
    });
    object.word("modality", changes.modality);
}

/// Writes the members of each kind of change.
class ChangeWriter {
public:
    explicit ChangeWriter(std::string& out) : object_(out) {}
    void close() { object_.close(); }

    void operator()(const FileRegistered& change) { append_registration(object_, change.facts); }
    void operator()(const FileAmended& change) { append_amendment(object_, change.changes); }
    void operator()(const FileCompleted& change) { object_.day("complete_on", change.complete_on); }
    void operator()(const DocumentsRequested& change) {
        append_suspension_facts(object_, change.suspension);
    }
    void operator()(const DocumentsReceived& change) {
        object_.day("received_on", change.received_on);
    }
    void operator()(const FileAssigned& change) {
        object_.word("doctor", change.doctor);
        object_.word("mode", to_text(change.mode));
        object_.day("on", change.on);
        if (change.reason) object_.text("reason", *change.reason);
        if (!change.overridden.empty()) {
            append_list(
                object_.begin("overridden"),
                change.overridden,
                [](std::string& out, EligibilityRule rule) { append_quoted(out, to_text(rule)); });
        }
        if (!change.supervisor) return;
        object_.word("supervisor", *change.supervisor);
        object_.number("supervision_minutes", change.supervision_minutes);
    }
    void operator()(const FileReleased& change) {
        object_.day("on", change.on);
        if (change.reason != ReleaseReason::by_hand) object_.word("reason", to_text(change.reason));
    }
    void operator()(const AssignmentDeclined& change) {
        object_.word("doctor", change.doctor);
        object_.word("reason", to_text(change.reason));
        object_.day("on", change.on);
        object_.word("source", change.source);
    }
    void operator()(const EvaluationStarted& change) { object_.day("on", change.on); }
    void operator()(const EvaluationSubmitted& change) {
        const bool needed = change.countersignature == Countersignature::needed;
        object_.number("minutes_spent", change.minutes_spent);
        object_.word("outcome", to_text(change.outcome));
        object_.word("countersignature", std::string_view{needed ? "needed" : "not_needed"});
        object_.day("on", change.on);
        object_.word("modality", change.modality);
    }
    void operator()(const EvaluationCountersigned& change) {
        object_.word("by", change.by);
        object_.day("on", change.on);
    }
    void operator()(const EvaluationReturned& change) {
        const bool to_queue = change.to == ReturnTo::queue;
        object_.word("by", change.by);
        object_.word("to", std::string_view{to_queue ? "queue" : "doctor"});
        object_.day("on", change.on);
    }
    void operator()(const RequestsDecided& change) { about_decisions(change.decisions); }
    void operator()(const DecisionsCorrected& change) { about_decisions(change.decisions); }
    void operator()(const FileNotified& change) { object_.day("on", change.on); }
    void operator()(const FileWithdrawn& change) { about_rights(change.rights, change.on); }
    void operator()(const FileAppealed& change) { about_rights(change.rights, change.on); }

private:
    void about_decisions(const std::vector<RequestDecision>& decisions) {
        append_list(object_.begin("decisions"),
                    decisions,
                    [](std::string& out, const RequestDecision& decision) {
                        ObjectWriter element(out);
                        element.word("right", to_text(decision.right));
                        element.word("decision", to_text(decision.decision));
                        element.day("decided_on", decision.decided_on);
                        element.close();
                    });
    }
    void about_rights(const std::vector<Right>& rights, LegalDay on) {
        append_words(object_.begin("rights"), rights);
        object_.day("on", on);
    }
    ObjectWriter object_;
};

}  // namespace

void append_registration(ObjectWriter& object, const Registration& facts) {
    object.word("reference", facts.reference);
    object.day("filed_on", facts.filed_on);
    object.day("complete_on", facts.complete_on);
    object.word("stage", to_text(facts.stage));
    object.word("sector", facts.sector);
    object.word("procedure", to_text(facts.procedure));
    object.word("urgency_reason", facts.urgency_reason);
    object.day("urgency_requested_on", facts.urgency_requested_on);
    append_requests(object.begin("requests"), facts.requests);
    if (!facts.required_skills.empty()) {
        append_words(object.begin("required_skills"), facts.required_skills);
    }
    if (!facts.excluded_doctors.empty()) {
        append_exclusions(object.begin("excluded_doctors"), facts.excluded_doctors);
    }
    object.number("expected_minutes", facts.expected_minutes);
    if (facts.modality != Modality::on_file) object.word("modality", to_text(facts.modality));
}

std::string encode_change(const FileChange& change) {
    std::string out;
    out.reserve(256);
    ChangeWriter writer(out);
    std::visit(writer, change);
    writer.close();
    return out;
}

}  // namespace echeance::codec
