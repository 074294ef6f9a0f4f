// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <tuple>
#include <utility>

#include "api/json/reader.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

constexpr std::size_t rules_max = 200;
constexpr std::size_t closed_days_max = 1'000;
constexpr int months_max = 120;
constexpr int days_max = 3'650;
constexpr int minutes_max = 600;
constexpr int prior_max = 1'000;

/// Reads an element of a table: `read(Reader&)` gives the rule, kept when nothing new was wrong.
template <class Rule, class Read>
std::vector<Rule> table(Reader& reader, std::string_view name, Presence presence, Read read) {
    return reader.list<Rule>(
        name, rules_max, presence, [&](const json& value, std::string at) -> std::optional<Rule> {
            Reader element(value, std::move(at), reader.faults());
            std::optional<Rule> rule = read(element);
            element.refuse_others();
            return rule;
        });
}

std::string id_of(Reader& reader) {
    return reader.text("id", word_length_max, Presence::required).value_or("");
}

Validity validity_of(Reader& reader) {
    return {reader.day("from", Presence::optional), reader.day("until", Presence::optional)};
}

LegalLimit legal_limit(Reader& reader) {
    constexpr auto optional = Presence::optional;
    LegalLimit limit;
    limit.id = id_of(reader);
    limit.rights = reader.words<Right>("rights", right_count, optional);
    limit.procedure = reader.word<Procedure>("procedure", optional);
    limit.appeal = reader.flag("appeal", optional).value_or(false);
    limit.months = reader.integer("months", 1, months_max, optional).value_or(0);
    limit.working_days = reader.integer("working_days", 1, days_max, optional).value_or(0);
    limit.starts_at =
        reader.word<StartEvent>("starts_at", Presence::required).value_or(StartEvent::complete_on);
    limit.reference = reader.text("reference", 200, Presence::required).value_or("");
    limit.validity = validity_of(reader);
    return limit;
}

ServiceTarget service_target(Reader& reader) {
    ServiceTarget target;
    target.id = id_of(reader);
    target.rights = reader.words<Right>("rights", right_count, Presence::optional);
    target.months = reader.integer("months", 1, months_max, Presence::required).value_or(1);
    target.validity = validity_of(reader);
    return target;
}

StageTargets stage_targets(Reader& reader) {
    StageTargets stages;
    const auto* value = reader.find("stage_targets", Presence::optional);
    if (value == nullptr) return stages;
    Reader inner(*value, reader.at("stage_targets"), reader.faults());
    const auto days = [&](std::string_view name, int fallback) {
        return inner.integer(name, 1, days_max, Presence::optional).value_or(fallback);
    };
    stages.waiting_days = days("waiting_days", stages.waiting_days);
    stages.evaluation_days = days("evaluation_days", stages.evaluation_days);
    stages.countersignature_working_days =
        days("countersignature_working_days", stages.countersignature_working_days);
    stages.decision_days = days("decision_days", stages.decision_days);
    inner.refuse_others();
    return stages;
}

CreditRule credit(Reader& reader) {
    CreditRule rule;
    rule.id = id_of(reader);
    rule.situation =
        reader.word<Situation>("situation", Presence::required).value_or(Situation::urgent);
    rule.urgency_reasons = reader.words<UrgencyReason>("urgency_reasons", 8, Presence::optional);
    rule.within_days = reader.integer("within_days", 1, days_max, Presence::optional).value_or(0);
    rule.days = reader.integer("days", 0, days_max, Presence::required).value_or(0);
    return rule;
}

void read_supervised(Reader& reader, Priorities& result) {
    const auto* value = reader.find("supervised_may_not", Presence::optional);
    if (value == nullptr) return;
    Reader inner(*value, reader.at("supervised_may_not"), reader.faults());
    result.supervised_may_take_appeals =
        !inner.flag("appeals", Presence::optional).value_or(!result.supervised_may_take_appeals);
    if (inner.has("first_requests_for")) {
        result.supervised_no_first_request =
            inner.words<Right>("first_requests_for", right_count, Presence::optional);
    }
    inner.refuse_others();
}

MinutesRule minutes_rule(Reader& reader) {
    MinutesRule rule;
    rule.right = reader.word<Right>("right", Presence::required).value_or(Right::autre);
    rule.nature = reader.word<Nature>("nature", Presence::optional);
    rule.minutes = reader.integer("minutes", 1, minutes_max, Presence::required).value_or(1);
    return rule;
}

MinutesLearning minutes_learning(Reader& reader) {
    MinutesLearning learning;
    const auto* value = reader.find("learning", Presence::optional);
    if (value == nullptr) return learning;
    Reader inner(*value, reader.at("learning"), reader.faults());
    learning.enabled = inner.flag("enabled", Presence::optional).value_or(learning.enabled);
    learning.prior_evaluations =
        inner.integer("prior_evaluations", 1, prior_max, Presence::optional)
            .value_or(learning.prior_evaluations);
    learning.since = inner.day("since", Presence::optional);
    inner.refuse_others();
    return learning;
}

