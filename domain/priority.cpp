// SPDX-License-Identifier: EUPL-1.2
#include "domain/priority.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include "domain/enum_names.hpp"
#include "domain/lapse.hpp"
#include "domain/splitmix64.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 3> lane_names{"none", "on_time", "late"};

/// Bits of a queue score: 17 of the effective due date, 17 of the filing date, 19 of the tie-break.
constexpr int day_bits = 17;
constexpr int hash_bits = 19;
constexpr int day_offset = 32'768;  // days before 1970 stay positive

/// The limit that a queued file is ordered by when no configured limit applies to it, so that no
/// file is ever invisible: the silence that every CDAPH right knows (CASF R.241-33).
constexpr std::chrono::months fallback_limit{4};

template <class Range, class T>
bool contains(const Range& range, const T& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

template <class Wanted>
bool any_open_request(const CaseFile& file, Wanted wanted) {
    return std::ranges::any_of(file.facts.requests, [&](const auto& request) {
        return is_open(request) && wanted(request);
    });
}

bool earns(const CaseFile& file, const CreditRule& rule, LegalDay today) {
    switch (rule.situation) {
        case Situation::urgent:
            return file.facts.procedure == Procedure::urgent && file.facts.urgency_reason &&
                   (rule.urgency_reasons.empty() ||
                    contains(rule.urgency_reasons, *file.facts.urgency_reason));
        case Situation::right_ended:
            return any_open_request(file, [&](const RightRequest& request) {
                return request.current_right_ends_on && *request.current_right_ends_on < today;
            });
        case Situation::right_ends_within:
            return any_open_request(file, [&](const RightRequest& request) {
                if (!request.current_right_ends_on) return false;
                const int left = *request.current_right_ends_on - today;
                return left >= 0 && left <= rule.within_days;
            });
        case Situation::appeal:
            return file.round > 1;
    }
    return false;
}

std::uint64_t day_code(LegalDay day) {
    constexpr int highest = (1 << day_bits) - 1;
    return static_cast<std::uint64_t>(std::clamp(day.number() + day_offset, 0, highest));
}

std::uint64_t score_of(LegalDay effective_due_on, const CaseFile& file, std::uint64_t salt) {
    return day_code(effective_due_on) << (day_bits + hash_bits) |
           day_code(file.facts.filed_on) << hash_bits | queue_tie(file.id, salt);
}

/// The earliest of the days given to it that lies after today.
class NextDay {
public:
    explicit NextDay(LegalDay today) : today_(today) {}
    void add(LegalDay day) {
        if (day > today_ && (!next_ || day < *next_)) next_ = day;
    }
    [[nodiscard]] std::optional<LegalDay> get() const { return next_; }

private:
    LegalDay today_;
    std::optional<LegalDay> next_;
};

/// Credits change on the days when a current right comes near its end, and when it has ended.
void add_credit_days(NextDay& turns, const CaseFile& file, const Priorities& priorities) {
    for (const auto& request : file.facts.requests) {
        if (!is_open(request) || !request.current_right_ends_on) continue;
        turns.add(*request.current_right_ends_on + 1);
        for (const auto& rule : priorities.credits) {
            if (rule.situation != Situation::right_ends_within) continue;
            turns.add(*request.current_right_ends_on - rule.within_days);
        }
    }
}

/// A suspension that runs moves the due date by one day each day, until the file is back in its
/// queue.
void add_suspension_days(NextDay& turns, const CaseFile& file, LegalDay today) {
    for (const auto& suspension : file.suspensions) {
        if (!suspension.indispensable) continue;
        turns.add(suspension.asked_on);
        if (is_open(suspension, today)) turns.add(today + 1);
    }
}

struct Overdue {
    std::uint32_t rights = 0;
    int open_requests = 0;
};

/// Counts the open requests, and notes when each passes its limit.
Overdue overdue_of(const CaseFile& file, const Rules& rules, LegalDay today, NextDay& turns) {
    Overdue overdue;
    for (const auto& request : file.facts.requests) {
        if (!is_open(request)) continue;
        ++overdue.open_requests;
        const auto request_due_on = legal_clock(file, request, rules, today).due_on;
        if (!request_due_on) continue;
        turns.add(*request_due_on + 1);
        if (*request_due_on < today) overdue.rights |= 1U << static_cast<unsigned>(request.right);
    }
    return overdue;
}

}  // namespace

