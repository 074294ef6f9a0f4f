// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "tests/bench/policy_measures.hpp"
#include "tests/bench/policy_run.hpp"

namespace echeance::bench {

inline constexpr std::array<std::size_t, 3> policy_seeds{1, 2, 3};

struct NamedPolicy {
    std::string name;
    Policy policy;
};
/// The five orders of service that are compared, then the default with other on-time shares.
[[nodiscard]] std::vector<NamedPolicy> compared_policies();
inline constexpr std::size_t order_count = 5;
inline constexpr std::size_t default_order = 2;  ///< its place among the five

struct ScenarioResult {
    Intake intake = Intake::backlog_only;
    std::vector<std::vector<Measures>> by_seed;  ///< each by policy
    std::vector<Measures> means;                 ///< by policy
};

/// Simulates a year for every policy and seed, all worlds at once. The result depends on nothing
/// but the code.
[[nodiscard]] Result<std::vector<ScenarioResult>> compare_policies(LegalDay first_day);

/// No other of the five orders is as good on all three of the share (up), p90 and the worst wait
/// (down), and better on one. A `candidate` past the five stands in for the default.
[[nodiscard]] bool is_on_front(std::span<const Measures> by_policy,
                               std::size_t candidate,
                               double Measures::* share);
/// More in time than the oldest first, and no worse worst wait.
[[nodiscard]] bool beats_oldest(std::span<const Measures> by_policy,
                                std::size_t candidate,
                                double Measures::* share);
/// The default is on the front and beats the oldest first, in every scenario, by either share.
[[nodiscard]] bool keeps_promises(const std::vector<ScenarioResult>& scenarios);
/// Tables for people, with a verdict for each scenario; the same for programs.
[[nodiscard]] std::string policy_tables(const std::vector<ScenarioResult>& scenarios);
[[nodiscard]] std::string policy_json(const std::vector<ScenarioResult>& scenarios);

}  // namespace echeance::bench
