// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "tests/bench/policy_queues.hpp"
#include "tests/bench/policy_world.hpp"

namespace echeance::bench {

/// A year of weekly plans in under a minute needs a limit: where more files wait than these, those
/// of so many times the minutes that all doctors have.
inline constexpr std::size_t planned_files_always = 2'500;
inline constexpr int planned_weeks = 2;

/// By doctor, the files of the days from `day` to the next Sunday, the most pressing first: a plan
/// of the most pressing ones that wait.
using WeekLists = std::vector<std::vector<std::size_t>>;
[[nodiscard]] Result<WeekLists> plan_week(const World& world, const Queues& queues, int day);

}  // namespace echeance::bench
