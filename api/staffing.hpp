// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <span>
#include <vector>

#include "api/ports.hpp"
#include "domain/capacity_outlook.hpp"
#include "domain/plan_problem.hpp"

namespace echeance {

/// Every doctor of the tenant, page by page; at most 2,000.
Task<std::vector<StoredDoctor>> every_doctor(Store& store, TenantId tenant, Deadline deadline);

/// Doctors without what the store adds to them.
[[nodiscard]] std::vector<Doctor> doctors_of(std::span<const StoredDoctor> stored);

/// With what they have to do in the week of `today`.
[[nodiscard]] PlanningDoctor planning_doctor(StoredDoctor stored, LegalDay today);

/// By kind and by what they are today.
[[nodiscard]] DoctorCounts count_doctors(std::span<const StoredDoctor> stored, LegalDay today);

/// `capacity_weeks` of doctors as the store keeps them.
[[nodiscard]] std::vector<CapacityWeek> capacity_weeks(std::span<const StoredDoctor> stored,
                                                       LegalDay today,
                                                       int count,
                                                       const WorkingCalendar& calendar);

}  // namespace echeance
