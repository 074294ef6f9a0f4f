// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"

namespace echeance {

/// `echeance forecast`: asks a running service what other staff would change, over HTTP.
struct ForecastCommand {
    std::string url = "http://127.0.0.1:8080";
    std::string token_file = "./echeance-data/owner.token";
    std::vector<std::string> added{};    ///< `titular:7@2027-01`, see `forecast_body`
    std::vector<std::string> leaving{};  ///< `M01@2027-03-01`
    std::string by{};                    ///< how many more titular doctors meet the limit by then
    int horizon_days = 365;
    int replications = 100;
    bool as_csv = false;
};

/// Asks, waits for the answer, and prints a sentence, a chart and what each added doctor changes
/// (or the weeks as CSV). 1 when the service refuses or cannot be reached.
int forecast_staff(const ForecastCommand& command);

/// The question as JSON. An addition is `KIND[:COUNT]@YYYY-MM[-DD][:MINUTES]`, a month without a
/// day being its first. `invalid_input` names the words that are of another form.
[[nodiscard]] Result<std::string> forecast_body(const ForecastCommand& command);

/// The answer (the JSON of a finished operation) as a terminal shows it, at most 80 columns wide:
/// the backlog of today's staff and of the scenario, week by week.
[[nodiscard]] std::string forecast_text(std::string_view answer);

}  // namespace echeance
