// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "domain/forecast.hpp"
#include "domain/forecast_draws.hpp"
#include "domain/forecast_run.hpp"

namespace echeance::testing {

/// A simulation told a second time, as plainly as it can be: sorted sets, every day looked at, each
/// minute paid on its day. Slow.
class ReferenceForecast {
public:
    ReferenceForecast(const ForecastWorld& world,
                      const ForecastScenario& scenario,
                      std::uint64_t seed,
                      std::size_t replication)
        : world_(world), doctors_(scenario.doctors) {
        share_ = scenario.on_time_share_percent.value_or(world.on_time_share_percent);
        add_waiting(seed, replication);
        add_arrivals(scenario.inflow_factor.value_or(1), seed, replication);
        std::ranges::sort(files_, {}, &File::key);
        owed_.resize(doctors_.size());
        left_.resize(doctors_.size());
        for (int day = 0; day < world.days; ++day) live(day);
    }

    /// In the order of service.
    [[nodiscard]] std::vector<ForecastOutcome> outcomes() const {
        std::vector<ForecastOutcome> made;
        for (const auto& file : files_)
            made.push_back({file.begun.value_or(forecast_never),
                            file.evaluated.value_or(forecast_never),
                            file.decided.value_or(forecast_never),
                            file.doctor});
        return made;
    }
    [[nodiscard]] int withdrawn() const {
        return static_cast<int>(std::ranges::count_if(files_, &File::is_withdrawn));
    }
    /// Of a day's evening.
    struct Evening {
        int backlog = 0;
        int open_requests = 0;
        int overdue = 0;
        int past_target = 0;
        int decided = 0;
        bool operator==(const Evening&) const = default;
    };
    [[nodiscard]] const std::vector<Evening>& evenings() const { return evenings_; }

private:
    struct File {
        std::tuple<int, int, int, std::uint32_t, std::size_t> key;
        std::size_t requirement = 0;
        int filed = 0;
        int minutes = 0;
        int decision_days = 0;
        std::optional<int> ready{};
        std::optional<int> late_from{};
        std::optional<int> withdrawn{};
        std::vector<std::size_t> closed_to{};
        std::optional<std::size_t> held_by{};
        std::vector<ForecastLimit> limits{};
        bool has_dues = true;
        int unpaid = 0;
        std::optional<int> begun{};
        std::optional<int> evaluated{};
        std::optional<int> decided{};
        bool is_withdrawn = false;
        std::uint32_t doctor = no_doctor;
    };
    struct Job {
        std::size_t file = 0;
        int minutes = 0;
    };

    int needed(int expected, std::uint64_t bits) const {
        const auto at = static_cast<std::size_t>(
            std::floor(std::ldexp(static_cast<double>(bits % (1ULL << 32U)), -32) *
                       static_cast<double>(world_.minutes_spread.size())));
        return std::max(1,
                        static_cast<int>(std::floor(expected * world_.minutes_spread[at] + 0.5)));
    }
    static std::optional<int> late_from(int effective_due,
                                        const std::vector<ForecastLimit>& limits) {
        if (limits.empty()) return effective_due + 1;
        return std::ranges::min(limits, {}, &ForecastLimit::due).due + 1;
    }

