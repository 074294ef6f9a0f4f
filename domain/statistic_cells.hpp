// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/case_file.hpp"
#include "domain/rule_outcome.hpp"

// Statistics are counted, never scanned: every file stands for some cells, a commit adds what its
// file stands for now and takes back what it stood for before. A correction is no special case.
namespace echeance {

/// How requests are told apart.
struct RequestGroup {
    Right right = Right::autre;
    Nature nature = Nature::first;
    StageOfLife stage = StageOfLife::adult;
    Sector sector;
    auto operator<=>(const RequestGroup&) const = default;
};

enum class StatisticTable : std::uint8_t {
    flow,       ///< of a day: what came and went
    ended,      ///< of a day: requests decided, notified, withdrawn on it, with their days
    citizen,    ///< requests that still wait, by the day their clock started
    legal,      ///< likewise
    barometer,  ///< likewise
};
inline constexpr std::array all_statistic_tables{StatisticTable::flow,
                                                 StatisticTable::ended,
                                                 StatisticTable::citizen,
                                                 StatisticTable::legal,
                                                 StatisticTable::barometer};
[[nodiscard]] std::string_view to_text(StatisticTable table);

/// One counter: a field of one day's part of a table.
struct StatisticCell {
    StatisticTable table = StatisticTable::flow;
    LegalDay day;
    std::string field;
    auto operator<=>(const StatisticCell&) const = default;
};
using StatisticCells = std::map<StatisticCell, std::int64_t>;

/// Everything the file counts for. `outcomes` are those of its placement: none (a placement from
/// before statistics were kept) counts for nothing.
[[nodiscard]] StatisticCells statistics_of(const CaseFile& file,
                                           std::span<const RuleOutcome> outcomes);
/// A file with the outcomes of its placement.
struct CountedFile {
    const CaseFile& file;
    std::span<const RuleOutcome> outcomes;
};
/// What a write adds: the difference of what the file stands for. Most steps change nothing of it,
/// and cost next to nothing.
[[nodiscard]] StatisticCells statistics_change(CountedFile before, CountedFile after);
/// `after` less `before`, without zero cells.
[[nodiscard]] StatisticCells difference(const StatisticCells& after, const StatisticCells& before);

// What the fields say, read back.

/// Requests of one day by right, and files received.
struct DayFlow {
    std::int64_t files_received = 0;
    std::int64_t received = 0;
    std::int64_t reopened = 0;  ///< by an appeal
    std::int64_t decided = 0;   ///< finally: a *sursis* is no decision
    std::int64_t withdrawn = 0;
    DayFlow& operator+=(const DayFlow& other);
    bool operator==(const DayFlow&) const = default;
};
/// Adds a field of `flow` to the day's sums. False for a field of no known form.
[[nodiscard]] bool add_flow(DayFlow& flow, std::string_view field, std::int64_t count);

enum class RequestEnd : std::uint8_t { decided, notified, withdrawn };
/// One round of a request that ended. Spans are those of the clocks that had started: at a decision
/// `legal` and `barometer`, at the notification `citizen`, at a withdrawal all of them.
struct EndedRequest {
    RequestEnd end = RequestEnd::decided;
    RequestGroup group;
    std::optional<Decision> decision{};
    std::optional<bool> within_limit{};
    std::optional<bool> within_target{};
    std::optional<ClockSpan> citizen{};
    std::optional<ClockSpan> legal{};
    std::optional<ClockSpan> barometer{};
    bool operator==(const EndedRequest&) const = default;
};
/// A field of `ended` about a request; empty for one about stages or suspensions.
[[nodiscard]] std::optional<EndedRequest> ended_request(LegalDay day, std::string_view field);
[[nodiscard]] std::string field_of(const EndedRequest& ended, LegalDay day);

/// A field of `ended` about a notified file: days in one stage (one file a count), or days
/// suspended for one reason (a day a count).
struct StageTime {
    FileStage stage = FileStage::intake;
    int days = 0;
};
[[nodiscard]] std::optional<StageTime> stage_time(std::string_view field);
[[nodiscard]] std::optional<std::string_view> suspension_reason(std::string_view field);

/// A field of `citizen`, `legal` or `barometer`. Each request stands twice: under its right, nature
/// and stage of life, and under its sector.
struct WaitingRequest {
    std::optional<RequestGroup> group{};  ///< sector unsaid (`00000`)
    std::optional<Sector> sector{};
    ClockSpan span;
};
[[nodiscard]] std::optional<WaitingRequest> waiting_request(LegalDay start_on,
                                                            std::string_view field);

}  // namespace echeance
