// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <set>
#include <string_view>

#include "domain/rules.hpp"

namespace echeance {
namespace {

constexpr std::size_t rows_max = 64;
constexpr std::size_t id_length_max = 64;
constexpr std::size_t reference_length_max = 200;

/// Both ends included.
struct Bounds {
    int low;
    int high;
};
constexpr Bounds months_bounds{1, 60};
constexpr Bounds working_days_bounds{1, 250};
constexpr Bounds stage_days_bounds{1, 365};
constexpr Bounds credit_bounds{0, 365};
constexpr Bounds within_bounds{1, 365};
constexpr Bounds percent_bounds{0, 100};
constexpr Bounds start_bounds{1, 60};
constexpr Bounds minutes_bounds{1, 600};
constexpr Bounds prior_bounds{1, 1'000};

/// A list of faults that grows.
class Findings {
public:
    void add(std::string pointer, std::string code, std::string detail) {
        faults_.push_back({std::move(pointer), std::move(code), std::move(detail)});
    }
    void check_range(const std::string& pointer, int value, Bounds bounds) {
        if (value >= bounds.low && value <= bounds.high) return;
        add(pointer,
            "out_of_range",
            "from " + std::to_string(bounds.low) + " to " + std::to_string(bounds.high));
    }
    std::vector<FieldError> take() { return std::move(faults_); }

private:
    std::vector<FieldError> faults_;
};

std::string row_pointer(std::string_view list, std::size_t row) {
    return std::string{list} + '/' + std::to_string(row);
}

bool is_rule_id(std::string_view id) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    return !id.empty() && id.size() <= id_length_max && std::ranges::all_of(id, is_plain);
}

/// False past the limit: the rows are then not looked at, so that the answer is bounded too.
bool check_row_count(Findings& findings, std::string_view list, std::size_t count) {
    if (count <= rows_max) return true;
    findings.add(std::string{list}, "too_many", "at most 64 rows");
    return false;
}

template <class Row>
void check_ids(Findings& findings, std::string_view list, const std::vector<Row>& rows) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string pointer = row_pointer(list, i) + "/id";
        if (!is_rule_id(rows[i].id)) {
            findings.add(pointer, "malformed", "1 to 64 letters, digits, '_', '-' or '.'");
        } else if (!seen.insert(rows[i].id).second) {
            findings.add(pointer, "duplicate", "an id names one row");
        }
    }
}

template <class T>
void check_distinct(Findings& findings, const std::string& pointer, std::vector<T> values) {
    std::ranges::sort(values);
    if (std::ranges::adjacent_find(values) != values.end()) {
        findings.add(pointer, "duplicate", "a value twice");
    }
}

void check_validity(Findings& findings, const std::string& row, const Validity& validity) {
    if (validity.from && validity.until && *validity.until < *validity.from) {
        findings.add(row + "/until", "before_from", "ends before it begins");
    }
}

void check_length(Findings& findings, const std::string& row, const LegalLimit& limit) {
    if (limit.months != 0 && limit.working_days != 0) {
        findings.add(
            row + "/working_days", "conflicts_with_months", "months or working days, not both");
    } else if (limit.working_days != 0) {
        findings.check_range(row + "/working_days", limit.working_days, working_days_bounds);
    } else {
        findings.check_range(row + "/months", limit.months, months_bounds);
    }
}

void check_limit(Findings& findings, const std::string& row, const LegalLimit& limit) {
    check_length(findings, row, limit);
    check_distinct(findings, row + "/rights", limit.rights);
    check_validity(findings, row, limit.validity);
    if (limit.reference.empty() || limit.reference.size() > reference_length_max) {
        findings.add(row + "/reference", "wrong_length", "the text of law, 1 to 200 bytes");
    }
    if (limit.appeal != (limit.starts_at == StartEvent::appealed_on)) {
        findings.add(row + "/starts_at",
                     "never_starts",
                     "appeal rules start at appealed_on, others never do");
    }
}

bool covers_every_day(std::vector<Validity> validities) {
    std::ranges::sort(validities, {}, &Validity::from);  // an absent `from` sorts first
    if (validities.empty() || validities.front().from) return false;
    std::optional<LegalDay> covered_until = validities.front().until;
    for (const auto& validity : validities) {
        if (!covered_until) return true;
        if (validity.from && *validity.from > *covered_until + 1) return false;
        if (!validity.until || *validity.until > *covered_until) covered_until = validity.until;
    }
    return !covered_until;
}

/// What a request without any special rule falls back on, whatever its day.
template <class Row, std::predicate<const Row&> Predicate>
bool have_catch_all(const std::vector<Row>& rows, Predicate is_catch_all) {
    std::vector<Validity> validities;
    for (const auto& row : rows) {
        if (row.rights.empty() && is_catch_all(row)) validities.push_back(row.validity);
    }
    return covers_every_day(std::move(validities));
}

