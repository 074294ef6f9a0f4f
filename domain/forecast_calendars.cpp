// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_calendars.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "domain/clocks.hpp"
#include "domain/priority.hpp"

namespace echeance {
namespace {

/// As `placement` orders a file that no limit applies to.
constexpr std::chrono::months fallback_limit{4};

bool names(const std::vector<Right>& rights, Right right) {
    return rights.empty() || std::ranges::find(rights, right) != rights.end();
}

/// Which rows of the tables speak of the right: rights with the same rows are treated alike.
std::vector<bool> rows_of(const Targets& targets, Right right) {
    std::vector<bool> rows;
    rows.reserve(targets.legal_limits.size() + targets.service_targets.size());
    for (const auto& limit : targets.legal_limits) rows.push_back(names(limit.rights, right));
    for (const auto& target : targets.service_targets) rows.push_back(names(target.rights, right));
    return rows;
}

bool may_start_before_complete(const Targets& targets, Right right) {
    return std::ranges::any_of(targets.legal_limits, [&](const LegalLimit& limit) {
        const bool may = limit.starts_at == StartEvent::filed_on ||
                         limit.starts_at == StartEvent::urgency_requested_on;
        return may && names(limit.rights, right);
    });
}

CaseFile blank_file(LegalDay filed_on) {
    return {.id = make_file_id(0, 0),
            .facts = {.reference = Reference::parse("R").value(),
                      .filed_on = filed_on,
                      .sector = Sector::parse("00000").value(),
                      .requests = {}},
            .state = FileState::queued};
}

}  // namespace

void add_limit(std::vector<ForecastLimit>& limits, const ForecastLimit& limit) {
    const auto same = std::ranges::find_if(limits, [&](const ForecastLimit& one) {
        return one.legal_start == limit.legal_start && one.due == limit.due &&
               one.target == limit.target;
    });
    if (same == limits.end()) {
        limits.push_back(limit);
    } else {
        same->requests += limit.requests;
    }
}

ForecastLimit limit_of(const CaseFile& file,
                       const RightRequest& request,
                       const Rules& rules,
                       LegalDay today,
                       LegalDay first_day) {
    const auto legal = legal_clock(file, request, rules, today);
    const auto barometer = barometer_clock(file, request, rules.targets, today);
    const auto start_on = legal.start_on.value_or(today) + legal.suspended_days;
    return {.requests = 1,
            .legal_start = start_on - first_day,
            .due = legal.due_on ? *legal.due_on - first_day : forecast_never,
            .target = barometer.due_on ? *barometer.due_on - first_day : forecast_never};
}

int ordered_by(const std::vector<ForecastLimit>& limits, LegalDay filed_on, LegalDay first_day) {
    int earliest = forecast_never;
    for (const auto& limit : limits) earliest = std::min(earliest, limit.due);
    if (earliest != forecast_never) return earliest;
    return add_months(filed_on, fallback_limit) - first_day;
}

int credit_days(const CaseFile& file, const Priorities& priorities, LegalDay today) {
    const auto earned = credits(file, priorities, today);
    return earned.empty() ? 0 : earned.front().days;
}

CalendarMaker::CalendarMaker(const Rules& rules, LegalDay first_day, int days)
    : rules_(rules), first_day_(first_day), days_(days) {
    std::map<std::vector<bool>, Right> firsts;
    for (const auto right : all_rights) {
        const auto index = static_cast<std::size_t>(right);
        alike_[index] = firsts.try_emplace(rows_of(rules.targets, right), right).first->second;
        starts_at_filing_[index] = may_start_before_complete(rules.targets, right);
    }
}

std::size_t CalendarMaker::calendar_of(const CaseFile& like, int complete_after) {
    auto open = like;
    for (auto& request : open.facts.requests) {
        request.decision.reset();
        request.withdrawn_on.reset();
    }
    const auto began_on = round_began_on(open);
    CalendarKind kind{
        .limits = {},
        .credit_days = credit_days(open, rules_.priorities, began_on + complete_after)};
    for (const auto& request : open.facts.requests) {
        const auto series = series_of(kind_of(open, request, complete_after));
        const auto known =
            std::ranges::find(kind.limits, series, [](const auto& one) { return one.first; });
        if (known == kind.limits.end())
            kind.limits.emplace_back(series, 1);
        else
            ++known->second;
    }
    std::ranges::sort(kind.limits);
    const bool has_a_limit = std::ranges::any_of(kind.limits, [&](const auto& one) {
        return std::ranges::none_of(series_[one.first], [](const ForecastLimit& limit) {
            return limit.due == forecast_never;
        });
    });
    if (!has_a_limit) kind.complete_after = complete_after;  // then filing orders
    const auto [at, is_new] = calendar_indexes_.try_emplace(kind, calendars_.size());
    if (is_new) calendars_.push_back(calendar_of(kind));
    return at->second;
}

CalendarMaker::LimitKind CalendarMaker::kind_of(const CaseFile& like,
                                                const RightRequest& request,
                                                int complete_after) const {
    const auto index = static_cast<std::size_t>(request.right);
    LimitKind kind{.right = alike_[index],
                   .procedure = like.facts.procedure,
                   .is_appeal = request.appealed_on ? 1 : 0};
    if (!starts_at_filing_[index] || request.appealed_on) return kind;
    kind.complete_after = complete_after;
    if (like.facts.procedure == Procedure::urgent && like.facts.urgency_requested_on)
        kind.requested_after = std::max(0, *like.facts.urgency_requested_on - like.facts.filed_on);
    return kind;
}

std::size_t CalendarMaker::series_of(const LimitKind& kind) {
    const auto [at, is_new] = series_indexes_.try_emplace(kind, series_.size());
    if (is_new) {
        auto& days = series_.emplace_back();
        days.reserve(static_cast<std::size_t>(days_));
        for (int day = 0; day < days_; ++day) days.push_back(limit_on(kind, day));
    }
    return at->second;
}

ForecastLimit CalendarMaker::limit_on(const LimitKind& kind, int day) const {
    const auto complete_on = first_day_ + day;
    auto file = blank_file(complete_on - kind.complete_after);
    file.facts.complete_on = complete_on;
    file.facts.procedure = kind.procedure;
    if (kind.requested_after >= 0)
        file.facts.urgency_requested_on = file.facts.filed_on + kind.requested_after;
    RightRequest request{.right = kind.right};
    if (kind.is_appeal != 0) {
        file.round = 2;
        request.appealed_on = complete_on;
    }
    return limit_of(file, request, rules_, complete_on, first_day_);
}

ForecastCalendar CalendarMaker::calendar_of(const CalendarKind& kind) const {
    ForecastCalendar calendar;
    calendar.days.resize(static_cast<std::size_t>(days_));
    for (int day = 0; day < days_; ++day) {
        const auto index = static_cast<std::size_t>(day);
        auto& made = calendar.days[index];
        made.limits.reserve(kind.limits.size());
        for (const auto& [series, requests] : kind.limits) {
            auto limit = series_[series][index];
            limit.requests = requests;
            add_limit(made.limits, limit);
        }
        const auto filed_on = first_day_ + (day - kind.complete_after);
        made.effective_due = ordered_by(made.limits, filed_on, first_day_) - kind.credit_days;
    }
    return calendar;
}

}  // namespace echeance
