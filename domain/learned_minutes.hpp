// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/events.hpp"
#include "domain/period.hpp"
#include "domain/rules.hpp"

// Expected minutes learn from minutes really spent.
//
// What counts. An evaluation of a round that has come to its end (submitted as conclusive and,
// where it needs one, countersigned) counts once, with all the minutes its doctor entered for it:
// visits, submissions without a conclusion and those that a supervisor returned are part of the
// work. One that is handed to another doctor before its end does not count: that doctor's does. A
// file whose minutes a person stated does not count: it was known to be unusual. The supervisor's
// own minutes are another matter (`supervision_percent`).
//
// Estimator. The ratio of an evaluation is minutes spent over minutes that the table as configured
// expects of the file. It speaks for each right and nature that was open, with the right's share of
// the file's configured minutes as its weight: an evaluation weighs 1 in all, and a right learns
// chiefly from files of which it is the main part. Per right and nature:
//
//     M = weighted median of the ratios
//     m = weighted mean of the ratios, each held within M/2 and 2M
//     factor = (k + W m) / (k + W), held within 1/2 and 2
//     estimate = configured minutes x factor
//
// with W the sum of weights and k the prior (`MinutesLearning::prior_evaluations`, default 20): the
// table counts as k evaluations that took exactly as long as it says. A mean and not the median,
// because capacity adds minutes up and durations are skewed: medians promise too little. Held about
// the median (one step of Huber's estimator), it keeps the median's breakdown point, one half:
// while less than half of the weight is absurd, m stays between half the smallest and twice the
// largest of the other ratios. An evaluation of weight w, however absurd, adds at most w M / (k +
// W) to the factor, besides the step of the median to its neighbour. More minutes spent never lower
// an estimate, and the order of evaluations does not matter.
//
// A change of the table. Minutes spent are kept, not ratios: under a new table every ratio is taken
// again, so a new table is a new prior, and what was learned under the old one is void at once.
// Where the work itself changes (a decree, another form), `MinutesLearning::since` leaves out what
// came before. Evaluations older than `evidence_months_max` months never count.
namespace echeance {

/// The rights, each in one nature, that one reading served.
class RequestSet {
public:
    void add(Right right, Nature nature) { bits_ |= 1U << index(right, nature); }
    [[nodiscard]] bool has(Right right, Nature nature) const {
        return (bits_ >> index(right, nature) & 1U) != 0;
    }
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    /// `AAH:first,RQTH:review`, in the order of the rights.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<RequestSet> parse(std::string_view text);
    auto operator<=>(const RequestSet&) const = default;

private:
    static unsigned index(Right right, Nature nature) {
        return 2 * static_cast<unsigned>(right) + static_cast<unsigned>(nature);
    }
    std::uint32_t bits_ = 0;
};

/// Minutes that an evaluation took, from its start to its end.
struct EvaluationMinutes {
    LegalDay on;  ///< the day it ended
    RequestSet requests;
    int minutes = 0;  ///< 1 to 600: what is beyond counts as 600
    bool operator==(const EvaluationMinutes&) const = default;
};
/// `after`: the file as the change left it. Empty: the change ends no evaluation that counts.
[[nodiscard]] std::optional<EvaluationMinutes> evaluation_minutes(const FileChange& change,
                                                                  const CaseFile& after);

/// So many evaluations of the same requests took so many minutes.
struct MinutesEvidence {
    RequestSet requests;
    int minutes = 0;
    std::int64_t evaluations = 0;
    bool operator==(const MinutesEvidence&) const = default;
};
inline constexpr int evidence_months_max = 24;
/// Months whose evaluations count on `today`, oldest first; the current one is the last.
[[nodiscard]] std::vector<LegalDay> evidence_months(const MinutesLearning& learning,
                                                    LegalDay today);

struct MinutesEstimate {
    Right right = Right::autre;
    Nature nature = Nature::first;
    int configured = 0;
    double estimated = 0;
    std::int64_t evaluations = 0;  ///< in which it was open
    double weight = 0;             ///< their shares, added: what the prior is weighed against
};
/// One for every right and nature, in their order. Looks at the table as configured alone.
[[nodiscard]] std::vector<MinutesEstimate> estimate_minutes(
    const MinutesTable& table, std::span<const MinutesEvidence> evidence);

/// What should be in force: whole minutes, only where they differ from the table. A value moves
/// once the estimate is more than three quarters of a minute away from it, so that one that lies
/// between two minutes does not move all queues back and forth.
[[nodiscard]] std::vector<MinutesRule> learned_rows(const MinutesTable& table,
                                                    std::span<const MinutesEstimate> estimates);

/// When a tenant's evidence was looked at, and what there was.
struct LearningMark {
    LegalDay day;
    int table_version = 0;
    std::int64_t evaluations = 0;  ///< that ever ended
};
/// Daily, under a new table, and when there is a tenth more evidence, ten evaluations at least.
[[nodiscard]] bool is_learning_due(const LearningMark& last, const LearningMark& now);

}  // namespace echeance
