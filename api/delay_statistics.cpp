// SPDX-License-Identifier: EUPL-1.2
#include <set>

#include "api/json/statistics.hpp"
#include "api/statistics.hpp"
#include "api/statistics_reading.hpp"

namespace echeance {
namespace {

/// The contract allows the three clocks of a request only.
ClockKind clock_of(const Call& call) {
    const auto name = call.query_value("clock").value_or(to_text(ClockKind::barometer));
    for (const auto clock : {ClockKind::citizen, ClockKind::legal})
        if (to_text(clock) == name) return clock;
    return ClockKind::barometer;
}

Result<std::vector<Dimension>> dimensions_of(const Call& call) {
    std::vector<Dimension> dimensions;
    auto rest = call.query_value("group_by").value_or("");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto dimension = from_text<Dimension>(rest.substr(0, end));
        if (!dimension) return refuse_field("/query/group_by", "unknown_code", "No such key.");
        dimensions.push_back(*dimension);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (std::set<Dimension>(dimensions.begin(), dimensions.end()).size() != dimensions.size())
        return refuse_field("/query/group_by", "duplicate", "A key stands twice.");
    return dimensions;
}

StatisticTable waiting_table(ClockKind clock) {
    if (clock == ClockKind::citizen) return StatisticTable::citizen;
    return clock == ClockKind::legal ? StatisticTable::legal : StatisticTable::barometer;
}

/// Fills `times` with what ended since the period began, and with what waits.
Task<bool> read_times(Call& call, Period period, ClockKind clock, ProcessingTimes& times) {
    const auto ended =
        co_await each_counter(call,
                              StatisticTable::ended,
                              {period.from, call.today},
                              [&](LegalDay day, std::string_view field, std::int64_t count) {
                                  if (const auto request = ended_request(day, field))
                                      times.add(day, *request, count);
                              });
    if (!ended) co_return std::unexpected(ended.error());
    co_return co_await each_counter(call,
                                    waiting_table(clock),
                                    {before_any_day, period.until},
                                    [&](LegalDay day, std::string_view field, std::int64_t count) {
                                        if (const auto waiting = waiting_request(day, field))
                                            times.add(*waiting, count);
                                    });
}

/// The requests whose clock ended in the period.
Task<std::vector<DecidedRequest>> decided_in(Call& call, Period period, ClockKind clock) {
    std::vector<DecidedRequest> requests;
    const auto read = co_await each_counter(
        call,
        StatisticTable::ended,
        period,
        [&](LegalDay day, std::string_view field, std::int64_t count) {
            const auto ended = ended_request(day, field);
            const auto request = ended ? decided_request(*ended, day, clock) : std::nullopt;
            if (request) requests.insert(requests.end(), static_cast<std::size_t>(count), *request);
        });
    if (!read) co_return std::unexpected(read.error());
    co_return requests;
}

codec::ComparedPeriod compared(Period period,
                               const std::vector<DecidedRequest>& requests,
                               const std::map<LegalDay, DayFlow>& flow) {
    codec::ComparedPeriod result{.period = period,
                                 .n = static_cast<std::int64_t>(requests.size()),
                                 .backlog = open_on(flow, period.until)};
    if (!requests.empty()) result.figures = figures_of(requests);
    return result;
}

}  // namespace

Task<Response> get_processing_times(Call& call) {
    const auto period = period_of(call);
    if (!period) co_return std::unexpected(period.error());
    auto dimensions = dimensions_of(call);
    if (!dimensions) co_return std::unexpected(dimensions.error());
    const auto clock = clock_of(call);
    const bool with_waiting = is_waiting_known_by(*dimensions);
    ProcessingTimes times{*period, clock, *dimensions};
    const auto read = co_await read_times(call, *period, clock, times);
    if (!read) co_return std::unexpected(read.error());
    const codec::ProcessingTimesAnswer answer{
        .period = *period,
        .clock = clock,
        .dimensions = std::move(*dimensions),
        .with_waiting = with_waiting,
        .small_groups = call.principal.has(Scope::admin) ? codec::SmallGroups::shown
                                                         : codec::SmallGroups::suppressed,
    };
    co_return statistics_answer(call, codec::encode_processing_times(answer, times), "groups");
}

Task<Response> get_flow(Call& call) {
    const auto period = period_of(call);
    if (!period) co_return std::unexpected(period.error());
    const auto length = from_text<PeriodLength>(call.query_value("period").value_or("month"));
    if (!length) co_return refuse_field("/query/period", "unknown_code", "No such period.");
    const auto days = co_await read_flow(call, period->until);
    if (!days) co_return std::unexpected(days.error());
    co_return statistics_answer(
        call, codec::encode_flow(flow_of(*days, *period, *length)), "periods");
}

Task<Response> get_delay_reduction(Call& call) {
    const auto before = period_of(call, "baseline_from", "baseline_until");
    if (!before) co_return std::unexpected(before.error());
    const auto after = period_of(call);
    if (!after) co_return std::unexpected(after.error());
    const auto clock = clock_of(call);
    const auto flow = co_await read_flow(call, std::max(before->until, after->until));
    if (!flow) co_return std::unexpected(flow.error());
    const auto old_requests = co_await decided_in(call, *before, clock);
    if (!old_requests) co_return std::unexpected(old_requests.error());
    const auto new_requests = co_await decided_in(call, *after, clock);
    if (!new_requests) co_return std::unexpected(new_requests.error());

    codec::DelayReduction answer{.clock = clock,
                                 .baseline = compared(*before, *old_requests, *flow),
                                 .period = compared(*after, *new_requests, *flow)};
    answer.bootstrap.replications = replications_for(old_requests->size() + new_requests->size());
    if (!old_requests->empty() && !new_requests->empty()) {
        answer.parts = decompose(*old_requests, *new_requests);
        const auto draw = [&] {
            answer.intervals = difference_intervals(*old_requests, *new_requests, answer.bootstrap);
        };
        const auto drawn = co_await call.ports.workshop.compute(draw);
        if (!drawn) co_return std::unexpected(drawn.error());
    }
    co_return statistics_answer(call, codec::encode_delay_reduction(answer), "");
}

Task<Response> get_stage_times(Call& call) {
    const auto period = period_of(call);
    if (!period) co_return std::unexpected(period.error());
    StageTimes times;
    const auto read = co_await each_counter(
        call,
        StatisticTable::ended,
        *period,
        [&](LegalDay, std::string_view field, std::int64_t count) { times.add(field, count); });
    if (!read) co_return std::unexpected(read.error());
    co_return statistics_answer(call, codec::encode_stage_times(*period, times), "stages");
}

}  // namespace echeance
