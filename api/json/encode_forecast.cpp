// SPDX-License-Identifier: EUPL-1.2
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "api/json/forecast.hpp"
#include "api/json/writer.hpp"

namespace echeance::codec {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr std::array<std::string_view, forecast_clocks> clock_names{
    "citizen", "legal", "barometer"};
constexpr auto legal_clock_index = static_cast<std::size_t>(ForecastClock::legal);
constexpr std::array<std::string_view, 3> verdict_names{
    "capacity_below_demand", "structural_shortage", "shrinks_too_slowly"};

void append_band(std::string& out, const ForecastBand& band) {
    ObjectWriter object(out);
    object.number("p10", band.p10);
    object.number("p50", band.p50);
    object.number("p90", band.p90);
    object.close();
}

void write_band(ObjectWriter& object, std::string_view name, const ForecastBand& band) {
    append_band(object.begin(name), band);
}
void write_band(ObjectWriter& object,
                std::string_view name,
                const std::optional<ForecastBand>& band) {
    if (band) write_band(object, name, *band);
}

void append_clocks(std::string& out, const ForecastWeek& week) {
    ObjectWriter clocks(out);
    for (std::size_t n = 0; n < forecast_clocks; ++n) {
        ObjectWriter clock(clocks.begin(clock_names.at(n)));
        write_band(clock, "median_days", week.median_days.at(n));
        write_band(clock, "p90_days", week.p90_days.at(n));
        clock.close();
    }
    clocks.close();
}

void append_week(std::string& out, const ForecastWeek& week) {
    ObjectWriter object(out);
    object.day("on", week.on);
    write_band(object, "backlog", week.backlog);
    write_band(object, "open_requests", week.open_requests);
    write_band(object, "overdue", week.overdue);
    write_band(object, "decided", week.decided);
    write_band(object, "median_days", week.median_days.at(legal_clock_index));
    write_band(object, "p90_days", week.p90_days.at(legal_clock_index));
    append_clocks(object.begin("clocks"), week);
    object.close();
}

void append_why_never(std::string& out, const WhyNever& why) {
    ObjectWriter object(out);
    object.word("verdict", verdict_names.at(static_cast<std::size_t>(why.verdict)));
    object.decimal("demand_minutes_per_week", why.demand_minutes_a_week, 0);
    object.decimal("capacity_minutes_per_week", why.capacity_minutes_a_week, 0);
    object.decimal("backlog_files_per_week", why.backlog_files_a_week, 1);
    if (!why.skills.empty())
        append_list(object.begin("skills"),
                    why.skills,
                    [](std::string& to, const std::string& skill) { append_quoted(to, skill); });
    object.day("projected_on", why.projected_on);
    object.close();
}

void append_milestone(std::string& out, const ForecastMilestone& milestone) {
    ObjectWriter object(out);
    object.day("p10", milestone.p10);
    object.day("p50", milestone.p50);
    object.day("p90", milestone.p90);
    object.decimal("share_reached", milestone.share_reached, 4);
    object.close();
}

void append_skill(std::string& out, const ForecastSkill& skill) {
    ObjectWriter object(out);
    object.text("skill", skill.skill);
    object.decimal("arriving_minutes_per_week", skill.arriving, 0);
    object.number("waiting_minutes", skill.waiting);
    object.decimal("offered_minutes_per_week", skill.offered, 0);
    object.decimal("used_minutes_per_week", skill.used, 0);
    object.number("doctors", skill.doctors);
    object.flag("is_short", skill.is_short);
    object.close();
}

void append_difference(std::string& out, const PairedDifference& difference) {
    ObjectWriter object(out);
    object.decimal("mean", difference.mean, 1);
    if (difference.low) object.decimal("low", *difference.low, 1);
    if (difference.high) object.decimal("high", *difference.high, 1);
    object.close();
}

void append_accuracy(std::string& out, const ForecastAccuracy& accuracy) {
    ObjectWriter object(out);
    object.number("weeks", accuracy.weeks);
    object.decimal("coverage", accuracy.coverage, 4);
    object.decimal("below", accuracy.below, 4);
    object.decimal("above", accuracy.above, 4);
    object.decimal("mean_absolute_error_percent", accuracy.mean_absolute_error_percent, 2);
    object.decimal("bias_percent", accuracy.bias_percent, 2);
    object.close();
}

void append_check(std::string& out, const ForecastCheck& check) {
    ObjectWriter object(out);
    object.decimal("p10", check.p10, 0);
    object.decimal("p50", check.p50, 0);
    object.decimal("p90", check.p90, 0);
    object.decimal("observed", check.observed, 0);
    object.close();
}

void append_calibration(std::string& out, const Calibration& calibration) {
    ObjectWriter object(out);
    object.number("n", calibration.n);
    object.decimal("brier_score", calibration.brier_score, 4);
    object.decimal("brier_score_of_share", calibration.brier_score_of_share, 4);
    append_list(
        object.begin("bins"), calibration.bins, [](std::string& to, const ReliabilityBin& bin) {
            ObjectWriter row(to);
            row.number("n", bin.n);
            row.decimal("mean_predicted", bin.mean_predicted, 4);
            row.decimal("observed_share", bin.observed_share, 4);
            row.close();
        });
    object.close();
}

void append_past_forecast(std::string& out, const PastForecast& past) {
    ObjectWriter object(out);
    object.day("as_of", past.as_of);
    append_list(object.begin("weeks"), past.weeks, [](std::string& to, const TrustWeek& week) {
        ObjectWriter row(to);
        row.day("on", week.on);
        append_check(row.begin("open_requests"), week.open_requests);
        append_check(row.begin("overdue"), week.overdue);
        append_check(row.begin("decided"), week.decided);
        row.close();
    });
    object.close();
}

void append_note(std::string& out, OutlookNote note, Language language) {
    ObjectWriter object(out);
    object.word("code", to_text(note));
    object.text("text", explanation(note).in(language));
    object.close();
}

}  // namespace