std::string_view to_text(Lane lane) {
    return name_in(lane_names, lane);
}

std::vector<Credit> credits(const CaseFile& file, const Priorities& priorities, LegalDay today) {
    std::vector<Credit> earned;
    for (const auto& rule : priorities.credits) {
        if (earns(file, rule, today)) earned.push_back({rule.id, rule.days});
    }
    std::ranges::sort(earned, [](const Credit& a, const Credit& b) {
        return a.days != b.days ? a.days > b.days : a.id < b.id;
    });
    return earned;
}

Placement placement(const CaseFile& file,
                    const Rules& rules,
                    const Partition& partition,
                    LegalDay today,
                    std::uint64_t salt) {
    Placement place{.outcomes = rule_outcomes(file, rules)};
    if (!is_open(file)) return place;
    NextDay turns{today};
    const auto overdue = overdue_of(file, rules, today, turns);
    place.due_on = due_on(file, rules, today);
    place.open_requests = overdue.open_requests;
    place.overdue_rights = overdue.rights;
    place.expected_minutes = minutes_still_expected(file, rules.minutes);
    add_suspension_days(turns, file, today);

    auto ordered_by = place.due_on;
    if (!ordered_by && file.state == FileState::queued) {
        ordered_by = add_months(file.facts.filed_on, fallback_limit);
        turns.add(*ordered_by + 1);
    }
    if (ordered_by) {
        const auto earned = credits(file, rules.priorities, today);
        place.effective_due_on = *ordered_by - (earned.empty() ? 0 : earned.front().days);
        add_credit_days(turns, file, rules.priorities);
    }
    if (file.state == FileState::assigned && file.assignment)
        turns.add(std::max(start_by(file.assignment->assigned_on, rules), today) + 1);
    place.turns_on = turns.get();
    if (file.state != FileState::queued || is_suspended(file, today)) return place;
    place.lane = *ordered_by < today ? Lane::late : Lane::on_time;
    place.queue_class = requirement_class(file, partition, rules.priorities).text();
    place.queue_score = score_of(*place.effective_due_on, file, salt);
    return place;
}

std::uint32_t queue_tie(const FileId& id, std::uint64_t salt) {
    const auto hash = splitmix64_of(id.text(), splitmix64(salt));
    return static_cast<std::uint32_t>(splitmix64(hash ^ salt) >> (64 - hash_bits));
}

int expected_minutes(const CaseFile& file, const MinutesTable& minutes) {
    if (file.facts.expected_minutes) return *file.facts.expected_minutes;
    int largest = 0;
    int sum = 0;
    for (const auto& request : file.facts.requests) {
        if (!is_open(request)) continue;
        const int own = expected_minutes(minutes, request.right, request.nature);
        largest = std::max(largest, own);
        sum += own;
    }
    return minutes_together(largest, sum);
}

int minutes_still_expected(const CaseFile& file, const MinutesTable& minutes) {
    if (!is_open(file) || file.state == FileState::evaluated ||
        file.state == FileState::awaiting_countersignature) {
        return 0;
    }
    const int spent = file.evaluation ? file.evaluation->minutes_spent : 0;
    return std::max(0, expected_minutes(file, minutes) - spent);
}

bool is_on_time_turn(std::uint64_t n, int percent) {
    const int share = std::clamp(percent, 0, 100);
    const int turn = static_cast<int>(n % 100);
    return (turn + 1) * share / 100 > turn * share / 100;
}

}  // namespace echeance
