// SPDX-License-Identifier: EUPL-1.2
#include "domain/delay_statistics.hpp"

#include <algorithm>
#include <cassert>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 5> dimension_names{
    "right", "nature", "stage", "sector", "month"};

bool holds(const std::vector<Dimension>& dimensions, Dimension one) {
    return std::ranges::find(dimensions, one) != dimensions.end();
}

/// How many days a span had counted before the period began.
int entered_after(const ClockSpan& span, LegalDay from, int days_at_end) {
    if (span.start_on >= from) return SurvivalEstimate::from_the_start;
    // A clock that stood still up to its end still was at risk on its last day.
    return std::min(span.elapsed_on(from - 1), days_at_end - 1);
}

}  // namespace

void DayHistogram::add(int days, std::int64_t count) {
    counts_[days] += count;
    n_ += count;
    total_days_ += days * count;
}

int DayHistogram::percentile(int percent) const {
    assert(n_ > 0);
    std::int64_t below = 0;
    for (const auto& [days, count] : counts_) {
        below += count;
        if (below * 100 >= n_ * percent) return days;
    }
    return counts_.rbegin()->first;
}

void SurvivalEstimate::at_risk(int entered, int days, std::int64_t count) {
    change_at_risk_[entered + 1] += count;
    change_at_risk_[days + 1] -= count;
}

void SurvivalEstimate::add_decided(int entered, int days, std::int64_t count) {
    at_risk(entered, days, count);
    decided_[days] += count;
}

void SurvivalEstimate::add_waiting(int entered, int days, std::int64_t count) {
    at_risk(entered, days, count);
}

/// Calls `use(days, share)` after every day on which some were decided, until it says to stop.
template <class Use>
void SurvivalEstimate::for_each_step(Use use) const {
    double waiting = 1;
    std::int64_t at_risk_now = 0;
    auto change = change_at_risk_.begin();
    for (const auto& [days, count] : decided_) {
        for (; change != change_at_risk_.end() && change->first <= days; ++change)
            at_risk_now += change->second;
        if (count == 0) continue;
        waiting *= 1 - static_cast<double>(count) / static_cast<double>(at_risk_now);
        if (use(days, waiting) == Step::stop) return;
    }
}

std::optional<int> SurvivalEstimate::percentile(int percent) const {
    // Products of fractions that should meet a bound exactly may miss it by their rounding.
    constexpr double rounding = 1e-9;
    const double bound = (100 - percent) / 100.0 + rounding;
    std::optional<int> found;
    for_each_step([&](int days, double waiting) {
        if (waiting > bound) return Step::go_on;
        found = days;
        return Step::stop;
    });
    return found;
}

SurvivalCurve SurvivalEstimate::curve() const {
    std::vector<double> beyond;
    for_each_step([&](int days, double waiting) {
        const double before = beyond.empty() ? 1 : beyond.back();
        const auto index = static_cast<std::size_t>(std::max(0, days));
        beyond.resize(index, before);
        beyond.push_back(waiting);
        return Step::go_on;
    });
    return SurvivalCurve{std::move(beyond)};
}

std::string_view to_text(Dimension dimension) {
    return name_in(dimension_names, dimension);
}
template <>
std::optional<Dimension> from_text<Dimension>(std::string_view text) {
    return named_in<Dimension>(dimension_names, text);
}

bool is_waiting_known_by(const std::vector<Dimension>& dimensions) {
    const auto others = std::ranges::count_if(dimensions, [](Dimension one) {
        return one != Dimension::sector && one != Dimension::month;
    });
    return others == 0 || !holds(dimensions, Dimension::sector);
}

void StageTimes::add(std::string_view field, std::int64_t count) {
    if (const auto time = stage_time(field))
        stages[static_cast<std::size_t>(time->stage)].add(time->days, count);
    else if (const auto reason = suspension_reason(field))
        suspended_days[std::string{*reason}] += count;
}

std::int64_t StageTimes::total_days() const {
    std::int64_t days = 0;
    for (const auto& stage : stages) days += stage.total_days();
    return days;
}

ProcessingTimes::ProcessingTimes(Period period, ClockKind clock, std::vector<Dimension> dimensions)
    : clock_(clock), dimensions_(std::move(dimensions)) {
    if (dimensions_.empty()) groups_[{}];
    if (!holds(dimensions_, Dimension::month)) {
        windows_.push_back({period, {}});
        return;
    }
    for (const auto& month : split(period, PeriodLength::month))
        windows_.push_back({month, month.from.text().substr(0, 7)});
}

std::vector<std::string> ProcessingTimes::key(const RequestGroup& group,
                                              const Window& window) const {
    std::vector<std::string> parts;
    for (const auto dimension : dimensions_) {
        switch (dimension) {
            case Dimension::right:
                parts.emplace_back(to_text(group.right));
                break;
            case Dimension::nature:
                parts.emplace_back(to_text(group.nature));
                break;
            case Dimension::stage:
                parts.emplace_back(to_text(group.stage));
                break;
            case Dimension::sector:
                parts.push_back(group.sector.text());
                break;
            case Dimension::month:
                parts.push_back(window.month);
                break;
        }
    }
    return parts;
}

std::optional<ClockSpan> span_on(const EndedRequest& ended, ClockKind clock) {
    const bool by_notification = clock == ClockKind::citizen;
    if (ended.end == (by_notification ? RequestEnd::decided : RequestEnd::notified)) return {};
    if (by_notification) return ended.citizen;
    return clock == ClockKind::legal ? ended.legal : ended.barometer;
}

std::optional<DecidedRequest> decided_request(const EndedRequest& ended,
                                              LegalDay ended_on,
                                              ClockKind clock) {
    const auto span = span_on(ended, clock);
    if (!span || ended.end == RequestEnd::withdrawn) return std::nullopt;
    return DecidedRequest{ended.group.right, span->elapsed_on(ended_on), ended.within_limit};
}

void ProcessingTimes::add(LegalDay ended_on, const EndedRequest& ended, std::int64_t count) {
    const auto found = span_on(ended, clock_);
    if (!found) return;
    const auto& span = *found;
    for (const auto& window : windows_) {
        const auto [from, until] = window.period;
        if (ended_on < from || span.start_on > until) continue;
        auto& group = groups_[key(ended.group, window)];
        const int days = span.elapsed_on(std::min(ended_on, until));
        const int entered = entered_after(span, from, days);
        if (ended_on > until) group.open += count;
        if (ended_on > until || ended.end == RequestEnd::withdrawn) {
            group.survival.add_waiting(entered, days, count);
            continue;
        }
        group.survival.add_decided(entered, days, count);
        group.decided.add(days, count);
        if (ended.within_limit) group.limits += count;
        if (ended.within_limit.value_or(false)) group.within_limit += count;
        if (ended.within_target) group.targets += count;
        if (ended.within_target.value_or(false)) group.within_target += count;
    }
}

void ProcessingTimes::add(const WaitingRequest& waiting, std::int64_t count) {
    const bool by_sector = holds(dimensions_, Dimension::sector);
    if (by_sector != waiting.sector.has_value()) return;
    static const auto any_sector = *Sector::parse("00000");
    const auto group = by_sector ? RequestGroup{.sector = *waiting.sector}
                                 : waiting.group.value_or(RequestGroup{.sector = any_sector});
    for (const auto& window : windows_) {
        const auto [from, until] = window.period;
        if (waiting.span.start_on > until) continue;
        auto& found = groups_[key(group, window)];
        const int days = waiting.span.elapsed_on(until);
        found.open += count;
        found.survival.add_waiting(entered_after(waiting.span, from, days), days, count);
    }
}

}  // namespace echeance
