// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_run.hpp"

#include <algorithm>

namespace echeance {

ForecastTally tally(const ForecastFiles& files,
                    const std::vector<ForecastOutcome>& outcomes,
                    const ForecastWorld& world) {
    ForecastTally tally{.waiting = std::ssize(world.waiting),
                        .arrived = std::ssize(files.files) - std::ssize(world.waiting)};
    for (std::size_t n = 0; n < outcomes.size(); ++n) {
        const auto& outcome = outcomes[n];
        if (outcome.begun != forecast_never && outcome.evaluated != forecast_never)
            ++tally.evaluated;
        if (outcome.decided != forecast_never)
            ++tally.decided;
        else if (leaves_on(files.files[n], outcome, world.days) != forecast_never)
            ++tally.withdrawn;
        else
            ++tally.open;
    }
    return tally;
}

void ForecastRunner::run(const ForecastFiles& files,
                         const ForecastStaff& staff,
                         int on_time_share_percent) {
    files_ = &files;
    staff_ = &staff;
    begin(on_time_share_percent);
    for (int day = 0; day < flat_.world().days; ++day) {
        morning(day);
        begin_minutes(day);
        work(day);
    }
}

void ForecastRunner::begin(int on_time_share_percent) {
    const auto& files = files_->files;
    queue_of_.resize(files.size());
    for (std::size_t n = 0; n < files.size(); ++n) queue_of_[n] = staff_->queue_of(files[n]);
    queues_.reset(queue_of_, staff_->queues());
    left_.assign(staff_->size(), 0);
    owed_.assign(staff_->size(), 0);
    for (std::size_t n = 0; n < is_on_time_turn_.size(); ++n)
        is_on_time_turn_[n] = is_on_time_turn(n, on_time_share_percent);
    turn_ = 0;
    outcomes_.assign(files.size(), {});
    const auto& waiting = flat_.world().waiting;
    for (std::size_t n = 0; n < waiting.size(); ++n)
        if (const auto& evaluated = waiting[n].evaluated)
            decide(files_->number_of_waiting[n], *evaluated);
}

void ForecastRunner::morning(int day) {
    for (const auto number : files_->ready.on(day)) {
        const auto& file = files_->files[number];
        if (queue_of_[number] == no_queue || file.withdrawn <= day) continue;
        queues_.insert(number, file.late_from <= day ? Lane::late : Lane::on_time);
    }
    for (const auto number : files_->late.on(day)) queues_.turn_late(number);
    for (const auto number : files_->withdrawn.on(day)) queues_.remove(number);
}

void ForecastRunner::begin_minutes(int day) {
    working_.clear();
    for (std::uint32_t n = 0; n < staff_->size(); ++n) {
        const auto doctor = (n + static_cast<std::uint32_t>(day)) % staff_->size();
        const int minutes = staff_->minutes(doctor, day);
        left_[doctor] = std::max(0, minutes - owed_[doctor]);
        owed_[doctor] = std::max(0, owed_[doctor] - minutes);
        if (left_[doctor] > 0) working_.push_back(doctor);
    }
}

void ForecastRunner::work(int day) {
    while (!working_.empty())
        std::erase_if(working_, [&](std::uint32_t doctor) { return !take(doctor, day); });
}

bool ForecastRunner::take(std::uint32_t doctor, int day) {
    if (left_[doctor] <= 0) return false;
    const auto held = std::min(queues_.head(staff_->held_queue(doctor), Lane::on_time),
                               queues_.head(staff_->held_queue(doctor), Lane::late));
    const auto number = held != no_file ? held : next_for(doctor);
    if (number == no_file) return false;
    const auto& file = files_->files[number];
    int evaluated = day;
    if (staff_->is_supervised(doctor)) {
        const auto supervisor = supervisor_for(doctor, file);
        if (supervisor == no_doctor) return false;
        const int minutes = (file.minutes * flat_.world().supervision_percent + 99) / 100;
        evaluated = spend(supervisor, minutes, day);
    }
    evaluated = std::max(evaluated, spend(doctor, file.minutes, day));
    queues_.remove(number);
    if (held == no_file) turn_ = (turn_ + 1) % is_on_time_turn_.size();
    outcomes_[number].begun = day;
    outcomes_[number].doctor = doctor;
    decide(number, evaluated);
    return true;
}

std::uint32_t ForecastRunner::next_for(std::uint32_t doctor) const {
    const bool is_on_time = is_on_time_turn_[turn_];
    const auto file = first_of(doctor, is_on_time ? Lane::on_time : Lane::late);
    return file != no_file ? file : first_of(doctor, is_on_time ? Lane::late : Lane::on_time);
}

std::uint32_t ForecastRunner::first_of(std::uint32_t doctor, Lane lane) const {
    auto first = no_file;
    for (const auto queue : staff_->shared_queues(doctor))
        first = std::min(first, queues_.head(queue, lane));
    if (first == no_file || staff_->may_take(doctor, files_->files[first])) return first;
    return first_open(doctor, lane);
}

/// Past files that are closed to the doctor and share their queue with others all the same: rare,
/// so the common way need not ask.
std::uint32_t ForecastRunner::first_open(std::uint32_t doctor, Lane lane) const {
    auto first = no_file;
    for (const auto queue : staff_->shared_queues(doctor)) {
        auto file = queues_.head(queue, lane);
        while (file < first && !staff_->may_take(doctor, files_->files[file]))
            file = queues_.after(file, lane);
        first = std::min(first, file);
    }
    return first;
}

std::uint32_t ForecastRunner::supervisor_for(std::uint32_t doctor,
                                             const SimulatedFile& file) const {
    for (const auto each : staff_->doctors()[doctor].supervisors) {
        const auto supervisor = static_cast<std::uint32_t>(each);
        if (left_[supervisor] > 0 && staff_->may_supervise(supervisor, file)) return supervisor;
    }
    return no_doctor;
}

/// The day on which the minutes will all be given.
int ForecastRunner::spend(std::uint32_t doctor, int minutes, int day) {
    left_[doctor] -= minutes;
    if (left_[doctor] >= 0) return day;
    owed_[doctor] = -left_[doctor];
    left_[doctor] = 0;
    return staff_->paid_on(doctor, day, owed_[doctor]);
}

void ForecastRunner::decide(std::uint32_t number, int evaluated) {
    const auto& file = files_->files[number];
    if (evaluated >= file.withdrawn || evaluated == forecast_never) return;
    outcomes_[number].evaluated = evaluated;
    const int decided = flat_.decision_on(evaluated, file.decision_days);
    if (decided <= file.withdrawn) outcomes_[number].decided = decided;
}

}  // namespace echeance
