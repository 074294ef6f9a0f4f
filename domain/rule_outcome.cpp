// SPDX-License-Identifier: EUPL-1.2
#include "domain/rule_outcome.hpp"

#include <algorithm>

#include "domain/clocks.hpp"
#include "domain/whole_number.hpp"

namespace echeance {
namespace {

/// A day after which no suspension of the file runs on: its clocks then show all their stops.
LegalDay after_suspensions(const CaseFile& file) {
    LegalDay last = file.facts.filed_on;
    for (const auto& suspension : file.suspensions) last = std::max(last, suspension.time_limit_on);
    return last;
}

/// Whether a clock that has ended did so in time; empty where it has no due date.
std::optional<bool> ended_in_time(const ClockReading& reading) {
    if (!reading.ended_on || !reading.due_on) return std::nullopt;
    return *reading.ended_on <= *reading.due_on;
}

RuleOutcome outcome_of(const CaseFile& file, const RightRequest& round, const Rules& rules) {
    const auto horizon = after_suspensions(file);
    RuleOutcome outcome;
    auto legal = legal_clock(file, round, rules, horizon);
    if (legal.start_on) outcome.legal = ClockSpan{*legal.start_on, std::move(legal.not_counted)};
    if (is_open(round) || round.withdrawn_on) return outcome;
    outcome.within_limit = ended_in_time(legal);
    outcome.within_target = ended_in_time(barometer_clock(file, round, rules.targets, horizon));
    return outcome;
}

char letter(const std::optional<bool>& in_time) {
    if (!in_time) return '-';
    return *in_time ? 'M' : 'B';  // met, breached
}

}  // namespace

int ClockSpan::elapsed_on(LegalDay day) const {
    int days = std::max(0, day - start_on);
    for (const auto& stop : stops)
        if (stop.from < day) days -= std::min(stop.until, day) - stop.from;
    return days;
}

std::string stops_text(const ClockSpan& span) {
    std::string text;
    for (const auto& stop : span.stops) {
        text.append("~").append(std::to_string(stop.from - span.start_on));
        text.append(":").append(std::to_string(stop.until - span.start_on));
    }
    return text;
}

std::optional<ClockSpan> span_from(LegalDay start_on, std::string_view stops) {
    ClockSpan span{start_on};
    while (!stops.empty()) {
        if (stops.front() != '~') return std::nullopt;
        stops.remove_prefix(1);
        const auto next = std::min(stops.find('~'), stops.size());
        const auto stop = stops.substr(0, next);
        const auto middle = std::min(stop.find(':'), stop.size());
        const auto from = whole_number(stop.substr(0, middle));
        const auto until = whole_number(stop.substr(std::min(middle + 1, stop.size())));
        if (!from || !until || *from >= *until) return std::nullopt;
        span.stops.push_back({start_on + *from, start_on + *until});
        stops.remove_prefix(next);
    }
    return span;
}

std::string text_before(LegalDay end, const std::optional<ClockSpan>& span) {
    if (!span) return {};
    return std::to_string(end - span->start_on) + stops_text(*span);
}

std::optional<std::optional<ClockSpan>> span_before(LegalDay end, std::string_view text) {
    if (text.empty()) return std::optional<ClockSpan>{};
    const auto stops = std::min(text.find('~'), text.size());
    const auto days = whole_number(text.substr(0, stops));
    if (!days) return std::nullopt;
    auto span = span_from(end - *days, text.substr(stops));
    if (!span) return std::nullopt;
    return span;
}

std::string RuleOutcome::text() const {
    std::string text;
    if (legal) text = std::to_string(legal->start_on.number()) + stops_text(*legal);
    if (within_limit || within_target)
        text.append("/").append(1, letter(within_limit)).append(1, letter(within_target));
    return text;
}

std::optional<RuleOutcome> RuleOutcome::parse(std::string_view text) {
    RuleOutcome outcome;
    const auto results = std::min(text.find('/'), text.size());
    const auto period = text.substr(0, results);
    if (!period.empty()) {
        const auto stops = std::min(period.find('~'), period.size());
        const auto start = whole_number(period.substr(0, stops));
        if (!start) return std::nullopt;
        outcome.legal = span_from(LegalDay::from_number(*start), period.substr(stops));
        if (!outcome.legal) return std::nullopt;
    }
    if (results == text.size()) return outcome;
    if (text.size() - results != 3) return std::nullopt;
    const auto result = [](char c) -> std::optional<bool> {
        if (c == '-') return std::nullopt;
        return c == 'M';
    };
    outcome.within_limit = result(text[results + 1]);
    outcome.within_target = result(text[results + 2]);
    return outcome;
}

std::vector<RuleOutcome> rule_outcomes(const CaseFile& file, const Rules& rules) {
    std::vector<RuleOutcome> outcomes;
    for (const auto& request : file.facts.requests)
        for_each_round(request, [&](const RightRequest& round) {
            outcomes.push_back(outcome_of(file, round, rules));
        });
    return outcomes;
}

}  // namespace echeance
