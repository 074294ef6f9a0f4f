// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "domain/forecast.hpp"

namespace echeance::bench {

struct OfficeSize {
    int waiting = 18'000;       ///< files
    int files_a_year = 40'000;  ///< to come
    int minutes_a_day = 165;    ///< of each doctor who works
    [[nodiscard]] OfficeSize times(int factor) const {
        return {waiting * factor, files_a_year * factor, minutes_a_day * factor};
    }
};
/// A year of an office of 20 doctors: 12 titular, 4 sessional, 4 supervised. Queues by stage,
/// sector and skill, sessions every other week, files closed to a doctor, held, withdrawn,
/// suspended.
[[nodiscard]] ForecastWorld forecast_office(const OfficeSize& size, std::uint64_t seed);

}  // namespace echeance::bench