    void add_waiting(std::uint64_t seed, std::size_t replication) {
        const ForecastDraws draws(seed, replication, ForecastDraws::before_the_first);
        for (std::size_t n = 0; n < world_.waiting.size(); ++n) {
            const auto& file = world_.waiting[n];
            File made{.key = {file.effective_due, file.filed, 0, file.tie, n},
                      .requirement = file.requirement,
                      .filed = file.filed,
                      .minutes = needed(file.minutes, draws.of_file(n)),
                      .decision_days = decision_days(file, draws.of_file(n)),
                      .ready = std::max(0, file.ready),
                      .late_from = late_from(file.effective_due, file.limits),
                      .closed_to = file.closed_to,
                      .held_by = file.held_by,
                      .limits = file.limits,
                      .evaluated = file.evaluated};
            if (file.withdrawn) made.withdrawn = std::max(0, *file.withdrawn);
            files_.push_back(std::move(made));
        }
    }
    void add_arrivals(double factor, std::uint64_t seed, std::size_t replication) {
        if (world_.arrivals.empty()) return;
        const ForecastCounts counts(world_.inflow, factor);
        for (int day = 0; day < world_.days; ++day) {
            const ForecastDraws draws(seed, replication, day);
            const int count = counts.on(day, draws.of_count());
            for (int n = 0; n < count; ++n)
                add_arrival(day, n, draws.of_file(static_cast<std::size_t>(n)));
        }
    }
    void add_arrival(int day, int number, std::uint64_t bits) {
        const auto& arrival = world_.arrivals[pick_by(bits >> 32U, world_.arrivals.size())];
        const int complete = day + arrival.complete_after.value_or(0);
        const auto& days = world_.calendars[arrival.calendar].days;
        const auto counted = static_cast<std::size_t>(complete + arrival.suspended_days);
        const auto& rules = days[std::min(counted, days.size() - 1)];
        File made{.key = {rules.effective_due, day, 1, static_cast<std::uint32_t>(number), 0},
                  .requirement = arrival.requirement,
                  .filed = day,
                  .minutes = needed(arrival.minutes, bits),
                  .decision_days = arrival.decision_days,
                  .closed_to = arrival.closed_to,
                  .limits = rules.limits};
        made.has_dues = arrival.complete_after && complete < world_.days;
        if (made.has_dues) {
            made.ready = complete + arrival.suspended_days;
            made.late_from = late_from(rules.effective_due, rules.limits);
        }
        if (arrival.withdrawn_after) made.withdrawn = day + *arrival.withdrawn_after;
        files_.push_back(std::move(made));
    }

    std::optional<std::size_t> in_world(std::size_t doctor) const {
        for (std::size_t n = 0; n < world_.doctors.size(); ++n)
            if (world_.doctors[n].id == doctors_[doctor].id) return n;
        return std::nullopt;
    }
    bool is_barred(std::size_t doctor, const File& file) const {
        const auto known = in_world(doctor);
        return known && std::ranges::find(file.closed_to, *known) != file.closed_to.end();
    }
    bool has_supervisor(std::size_t doctor, const File& file) const {
        return doctors_[doctor].kind != DoctorKind::supervised ||
               std::ranges::any_of(doctors_[doctor].supervisors,
                                   [&](std::size_t each) { return !is_barred(each, file); });
    }
    /// Who really will read a file that is held.
    std::optional<std::size_t> holder(const File& file) const {
        if (!file.held_by) return std::nullopt;
        for (std::size_t doctor = 0; doctor < doctors_.size(); ++doctor) {
            if (in_world(doctor) != file.held_by) continue;
            const bool works = std::ranges::any_of(doctors_[doctor].minutes,
                                                   [](int minutes) { return minutes > 0; });
            if (works && has_supervisor(doctor, file)) return doctor;
        }
        return std::nullopt;
    }
    bool may_take(std::size_t doctor, const File& file) const {
        const auto& serves = doctors_[doctor].requirements;
        return std::ranges::find(serves, file.requirement) != serves.end() &&
               !is_barred(doctor, file) && has_supervisor(doctor, file);
    }
    static bool is_open(const File& file) { return !file.decided && !file.is_withdrawn; }

    int session_after(int evaluated, int decision_days) const {
        const int from = std::max(0, evaluated + decision_days);
        return from < world_.days ? world_.next_session[static_cast<std::size_t>(from)]
                                  : forecast_never;
    }
    void decide(int day) {
        for (auto& file : files_)
            if (is_open(file) && file.evaluated &&
                session_after(*file.evaluated, file.decision_days) == day)
                file.decided = day;
    }

