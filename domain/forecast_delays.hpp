// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "domain/forecast_history.hpp"
#include "domain/survival_curve.hpp"
#include "domain/working_days.hpp"

namespace echeance {

inline constexpr int delays_months_max = 24;  ///< what began earlier says nothing of today
/// A requirement has delays of its own from so many decided files on; else those of all.
inline constexpr int own_delays_min = 50;

/// On which weekdays the commission (CDAPH) decides: the fewest that hold 95 % of the decisions of
/// the last twelve months, if they are three or fewer; else it is taken to decide on every working
/// day, as it is with fewer than 20 decisions. Never on a public holiday.
class SessionDays {
public:
    /// Decisions by weekday, Monday first.
    explicit SessionDays(const std::array<int, 7>& decisions = {});
    [[nodiscard]] bool is_session(LegalDay day, const WorkingCalendar& calendar) const;
    [[nodiscard]] bool are_known() const { return are_known_; }

private:
    std::array<bool, 7> weekdays_{};
    bool are_known_ = false;
};

/// Of files of one requirement, or of all. In days.
struct DelayCurves {
    SurvivalCurve completeness;  ///< from filing; that of an appeal is none
    /// From the evaluation until the file may be decided in the next session: of the days that end
    /// in the session it was decided in, one by lot.
    SurvivalCurve decision;
    std::vector<int> suspended_days;  ///< of each ended file from completeness on, ascending
    int decided_files = 0;
};

/// How long things took at this office: product-limit estimates (`SurvivalEstimate`), in which what
/// has not ended counts as not ended, and a file that is on record only because it lasted counts
/// from the first day on record (`recorded_since`).
struct ObservedDelays {
    DelayCurves all;
    std::map<std::uint32_t, DelayCurves> own;  ///< by requirement
    /// From filing or appeal until every request is withdrawn, if nothing were ever decided.
    SurvivalCurve withdrawal;
    SurvivalCurve suspension;  ///< one request for documents, until they were there
    SessionDays sessions;
    /// Minutes spent over minutes expected: 40 quantiles, those below a quarter and above four
    /// held there. 1 with fewer than 20 evaluations.
    std::vector<double> minutes_spread{1.0};
    [[nodiscard]] const DelayCurves& of(std::uint32_t requirement) const;
};
[[nodiscard]] ObservedDelays observed_delays(const ForecastHistory& history,
                                             const WorkingCalendar& calendar,
                                             LegalDay today);

/// Days on which the round's clock stood still, from completeness to `until`.
[[nodiscard]] int suspended_days(const ForecastHistory& history,
                                 const HistoryRound& round,
                                 LegalDay until);

/// What is drawn for a file, each by a lot of its own.
enum class Lot : std::uint8_t { arrival, completeness, suspension, withdrawal, decision, session };
/// In [0, 1), the same for the same file at each run: a forecast made twice is the same twice.
[[nodiscard]] double lot_of(const HistoryRound& round, Lot lot);

}  // namespace echeance