void check_catch_alls(Findings& findings, const std::vector<LegalLimit>& limits) {
    const auto is_general = [](const LegalLimit& limit) {
        return !limit.appeal && !limit.procedure &&
               limit.starts_at != StartEvent::urgency_requested_on;
    };
    const auto is_for_appeals = [](const LegalLimit& limit) {
        return limit.appeal && !limit.procedure;
    };
    if (!have_catch_all(limits, is_general)) {
        findings.add(
            "/legal_limits", "no_general_rule", "a rule for every right must cover every day");
    }
    if (!have_catch_all(limits, is_for_appeals)) {
        findings.add("/legal_limits",
                     "no_appeal_rule",
                     "an appeal rule for every right must cover every day");
    }
}

void check_legal_limits(Findings& findings, const std::vector<LegalLimit>& limits) {
    constexpr std::string_view list = "/legal_limits";
    if (!check_row_count(findings, list, limits.size())) return;
    check_ids(findings, list, limits);
    for (std::size_t i = 0; i < limits.size(); ++i) {
        check_limit(findings, row_pointer(list, i), limits[i]);
    }
    check_catch_alls(findings, limits);
}

/// No catch-all here: a house may promise nothing beside the law.
void check_service_targets(Findings& findings, const std::vector<ServiceTarget>& targets) {
    constexpr std::string_view list = "/service_targets";
    if (!check_row_count(findings, list, targets.size())) return;
    check_ids(findings, list, targets);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string row = row_pointer(list, i);
        findings.check_range(row + "/months", targets[i].months, months_bounds);
        check_distinct(findings, row + "/rights", targets[i].rights);
        check_validity(findings, row, targets[i].validity);
    }
}

void check_stages(Findings& findings, const StageTargets& stages) {
    findings.check_range("/stages/waiting_days", stages.waiting_days, stage_days_bounds);
    findings.check_range("/stages/evaluation_days", stages.evaluation_days, stage_days_bounds);
    findings.check_range("/stages/countersignature_working_days",
                         stages.countersignature_working_days,
                         working_days_bounds);
    findings.check_range("/stages/decision_days", stages.decision_days, stage_days_bounds);
}

void check_credit(Findings& findings, const std::string& row, const CreditRule& rule) {
    findings.check_range(row + "/days", rule.days, credit_bounds);
    if (rule.situation == Situation::right_ends_within) {
        findings.check_range(row + "/within_days", rule.within_days, within_bounds);
    } else if (rule.within_days != 0) {
        findings.add(row + "/within_days", "not_applicable", "right_ends_within only");
    }
    if (rule.situation != Situation::urgent && !rule.urgency_reasons.empty()) {
        findings.add(row + "/urgency_reasons", "not_applicable", "urgent only");
    }
    check_distinct(findings, row + "/urgency_reasons", rule.urgency_reasons);
}

void check_same_minutes_row(Findings& findings,
                            const std::vector<MinutesRule>& rules,
                            std::size_t row) {
    const auto is_same = [&](const MinutesRule& other) {
        return other.right == rules[row].right && other.nature == rules[row].nature;
    };
    const auto before = rules.begin() + static_cast<std::ptrdiff_t>(row);
    if (std::any_of(rules.begin(), before, is_same)) {
        findings.add(row_pointer("/table", row), "duplicate", "one row per right and nature");
    }
}

}  // namespace

std::vector<FieldError> faults(const Targets& targets) {
    Findings findings;
    check_legal_limits(findings, targets.legal_limits);
    check_service_targets(findings, targets.service_targets);
    check_stages(findings, targets.stages);
    return findings.take();
}

std::vector<FieldError> faults(const Priorities& priorities) {
    constexpr std::string_view list = "/credits";
    Findings findings;
    findings.check_range(
        "/on_time_share_percent", priorities.on_time_share_percent, percent_bounds);
    findings.check_range(
        "/start_within_working_days", priorities.start_within_working_days, start_bounds);
    findings.check_range("/supervision_percent", priorities.supervision_percent, percent_bounds);
    check_distinct(
        findings, "/supervised_no_first_request", priorities.supervised_no_first_request);
    if (!check_row_count(findings, list, priorities.credits.size())) return findings.take();
    check_ids(findings, list, priorities.credits);
    for (std::size_t i = 0; i < priorities.credits.size(); ++i) {
        check_credit(findings, row_pointer(list, i), priorities.credits[i]);
    }
    auto found = findings.take();
    for (auto& fault : faults(priorities.plan_weights)) {
        fault.pointer.insert(0, "/plan_weights");
        found.push_back(std::move(fault));
    }
    return found;
}

std::vector<FieldError> faults(const MinutesTable& minutes) {
    constexpr std::string_view list = "/table";
    Findings findings;
    findings.check_range("/default_minutes", minutes.default_minutes, minutes_bounds);
    const auto& learning = minutes.learning;
    findings.check_range("/learning/prior_evaluations", learning.prior_evaluations, prior_bounds);
    if (learning.since && learning.since->ymd().day() != std::chrono::day{1})
        findings.add(
            "/learning/since", "not_first_of_month", "Evaluations are counted by the month.");
    if (!check_row_count(findings, list, minutes.table.size())) return findings.take();
    for (std::size_t i = 0; i < minutes.table.size(); ++i) {
        findings.check_range(
            row_pointer(list, i) + "/minutes", minutes.table[i].minutes, minutes_bounds);
        check_same_minutes_row(findings, minutes.table, i);
    }
    return findings.take();
}

}  // namespace echeance
