// SPDX-License-Identifier: EUPL-1.2
#include "domain/clocks.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 9> clock_names{"citizen",
                                                      "legal",
                                                      "barometer",
                                                      "intake",
                                                      "waiting",
                                                      "evaluation",
                                                      "countersignature",
                                                      "decision",
                                                      "notification"};
constexpr std::array<std::string_view, 5> state_names{
    "not_started", "running", "suspended", "met", "breached"};

using Day = std::optional<LegalDay>;

/// The day on which the wait for one request ended, if it has.
Day request_ended_on(const RightRequest& request) {
    if (request.withdrawn_on) return request.withdrawn_on;
    return is_open(request) ? std::nullopt : request.decided_on;
}

/// The last day of a file that is no longer open: no stage runs on after it.
Day file_closed_on(const CaseFile& file) {
    return is_open(file) ? std::nullopt : file.decided_on;
}

Day start_of(StartEvent event, const CaseFile& file, const RightRequest& request) {
    switch (event) {
        case StartEvent::complete_on:
            return file.facts.complete_on;
        case StartEvent::filed_on:
            return file.facts.filed_on;
        case StartEvent::urgency_requested_on:
            return file.facts.urgency_requested_on;
        case StartEvent::appealed_on:
            return request.appealed_on;
    }
    return std::nullopt;
}

bool names_right(const std::vector<Right>& rights, Right right) {
    return rights.empty() || std::ranges::find(rights, right) != rights.end();
}

/// The first rule of the table that matches. A clock that has not started yet is under the rule
/// valid today. An urgent procedure without the day of its request has no urgent clock: the next
/// rule applies. A missing `complete_on` is no such case: that clock exists and waits.
const LegalLimit* applicable_limit(const CaseFile& file,
                                   const RightRequest& request,
                                   const Targets& targets,
                                   LegalDay today) {
    const bool appealed = request.appealed_on.has_value();
    const auto applies = [&](const LegalLimit& limit) {
        if (limit.appeal != appealed || !names_right(limit.rights, request.right)) return false;
        if (limit.procedure && *limit.procedure != file.facts.procedure) return false;
        const Day start = start_of(limit.starts_at, file, request);
        if (!start && limit.starts_at == StartEvent::urgency_requested_on) return false;
        return limit.validity.covers(start.value_or(today));
    };
    const auto found = std::ranges::find_if(targets.legal_limits, applies);
    return found == targets.legal_limits.end() ? nullptr : &*found;
}

LegalDay limit_from(LegalDay start, const LegalLimit& limit, const Rules& rules) {
    if (limit.working_days == 0) return add_months(start, std::chrono::months{limit.months});
    return rules.working_calendar().add_working_days(start, limit.working_days);
}

/// Until when a clock counts: its end, or today. Never before its start.
LegalDay counts_until(const ClockReading& reading, LegalDay today) {
    return std::max(*reading.start_on, reading.ended_on.value_or(today));
}

/// Splits the clock's period into what counts and what does not.
void split_period(ClockReading& reading, const std::vector<DayInterval>& stopped, LegalDay until) {
    LegalDay from = *reading.start_on;
    for (const auto& interval : stopped) {
        if (from < interval.from) reading.counted.push_back({from, interval.from});
        reading.not_counted.push_back(interval);
        reading.suspended_days += interval.days();
        from = interval.until;
    }
    if (from < until) reading.counted.push_back({from, until});
}

ClockState state_of(const ClockReading& reading, LegalDay today) {
    const LegalDay seen_on = reading.ended_on.value_or(today);
    if (reading.due_on && seen_on > *reading.due_on) return ClockState::breached;
    return reading.ended_on ? ClockState::met : ClockState::running;
}

/// Fills what follows from the start, the due date, the end and the days that do not count.
void settle(ClockReading& reading, const std::vector<DayInterval>& stopped, LegalDay today) {
    const LegalDay until = counts_until(reading, today);
    split_period(reading, stopped, until);
    reading.elapsed_days = until - *reading.start_on - reading.suspended_days;
    reading.state = state_of(reading, today);
    if (reading.due_on && !reading.ended_on) reading.remaining_days = *reading.due_on - today;
}

struct Period {
    Day start_on;
    Day ended_on;
};

/// A clock that never stops. Without a start there is neither end nor due date.
ClockReading plain_clock(ClockKind kind, Period period, Day due_on, LegalDay today) {
    ClockReading reading{.clock = kind};
    if (!period.start_on) return reading;
    reading.start_on = period.start_on;
    reading.ended_on = period.ended_on;
    reading.due_on = due_on;
    settle(reading, {}, today);
    return reading;
}

const ServiceTarget* service_target(const Targets& targets, Right right, LegalDay start) {
    const auto applies = [&](const ServiceTarget& target) {
        return names_right(target.rights, right) && target.validity.covers(start);
    };
    const auto found = std::ranges::find_if(targets.service_targets, applies);
    return found == targets.service_targets.end() ? nullptr : &*found;
}

/// The stages of a file, each with the target of its house.
class StageClocks {
public:
    StageClocks(const CaseFile& file, const Rules& rules, LegalDay today)
        : file_(file), rules_(rules), today_(today) {}

    void append_to(std::vector<ClockReading>& readings) const {
        readings.push_back(intake());
        readings.push_back(waiting());
        readings.push_back(evaluation());
        readings.push_back(countersignature());
        readings.push_back(decision());
        readings.push_back(notification());
    }

private:
    ClockReading intake() const {
        const Day ended = file_.facts.complete_on ? file_.facts.complete_on : file_closed_on(file_);
        return stage(ClockKind::intake, {file_.facts.filed_on, ended}, std::nullopt);
    }

