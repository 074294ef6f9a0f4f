// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "service/forecast_command.hpp"

namespace echeance {
namespace {

using nlohmann::json;

constexpr std::size_t rows = 12;
constexpr std::size_t columns_max = 66;

/// Thousands apart: `18 204`.
std::string grouped(std::int64_t number) {
    auto digits = std::to_string(number < 0 ? -number : number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, " ");
    return (number < 0 ? "-" : "") + digits;
}

std::string grouped(const json& number) {
    return grouped(number.get<std::int64_t>());
}

std::string padded(const std::string& text, std::size_t width) {
    return std::string(width - std::min(width, text.size()), ' ') + text;
}

/// Of one scenario, week by week.
std::vector<std::int64_t> medians(const json& scenario, const char* figure) {
    std::vector<std::int64_t> values;
    for (const auto& week : scenario.at("weeks"))
        values.push_back(week.at(figure).at("p50").get<std::int64_t>());
    return values;
}

/// One character a week: `.` today's staff, `*` the scenario, where they meet `*`.
class Chart {
public:
    Chart(const json& answer, const char* figure)
        : today_(medians(answer.at("today"), figure)),
          scenario_(medians(answer.at("scenario"), figure)) {
        for (const auto value : today_) most_ = std::max(most_, value);
        for (const auto value : scenario_) most_ = std::max(most_, value);
    }

    [[nodiscard]] std::string text() const {
        constexpr std::size_t label_width = 9;
        constexpr std::size_t rows_between_labels = 3;
        std::string out;
        for (std::size_t row = rows + 1; row-- > 0;) {
            const auto value = most_ * static_cast<std::int64_t>(row) / static_cast<int>(rows);
            const bool is_labelled = row % rows_between_labels == 0;
            out += padded(is_labelled ? grouped(value) : "", label_width) + " |";
            for (std::size_t column = 0; column < columns(); ++column) out += mark(row, column);
            out.erase(out.find_last_not_of(' ') + 1);
            out += '\n';
        }
        return out + std::string(label_width + 1, ' ') + '+' + std::string(columns(), '-') + '\n';
    }

private:
    [[nodiscard]] std::size_t columns() const { return std::min(columns_max, today_.size()); }
    [[nodiscard]] std::size_t week_of(std::size_t column) const {
        return column * today_.size() / std::max<std::size_t>(1, columns());
    }
    [[nodiscard]] std::size_t row_of(std::int64_t value) const {
        return static_cast<std::size_t>((value * static_cast<int>(rows) + most_ / 2) / most_);
    }
    [[nodiscard]] char mark(std::size_t row, std::size_t column) const {
        const auto week = week_of(column);
        if (week < scenario_.size() && row_of(scenario_[week]) == row) return '*';
        return row_of(today_[week]) == row ? '.' : ' ';
    }

    std::vector<std::int64_t> today_;
    std::vector<std::int64_t> scenario_;
    std::int64_t most_ = 1;
};

std::string milestone(const json& scenario) {
    if (scenario.contains("meets_limit_on"))
        return "meets the legal limit from " + scenario["meets_limit_on"].get<std::string>() +
               " on";
    if (!scenario.contains("why_never")) return "never meets the limit within the horizon";
    const auto& why = scenario["why_never"];
    const auto a_week = grouped(why.at("capacity_minutes_per_week")) + " minutes a week for " +
                        grouped(why.at("demand_minutes_per_week")) + " asked for";
    const auto verdict = why.at("verdict").get<std::string>();
    if (verdict == "capacity_below_demand")
        return "never meets the limit: " + a_week + ", so the backlog grows";
    if (verdict == "structural_shortage") {
        std::string skills;
        for (const auto& skill : why.value("skills", json::array()))
            skills += (skills.empty() ? "" : ", ") + skill.get<std::string>();
        return "never meets the limit: too few doctors for " + skills;
    }
    std::string text = "does not meet the limit within the horizon (" + a_week + ")";
    if (why.contains("projected_on"))
        text += ": at this pace by " + why["projected_on"].get<std::string>();
    return text;
}

/// Broken at spaces, what follows set in.
std::string wrapped(const std::string& text) {
    constexpr std::size_t width = 78;
    constexpr std::string_view indent = "    ";
    std::string out;
    std::size_t begin = 0;
    while (text.size() - begin > width) {
        auto end = text.rfind(' ', begin + width);
        if (end == std::string::npos || end <= begin + indent.size()) break;
        out += text.substr(begin, end - begin) + "\n";
        begin = end + 1;
        out += indent;
    }
    return out + text.substr(begin) + "\n";
}

std::string last_week(const json& scenario) {
    const auto& weeks = scenario.at("weeks");
    if (weeks.empty()) return "";
    const auto& last = weeks.back();
    const auto band = [&](const char* figure) {
        const auto& value = last.at(figure);
        return grouped(value.at("p50")) + " (" + grouped(value.at("p10")) + " to " +
               grouped(value.at("p90")) + ")";
    };
    return "  at the end: " + band("backlog") + " files wait,\n  " + band("overdue") +
           " requests are late\n";
}

std::string effects(const json& answer) {
    std::string out;
    for (const auto& each : answer.value("marginal", json::array())) {
        const auto& backlog = each.at("backlog");
        out += "  " + each.at("doctor").get<std::string>() + " (" +
               each.at("kind").get<std::string>() + "): " + backlog.at("mean").dump() + " files";
        if (backlog.contains("low"))
            out += " [" + backlog["low"].dump() + ", " + backlog["high"].dump() + "]";
        out += " on the backlog\n";
    }
    return out.empty() ? out : "Each added doctor, the others there:\n" + out;
}

std::string staff(const json& answer) {
    if (!answer.contains("least_staff")) return "";
    const auto& least = answer["least_staff"];
    const auto by = least.at("by").get<std::string>();
    if (!least.contains("doctors"))
        return "Not even 64 more " + least.at("kind").get<std::string>() + " doctors meet it by " +
               by + ".\n";
    return least.at("doctors").dump() + " more " + least.at("kind").get<std::string>() +
           " doctors meet it by " + by + " (" + least.at("doctor_weeks").dump() +
           " doctor-weeks).\n";
}

}  // namespace

std::string forecast_text(std::string_view answer) {
    const auto document = json::parse(answer, nullptr, false);
    if (!document.is_object() || !document.contains("scenario")) return "";
    std::string out = "Files that wait for a doctor (. today's staff, * the scenario):\n\n";
    out += Chart{document, "backlog"}.text() + "\n";
    out += wrapped("Today's staff " + milestone(document["today"]) + ".") +
           last_week(document["today"]);
    out += wrapped("The scenario " + milestone(document["scenario"]) + ".") +
           last_week(document["scenario"]);
    out += staff(document) + effects(document);
    if (document.contains("accuracy")) {
        const auto& open = document["accuracy"].at("open_requests");
        if (open.at("weeks") != 0)
            out += "Past forecasts: " + open.at("weeks").dump() + " weeks, " +
                   std::to_string(static_cast<int>(100 * open.at("coverage").get<double>() + 0.5)) +
                   " % within their band of 80 %.\n";
    }
    return out;
}

}  // namespace echeance
