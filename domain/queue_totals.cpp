// SPDX-License-Identifier: EUPL-1.2
#include "domain/queue_totals.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"
#include "domain/rule_outcome.hpp"
#include "domain/statistic_cells.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 2> result_names{"met", "breached"};

std::size_t class_of(int days) {
    const auto edge = std::ranges::lower_bound(delay_edges_days, days);
    return static_cast<std::size_t>(edge - delay_edges_days.begin());
}

void add_days(QueueTotals& totals, const std::string& name, int days, std::int64_t count) {
    totals[class_total(name, class_of(days))] += count;
    totals[days_total(name)] += days * count;
}

void add_request(QueueTotals& totals, LegalDay day, const EndedRequest& ended, std::int64_t count) {
    if (ended.end == RequestEnd::withdrawn) return;
    const auto right = ended.group.right;
    const auto time = [&](ClockKind clock, const std::optional<ClockSpan>& span) {
        if (span) add_days(totals, processing_totals(right, clock), span->elapsed_on(day), count);
    };
    time(ClockKind::citizen, ended.citizen);
    time(ClockKind::legal, ended.legal);
    time(ClockKind::barometer, ended.barometer);
    if (ended.end != RequestEnd::decided) return;
    if (ended.decision) totals[decision_total(right, *ended.decision)] += count;
    if (ended.within_limit)
        totals[limit_total(
            right, *ended.within_limit ? LimitResult::met : LimitResult::breached)] += count;
}

/// Steps that end a clock or a stage. What puts right what was entered wrongly is none of them.
bool ends_something(const FileChange& change) {
    return std::holds_alternative<RequestsDecided>(change) ||
           std::holds_alternative<FileNotified>(change);
}

StatisticCells cells_of(const CaseFile& file, const Rules& rules) {
    return statistics_of(file, rule_outcomes(file, rules));
}

void add_ended(QueueTotals& totals,
               const CaseFile& before,
               const CaseFile& after,
               const Rules& rules) {
    for (const auto& [cell, count] : difference(cells_of(after, rules), cells_of(before, rules))) {
        if (cell.table != StatisticTable::ended || count <= 0) continue;
        if (const auto ended = ended_request(cell.day, cell.field))
            add_request(totals, cell.day, *ended, count);
        if (const auto stage = stage_time(cell.field))
            add_days(totals, stage_totals(stage->stage), stage->days, count);
        if (const auto reason = suspension_reason(cell.field))
            totals[suspension_total(*reason)] += count;
    }
}

void add_assigning(QueueTotals& totals, const FileChange& change) {
    if (const auto* const assigned = std::get_if<FileAssigned>(&change)) {
        totals[assignment_total(assigned->mode)] += 1;
        for (const auto rule : assigned->overridden) totals[override_total(rule)] += 1;
    }
    if (const auto* const declined = std::get_if<AssignmentDeclined>(&change))
        totals[decline_total(declined->reason)] += 1;
}

}  // namespace

std::string transition_total(std::optional<FileState> from, FileState to) {
    std::string name = "x.";
    name.append(from ? to_text(*from) : "none").append(".");
    return name.append(to_text(to));
}

std::string decision_total(Right right, Decision decision) {
    std::string name = "d.";
    return name.append(to_text(right)).append(".").append(to_text(decision));
}

std::string_view to_text(LimitResult result) {
    return name_in(result_names, result);
}

std::string limit_total(Right right, LimitResult result) {
    std::string name = "l.";
    return name.append(to_text(right)).append(".").append(to_text(result));
}

std::string processing_totals(Right right, ClockKind clock) {
    std::string name = "p.";
    return name.append(to_text(right)).append(".").append(to_text(clock));
}

std::string stage_totals(FileStage stage) {
    return std::string{"g."}.append(to_text(stage));
}

std::string assignment_total(AssignmentMode mode) {
    return std::string{"m."}.append(to_text(mode));
}

std::string decline_total(DeclineReason reason) {
    return std::string{"r."}.append(to_text(reason));
}

std::string override_total(EligibilityRule rule) {
    return std::string{"o."}.append(to_text(rule));
}

std::string suspension_total(std::string_view reason) {
    const bool is_told =
        std::ranges::find(suspension_reasons_told, reason) != suspension_reasons_told.end();
    return std::string{"s."}.append(is_told ? reason : suspension_reasons_told.back());
}

std::string class_total(std::string_view totals, std::size_t delay_class) {
    return std::string{totals} + "." + std::to_string(delay_class);
}

std::string days_total(std::string_view totals) {
    return std::string{totals} + ".days";
}

QueueTotals totals_of(const CaseFile* before,
                      const CaseFile& after,
                      std::span<const FileEvent> events,
                      const Rules& rules) {
    QueueTotals totals;
    const auto count = [&](const CaseFile* last, const FileEvent& event, const CaseFile& next) {
        if (last == nullptr) totals[std::string{files_received_total}] += 1;
        if (last == nullptr || last->state != next.state)
            totals[transition_total(last != nullptr ? std::optional{last->state} : std::nullopt,
                                    next.state)] += 1;
        add_assigning(totals, event.change);
        if (last != nullptr && ends_something(event.change)) add_ended(totals, *last, next, rules);
    };
    for_each_step(before, events, after, count);
    return totals;
}

}  // namespace echeance
