// SPDX-License-Identifier: EUPL-1.2
#include "api/staffing.hpp"

#include <iterator>

namespace echeance {

Task<std::vector<StoredDoctor>> every_doctor(Store& store, TenantId tenant, Deadline deadline) {
    constexpr std::size_t page_doctors = 500;
    constexpr std::size_t doctors_max = 2'000;
    std::vector<StoredDoctor> doctors;
    std::string cursor;
    do {
        auto page = co_await store.list_doctors(tenant, cursor, page_doctors, deadline);
        if (!page) co_return std::unexpected(page.error());
        std::ranges::move(page->doctors, std::back_inserter(doctors));
        cursor = std::move(page->next_cursor);
    } while (!cursor.empty() && doctors.size() < doctors_max);
    co_return doctors;
}

std::vector<Doctor> doctors_of(std::span<const StoredDoctor> stored) {
    std::vector<Doctor> doctors;
    for (const auto& each : stored) doctors.push_back(each.doctor);
    return doctors;
}

PlanningDoctor planning_doctor(StoredDoctor stored, LegalDay today) {
    return {std::move(stored.doctor), stored.work.in_week_of(today), stored.open_files};
}

DoctorCounts count_doctors(std::span<const StoredDoctor> stored, LegalDay today) {
    DoctorCounts counts{};
    for (const auto& each : stored) {
        const auto presence = static_cast<std::size_t>(presence_of(each.doctor, today));
        ++counts.at(static_cast<std::size_t>(each.doctor.kind)).at(presence);
    }
    return counts;
}

std::vector<CapacityWeek> capacity_weeks(std::span<const StoredDoctor> stored,
                                         LegalDay today,
                                         int count,
                                         const WorkingCalendar& calendar) {
    std::vector<DoctorWeeks> doctors;
    for (const auto& each : stored)
        doctors.push_back(
            {each.doctor, each.work.held, {each.work.spent.begin(), each.work.spent.end()}});
    return capacity_weeks(doctors, today, count, calendar);
}

}  // namespace echeance
