// SPDX-License-Identifier: EUPL-1.2
#include "api/statistic_counters.hpp"

namespace echeance {

Task<std::map<LegalDay, DayFlow>> read_flow(Store& store,
                                            TenantId tenant,
                                            LegalDay until,
                                            Deadline deadline) {
    std::map<LegalDay, DayFlow> days;
    const auto count = [&](LegalDay day, std::string_view field, std::int64_t number) {
        (void)add_flow(days[day], field, number);
    };
    const auto read = co_await each_counter(
        store, tenant, StatisticTable::flow, {before_any_day, until}, deadline, count);
    if (!read) co_return std::unexpected(read.error());
    co_return days;
}

}  // namespace echeance