std::optional<LegalDay> day_element(const json& value, std::string at, Faults& faults) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text != nullptr) {
        if (const auto day = LegalDay::parse(*text)) return *day;
    }
    faults.add(std::move(at), text == nullptr ? "wrong_kind" : "impossible_date");
    return std::nullopt;
}

/// The domain names the stage targets by its own member.
FieldError in_contract_words(FieldError fault) {
    constexpr std::string_view stages = "/stages/";
    if (fault.pointer.starts_with(stages)) {
        fault.pointer.replace(0, stages.size(), "/stage_targets/");
    }
    return fault;
}

/// What was read, or every fault: those of reading first, the table's own once it could be read.
template <class T>
Result<T> checked(T value, Faults faults) {
    if constexpr (requires { echeance::faults(value); }) {
        if (faults.empty()) {
            auto found = echeance::faults(value);
            std::ranges::transform(found, found.begin(), in_contract_words);
            faults.append(std::move(found));
        }
    }
    if (!faults.empty()) return std::move(faults).refusal();
    return value;
}

}  // namespace

Result<Targets> targets(const json& body, int version) {
    Faults faults;
    Reader reader(body, "", faults);
    Targets result;
    result.version = version;
    result.legal_limits =
        table<LegalLimit>(reader, "legal_limits", Presence::required, legal_limit);
    result.service_targets =
        table<ServiceTarget>(reader, "service_targets", Presence::required, service_target);
    result.stages = stage_targets(reader);
    result.aah_opens_rqth = reader.flag("aah_opens_rqth", Presence::optional).value_or(true);
    reader.refuse_others();
    return checked(std::move(result), std::move(faults));
}

Result<Priorities> priorities(const json& body, int version) {
    Faults faults;
    Reader reader(body, "", faults);
    Priorities result;
    result.version = version;
    result.credits = table<CreditRule>(reader, "credits", Presence::required, credit);
    result.on_time_share_percent =
        reader.integer("on_time_share_percent", 0, 100, Presence::optional)
            .value_or(result.on_time_share_percent);
    result.start_within_working_days =
        reader.integer("start_within_working_days", 1, 60, Presence::optional)
            .value_or(result.start_within_working_days);
    result.supervision_percent = reader.integer("supervision_percent", 0, 100, Presence::optional)
                                     .value_or(result.supervision_percent);
    read_supervised(reader, result);
    if (const auto* value = reader.find("plan_weights", Presence::optional)) {
        Reader inner(*value, reader.at("plan_weights"), reader.faults());
        result.plan_weights = read_plan_weights(inner, result.plan_weights);
    }
    reader.refuse_others();
    return checked(std::move(result), std::move(faults));
}

Result<Calendars> calendars(const json& body, int version) {
    Faults faults;
    Reader reader(body, "", faults);
    Calendars result;
    result.version = version;
    result.time_zone = reader.text("time_zone", word_length_max, Presence::required).value_or("");
    const auto territory = reader.text("territory", word_length_max, Presence::required);
    if (territory) {
        const auto known = territory_from_text(*territory);
        if (known) result.territory = *known;
        if (!known) faults.add("/territory", "unknown_code");
    }
    result.closed_days = reader.list<LegalDay>(
        "closed_days", closed_days_max, Presence::optional, [&](const json& value, std::string at) {
            return day_element(value, std::move(at), faults);
        });
    std::ranges::sort(result.closed_days);
    result.closed_days.erase(std::ranges::unique(result.closed_days).begin(),
                             result.closed_days.end());
    reader.refuse_others();
    return checked(std::move(result), std::move(faults));
}

Result<MinutesTable> minutes(const json& body, int version) {
    Faults faults;
    Reader reader(body, "", faults);
    MinutesTable result;
    result.version = version;
    result.default_minutes =
        reader.integer("default_minutes", 1, minutes_max, Presence::required).value_or(1);
    result.table = table<MinutesRule>(reader, "table", Presence::required, minutes_rule);
    result.learning = minutes_learning(reader);
    std::ignore = reader.find("learned", Presence::optional);
    reader.refuse_others();
    return checked(std::move(result), std::move(faults));
}

Result<LearnedMinutes> learned_minutes(const json& body, int version) {
    constexpr int version_max = 1'000'000;
    Faults faults;
    Reader reader(body, "", faults);
    LearnedMinutes result;
    result.version = version;
    result.table_version =
        reader.integer("table_version", 0, version_max, Presence::required).value_or(0);
    result.rows = table<MinutesRule>(reader, "table", Presence::required, minutes_rule);
    reader.refuse_others();
    if (!faults.empty()) return std::move(faults).refusal();
    return result;
}

}  // namespace echeance::codec
