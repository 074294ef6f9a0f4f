// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/statistic_counters.hpp"
#include "domain/delay_reduction.hpp"
#include "domain/delay_statistics.hpp"
#include "domain/queue_flow.hpp"

// What the statistics' handlers share: periods asked for, tables read day by day, answers in two
// forms.
namespace echeance {

/// The period of two parameters, both days. One after today counts as today. `out_of_range` where
/// it ends before it begins or is longer than ten years.
[[nodiscard]] Result<Period> period_of(const Call& call,
                                       std::string_view from = "from",
                                       std::string_view until = "until");

/// `each_counter` for the caller's tenant, within the call's time.
template <class Use>
Task<bool> each_counter(Call& call, StatisticTable table, Period period, Use use) {
    return each_counter(
        call.ports.store, call.principal.tenant, table, period, call.deadline(), std::move(use));
}

inline Task<std::map<LegalDay, DayFlow>> read_flow(Call& call, LegalDay until) {
    return read_flow(call.ports.store, call.principal.tenant, until, call.deadline());
}

/// The answer in the form that the caller likes better. `list` names the member whose elements are
/// the rows of the CSV; empty: the whole answer is one row.
/// The rows of member `list` of a JSON text.
[[nodiscard]] Response csv_answer(std::string_view body, std::string_view list);
[[nodiscard]] Response statistics_answer(const Call& call, std::string body, std::string_view list);

}  // namespace echeance
