// SPDX-License-Identifier: EUPL-1.2
#include "api/json/statistics.hpp"
#include "api/json/writer.hpp"

// Days of means carry two decimals, shares four; both as `%.2f` and `%.4f` round.
namespace echeance::codec {
namespace {

constexpr int day_decimals = 2;
constexpr int share_decimals = 4;
constexpr std::int64_t small_group = 5;

/// A share of nothing is left out.
void share(ObjectWriter& object, std::string_view name, std::int64_t part, std::int64_t whole) {
    if (whole != 0)
        object.decimal(
            name, static_cast<double>(part) / static_cast<double>(whole), share_decimals);
}

void period(ObjectWriter& object, const Period& value) {
    object.day("from", value.from);
    object.day("until", value.until);
}

void days(ObjectWriter& object, const DayHistogram& histogram) {
    if (histogram.n() == 0) return;
    object.decimal("mean_days",
                   static_cast<double>(histogram.total_days()) / static_cast<double>(histogram.n()),
                   day_decimals);
    object.number("median_days", histogram.percentile(50));
    object.number("p90_days", histogram.percentile(90));
}

void append_survival(std::string& out, const DelayGroup& group) {
    ObjectWriter object(out);
    object.number("n_open", group.open);
    object.number("median_days", group.survival.percentile(50));
    object.number("p90_days", group.survival.percentile(90));
    object.close();
}

void append_delay_group(std::string& out,
                        const ProcessingTimesAnswer& answer,
                        const std::vector<std::string>& key,
                        const DelayGroup& group) {
    ObjectWriter object(out);
    ObjectWriter names(object.begin("key"));
    for (std::size_t n = 0; n < key.size(); ++n)
        names.word(to_text(answer.dimensions[n]), std::string_view{key[n]});
    names.close();
    const auto n = group.decided.n();
    // Where nobody was decided, those who wait are the group.
    const auto people = n > 0 || !answer.with_waiting ? n : group.open;
    if (answer.small_groups == SmallGroups::suppressed && people > 0 && people < small_group) {
        object.flag("suppressed", true);
        return object.close();
    }
    object.number("n", n);
    days(object, group.decided);
    share(object, "within_limit_share", group.within_limit, group.limits);
    share(object, "within_target_share", group.within_target, group.targets);
    if (answer.with_waiting) append_survival(object.begin("kaplan_meier"), group);
    object.close();
}

void append_flow(std::string& out, const FlowPeriod& row) {
    ObjectWriter object(out);
    period(object, row.period);
    object.number("opening", row.opening);
    object.number("received", row.flow.received);
    object.number("reopened", row.flow.reopened);
    object.number("decided", row.flow.decided);
    object.number("withdrawn", row.flow.withdrawn);
    object.number("purged", row.purged);
    object.number("closing", row.closing());
    object.close();
}

void append_compared(std::string& out, const ComparedPeriod& compared) {
    ObjectWriter object(out);
    period(object, compared.period);
    object.number("n", compared.n);
    if (compared.n > 0) {
        object.decimal("mean_days", compared.figures.mean_days, day_decimals);
        object.number("median_days", std::lround(compared.figures.median_days));
        object.number("p90_days", std::lround(compared.figures.p90_days));
        object.decimal("overdue_share", compared.figures.overdue_share, share_decimals);
    }
    object.number("backlog", compared.backlog);
    object.close();
}

void difference(ObjectWriter& object,
                std::string_view name,
                double value,
                const Interval& interval,
                int decimals) {
    ObjectWriter inner(object.begin(name));
    inner.decimal("value", value, decimals);
    inner.decimal("low", interval.low, decimals);
    inner.decimal("high", interval.high, decimals);
    inner.close();
}

void append_differences(std::string& out, const DelayReduction& answer) {
    ObjectWriter object(out);
    const auto write = [&](std::string_view name,
                           double DelayFigures::* figure,
                           Interval FigureIntervals::* interval,
                           int decimals) {
        difference(object,
                   name,
                   answer.period.figures.*figure - answer.baseline.figures.*figure,
                   (*answer.intervals).*interval,
                   decimals);
    };
    if (answer.intervals) {
        using Figures = DelayFigures;
        using Intervals = FigureIntervals;
        write("mean_days", &Figures::mean_days, &Intervals::mean_days, day_decimals);
        write("median_days", &Figures::median_days, &Intervals::median_days, day_decimals);
        write("p90_days", &Figures::p90_days, &Intervals::p90_days, day_decimals);
        write("overdue_share", &Figures::overdue_share, &Intervals::overdue_share, share_decimals);
    }
    ObjectWriter backlog(object.begin("backlog"));
    backlog.number("value", answer.period.backlog - answer.baseline.backlog);
    backlog.close();
    object.close();
}

void append_stage(std::string& out, FileStage stage, const StageTimes& times) {
    const auto& histogram = times.stages[static_cast<std::size_t>(stage)];
    ObjectWriter object(out);
    object.word("stage", to_text(stage));
    object.number("days", histogram.total_days());
    share(object, "share", histogram.total_days(), times.total_days());
    days(object, histogram);
    object.close();
}

void append_suspended(std::string& out, const StageTimes& times) {
    std::int64_t total = 0;
    for (const auto& [reason, count] : times.suspended_days) total += count;
    ObjectWriter object(out);
    object.number("days", total);
    share(object, "share", total, times.total_days());
    append_list(object.begin("reasons"),
                times.suspended_days,
                [&](std::string& to, const std::pair<const std::string, std::int64_t>& row) {
                    ObjectWriter reason(to);
                    reason.text("reason", row.first);
                    reason.number("days", row.second);
                    share(reason, "share", row.second, times.total_days());
                    reason.close();
                });
    object.close();
}

void minutes(ObjectWriter& object, const CapacityMinutes& value) {
    object.number("capacity_minutes", value.capacity);
    object.number("used_minutes", value.used);
    if (value.without_limit > 0) object.number("doctors_without_limit", value.without_limit);
}

void append_week(std::string& out, const CapacityWeek& week) {
    CapacityMinutes sum;
    for (const auto& kind : week.kinds) {
        sum.capacity += kind.capacity;
        sum.used += kind.used;
        sum.without_limit += kind.without_limit;
    }
    ObjectWriter object(out);
    period(object, week.period);
    minutes(object, sum);
    append_list(object.begin("kinds"), all_doctor_kinds, [&](std::string& to, DoctorKind each) {
        ObjectWriter kind(to);
        kind.word("kind", to_text(each));
        minutes(kind, week.kinds[static_cast<std::size_t>(each)]);
        kind.close();
    });
    object.close();
}

void append_kind(std::string& out,
                 DoctorKind kind,
                 const std::array<std::int64_t, presence_count>& present) {
    ObjectWriter object(out);
    object.word("kind", to_text(kind));
    ObjectWriter doctors(object.begin("doctors"));
    for (std::size_t n = 0; n < present.size(); ++n)
        doctors.number(to_text(static_cast<DoctorPresence>(n)), present[n]);
    doctors.close();
    object.close();
}

}  // namespace

std::string encode_processing_times(const ProcessingTimesAnswer& answer,
                                    const ProcessingTimes& times) {
    std::string out;
    ObjectWriter object(out);
    period(object, answer.period);
    object.word("clock", to_text(answer.clock));
    append_list(object.begin("groups"), times.groups(), [&](std::string& to, const auto& row) {
        append_delay_group(to, answer, row.first, row.second);
    });
    object.close();
    return out;
}

std::string encode_flow(const std::vector<FlowPeriod>& periods) {
    std::string out;
    ObjectWriter object(out);
    object.word("unit", std::string_view{"requests"});
    append_list(object.begin("periods"), periods, append_flow);
    object.close();
    return out;
}

std::string encode_delay_reduction(const DelayReduction& answer) {
    std::string out;
    ObjectWriter object(out);
    object.word("clock", to_text(answer.clock));
    append_compared(object.begin("baseline"), answer.baseline);
    append_compared(object.begin("period"), answer.period);
    append_differences(object.begin("difference"), answer);
    if (answer.intervals) {
        object.decimal("speed_effect_days", answer.parts.speed_effect_days, day_decimals);
        object.decimal("mix_effect_days", answer.parts.mix_effect_days, day_decimals);
    }
    object.decimal("confidence", answer.bootstrap.confidence_percent / 100.0, day_decimals);
    object.number("replications", answer.bootstrap.replications);
    object.number("seed", answer.bootstrap.seed);
    object.close();
    return out;
}

std::string encode_stage_times(const Period& asked, const StageTimes& times) {
    const auto files = times.stages[0].n();
    std::string out;
    ObjectWriter object(out);
    period(object, asked);
    object.number("files", files);
    object.number("total_days", times.total_days());
    if (files > 0)
        object.decimal("mean_days",
                       static_cast<double>(times.total_days()) / static_cast<double>(files),
                       day_decimals);
    append_list(object.begin("stages"), all_file_stages, [&](std::string& to, FileStage stage) {
        append_stage(to, stage, times);
    });
    append_suspended(object.begin("suspended"), times);
    object.close();
    return out;
}

namespace {

void append_skill(std::string& out, const SkillRow& row) {
    ObjectWriter object(out);
    object.word("skill", row.skill);
    object.number("files", row.files);
    object.number("backlog_minutes", row.backlog_minutes);
    object.number("doctors", row.doctors);
    object.number("capacity_minutes_per_week", row.capacity_minutes_per_week);
    if (row.doctors_without_limit > 0)
        object.number("doctors_without_limit", row.doctors_without_limit);
    object.close();
}

}  // namespace

std::string encode_capacity(const CapacityAnswer& answer) {
    std::string out;
    ObjectWriter object(out);
    object.day("as_of", answer.today);
    append_list(object.begin("kinds"), all_doctor_kinds, [&](std::string& to, DoctorKind kind) {
        append_kind(to, kind, answer.doctors[static_cast<std::size_t>(kind)]);
    });
    append_list(object.begin("weeks"), answer.weeks, append_week);
    ObjectWriter demand(object.begin("demand"));
    demand.number("backlog_minutes", answer.backlog_minutes);
    demand.number("received_files_per_week", answer.received_files_per_week);
    demand.number("received_minutes_per_week", answer.received_minutes_per_week);
    demand.close();
    append_list(object.begin("skills"), answer.skills, append_skill);
    append_list(object.begin("unassignable"),
                answer.unassignable,
                [](std::string& to, const std::pair<const EligibilityRule, std::int64_t>& row) {
                    ObjectWriter reason(to);
                    reason.word("reason", to_text(row.first));
                    reason.number("files", row.second);
                    reason.close();
                });
    object.close();
    return out;
}

}  // namespace echeance::codec
