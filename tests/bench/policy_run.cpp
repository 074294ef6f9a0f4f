// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_run.hpp"

#include <algorithm>
#include <chrono>

#include "domain/capacity.hpp"
#include "tests/bench/policy_plan.hpp"
#include "tests/bench/policy_queues.hpp"

namespace echeance::bench {
namespace {

using Side = Queues::Side;

/// About what a titular doctor reads in a day.
constexpr std::size_t batch_files = 20;

/// What is left of a doctor's batch (`proportional` only).
struct Batch {
    std::size_t urgent = 0;
    std::size_t others = 0;
};

class Year {
public:
    Year(const World& world, const Policy& policy)
        : world_(world),
          policy_(policy),
          queues_(world),
          changes_(year_days),
          lists_(world.doctors.size()),
          minutes_left_(world.doctors.size()),
          batches_(world.doctors.size()),
          turns_(world.files.size()) {
        for (std::size_t file = 0; file < world.files.size(); ++file) add_changes(file);
    }

    Result<Turns> run() {
        for (int day = 0; day < year_days; ++day) {
            for (const auto& [file, step] : changes_[static_cast<std::size_t>(day)])
                if (step == 0 || queues_.has(file)) place(file, step);
            if (const auto begun = begin_day(day); !begun) return std::unexpected(begun.error());
            work(day);
        }
        return std::move(turns_);
    }

private:
    struct Change {
        std::size_t file = 0;
        std::size_t step = 0;
    };

    bool follows_placement() const {
        return policy_.order == Order::service_default || policy_.order == Order::weekly_plan;
    }

    void add_changes(std::size_t file) {
        const auto& steps = world_.files[file].steps;
        const std::size_t count = follows_placement() ? steps.size() : std::min(1UZ, steps.size());
        for (std::size_t step = 0; step < count; ++step)
            changes_[static_cast<std::size_t>(steps[step].day)].push_back({file, step});
    }

    void place(std::size_t file, std::size_t step) {
        constexpr int age_bits = 36;  // filing date and tie-break: see `Placement::queue_score`
        constexpr int day_offset = 32'768;
        const auto& waiting = world_.files[file];
        const auto& now = waiting.steps[step];
        const auto age = now.score & ((1ULL << age_bits) - 1);
        switch (policy_.order) {
            case Order::oldest_first:
                return queues_.put(file, Side::first, age);
            case Order::earliest_due_first: {
                const auto due = static_cast<unsigned>(waiting.due_on + day_offset);
                return queues_.put(file, Side::first, std::uint64_t{due} << age_bits | age);
            }
            case Order::service_default:
            case Order::weekly_plan:
                return queues_.put(
                    file, now.lane == Lane::on_time ? Side::first : Side::second, now.score);
            case Order::proportional:
                return queues_.put(
                    file, waiting.procedure == Procedure::urgent ? Side::first : Side::second, age);
        }
    }

    Result<void> begin_day(int day) {
        const bool is_monday = (world_.first_day + day).weekday() == std::chrono::Monday;
        if (is_monday) std::ranges::fill(minutes_left_, 0);
        for (std::size_t doctor = 0; doctor < world_.doctors.size(); ++doctor)
            minutes_left_[doctor] += minutes_on(doctor, day);
        if (policy_.order != Order::weekly_plan || (day > 0 && !is_monday)) return {};
        auto lists = plan_week(world_, queues_, day);
        if (!lists) return std::unexpected(lists.error());
        lists_ = std::move(*lists);
        for (auto& list : lists_) std::ranges::reverse(list);  // the next one last
        return {};
    }

    int minutes_on(std::size_t doctor, int day) const {
        return world_.doctors[doctor].minutes_on[static_cast<std::size_t>(day)];
    }

    /// One file each, beginning with another doctor each day, until nobody can take one more.
    void work(int day) {
        std::vector<std::size_t> working;
        for (std::size_t n = 0; n < world_.doctors.size(); ++n) {
            const auto doctor = (n + static_cast<std::size_t>(day)) % world_.doctors.size();
            if (minutes_on(doctor, day) > 0) working.push_back(doctor);
        }
        while (!working.empty())
            std::erase_if(working, [&](std::size_t doctor) { return !take(doctor, day); });
    }

    bool take(std::size_t doctor, int day) {
        const auto file = next_for(doctor);
        if (!file) return false;
        const auto& waiting = world_.files[*file];
        if (minutes_left_[doctor] < waiting.minutes) return false;
        if (!reserve_supervision(doctor, waiting)) return false;
        minutes_left_[doctor] -= waiting.minutes;
        ++claims_;
        if (policy_.order == Order::weekly_plan) lists_[doctor].pop_back();
        if (policy_.order == Order::proportional) {
            auto& batch = batches_[doctor];
            auto& share = batch.urgent > 0 ? batch.urgent : batch.others;
            --share;
        }
        queues_.remove(*file);
        turns_[*file] = Turn{day, doctor};
        return true;
    }

    bool reserve_supervision(std::size_t doctor, const WorldFile& waiting) {
        if (world_.doctors[doctor].kind != DoctorKind::supervised) return true;
        const int minutes = supervision_minutes(waiting.minutes, world_.rules.priorities);
        for (const auto supervisor : world_.doctors[doctor].supervisors) {
            if ((waiting.conflicts >> supervisor & 1U) != 0) continue;
            if (minutes_left_[supervisor] < minutes) continue;
            minutes_left_[supervisor] -= minutes;
            return true;
        }
        return false;
    }

    std::optional<std::size_t> next_for(std::size_t doctor) {
        if (policy_.order == Order::weekly_plan) {
            if (lists_[doctor].empty()) return std::nullopt;
            return lists_[doctor].back();
        }
        const auto side = side_for(doctor);
        const auto file = queues_.head(doctor, side);
        return file ? file : queues_.head(doctor, side == Side::first ? Side::second : Side::first);
    }

    Side side_for(std::size_t doctor) {
        if (policy_.order == Order::service_default) {
            return is_on_time_turn(claims_, policy_.on_time_share_percent) ? Side::first
                                                                           : Side::second;
        }
        if (policy_.order != Order::proportional) return Side::first;
        auto& batch = batches_[doctor];
        if (batch.urgent + batch.others == 0) batch = next_batch(doctor);
        return batch.urgent > 0 ? Side::first : Side::second;
    }

    Batch next_batch(std::size_t doctor) const {
        const auto urgent = queues_.count(doctor, Side::first);
        const auto all = std::max(1UZ, urgent + queues_.count(doctor, Side::second));
        const auto share = (batch_files * urgent + all - 1) / all;
        return {share, batch_files - share};
    }

    const World& world_;
    Policy policy_;
    Queues queues_;
    std::vector<std::vector<Change>> changes_;  // by day
    WeekLists lists_;
    std::vector<int> minutes_left_;  // of the week so far, by doctor
    std::vector<Batch> batches_;
    std::uint64_t claims_ = 0;
    Turns turns_;
};

}  // namespace

Result<Turns> simulate(const World& world, const Policy& policy) {
    return Year{world, policy}.run();
}

}  // namespace echeance::bench
