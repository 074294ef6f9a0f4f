// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_teams.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace echeance {

ForecastStaff::ForecastStaff(const FlatWorld& flat,
                             std::vector<ForecastDoctor> doctors,
                             std::uint32_t left_out)
    : flat_(flat), doctors_(std::move(doctors)) {
    for (auto& doctor : doctors_)
        doctor.minutes.resize(static_cast<std::size_t>(flat.world().days));
    if (left_out < doctors_.size()) std::ranges::fill(doctors_[left_out].minutes, 0);
    sum_minutes();
    name_doctors();
    share_queues();
    place_origins();
    place_held();
}

void ForecastStaff::sum_minutes() {
    for (const auto& doctor : doctors_) {
        auto& given = given_.emplace_back(1, 0);
        for (const int minutes : doctor.minutes) given.push_back(given.back() + minutes);
    }
}

void ForecastStaff::name_doctors() {
    const auto& known = flat_.world().doctors;
    doctor_of_.assign(known.size(), no_doctor);
    named_.resize(doctors_.size());
    for (std::uint32_t doctor = 0; doctor < size(); ++doctor) {
        const auto same = std::ranges::find(known, doctors_[doctor].id, &ForecastDoctor::id);
        if (same == known.end()) continue;
        const auto index = static_cast<std::size_t>(same - known.begin());
        named_[doctor] = index;
        doctor_of_[index] = doctor;
    }
}

void ForecastStaff::share_queues() {
    queues_of_.resize(doctors_.size());
    serving_.resize(flat_.world().requirements.size());
    for (std::uint32_t doctor = 0; doctor < size(); ++doctor) {
        const auto& each = doctors_[doctor];
        if (!works(doctor) || (is_supervised(doctor) && each.supervisors.empty())) continue;
        for (const auto requirement : each.requirements) serving_[requirement].push_back(doctor);
    }
    for (const auto& doctors : serving_) queue_of_requirement_.push_back(queue_for(doctors));
}

std::uint32_t ForecastStaff::queue_for(const Doctors& doctors) {
    if (doctors.empty()) return no_queue;
    const auto next = static_cast<std::uint32_t>(shared_queues_);
    const auto [entry, is_new] = queue_by_doctors_.emplace(doctors, next);
    if (is_new) {
        ++shared_queues_;
        for (const auto doctor : doctors) queues_of_[doctor].push_back(next);
    }
    return entry->second;
}

void ForecastStaff::place_origins() {
    const auto& world = flat_.world();
    ClosedSets closed;
    const auto place =
        [&](std::size_t requirement, const std::vector<std::size_t>& closed_to, double files) {
            if (!closed_to.empty()) {
                Doctors open;
                for (const auto doctor : serving_[requirement])
                    if (is_open_to(doctor, closed_to)) open.push_back(doctor);
                auto& same = closed[open];
                same.files += files;
                same.origins.push_back(queue_of_origin_.size());
            }
            queue_of_origin_.push_back(queue_of_requirement_[requirement]);
        };
    for (const auto& file : world.waiting) place(file.requirement, file.closed_to, 1);
    const auto& mean = world.inflow.mean;
    const double of_each = std::accumulate(mean.begin(), mean.end(), 0.0) /
                           static_cast<double>(std::max(1UZ, world.arrivals.size()));
    for (const auto& arrival : world.arrivals)
        place(arrival.requirement, arrival.closed_to, of_each);
    place_closed(closed);
}

void ForecastStaff::place_closed(const ClosedSets& closed) {
    std::multimap<double, const ClosedSets::value_type*, std::greater<>> by_files;
    for (const auto& set : closed) by_files.emplace(set.second.files, &set);
    std::size_t own_queues = 0;
    for (const auto& [files, set] : by_files) {
        const auto& [doctors, of_set] = *set;
        const bool is_known = doctors.empty() || queue_by_doctors_.contains(doctors);
        if (!is_known && ++own_queues > forecast_closed_queues_max) continue;
        const auto queue = queue_for(doctors);
        for (const auto origin : of_set.origins) queue_of_origin_[origin] = queue;
    }
}

/// A step that the rules forbid today may have given a file to whom it is closed: it stays theirs.
void ForecastStaff::place_held() {
    const auto& waiting = flat_.world().waiting;
    for (std::size_t origin = 0; origin < waiting.size(); ++origin) {
        const auto& held_by = waiting[origin].held_by;
        if (!held_by) continue;
        const auto holder = doctor_of_[*held_by];
        if (holder == no_doctor || !works(holder)) continue;
        if (may_be_supervised(holder, waiting[origin].closed_to))
            queue_of_origin_[origin] = held_queue(holder);
    }
}

int ForecastStaff::paid_on(std::uint32_t doctor, int day, int owed) const {
    const auto& given = given_[doctor];
    const auto from = given.begin() + day + 1;
    const auto paid = std::lower_bound(from, given.end(), *from + owed);
    return paid == given.end() ? forecast_never : static_cast<int>(paid - given.begin()) - 1;
}

bool ForecastStaff::serves(std::uint32_t doctor, std::size_t requirement) const {
    return std::ranges::binary_search(serving_[requirement], doctor);
}

bool ForecastStaff::is_barred(std::uint32_t doctor, const std::vector<std::size_t>& to) const {
    const auto& index = named_[doctor];
    return index && std::ranges::find(to, *index) != to.end();
}

bool ForecastStaff::is_open_to(std::uint32_t doctor, const std::vector<std::size_t>& to) const {
    return !is_barred(doctor, to) && may_be_supervised(doctor, to);
}

bool ForecastStaff::may_be_supervised(std::uint32_t doctor,
                                      const std::vector<std::size_t>& closed_to) const {
    return !is_supervised(doctor) ||
           std::ranges::any_of(doctors_[doctor].supervisors, [&](std::size_t supervisor) {
               return !is_barred(static_cast<std::uint32_t>(supervisor), closed_to);
           });
}

}  // namespace echeance