    ClockReading waiting() const {
        const Day start = file_.queued_on;
        const Day ended = file_.assignment ? file_.assignment->assigned_on : file_closed_on(file_);
        return stage(ClockKind::waiting, {start, ended}, after(start, stages().waiting_days));
    }

    /// From the present assignment: the second doctor does not inherit the first one's time.
    ClockReading evaluation() const {
        const Day start = file_.assignment ? Day{file_.assignment->assigned_on} : std::nullopt;
        const Day submitted = submitted_on();
        return stage(ClockKind::evaluation,
                     {start, submitted ? submitted : file_closed_on(file_)},
                     after(start, stages().evaluation_days));
    }

    ClockReading countersignature() const {
        const Day signed_on = countersigned_on();
        const bool applies = signed_on || file_.state == FileState::awaiting_countersignature;
        const Day start = applies ? submitted_on() : std::nullopt;
        Day due;
        if (start) {
            due = rules_.working_calendar().add_working_days(
                *start, stages().countersignature_working_days);
        }
        return stage(ClockKind::countersignature,
                     {start, signed_on ? signed_on : file_closed_on(file_)},
                     due);
    }

    ClockReading decision() const {
        const Day start = conclusive_on();
        return stage(ClockKind::decision,
                     {start, file_closed_on(file_)},
                     after(start, stages().decision_days));
    }

    ClockReading notification() const {
        const bool decided =
            file_.state == FileState::decided || file_.state == FileState::notified;
        const Day start = decided ? file_.decided_on : std::nullopt;
        return stage(ClockKind::notification, {start, file_.notified_on}, std::nullopt);
    }

    ClockReading stage(ClockKind kind, Period period, Day due) const {
        auto reading = plain_clock(kind, period, due, today_);
        if (due) {
            reading.rule =
                AppliedRule{std::string{to_text(kind)}, rules_.targets.version, "stage target"};
        }
        return reading;
    }

    static Day after(Day start, int days) { return start ? Day{*start + days} : std::nullopt; }
    const StageTargets& stages() const { return rules_.targets.stages; }
    Day submitted_on() const {
        return file_.evaluation ? file_.evaluation->submitted_on : std::nullopt;
    }
    Day countersigned_on() const {
        return file_.evaluation ? file_.evaluation->countersigned_on : std::nullopt;
    }
    /// The day on which the evaluation was ready for the commission.
    Day conclusive_on() const {
        if (file_.state == FileState::awaiting_countersignature) return std::nullopt;
        return countersigned_on() ? countersigned_on() : submitted_on();
    }

    const CaseFile& file_;
    const Rules& rules_;
    LegalDay today_;
};

}  // namespace

std::string_view to_text(ClockKind clock) {
    return name_in(clock_names, clock);
}
std::string_view to_text(ClockState state) {
    return name_in(state_names, state);
}

ClockReading legal_clock(const CaseFile& file,
                         const RightRequest& request,
                         const Rules& rules,
                         LegalDay today) {
    ClockReading reading{.clock = ClockKind::legal, .right = request.right};
    const auto* limit = applicable_limit(file, request, rules.targets, today);
    if (!limit) return reading;
    reading.rule = AppliedRule{limit->id, rules.targets.version, limit->reference};
    reading.start_on = start_of(limit->starts_at, file, request);
    if (!reading.start_on) return reading;
    const LegalDay start = *reading.start_on;
    reading.ended_on = request_ended_on(request);
    // What happens to a suspension after the decision changes nothing: it is looked at up to the
    // end.
    const auto intervals = suspended_intervals(file.suspensions, counts_until(reading, today));
    const auto stopped = push_due_date(start, limit_from(start, *limit, rules), intervals);
    reading.due_on = stopped.due_on;
    settle(reading, stopped.counted, today);
    if (reading.state == ClockState::running && is_suspended(file, today)) {
        reading.state = ClockState::suspended;
    }
    return reading;
}

ClockReading citizen_clock(const CaseFile& file, const RightRequest& request, LegalDay today) {
    const LegalDay start = request.appealed_on.value_or(file.facts.filed_on);
    const Day ended = request.withdrawn_on ? request.withdrawn_on : request.notified_on;
    auto reading = plain_clock(ClockKind::citizen, {start, ended}, std::nullopt, today);
    reading.right = request.right;
    return reading;
}

ClockReading barometer_clock(const CaseFile& file,
                             const RightRequest& request,
                             const Targets& targets,
                             LegalDay today) {
    const Day start = request.appealed_on ? request.appealed_on : file.facts.complete_on;
    const auto* target = service_target(targets, request.right, start.value_or(today));
    Day due;
    if (start && target) due = add_months(*start, std::chrono::months{target->months});
    auto reading =
        plain_clock(ClockKind::barometer, {start, request_ended_on(request)}, due, today);
    reading.right = request.right;
    if (target) reading.rule = AppliedRule{target->id, targets.version, "service target"};
    return reading;
}

std::vector<ClockReading> clocks(const CaseFile& file, const Rules& rules, LegalDay today) {
    std::vector<ClockReading> readings;
    for (const auto& request : file.facts.requests) {
        readings.push_back(citizen_clock(file, request, today));
        readings.push_back(legal_clock(file, request, rules, today));
        readings.push_back(barometer_clock(file, request, rules.targets, today));
    }
    StageClocks{file, rules, today}.append_to(readings);
    return readings;
}

std::optional<LegalDay> due_on(const CaseFile& file, const Rules& rules, LegalDay today) {
    Day earliest;
    for (const auto& request : file.facts.requests) {
        if (!is_open(request)) continue;
        const Day due = legal_clock(file, request, rules, today).due_on;
        if (due && (!earliest || *due < *earliest)) earliest = due;
    }
    return earliest;
}

}  // namespace echeance