void append_forecast_result(std::string& out, const ForecastResult& result) {
    ObjectWriter object(out);
    object.day("meets_limit_on", result.meets_limit.p50);
    append_milestone(object.begin("meets_limit"), result.meets_limit);
    object.day("meets_target_on", result.meets_target.p50);
    append_milestone(object.begin("meets_target"), result.meets_target);
    if (result.meets_limit.why_never)
        append_why_never(object.begin("why_never"), *result.meets_limit.why_never);
    else if (result.meets_target.why_never)
        append_why_never(object.begin("why_never_target"), *result.meets_target.why_never);
    append_list(object.begin("skills"), result.skills, append_skill);
    append_list(object.begin("weeks"), result.weeks, append_week);
    object.close();
}

void append_inflow(std::string& out, const ForecastInflow& inflow) {
    ObjectWriter object(out);
    object.decimal("files_per_year", inflow.files_a_year, 0);
    object.number("observed_days", inflow.observed_days);
    if (inflow.observed_days > 0) {
        object.decimal("chi_square_per_degree", inflow.chi_square_a_degree, 2);
        object.decimal("dispersion", inflow.dispersion, 2);
        const auto factor = [](std::string& to, double value) { append_decimal(to, value, 3); };
        append_list(object.begin("months"), inflow.months, factor);
        append_list(object.begin("weekdays"), inflow.weekdays, factor);
    }
    object.close();
}

void append_marginal(std::string& out,
                     std::span<const DoctorEffect> effects,
                     std::span<const ForecastDoctor> doctors) {
    append_list(out, effects, [&](std::string& to, const DoctorEffect& effect) {
        ObjectWriter object(to);
        object.word("doctor", doctors[effect.doctor].id);
        object.word("kind", to_text(doctors[effect.doctor].kind));
        append_difference(object.begin("backlog"), effect.backlog);
        append_difference(object.begin("overdue"), effect.overdue);
        append_difference(object.begin("decided"), effect.decided);
        object.close();
    });
}

void append_least_staff(std::string& out,
                        const LeastStaffAsk& asked,
                        const StaffingAnswer& answer) {
    ObjectWriter object(out);
    object.day("by", asked.by);
    object.word("kind", to_text(asked.doctor.kind));
    object.number("doctors", answer.doctors);
    object.decimal("doctor_weeks", answer.doctor_weeks, 0);
    object.day("meets_limit_on", answer.meets_limit_on);
    object.close();
}

void append_trust(std::string& out, const Trust& trust) {
    ObjectWriter object(out);
    append_accuracy(object.begin("open_requests"), trust.open_requests);
    append_accuracy(object.begin("overdue"), trust.overdue);
    append_accuracy(object.begin("decided"), trust.decided);
    append_calibration(object.begin("breach"), trust.breach);
    append_list(object.begin("forecasts"), trust.forecasts, append_past_forecast);
    object.close();
}

std::string trust_summary(std::string_view backtest) {
    auto document = Ordered::parse(backtest, nullptr, false);
    if (!document.is_object()) return {};
    document.erase("forecasts");
    return document.dump();
}

std::string encode_outlook(const FileId& id,
                           const Outlook& outlook,
                           LegalDay as_of,
                           Language language) {
    std::string out;
    ObjectWriter object(out);
    object.word("file", id);
    object.day("as_of", as_of);
    object.word("state", to_text(outlook.state));
    object.word("stage", outlook.stage);
    object.text("text", stage_text(outlook).in(language));
    object.number("files_before", outlook.files_before);
    if (outlook.window) {
        ObjectWriter window(object.begin("window"));
        window.day("from", outlook.window->from);
        window.day("until", outlook.window->until);
        window.text("text", window_text(outlook, language));
        window.close();
    }
    object.day("right_ends_on", outlook.right_ends_on);
    append_list(object.begin("notes"), outlook.notes, [&](std::string& to, OutlookNote note) {
        append_note(to, note, language);
    });
    object.close();
    return out;
}

std::string forecast_rows(std::string_view result) {
    const auto document = Ordered::parse(result, nullptr, false);
    if (!document.is_object() || !document.contains("today")) return {};
    auto rows = Ordered::array();
    const auto add = [&](const std::string& name, const Ordered& scenario) {
        for (const auto& week : scenario.at("weeks")) {
            Ordered row{{"scenario", name}};
            row.update(week);
            rows.push_back(std::move(row));
        }
    };
    add("today", document["today"]);
    if (document.contains("scenario")) add("scenario", document["scenario"]);
    if (document.contains("comparisons"))
        for (const auto& each : document["comparisons"])
            add(each.at("name").get<std::string>(), each.at("result"));
    return Ordered{{"weeks", std::move(rows)}}.dump();
}

}  // namespace echeance::codec
