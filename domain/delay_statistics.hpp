// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/clocks.hpp"
#include "domain/delay_reduction.hpp"
#include "domain/period.hpp"
#include "domain/statistic_cells.hpp"
#include "domain/survival_curve.hpp"

namespace echeance {

/// Counts of whole days: its figures are exact, and two of them merge into one.
class DayHistogram {
public:
    void add(int days, std::int64_t count);
    [[nodiscard]] std::int64_t n() const { return n_; }
    [[nodiscard]] std::int64_t total_days() const { return total_days_; }
    /// Nearest rank: the least number of days that `percent` of all do not exceed. 1 to 100;
    /// precondition: n > 0.
    [[nodiscard]] int percentile(int percent) const;
    [[nodiscard]] const std::map<int, std::int64_t>& counts() const { return counts_; }

private:
    std::map<int, std::int64_t> counts_;
    std::int64_t n_ = 0;
    std::int64_t total_days_ = 0;
};

/// The product-limit estimate (Kaplan and Meier 1958) over requests that were decided and requests
/// that still waited, with delayed entry: one that waited `entered_after` days before the period
/// began is at risk from the next day on (Andersen et al. 1993, II.1.3). So old requests neither
/// vanish from the figure, as in a mean over the decided, nor weigh as if all of their waiting lay
/// in the period.
class SurvivalEstimate {
public:
    static constexpr int from_the_start = -1;
    void add_decided(int entered_after, int days, std::int64_t count);
    void add_waiting(int entered_after, int days, std::int64_t count);
    /// The least number of days after which at most `100 - percent` of a hundred still wait; empty
    /// where the estimate never falls so low.
    [[nodiscard]] std::optional<int> percentile(int percent) const;
    [[nodiscard]] SurvivalCurve curve() const;

private:
    enum class Step : std::uint8_t { go_on, stop };
    template <class Use>
    void for_each_step(Use use) const;
    void at_risk(int entered_after, int days, std::int64_t count);
    std::map<int, std::int64_t> change_at_risk_;  // by day: who enters it, less who left before
    std::map<int, std::int64_t> decided_;
};

enum class Dimension : std::uint8_t { right, nature, stage, sector, month };
[[nodiscard]] std::string_view to_text(Dimension dimension);
template <>
std::optional<Dimension> from_text<Dimension>(std::string_view text);

/// Waiting requests are counted by right, nature and stage of life, or by sector: not by both.
[[nodiscard]] bool is_waiting_known_by(const std::vector<Dimension>& dimensions);

struct DelayGroup {
    DayHistogram decided;
    std::int64_t limits = 0;  ///< decided requests that had a legal limit, and those within it
    std::int64_t within_limit = 0;
    std::int64_t targets = 0;  ///< likewise of the service target
    std::int64_t within_target = 0;
    std::int64_t open = 0;  ///< started, and still waiting at the period's end
    SurvivalEstimate survival;
};

/// Where the time of files went that were notified in a period: each in whole days, so that the
/// stages sum to the whole.
struct StageTimes {
    std::array<DayHistogram, file_stage_count> stages{};
    std::map<std::string, std::int64_t> suspended_days{};  ///< by reason: part of the whole
    /// A field of `ended`; those about requests are none of its business.
    void add(std::string_view field, std::int64_t count);
    [[nodiscard]] std::int64_t total_days() const;
};

/// The span of the clock that ended so: for `citizen` at the notification, else at the decision; at
/// a withdrawal either. Empty where another clock ended.
[[nodiscard]] std::optional<ClockSpan> span_on(const EndedRequest& ended, ClockKind clock);

/// The request as one that `clock` ended with; empty where it ended otherwise, or was withdrawn.
[[nodiscard]] std::optional<DecidedRequest> decided_request(const EndedRequest& ended,
                                                            LegalDay ended_on,
                                                            ClockKind clock);

/// How long requests took on one clock, by group: those whose clock ended in the period (decided;
/// notified for `citizen`), and the estimate that counts the waiting ones as well. Both shares are
/// about the request, whatever the clock: its legal limit, its service target.
class ProcessingTimes {
public:
    /// `clock` is citizen, legal or barometer. With `month`, each calendar month is a period.
    ProcessingTimes(Period period, ClockKind clock, std::vector<Dimension> dimensions);

    /// Of the days from `period.from` until today: what ended later was open at the period's end.
    void add(LegalDay ended_on, const EndedRequest& ended, std::int64_t count);
    void add(const WaitingRequest& waiting, std::int64_t count);

    /// By the texts of the dimensions, in their order. Without dimensions, one group.
    [[nodiscard]] const std::map<std::vector<std::string>, DelayGroup>& groups() const {
        return groups_;
    }

private:
    struct Window {
        Period period;
        std::string month;
    };
    [[nodiscard]] std::vector<std::string> key(const RequestGroup& group,
                                               const Window& window) const;

    ClockKind clock_;
    std::vector<Dimension> dimensions_;
    std::vector<Window> windows_;
    std::map<std::vector<std::string>, DelayGroup> groups_;
};

}  // namespace echeance
