// SPDX-License-Identifier: EUPL-1.2
#include "service/forecast_command.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "api/json/forecast.hpp"
#include "api/json/statistics.hpp"
#include "domain/legal_day.hpp"
#include "domain/whole_number.hpp"
#include "service/blocking_exchange.hpp"
#include "service/config.hpp"

namespace echeance {
namespace {

using nlohmann::json;

constexpr std::size_t answer_bytes_max = 64U << 20U;
constexpr std::chrono::milliseconds between_questions{200};

int fail(std::string_view detail) {
    std::cerr << "echeance: " << detail << "\n";
    return EXIT_FAILURE;
}

/// What stands before and after a mark; the second is empty without it.
std::pair<std::string_view, std::string_view> parted(std::string_view text, char mark) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return {text, {}};
    return {text.substr(0, at), text.substr(at + 1)};
}

std::optional<std::string> day_in(std::string_view text) {
    constexpr std::size_t month_bytes = 7;
    const auto whole = std::string{text} + (text.size() == month_bytes ? "-01" : "");
    const auto day = LegalDay::parse(whole);
    if (!day) return std::nullopt;
    return day->text();
}

std::unexpected<Error> misread(std::string_view option, const std::string& text) {
    return refuse_field(std::string{option}, "invalid_value", "\"" + text + "\"");
}

Result<json> addition(const std::string& text) {
    const auto [who, when] = parted(text, '@');
    const auto [kind, count] = parted(who, ':');
    const auto [day, minutes] = parted(when, ':');
    const auto from = day_in(day);
    const auto number = count.empty() ? std::optional{1} : whole_number(count);
    if (!from || !number) return misread("--add", text);
    json doctor{{"kind", kind}, {"count", *number}, {"from", *from}};
    if (!minutes.empty()) {
        const auto each = whole_number(minutes);
        if (!each) return misread("--add", text);
        doctor["minutes_per_week"] = *each;
    }
    return doctor;
}

struct Answer {
    int status = 0;
    std::string body;
};

class Service {
public:
    Service(const ForecastCommand& command, std::string token)
        : url_(command.url), token_(std::move(token)) {}

    Result<Answer> post(const std::string& target, const std::string& body) {
        std::istringstream stream(body);
        return call({.method = "POST",
                     .url = url_,
                     .target = target,
                     .token = token_,
                     .content_type = "application/json",
                     .body = &stream,
                     .body_bytes = body.size(),
                     .on_sent = {}});
    }
    Result<Answer> get(const std::string& target) {
        return call({.method = "GET",
                     .url = url_,
                     .target = target,
                     .token = token_,
                     .content_type = {},
                     .on_sent = {}});
    }

private:
    static Result<Answer> call(const BlockingRequest& request) {
        Answer answer;
        const auto status = exchange(request, [&](std::string_view piece) {
            answer.body += piece;
            return answer.body.size() <= answer_bytes_max;
        });
        if (!status) return std::unexpected(status.error());
        answer.status = *status;
        return answer;
    }

    std::string url_;
    std::string token_;
};

/// Asks until the operation is over.
Result<std::string> finished(Service& service, const std::string& id) {
    while (true) {
        const auto answer = service.get("/v1/operations/" + id);
        if (!answer) return std::unexpected(answer.error());
        const auto document = json::parse(answer->body, nullptr, false);
        const auto state = document.is_object() ? document.value("state", "") : std::string{};
        if (state == "done") return answer->body;
        if (state != "pending" && state != "running")
            return refuse(Errc::state_conflict, "the forecast ended: " + answer->body);
        // Nobody tells when an operation ends: the command has nothing else to do, and asks again.
        std::this_thread::sleep_for(between_questions);
    }
}

}  // namespace

Result<std::string> forecast_body(const ForecastCommand& command) {
    json body{{"horizon_days", command.horizon_days}, {"replications", command.replications}};
    body["doctors_added"] = json::array();
    for (const auto& text : command.added) {
        auto doctor = addition(text);
        if (!doctor) return std::unexpected(doctor.error());
        body["doctors_added"].push_back(std::move(*doctor));
    }
    body["doctors_leaving"] = json::array();
    for (const auto& text : command.leaving) {
        const auto [doctor, when] = parted(text, '@');
        const auto from = day_in(when);
        if (!from) return misread("--leave", text);
        body["doctors_leaving"].push_back({{"doctor", doctor}, {"from", *from}});
    }
    if (!command.by.empty()) {
        const auto by = day_in(command.by);
        if (!by) return misread("--by", command.by);
        body["least_staff"] = {{"by", *by}, {"kind", "titular"}, {"from", "1900-01-01"}};
    }
    return body.dump();
}

int forecast_staff(const ForecastCommand& command) {
    const auto body = forecast_body(command);
    if (!body) {
        const auto& field = body.error().fields.front();
        return fail(field.pointer + " does not read: " + field.detail);
    }
    auto token = read_secret(command.token_file);
    if (!token) return fail("the token file " + command.token_file + ": " + token.error().detail);
    Service service{command, std::move(*token)};
    const auto begun = service.post("/v1/forecasts", *body);
    if (!begun) return fail(begun.error().detail);
    if (begun->status != 202) return fail("the service refused: " + begun->body);
    const auto id = json::parse(begun->body, nullptr, false).value("id", std::string{});
    const auto answer = finished(service, id);
    if (!answer) return fail(answer.error().detail);
    std::cout << (command.as_csv ? codec::csv_sheet(codec::forecast_rows(*answer), "weeks")
                                 : forecast_text(*answer));
    return EXIT_SUCCESS;
}

}  // namespace echeance
