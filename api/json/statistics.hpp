// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/capacity_outlook.hpp"
#include "domain/delay_reduction.hpp"
#include "domain/delay_statistics.hpp"
#include "domain/queue_flow.hpp"

// Answers of `/v1/statistics/*` as JSON, and any of them as CSV.
namespace echeance::codec {

/// Groups of fewer than five are shown to administrators only (DOMAIN.md, data protection).
enum class SmallGroups : std::uint8_t { shown, suppressed };

struct ProcessingTimesAnswer {
    Period period;
    ClockKind clock = ClockKind::barometer;
    std::vector<Dimension> dimensions;
    bool with_waiting = true;  ///< as `is_waiting_known_by` says
    SmallGroups small_groups = SmallGroups::suppressed;
};
[[nodiscard]] std::string encode_processing_times(const ProcessingTimesAnswer& answer,
                                                  const ProcessingTimes& times);

[[nodiscard]] std::string encode_flow(const std::vector<FlowPeriod>& periods);

struct ComparedPeriod {
    Period period;
    std::int64_t n = 0;
    DelayFigures figures{};
    std::int64_t backlog = 0;  ///< open requests on the evening of its last day
};
struct DelayReduction {
    ClockKind clock = ClockKind::barometer;
    ComparedPeriod baseline;
    ComparedPeriod period;
    std::optional<FigureIntervals> intervals{};  ///< empty where one of the periods has no request
    Decomposition parts{};
    Bootstrap bootstrap{};
};
[[nodiscard]] std::string encode_delay_reduction(const DelayReduction& answer);

[[nodiscard]] std::string encode_stage_times(const Period& asked, const StageTimes& times);

/// What waits for a skill, and what doctors with it offer a week.
struct SkillRow {
    std::string skill;  ///< `none`: files that ask for no skill, all doctors
    std::int64_t files = 0;
    std::int64_t backlog_minutes = 0;
    int doctors = 0;
    std::int64_t capacity_minutes_per_week = 0;
    int doctors_without_limit = 0;
};
struct CapacityAnswer {
    LegalDay today;
    DoctorCounts doctors{};
    std::vector<CapacityWeek> weeks{};
    std::int64_t backlog_minutes = 0;
    std::int64_t received_files_per_week = 0;
    std::int64_t received_minutes_per_week = 0;
    std::vector<SkillRow> skills{};
    std::map<EligibilityRule, std::int64_t> unassignable{};
};
[[nodiscard]] std::string encode_capacity(const CapacityAnswer& answer);

/// The elements of member `list` as rows (the whole answer as one row without it), their members as
/// columns, inner ones joined by `_`. As a French spreadsheet reads it: UTF-8 with its mark, `;`,
/// decimal commas, CRLF.
[[nodiscard]] std::string csv_sheet(std::string_view answer, std::string_view list);

}  // namespace echeance::codec
