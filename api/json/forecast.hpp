// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/forecast_trust.hpp"
#include "domain/outlook.hpp"
#include "domain/what_if.hpp"

// Questions to the forecast and its answers, as JSON.
namespace echeance::codec {

inline constexpr std::size_t comparisons_max = 6;

/// How many doctors like this one are needed by a day.
struct LeastStaffAsk {
    LegalDay by;
    AddedDoctor doctor;
};
/// The body of `createForecast`.
struct ForecastAsk {
    int horizon_days = 365;
    int replications = 100;
    std::uint64_t seed = 1;
    std::optional<double> files_a_year{};
    WhatIf scenario{};
    std::vector<WhatIf> comparisons{};
    std::optional<LeastStaffAsk> least_staff{};
};
/// `today`: whoever arrives earlier is there already.
[[nodiscard]] Result<ForecastAsk> forecast_ask(const nlohmann::json& body, LegalDay today);

/// `"meets_limit":...,"weeks":[...]`: what one scenario comes to, an object.
void append_forecast_result(std::string& out, const ForecastResult& result);
/// What the arrivals were learned from.
void append_inflow(std::string& out, const ForecastInflow& inflow);
/// The effects of added doctors, under their own names.
void append_marginal(std::string& out,
                     std::span<const DoctorEffect> effects,
                     std::span<const ForecastDoctor> doctors);
void append_least_staff(std::string& out, const LeastStaffAsk& asked, const StaffingAnswer& answer);
void append_trust(std::string& out, const Trust& trust);
/// Accuracy and calibration alone, out of what `append_trust` wrote; empty where the text is of another form.
[[nodiscard]] std::string trust_summary(std::string_view backtest);

[[nodiscard]] std::string encode_outlook(const FileId& id,
                                         const Outlook& outlook,
                                         LegalDay as_of,
                                         Language language);

/// The weeks of a finished forecast as rows, the scenario's name first: for `csv_sheet`. Empty
/// where the text is of another form.
[[nodiscard]] std::string forecast_rows(std::string_view result);

}  // namespace echeance::codec
