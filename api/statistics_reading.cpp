// SPDX-License-Identifier: EUPL-1.2
#include "api/statistics_reading.hpp"

#include <algorithm>

#include "api/answers.hpp"
#include "api/json/statistics.hpp"
#include "api/negotiation.hpp"

namespace echeance {

Result<Period> period_of(const Call& call, std::string_view from, std::string_view until) {
    constexpr int days_max = 3'660;
    const auto first = LegalDay::parse(call.query_value(from).value_or(""));
    const auto last = LegalDay::parse(call.query_value(until).value_or(""));
    std::vector<FieldError> faults;
    const auto at = [](std::string_view name) { return "/query/" + std::string{name}; };
    if (!first) faults.push_back({at(from), "impossible_date", "Not a day."});
    if (!last) faults.push_back({at(until), "impossible_date", "Not a day."});
    if (first && last && (*last < *first || *last - *first >= days_max))
        faults.push_back({at(until), "out_of_range", "The period is empty or over ten years."});
    if (!faults.empty())
        return std::unexpected(Error{Errc::invalid_input, "A period.", std::move(faults)});
    return Period{std::min(*first, call.today), std::min(*last, call.today)};
}

Response csv_answer(std::string_view body, std::string_view list) {
    auto answer = json_answer(codec::csv_sheet(body, list));
    answer.content_type = "text/csv; charset=utf-8; header=present";
    return answer;
}

Response statistics_answer(const Call& call, std::string body, std::string_view list) {
    const auto accept = call.request.header("accept");
    if (!prefers(accept, "text/csv", "application/json")) return json_answer(std::move(body));
    return csv_answer(body, list);
}

}  // namespace echeance
