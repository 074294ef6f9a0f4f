// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_weeks.hpp"

#include <algorithm>

#include "domain/capacity.hpp"

namespace echeance {

ForecastWeeks::ForecastWeeks(const ForecastWorld& world)
    : days_(world.days), lead_(world.first_day - monday_of(world.first_day)) {
    count_ = of(days_ - 1) + 1;
}

int ForecastWeeks::days(std::size_t week) const {
    return std::min(days_, monday(week) + 7) - std::max(0, monday(week));
}

void DelayWindow::clear() {
    counts_.fill(0);
    blocks_.fill(0);
    total_ = 0;
}

void DelayWindow::add(int days, int requests) {
    const auto at = static_cast<std::size_t>(std::clamp(days, 0, forecast_delay_max));
    counts_[at] += requests;
    blocks_[at / block] += requests;
    total_ += requests;
}

int DelayWindow::percentile(int percent) const {
    if (total_ == 0) return -1;
    auto rank = (std::int64_t{total_} * percent + 99) / 100;
    std::size_t at = 0;
    while (blocks_[at] < rank) rank -= blocks_[at++];
    at *= block;
    while (counts_[at] < rank) rank -= counts_[at++];
    return static_cast<int>(at);
}

/// Rows hold differences to the week before until the sums are made.
void WeekMeter::measure(const ForecastFiles& files,
                        const std::vector<ForecastOutcome>& outcomes,
                        std::vector<SimulatedWeek>& measured) {
    measured.assign(weeks_.count(), {});
    decided_first_.assign(weeks_.count(), no_file);
    decided_next_.resize(files.files.size());
    for (std::uint32_t n = 0; n < files.files.size(); ++n) {
        count(files.files[n], outcomes[n], measured);
        if (outcomes[n].decided == forecast_never) continue;
        auto& first = decided_first_[weeks_.of(outcomes[n].decided)];
        decided_next_[n] = first;
        first = n;
    }
    for (std::size_t week = 1; week < measured.size(); ++week) {
        const auto& before = measured[week - 1];
        measured[week].backlog += before.backlog;
        measured[week].open_requests += before.open_requests;
        measured[week].overdue += before.overdue;
        measured[week].past_target += before.past_target;
    }
    measure_delays(files, outcomes, measured);
}

void WeekMeter::count(const SimulatedFile& file,
                      const ForecastOutcome& outcome,
                      std::vector<SimulatedWeek>& measured) {
    const int days = flat_.world().days;
    const int leaves = leaves_on(file, outcome, days);
    const int read = std::min(outcome.evaluated, leaves);
    if (file.ready < days && file.ready <= read) {
        ++measured[weeks_.of(file.ready)].backlog;
        if (read != forecast_never) --measured[weeks_.of(read)].backlog;
    }
    count_requests(file, leaves, measured);
    if (outcome.decided == forecast_never) return;
    for (const auto& limit : flat_.limits(file))
        measured[weeks_.of(outcome.decided)].decided += limit.requests;
}

void WeekMeter::count_requests(const SimulatedFile& file,
                               int leaves,
                               std::vector<SimulatedWeek>& measured) {
    const int days = flat_.world().days;
    const auto add = [&](int SimulatedWeek::* stock, int from, int requests) {
        if (from >= days || from > leaves) return;
        measured[weeks_.of(from)].*stock += requests;
        if (leaves != forecast_never) measured[weeks_.of(leaves)].*stock -= requests;
    };
    for (const auto& limit : flat_.limits(file)) {
        add(&SimulatedWeek::open_requests, file.filed, limit.requests);
        if (file.complete == forecast_never) continue;
        add(&SimulatedWeek::overdue, limit.due + 1, limit.requests);
        add(&SimulatedWeek::past_target, limit.target + 1, limit.requests);
    }
}

void WeekMeter::add_delays(const SimulatedFile& file, int decided, int sign) {
    for (const auto& limit : flat_.limits(file)) {
        const int requests = sign * limit.requests;
        windows_[0].add(decided - file.filed, requests);
        windows_[1].add(decided - limit.legal_start, requests);
        windows_[2].add(decided - file.complete, requests);
    }
}

void WeekMeter::measure_delays(const ForecastFiles& files,
                               const std::vector<ForecastOutcome>& outcomes,
                               std::vector<SimulatedWeek>& measured) {
    const auto add_week = [&](std::size_t week, int sign) {
        for (auto n = decided_first_[week]; n != no_file; n = decided_next_[n])
            add_delays(files.files[n], outcomes[n].decided, sign);
    };
    for (auto& window : windows_) window.clear();
    for (std::size_t week = 0; week < measured.size(); ++week) {
        add_week(week, 1);
        if (week >= forecast_delay_weeks) add_week(week - forecast_delay_weeks, -1);
        for (std::size_t clock = 0; clock < forecast_clocks; ++clock) {
            measured[week].median_days[clock] = windows_[clock].percentile(50);
            measured[week].p90_days[clock] = windows_[clock].percentile(90);
        }
    }
}

}  // namespace echeance
