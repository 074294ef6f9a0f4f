// SPDX-License-Identifier: EUPL-1.2
#include "service/queue_metrics.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "service/metric_families.hpp"

namespace echeance {
namespace {

constexpr double day_s = 24.0 * 3600.0;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Steps that happen every day; others have no series before they happen.
constexpr std::array<std::pair<std::optional<FileState>, FileState>, 22> known_transitions{{
    {std::nullopt, FileState::filed},
    {std::nullopt, FileState::queued},
    {FileState::filed, FileState::queued},
    {FileState::filed, FileState::withdrawn},
    {FileState::queued, FileState::assigned},
    {FileState::queued, FileState::withdrawn},
    {FileState::assigned, FileState::queued},
    {FileState::assigned, FileState::in_evaluation},
    {FileState::assigned, FileState::withdrawn},
    {FileState::in_evaluation, FileState::queued},
    {FileState::in_evaluation, FileState::awaiting_countersignature},
    {FileState::in_evaluation, FileState::evaluated},
    {FileState::in_evaluation, FileState::withdrawn},
    {FileState::awaiting_countersignature, FileState::queued},
    {FileState::awaiting_countersignature, FileState::in_evaluation},
    {FileState::awaiting_countersignature, FileState::evaluated},
    {FileState::awaiting_countersignature, FileState::withdrawn},
    {FileState::evaluated, FileState::decided},
    {FileState::evaluated, FileState::withdrawn},
    {FileState::decided, FileState::notified},
    {FileState::decided, FileState::queued},
    {FileState::notified, FileState::queued},
}};
constexpr std::array<StageOfLife, 2> stages_of_life{StageOfLife::child, StageOfLife::adult};
constexpr std::array<Procedure, 2> procedures{Procedure::normal, Procedure::urgent};
BacklogCount count_of(const BacklogCounts& counts, const std::string& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? BacklogCount{} : found->second;
}

std::int64_t total_of(const QueueTotals& totals, const std::string& name) {
    const auto found = totals.find(name);
    return found == totals.end() ? 0 : found->second;
}

// Each function adds some families.

void add_files(MetricFamilies& to, const BacklogCounts& counts) {
    to.gauges("echeance_files", "Files by state, stage of life and procedure.");
    for (const auto state : all_file_states)
        for (const auto stage : stages_of_life)
            for (const auto procedure : procedures)
                to.value({{"state", to_text(state)},
                          {"stage", to_text(stage)},
                          {"procedure", to_text(procedure)}},
                         count_of(counts, state_key(state, stage, procedure)).files);
    to.gauges("echeance_backlog_minutes", "Expected minutes of evaluation of open files.");
    for (const auto stage : stages_of_life) {
        std::int64_t minutes = 0;
        for (const auto state : all_file_states)
            for (const auto procedure : procedures)
                if (is_open(state))
                    minutes += count_of(counts, state_key(state, stage, procedure)).minutes;
        to.value({{"stage", to_text(stage)}}, minutes);
    }
}

void add_requests(MetricFamilies& to, const BacklogCounts& counts, const DelayReading& delays) {
    to.gauges("echeance_requests_open",
              "Requests without their last decision, by what their legal clock does.");
    for (const auto right : all_rights) {
        const auto n = static_cast<std::size_t>(right);
        const auto count = count_of(counts, "r:" + std::string{to_text(right)});
        // The two readings are some seconds apart.
        const auto started = std::clamp<std::int64_t>(delays.started.at(n), 0, count.requests);
        const auto breached = std::min(count.overdue, started);
        const auto suspended = std::min(delays.suspended.at(n), started - breached);
        const auto say = [&](std::string_view state, std::int64_t requests) {
            to.value({{"right", to_text(right)}, {"clock_state", state}}, requests);
        };
        say(to_text(ClockState::not_started), count.requests - started);
        say(to_text(ClockState::running), started - breached - suspended);
        say(to_text(ClockState::suspended), suspended);
        say(to_text(ClockState::breached), breached);
    }
    to.gauges("echeance_requests_overdue", "Open requests past their legal limit.");
    for (const auto right : all_rights)
        to.value({{"right", to_text(right)}},
                 count_of(counts, "r:" + std::string{to_text(right)}).overdue);
    to.gauges("echeance_requests_by_age",
              "Requests whose person waits for an answer, by days since filing or appeal.");
    for (const auto right : all_rights)
        for (const auto& band : age_bands) {
            const auto found = delays.ages.find({right, band.name});
            to.value({{"right", to_text(right)}, {"age_band", band.name}},
                     found == delays.ages.end() ? 0 : found->second);
        }
}

/// Requests due from today on, within so many days, of one right.
std::int64_t due_within(const BacklogCounts& counts, Right right, LegalDay today, int days) {
    std::int64_t requests = 0;
    for (auto day = today; day - today <= days; day = day + 1)
        requests += count_of(counts, due_key(day, right)).requests;
    return requests;
}

void add_due(MetricFamilies& to, const BacklogCounts& counts, LegalDay today) {
    constexpr std::array<std::pair<std::string_view, int>, 2> horizons{
        {{"7d", due_soon_days_min}, {"30d", due_soon_days_max}}};
    to.gauges("echeance_requests_due_within",
              "Open requests of files whose first legal limit falls within so many days.");
    for (const auto right : all_rights)
        for (const auto& [name, days] : horizons)
            to.value({{"right", to_text(right)}, {"within", name}},
                     due_within(counts, right, today, days));
    std::map<std::string_view, std::int64_t> buckets;
    for (const auto& [key, count] : counts)
        if (key.starts_with("d:")) buckets[due_bucket(due_day_of(key), today)] += count.requests;
    to.gauges("echeance_requests_by_due", "Open requests by the first legal limit of their file.");
    for (const auto& band : due_bands) to.value({{"due", band.name}}, buckets[band.name]);
    to.value({{"due", no_due_band}}, buckets[no_due_band]);
}

void add_oldest(MetricFamilies& to, const BacklogCounts& counts) {
    std::map<FileState, LegalDay> oldest;
    for (const auto& [key, count] : counts) {
        const auto filed = filing_day_of(key);
        if (!filed || count.files <= 0) continue;
        const auto found = oldest.try_emplace(filed->state, filed->day).first;
        found->second = std::min(found->second, filed->day);
    }
    to.gauges("echeance_oldest_file_filed_timestamp_seconds",
              "Day on which the oldest file in an open state was filed; NaN: none is there.");
    for (const auto state : all_file_states) {
        if (!is_open(state)) continue;
        const auto found = oldest.find(state);
        to.value({{"state", to_text(state)}},
                 found == oldest.end() ? unknown : found->second.number() * day_s);
    }
}

/// Skills are the office's own words: the doctors', which are few, and those that files ask for.
void add_skills(MetricFamilies& to, const QueueReading& queue) {
    constexpr std::size_t skills_told_max = 64;
    to.gauges("echeance_skill_backlog_minutes",
              "Expected minutes of open files that ask for the skill; none: that ask for none.");
    std::size_t told = 0;
    for (auto at = queue.facts.counts.lower_bound("k:");
         at != queue.facts.counts.end() && at->first.starts_with("k:") && told < skills_told_max;
         ++at, ++told)
        to.value({{"skill", std::string_view{at->first}.substr(2)}}, at->second.minutes);
    to.gauges("echeance_skill_capacity_minutes",
              "Minutes of this week of doctors with the skill; none: of all doctors.");
    told = 0;
    for (const auto& each : queue.skills)
        if (told++ < skills_told_max) to.value({{"skill", each.skill}}, each.capacity);
}

void add_doctors(MetricFamilies& to, const QueueReading& queue) {
    const auto kind_of = [](std::size_t n) { return to_text(static_cast<DoctorKind>(n)); };
    to.gauges("echeance_doctors", "Doctors by kind and by whether they work today.");
    for (std::size_t kind = 0; kind < doctor_kind_count; ++kind)
        for (std::size_t n = 0; n < presence_count; ++n)
            to.value({{"kind", kind_of(kind)}, {"state", to_text(static_cast<DoctorPresence>(n))}},
                     queue.doctors.at(kind).at(n));
    to.gauges("echeance_capacity_minutes",
              "Minutes of this week, of doctors whose minutes are stated.");
    for (std::size_t kind = 0; kind < doctor_kind_count; ++kind)
        to.value({{"kind", kind_of(kind)}}, queue.week.kinds.at(kind).capacity);
    to.gauges("echeance_capacity_used_minutes", "Minutes of this week that are spent or held.");
    for (std::size_t kind = 0; kind < doctor_kind_count; ++kind)
        to.value({{"kind", kind_of(kind)}}, queue.week.kinds.at(kind).used);
}

void add_histogram(MetricFamilies& to,
                   const QueueTotals& totals,
                   const MetricFamilies::Labels& labels,
                   const std::string& name) {
    static const auto edges = [] {
        std::array<double, delay_edges_days.size()> seconds{};
        std::ranges::transform(
            delay_edges_days, seconds.begin(), [](int days) { return days * day_s; });
        return seconds;
    }();
    std::array<std::int64_t, delay_class_count> counts{};
    for (std::size_t n = 0; n < counts.size(); ++n)
        counts.at(n) = total_of(totals, class_total(name, n));
    to.histogram(
        labels, edges, counts, static_cast<double>(total_of(totals, days_total(name))) * day_s);
}

void add_transitions(MetricFamilies& to, const QueueTotals& totals) {
    to.counters("echeance_transitions_total", "Changes of state of files; none: registered.");
    std::set<std::string, std::less<>> said;
    const auto say = [&](const std::string& name, std::int64_t count) {
        const auto states = std::string_view{name}.substr(2);
        const auto dot = states.find('.');
        if (said.insert(name).second && dot != std::string_view::npos)
            to.value({{"from", states.substr(0, dot)}, {"to", states.substr(dot + 1)}}, count);
    };
    for (const auto& [from, state] : known_transitions) {
        const auto name = transition_total(from, state);
        say(name, total_of(totals, name));
    }
    for (auto at = totals.lower_bound("x."); at != totals.end() && at->first.starts_with("x.");
         ++at)
        say(at->first, at->second);
}

void add_totals(MetricFamilies& to, const QueueTotals& totals) {
    to.counters("echeance_files_received_total", "Files registered.");
    to.value({}, total_of(totals, std::string{files_received_total}));
    to.counters("echeance_requests_decided_total", "Requests decided for good, as it happened.");
    for (const auto right : all_rights)
        for (const auto decision : {Decision::granted, Decision::refused})
            to.value({{"right", to_text(right)}, {"decision", to_text(decision)}},
                     total_of(totals, decision_total(right, decision)));
    to.counters("echeance_limit_results_total", "Decided requests that had a legal limit.");
    for (const auto right : all_rights)
        for (const auto result : {LimitResult::met, LimitResult::breached})
            to.value({{"right", to_text(right)}, {"result", to_text(result)}},
                     total_of(totals, limit_total(right, result)));
    add_transitions(to, totals);
    to.histograms("echeance_processing_time_seconds",
                  "Days, as seconds, until the decision; of the citizen clock until it was sent.");
    for (const auto right : all_rights)
        for (const auto clock : request_clocks)
            add_histogram(to,
                          totals,
                          {{"right", to_text(right)}, {"clock", to_text(clock)}},
                          processing_totals(right, clock));
    to.histograms("echeance_stage_duration_seconds",
                  "Days, as seconds, that notified files spent in each stage.");
    for (std::size_t n = 0; n < file_stage_count; ++n) {
        const auto stage = static_cast<FileStage>(n);
        add_histogram(to, totals, {{"stage_clock", to_text(stage)}}, stage_totals(stage));
    }
}

void add_assigning(MetricFamilies& to, const QueueTotals& totals) {
    to.counters("echeance_assignments_total", "Files given to doctors.");
    for (const auto mode : all_assignment_modes)
        to.value({{"mode", to_text(mode)}}, total_of(totals, assignment_total(mode)));
    to.counters("echeance_declines_total", "Assignments declined by their doctors.");
    for (const auto reason : all_decline_reasons)
        to.value({{"reason", to_text(reason)}}, total_of(totals, decline_total(reason)));
    to.counters("echeance_overrides_total", "Rules passed over by an assignment by hand.");
    for (std::size_t n = 0; n < eligibility_rule_count; ++n) {
        const auto rule = static_cast<EligibilityRule>(n);
        if (may_be_overridden(rule))
            to.value({{"rule", to_text(rule)}}, total_of(totals, override_total(rule)));
    }
}

void add_suspensions(MetricFamilies& to, const QueueTotals& totals) {
    to.counters("echeance_suspended_seconds_total",
                "Days, as seconds, that requests for documents took of notified files, by reason.");
    for (const auto reason : suspension_reasons_told)
        to.value({{"reason", reason}},
                 static_cast<double>(total_of(totals, suspension_total(reason))) * day_s);
}

void add_reductions(MetricFamilies& to, const DelayReading& delays) {
    struct Statistic {
        std::string_view name;
        double DelayFigures::* figure;
    };
    constexpr std::array<Statistic, 3> statistics{{{"mean", &DelayFigures::mean_days},
                                                   {"median", &DelayFigures::median_days},
                                                   {"p90", &DelayFigures::p90_days}}};
    enum class Form : std::uint8_t { days, ratio };
    const auto reduction =
        [](const DelayComparison& compared, double DelayFigures::* figure, Form form) {
            if (!compared.baseline || !compared.period) return unknown;
            const double before = *compared.baseline.*figure;
            const double saved = before - *compared.period.*figure;
            if (form == Form::days) return saved;
            return before > 0 ? saved / before : unknown;
        };
    const auto say = [&](Form form) {
        for (std::size_t n = 0; n < request_clocks.size(); ++n)
            for (const auto& [name, figure] : statistics)
                to.value({{"clock", to_text(request_clocks.at(n))}, {"statistic", name}},
                         reduction(delays.clocks.at(n), figure, form));
    };
    to.gauges("echeance_delay_reduction_days",
              "Days by which delays ended in the last 90 days are shorter than those ended in the "
              "same 90 days 365 days before; negative: longer; NaN: nothing ended in one of them.");
    say(Form::days);
    to.gauges("echeance_delay_reduction_ratio",
              "The same as a share of the delay of the 90 days 365 days before.");
    say(Form::ratio);
    to.gauges("echeance_backlog_reduction_ratio",
              "Share by which open requests are fewer than 365 days ago; negative: more; NaN: none "
              "were open then.");
    to.value({},
             delays.open_before > 0 ? 1.0 - static_cast<double>(delays.open_now) /
                                                static_cast<double>(delays.open_before)
                                    : unknown);
}

}  // namespace

void QueueMetrics::set(const QueueReading& reading) {
    const std::lock_guard lock(mutex_);
    queue_ = reading;
    rebuild();
}

void QueueMetrics::set(const DelayReading& reading) {
    const std::lock_guard lock(mutex_);
    delays_ = reading;
    rebuild();
}

std::vector<prometheus::MetricFamily> QueueMetrics::Collect() const {
    const std::lock_guard lock(mutex_);
    return families_;
}

std::uint64_t QueueMetrics::series_dropped() const {
    const std::lock_guard lock(mutex_);
    return series_dropped_;
}

void QueueMetrics::rebuild() {
    MetricFamilies families{queue_series_max};
    if (queue_) {
        const auto& facts = queue_->facts;
        add_files(families, facts.counts);
        add_due(families, facts.counts, queue_->today);
        add_oldest(families, facts.counts);
        add_skills(families, *queue_);
        add_doctors(families, *queue_);
        add_totals(families, facts.totals);
        add_assigning(families, facts.totals);
        add_suspensions(families, facts.totals);
    }
    if (queue_ && delays_) add_requests(families, queue_->facts.counts, *delays_);
    if (delays_) add_reductions(families, *delays_);
    families_ = families.take();
    series_dropped_ += families.series_dropped();
}

}  // namespace echeance
