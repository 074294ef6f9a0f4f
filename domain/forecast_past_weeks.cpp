// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <vector>

#include "domain/clocks.hpp"
#include "domain/forecast_history.hpp"

namespace echeance {
namespace {

constexpr int week_days = 7;

/// Counts that change on a day and last; as differences, so that each event is entered once.
class Weeks {
public:
    Weeks(LegalDay from, int weeks) : from_(from) {
        for (int n = 1; n <= weeks; ++n) weeks_.push_back({.on = from + week_days * n});
    }

    /// From the evening of `day` on.
    void lasting(int PastWeek::* count, LegalDay day, int change) {
        const auto first = std::max(0, index_of(day));
        if (first < static_cast<int>(weeks_.size()))
            weeks_[static_cast<std::size_t>(first)].*count += change;
    }
    void within(int PastWeek::* count, LegalDay day) {
        const int week = index_of(day);
        if (week < 0 || week >= static_cast<int>(weeks_.size())) return;
        ++(weeks_[static_cast<std::size_t>(week)].*count);
    }
    [[nodiscard]] int count() const { return static_cast<int>(weeks_.size()); }
    [[nodiscard]] std::vector<PastWeek> take() && {
        for (std::size_t n = 1; n < weeks_.size(); ++n) {
            for (const auto count : {&PastWeek::open_files,
                                     &PastWeek::unread_files,
                                     &PastWeek::open_requests,
                                     &PastWeek::overdue_requests})
                weeks_[n].*count += weeks_[n - 1].*count;
        }
        return std::move(weeks_);
    }

private:
    [[nodiscard]] int index_of(LegalDay day) const {
        return day < from_ ? -1 : (day - from_) / week_days;
    }

    LegalDay from_;
    std::vector<PastWeek> weeks_;
};

void count_requests(Weeks& weeks,
                    const ForecastHistory& history,
                    const HistoryRound& round,
                    const Rules& rules,
                    LegalDay last_day) {
    const auto file = case_file_of(history, round);
    for (const auto& request : file.facts.requests) {
        weeks.lasting(&PastWeek::open_requests, round.began_on, 1);
        const auto ended_on = request.withdrawn_on ? request.withdrawn_on : request.decided_on;
        if (ended_on) weeks.lasting(&PastWeek::open_requests, *ended_on, -1);
        if (request.decided_on) weeks.within(&PastWeek::decided_requests, *request.decided_on);
        const auto due_on = legal_clock(file, request, rules, last_day).due_on;
        if (!due_on || (ended_on && *ended_on <= *due_on + 1)) continue;
        weeks.lasting(&PastWeek::overdue_requests, *due_on + 1, 1);
        if (ended_on) weeks.lasting(&PastWeek::overdue_requests, *ended_on, -1);
    }
}

}  // namespace

std::vector<PastWeek> past_weeks(const ForecastHistory& history,
                                 const Rules& rules,
                                 LegalDay from,
                                 int weeks) {
    Weeks made{from, std::clamp(weeks, 0, past_weeks_max)};
    const auto last_day = from + week_days * made.count();
    for (const auto& round : history.rounds) {
        if (round.began_on >= last_day) continue;
        if (round.ended_on && *round.ended_on < from) continue;
        made.within(&PastWeek::filed_files, round.began_on);
        made.lasting(&PastWeek::open_files, round.began_on, 1);
        made.lasting(&PastWeek::unread_files, round.began_on, 1);
        if (round.ended_on) {
            made.lasting(&PastWeek::open_files, *round.ended_on, -1);
            if (!round.was_withdrawn) made.within(&PastWeek::decided_files, *round.ended_on);
        }
        const auto read_on = round.submitted_on ? round.submitted_on : round.ended_on;
        if (read_on) made.lasting(&PastWeek::unread_files, *read_on, -1);
        count_requests(made, history, round, rules, last_day);
    }
    return std::move(made).take();
}

}  // namespace echeance
