// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/eligibility.hpp"
#include "domain/rules.hpp"

// What a forecast has to know of a tenant's files, so small that all of them fit: about 200 bytes
// each with its requests, where a `CaseFile` takes a thousand. A file that an appeal opened anew
// counts once for each of its rounds: each asks for an evaluation and a decision of its own.
namespace echeance {

inline constexpr std::size_t history_rounds_max = 200'000;

struct HistoryRequest {
    Right right = Right::autre;
    Nature nature = Nature::first;
    std::optional<LegalDay> current_right_ends_on{};
    std::optional<LegalDay> ended_on{};  ///< finally decided, or withdrawn
    bool was_withdrawn = false;
    std::optional<LegalDay> appealed_on{};
};
/// An indispensable document that was awaited; others stop no clock.
struct HistorySuspension {
    LegalDay asked_on;
    LegalDay time_limit_on;
    std::optional<LegalDay> received_on{};
    /// The first day that it no longer stops.
    [[nodiscard]] LegalDay ends_on() const {
        return received_on ? std::min(*received_on, time_limit_on) : time_limit_on;
    }
};

/// Part of one of the pools of a `ForecastHistory`.
struct HistoryPart {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// One round of one file: from filing, or an appeal, to its last decision.
struct HistoryRound {
    std::array<char, 16> id{};  ///< the text of its `FileId`
    LegalDay filed_on;          ///< of the file
    LegalDay began_on;          ///< filing, or the appeal
    LegalDay registered_on;     ///< when it was entered here, by UTC; never before filing
    std::optional<LegalDay> complete_on{};   ///< of the file
    std::optional<LegalDay> assigned_on{};   ///< to `holder`
    std::optional<LegalDay> submitted_on{};  ///< evaluated as conclusive
    std::optional<LegalDay> evaluated_on{};  ///< and countersigned, where needed
    std::optional<LegalDay> ended_on{};      ///< its last request was decided or withdrawn
    std::optional<LegalDay> urgency_requested_on{};
    std::optional<UrgencyReason> urgency_reason{};
    Procedure procedure = Procedure::normal;
    bool is_appeal = false;
    bool was_withdrawn = false;       ///< every request was: the round ended undecided
    std::uint32_t requirement = 0;    ///< index into `ForecastHistory::requirements`
    std::uint16_t minutes = 1;        ///< expected of the whole round
    std::uint16_t minutes_left = 1;   ///< of these, on an open round: what is still to be spent
    std::uint16_t minutes_spent = 0;  ///< on a reading that has; 0: unknown
    std::optional<std::uint32_t> holder{};  ///< doctor in whose hands it is or was, by index
    HistoryPart requests{};
    HistoryPart suspensions{};
    HistoryPart barred{};  ///< doctors, by index: `personal_bar`
    [[nodiscard]] std::string_view id_text() const { return {id.data(), id.size()}; }
    [[nodiscard]] bool is_open() const { return !ended_on; }
    /// When everything was there that the round needs; empty while something is missing.
    [[nodiscard]] std::optional<LegalDay> ready_on() const {
        return complete_on ? std::optional{std::max(*complete_on, began_on)} : std::nullopt;
    }
};

/// All rounds, with what they point to. A plain value; `known_before` gives what it was.
struct ForecastHistory {
    std::vector<HistoryRound> rounds;
    std::vector<HistoryRequest> request_pool;
    std::vector<HistorySuspension> suspension_pool;
    std::vector<std::uint32_t> barred_pool;
    std::vector<std::string> requirements;  ///< `RequirementClass::text()`
    std::vector<DoctorId> doctors;          ///< those named in any file
    [[nodiscard]] std::span<const HistoryRequest> requests(const HistoryRound& round) const {
        return std::span{request_pool}.subspan(round.requests.first, round.requests.count);
    }
    [[nodiscard]] std::span<const HistorySuspension> suspensions(const HistoryRound& round) const {
        return std::span{suspension_pool}.subspan(round.suspensions.first, round.suspensions.count);
    }
    [[nodiscard]] std::span<const std::uint32_t> barred(const HistoryRound& round) const {
        return std::span{barred_pool}.subspan(round.barred.first, round.barred.count);
    }
};

/// Takes files one by one, so that they need never be in memory together.
class HistoryReader {
public:
    /// The rules and the partition outlive the reader.
    HistoryReader(const Rules& rules, const Partition& partition);
    /// False, and nothing taken, once `history_rounds_max` rounds are there: give the most recently
    /// filed first.
    [[nodiscard]] bool add(const CaseFile& file);
    [[nodiscard]] ForecastHistory take() && { return std::move(history_); }

private:
    std::uint32_t requirement_of(const CaseFile& whole);
    std::uint32_t doctor_index(const DoctorId& doctor);
    void add_current_round(const CaseFile& file);
    void add_earlier_rounds(const CaseFile& file);
    HistoryRound begun(const CaseFile& whole, LegalDay began_on);
    void add_suspensions(HistoryRound& round, const CaseFile& file);
    void add_barred(HistoryRound& round, const CaseFile& file);

    const Rules& rules_;
    const Partition& partition_;
    ForecastHistory history_;
    std::map<std::string, std::uint32_t, std::less<>> requirement_indexes_;
    std::map<DoctorId, std::uint32_t> doctor_indexes_;
};

/// What was known on the eve of `day`: rounds begun before it, and of them what had happened by
/// then. What day something was entered is not asked: an import enters years at once. Requirements
/// and exclusions are those of now. Before the first day on record (`recorded_since`) this is no
/// past queue, but what is left of one: no forecast can be held against it.
[[nodiscard]] ForecastHistory known_before(const ForecastHistory& history, LegalDay day);

/// The round as a file, as far as clocks, credits and the order of service look at it.
[[nodiscard]] CaseFile case_file_of(const ForecastHistory& history, const HistoryRound& round);

/// One week as it was.
struct PastWeek {
    LegalDay on;            ///< the day after its last: counts are those of the evening before
    int filed_files = 0;    ///< within the week, appeals among them
    int decided_files = 0;  ///< within the week; those withdrawn are not
    int decided_requests = 0;
    int open_files = 0;    ///< not decided, not withdrawn
    int unread_files = 0;  ///< of these, without an evaluation
    int open_requests = 0;
    int overdue_requests = 0;  ///< past their legal limit
};
inline constexpr int past_weeks_max = 160;
/// The weeks that follow `from`, at most `past_weeks_max`, each of seven days. A request is overdue
/// by the due date that its suspensions have given it by now.
[[nodiscard]] std::vector<PastWeek> past_weeks(const ForecastHistory& history,
                                               const Rules& rules,
                                               LegalDay from,
                                               int weeks);

}  // namespace echeance
