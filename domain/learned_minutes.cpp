// SPDX-License-Identifier: EUPL-1.2
#include "domain/learned_minutes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace echeance {
namespace {

constexpr int minutes_max = 600;
constexpr double factor_max = 2.0;   // and half: of what the table states
constexpr double clip_factor = 2.0;  // and half: of the median
constexpr double dead_band = 0.75;   // minutes
constexpr std::array natures{Nature::first, Nature::review};

/// A ratio with its weight: what one evaluation, or several alike, say of one right.
struct Voice {
    double ratio = 0;
    double weight = 0;
    auto operator<=>(const Voice&) const = default;
};

template <class Visit>
void for_each_kind(Visit visit) {
    for (const auto right : all_rights)
        for (const auto nature : natures) visit(right, nature);
}

struct FileMinutes {
    int sum = 0;
    int together = 0;
};
FileMinutes configured_for(const MinutesTable& table, RequestSet requests) {
    FileMinutes minutes;
    int largest = 0;
    for_each_kind([&](Right right, Nature nature) {
        if (!requests.has(right, nature)) return;
        const int own = configured_minutes(table, right, nature);
        largest = std::max(largest, own);
        minutes.sum += own;
    });
    minutes.together = minutes_together(largest, minutes.sum);
    return minutes;
}

/// Sorted, so that sums do not depend on the order of the evidence.
double weight_of(std::span<const Voice> sorted) {
    double weight = 0;
    for (const auto& voice : sorted) weight += voice.weight;
    return weight;
}

/// The least ratio up to which lies half of the weight.
double weighted_median(std::span<const Voice> sorted, double weight) {
    double passed = 0;
    for (const auto& voice : sorted) {
        passed += voice.weight;
        if (2 * passed >= weight) return voice.ratio;
    }
    return sorted.back().ratio;
}

double held_mean(std::span<const Voice> sorted, double weight) {
    const double median = weighted_median(sorted, weight);
    double sum = 0;
    for (const auto& voice : sorted)
        sum += voice.weight * std::clamp(voice.ratio, median / clip_factor, median * clip_factor);
    return sum / weight;
}

double factor_of(std::vector<Voice>& voices, int prior) {
    if (voices.empty()) return 1;
    std::ranges::sort(voices);
    const double weight = weight_of(voices);
    const double factor = (prior + weight * held_mean(voices, weight)) / (prior + weight);
    return std::clamp(factor, 1 / factor_max, factor_max);
}

/// The evidence as one right in one nature hears it.
MinutesEstimate estimate_of(const MinutesTable& table,
                            Right right,
                            Nature nature,
                            std::span<const MinutesEvidence> evidence) {
    MinutesEstimate estimate{
        .right = right, .nature = nature, .configured = configured_minutes(table, right, nature)};
    std::vector<Voice> voices;
    for (const auto& each : evidence) {
        if (!each.requests.has(right, nature)) continue;
        const auto whole = configured_for(table, each.requests);
        const auto count = static_cast<double>(each.evaluations);
        voices.push_back({.ratio = static_cast<double>(each.minutes) / whole.together,
                          .weight = count * estimate.configured / whole.sum});
        estimate.evaluations += each.evaluations;
    }
    const double factor = factor_of(voices, table.learning.prior_evaluations);
    estimate.weight = weight_of(voices);
    estimate.estimated =
        std::clamp(estimate.configured * factor, 1.0, static_cast<double>(minutes_max));
    return estimate;
}

}  // namespace

std::string RequestSet::text() const {
    std::string text;
    for_each_kind([&](Right right, Nature nature) {
        if (!has(right, nature)) return;
        if (!text.empty()) text += ',';
        text.append(to_text(right)).append(":").append(to_text(nature));
    });
    return text;
}

std::optional<RequestSet> RequestSet::parse(std::string_view text) {
    RequestSet set;
    for (std::string_view rest = text; !rest.empty();) {
        const auto item = rest.substr(0, rest.find(','));
        const auto colon = item.find(':');
        if (colon == item.npos) return std::nullopt;
        const auto right = from_text<Right>(item.substr(0, colon));
        const auto nature = from_text<Nature>(item.substr(colon + 1));
        if (!right || !nature) return std::nullopt;
        set.add(*right, *nature);
        rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    }
    if (set.empty() || set.text() != text) return std::nullopt;
    return set;
}

std::optional<EvaluationMinutes> evaluation_minutes(const FileChange& change,
                                                    const CaseFile& after) {
    std::optional<LegalDay> on;
    if (const auto* const submitted = std::get_if<EvaluationSubmitted>(&change)) {
        if (submitted->outcome == Outcome::conclusive &&
            submitted->countersignature == Countersignature::not_needed)
            on = submitted->on;
    } else if (const auto* const agreed = std::get_if<EvaluationCountersigned>(&change)) {
        on = agreed->on;
    }
    if (!on || !after.evaluation || after.facts.expected_minutes) return std::nullopt;
    const int minutes = std::min(after.evaluation->minutes_spent, minutes_max);
    RequestSet requests;
    for (const auto& request : after.facts.requests)
        if (is_open(request)) requests.add(request.right, request.nature);
    if (requests.empty() || minutes < 1) return std::nullopt;
    return EvaluationMinutes{*on, requests, minutes};
}

std::vector<LegalDay> evidence_months(const MinutesLearning& learning, LegalDay today) {
    std::vector<LegalDay> months;
    const auto current = month_of(today);
    for (int back = evidence_months_max - 1; back >= 0; --back) {
        const auto month = add_months(current, std::chrono::months{-back});
        if (!learning.since || *learning.since <= month) months.push_back(month);
    }
    return months;
}

std::vector<MinutesEstimate> estimate_minutes(const MinutesTable& table,
                                              std::span<const MinutesEvidence> evidence) {
    std::vector<MinutesEstimate> estimates;
    for_each_kind([&](Right right, Nature nature) {
        estimates.push_back(estimate_of(table, right, nature, evidence));
    });
    return estimates;
}

std::vector<MinutesRule> learned_rows(const MinutesTable& table,
                                      std::span<const MinutesEstimate> estimates) {
    std::vector<MinutesRule> rows;
    for (const auto& each : estimates) {
        int minutes = expected_minutes(table, each.right, each.nature);
        if (std::abs(each.estimated - minutes) > dead_band)
            minutes = static_cast<int>(std::lround(each.estimated));
        if (minutes != each.configured) rows.push_back({each.right, each.nature, minutes});
    }
    return rows;
}

bool is_learning_due(const LearningMark& last, const LearningMark& now) {
    constexpr std::int64_t evaluations_min = 10;
    const auto more = now.evaluations - last.evaluations;
    return now.day != last.day || now.table_version != last.table_version ||
           more >= std::max(evaluations_min, last.evaluations / 10);
}

}  // namespace echeance
