// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_files.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "domain/forecast_draws.hpp"

namespace echeance {
namespace {

SimulatedFile waiting_file(const ForecastFile& file, std::size_t index, const FlatWorld::Row& row) {
    return {.filed = file.filed,
            .complete = file.complete,
            .ready = file.evaluated ? forecast_never : std::max(0, file.ready),
            .late_from = row.late_from,
            .withdrawn = file.withdrawn ? std::max(0, *file.withdrawn) : forecast_never,
            .minutes = file.minutes,
            .decision_days = file.decision_days,
            .requirement = static_cast<std::uint32_t>(file.requirement),
            .origin = static_cast<std::uint32_t>(index),
            .limits_at = row.limits_at,
            .limit_count = row.limit_count,
            .is_closed_to_some = !file.closed_to.empty()};
}

}  // namespace

FlatWorld::FlatWorld(const ForecastWorld& world) : world_(world) {
    waiting_.reserve(world.waiting.size());
    for (std::size_t index = 0; index < world.waiting.size(); ++index) {
        const auto& file = world.waiting[index];
        waiting_.push_back(waiting_file(file, index, add_row(file.effective_due, file.limits)));
    }
    std::ranges::sort(waiting_, {}, [&](const SimulatedFile& file) {
        const auto& of = world.waiting[file.origin];
        return std::tuple(of.effective_due, of.filed, of.tie, file.origin);
    });
    for (const auto& calendar : world.calendars) {
        first_row_.push_back(rows_.size());
        for (const auto& day : calendar.days)
            rows_.push_back(add_row(day.effective_due, day.limits));
    }
    first_row_.push_back(rows_.size());
}

FlatWorld::Row FlatWorld::add_row(int effective_due, const std::vector<ForecastLimit>& limits) {
    first_due_ = std::min(first_due_, effective_due);
    last_due_ = std::max(last_due_, effective_due);
    Row row{.effective_due = effective_due,
            .limits_at = static_cast<std::uint32_t>(limits_.size()),
            .limit_count = static_cast<std::uint16_t>(limits.size())};
    // As in `placement`: one that no limit applies to is late by what orders it.
    if (limits.empty()) row.late_from = effective_due + 1;
    for (const auto& limit : limits) {
        row.late_from = std::min(row.late_from, limit.due + 1);
        limits_.push_back(limit);
    }
    return row;
}

const FlatWorld::Row& FlatWorld::row(std::size_t calendar, int day) const {
    const auto last = first_row_[calendar + 1] - 1;
    return rows_[std::min(first_row_[calendar] + static_cast<std::size_t>(day), last)];
}

int FlatWorld::decision_on(int evaluated, int decision_days) const {
    const int from = std::max(0, evaluated + decision_days);
    if (from >= world_.days) return forecast_never;
    const int on = world_.next_session[static_cast<std::size_t>(from)];
    return on < world_.days ? on : forecast_never;
}

int minutes_needed(const ForecastWorld& world, int expected, std::uint64_t bits) {
    const double spread = world.minutes_spread[pick_by(bits, world.minutes_spread.size())];
    return std::max(1, static_cast<int>(std::lround(expected * spread)));
}

int decision_days(const ForecastFile& file, std::uint64_t bits) {
    const auto& choices = file.decision_choices;
    if (choices.empty()) return file.decision_days;
    // Bits of its own: the minutes have taken these.
    return choices[pick_by(splitmix64(bits), choices.size())];
}

void DayLists::open() {
    for (std::size_t day = 1; day < begins_.size(); ++day) begins_[day] += begins_[day - 1];
    files_.resize(begins_.back());
}

std::size_t ForecastFileMaker::bucket(int effective_due) const {
    return static_cast<std::size_t>(effective_due - flat_.first_due());
}

void ForecastFileMaker::draw(std::size_t replication) {
    const auto& world = flat_.world();
    drawn_.clear();
    if (world.arrivals.empty()) return;
    for (int day = 0; day < world.days; ++day) {
        const ForecastDraws draws(seed_, replication, day);
        const int count = counts_.on(day, draws.of_count());
        for (int number = 0; number < count; ++number) {
            const auto bits = draws.of_file(static_cast<std::size_t>(number));
            const auto index = pick_by(bits >> 32U, world.arrivals.size());
            const auto& arrival = world.arrivals[index];
            const int counted = day + arrival.complete_after.value_or(0) + arrival.suspended_days;
            drawn_.push_back({.arrival = static_cast<std::uint32_t>(index),
                              .filed = day,
                              .effective_due = flat_.row(arrival.calendar, counted).effective_due,
                              .minutes = minutes_needed(world, arrival.minutes, bits)});
        }
    }
}

/// The rules are asked as of the day on which the legal clock has only full days before it: a
/// suspension moves its limits by so many days, and the service target with them, though the
/// barometer clock never stops.
/// What is not complete within the days is neither ready nor late in them, whatever its right.
SimulatedFile ForecastFileMaker::file_of(const Drawn& drawn) const {
    const auto& world = flat_.world();
    const auto& arrival = world.arrivals[drawn.arrival];
    const int complete = drawn.filed + arrival.complete_after.value_or(0);
    const bool is_complete = arrival.complete_after && complete < world.days;
    const auto& row = flat_.row(arrival.calendar, complete + arrival.suspended_days);
    return {.filed = drawn.filed,
            .complete = is_complete ? complete : forecast_never,
            .ready = is_complete ? complete + arrival.suspended_days : forecast_never,
            .late_from = is_complete ? row.late_from : forecast_never,
            .withdrawn =
                arrival.withdrawn_after ? drawn.filed + *arrival.withdrawn_after : forecast_never,
            .minutes = drawn.minutes,
            .decision_days = arrival.decision_days,
            .requirement = static_cast<std::uint32_t>(arrival.requirement),
            .origin = static_cast<std::uint32_t>(world.waiting.size() + drawn.arrival),
            .limits_at = row.limits_at,
            .limit_count = row.limit_count,
            .is_closed_to_some = !arrival.closed_to.empty()};
}

/// A counting sort by effective due day, which keeps the order of what it is given: those that wait
/// in theirs, then the arrivals by day of filing. The rules give what arrives a tie at random; that
/// of the draws is as good.
void ForecastFileMaker::make(std::size_t replication, ForecastFiles& made) {
    const auto& world = flat_.world();
    draw(replication);
    next_.assign(bucket(flat_.last_due()) + 2, 0);
    for (const auto& file : flat_.waiting()) ++next_[bucket(flat_.effective_due(file)) + 1];
    for (const auto& drawn : drawn_) ++next_[bucket(drawn.effective_due) + 1];
    for (std::size_t due = 1; due < next_.size(); ++due) next_[due] += next_[due - 1];

    made.files.resize(flat_.waiting().size() + drawn_.size());
    made.number_of_waiting.resize(flat_.waiting().size());
    const ForecastDraws draws(seed_, replication, ForecastDraws::before_the_first);
    for (const auto& file : flat_.waiting()) {
        const auto number = next_[bucket(flat_.effective_due(file))]++;
        made.number_of_waiting[file.origin] = number;
        made.files[number] = file;
        const auto bits = draws.of_file(file.origin);
        made.files[number].minutes = minutes_needed(world, file.minutes, bits);
        made.files[number].decision_days = decision_days(world.waiting[file.origin], bits);
    }
    for (const auto& drawn : drawn_)
        made.files[next_[bucket(drawn.effective_due)]++] = file_of(drawn);

    list_by_day(made);
}

void ForecastFileMaker::list_by_day(ForecastFiles& made) const {
    const auto turns_late = [](const SimulatedFile& file) {
        return file.ready < file.late_from ? file.late_from : forecast_never;
    };
    for (auto* const lists : {&made.ready, &made.late, &made.withdrawn})
        lists->clear(flat_.world().days);
    for (const auto& file : made.files) {
        made.ready.expect(file.ready);
        made.late.expect(turns_late(file));
        made.withdrawn.expect(file.withdrawn);
    }
    for (auto* const lists : {&made.ready, &made.late, &made.withdrawn}) lists->open();
    for (std::uint32_t n = 0; n < made.files.size(); ++n) {
        const auto& file = made.files[n];
        made.ready.add(n, file.ready);
        made.late.add(n, turns_late(file));
        made.withdrawn.add(n, file.withdrawn);
    }
}

}  // namespace echeance