    void live(int day) {
        decide(day);
        for (auto& file : files_)
            if (is_open(file) && file.withdrawn == day) {
                file.is_withdrawn = true;
                if (file.evaluated && *file.evaluated >= day) file.evaluated.reset();
            }
        pay(day);
        work(day);
        decide(day);
        tell(day);
    }
    void paid(std::size_t file, int day) {
        if (--files_[file].unpaid == 0 && !files_[file].is_withdrawn) files_[file].evaluated = day;
    }
    void pay(int day) {
        for (std::size_t doctor = 0; doctor < doctors_.size(); ++doctor) {
            left_[doctor] = doctors_[doctor].minutes[static_cast<std::size_t>(day)];
            auto& job = owed_[doctor];
            if (!job) continue;
            const int now = std::min(job->minutes, left_[doctor]);
            left_[doctor] -= now;
            job->minutes -= now;
            if (job->minutes > 0) continue;
            paid(job->file, day);
            job.reset();
        }
    }
    void give(std::size_t doctor, std::size_t file, int minutes, int day) {
        ++files_[file].unpaid;
        const int now = std::min(minutes, left_[doctor]);
        left_[doctor] -= now;
        if (now == minutes)
            paid(file, day);
        else
            owed_[doctor] = Job{file, minutes - now};
    }

    void work(int day) {
        std::vector<std::size_t> working;
        for (std::size_t n = 0; n < doctors_.size(); ++n)
            working.push_back((n + static_cast<std::size_t>(day)) % doctors_.size());
        while (!working.empty())
            std::erase_if(working, [&](std::size_t doctor) { return !take(doctor, day); });
    }
    bool is_in_line(const File& file, int day) const {
        return is_open(file) && !file.begun && !file.evaluated && file.ready && *file.ready <= day;
    }
    /// The first file in the order of service that `wanted` accepts.
    template <class Wanted>
    std::optional<std::size_t> first(int day, Wanted wanted) const {
        for (std::size_t n = 0; n < files_.size(); ++n)
            if (is_in_line(files_[n], day) && wanted(files_[n])) return n;
        return std::nullopt;
    }
    bool take(std::size_t doctor, int day) {
        if (left_[doctor] == 0) return false;
        auto chosen = first(day, [&](const File& file) { return holder(file) == doctor; });
        const bool is_held = chosen.has_value();
        const bool is_on_time_first = is_on_time_turn(turn_, share_);
        for (const bool wants_late : {is_on_time_first, !is_on_time_first}) {
            if (chosen) break;
            chosen = first(day, [&](const File& file) {
                return !holder(file) && may_take(doctor, file) &&
                       (*file.late_from > day) == wants_late;
            });
        }
        if (!chosen || !begin(doctor, *chosen, day)) return false;
        if (!is_held) ++turn_;
        return true;
    }
    bool begin(std::size_t doctor, std::size_t number, int day) {
        auto& file = files_[number];
        std::optional<std::size_t> supervisor;
        if (doctors_[doctor].kind == DoctorKind::supervised) {
            for (const auto each : doctors_[doctor].supervisors)
                if (!supervisor && left_[each] > 0 && !is_barred(each, file)) supervisor = each;
            if (!supervisor) return false;
        }
        file.begun = day;
        file.doctor = static_cast<std::uint32_t>(doctor);
        file.unpaid = 1;  // so that the first payment does not end it
        if (supervisor)
            give(*supervisor,
                 number,
                 static_cast<int>(std::ceil(file.minutes * world_.supervision_percent / 100.0)),
                 day);
        give(doctor, number, file.minutes, day);
        paid(number, day);
        return true;
    }

    void tell(int day) {
        Evening evening;
        for (const auto& file : files_) {
            if (is_in_line(file, day) || (file.begun && !file.evaluated && is_open(file)))
                ++evening.backlog;
            for (const auto& limit : file.limits) {
                if (file.decided == day) evening.decided += limit.requests;
                if (file.filed > day || !is_open(file)) continue;
                evening.open_requests += limit.requests;
                if (!file.has_dues) continue;
                if (limit.due < day) evening.overdue += limit.requests;
                if (limit.target < day) evening.past_target += limit.requests;
            }
        }
        evenings_.push_back(evening);
    }

    const ForecastWorld& world_;
    std::vector<ForecastDoctor> doctors_;
    int share_ = 0;
    std::vector<File> files_;
    std::vector<std::optional<Job>> owed_;
    std::vector<int> left_;
    std::uint64_t turn_ = 0;
    std::vector<Evening> evenings_;
};

}  // namespace echeance::testing
