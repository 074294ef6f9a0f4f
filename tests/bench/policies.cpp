// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policies.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace echeance::bench {
namespace {

using SeedMeasures = std::vector<Measures>;  // by policy

Result<SeedMeasures> measure_seed(const WorldMaker& maker, Intake intake, std::size_t seed) {
    const auto world = maker.world(intake, seed);
    if (!world) return std::unexpected(world.error());
    SeedMeasures measures;
    measures.reserve(compared_policies().size());
    for (const auto& each : compared_policies()) {
        const auto turns = simulate(*world, each.policy);
        if (!turns) return std::unexpected(turns.error());
        measures.push_back(measures_of(*world, *turns));
    }
    return measures;
}

using Running = std::vector<std::future<Result<SeedMeasures>>>;  // by seed

Running start(const WorldMaker& maker, Intake intake) {
    Running running;
    running.reserve(policy_seeds.size());
    for (const auto seed : policy_seeds) {
        running.push_back(std::async(std::launch::async, [&maker, intake, seed] {
            return measure_seed(maker, intake, seed);
        }));
    }
    return running;
}

Result<ScenarioResult> gather(Running running, Intake intake) {
    ScenarioResult scenario{.intake = intake, .by_seed = {}, .means = {}};
    for (auto& each : running) {
        auto measures = each.get();
        if (!measures) return std::unexpected(measures.error());
        scenario.by_seed.push_back(std::move(*measures));
    }
    for (std::size_t place = 0; place < compared_policies().size(); ++place) {
        std::vector<Measures> of_seeds;
        of_seeds.reserve(scenario.by_seed.size());
        for (const auto& seed : scenario.by_seed) of_seeds.push_back(seed[place]);
        scenario.means.push_back(mean_of(of_seeds));
    }
    return scenario;
}

bool dominates(const Measures& a, const Measures& b, double Measures::* share) {
    const bool as_good =
        a.*share >= b.*share && a.wait_p90 <= b.wait_p90 && a.wait_worst <= b.wait_worst;
    return as_good &&
           (a.*share > b.*share || a.wait_p90 < b.wait_p90 || a.wait_worst < b.wait_worst);
}

std::string name_of_default(const Policy& policy) {
    return "default_" + std::to_string(policy.on_time_share_percent);
}

}  // namespace

std::vector<NamedPolicy> compared_policies() {
    std::vector<NamedPolicy> policies{{"oldest_first", {.order = Order::oldest_first}},
                                      {"earliest_due_first", {.order = Order::earliest_due_first}},
                                      {name_of_default(Policy{}), {}},
                                      {"weekly_plan", {.order = Order::weekly_plan}},
                                      {"proportional", {.order = Order::proportional}}};
    for (const int percent : {0, 15, 30, 50, 70, 100}) {
        const Policy policy{.on_time_share_percent = percent};
        if (percent != Policy{}.on_time_share_percent)
            policies.push_back({name_of_default(policy), policy});
    }
    return policies;
}

Result<std::vector<ScenarioResult>> compare_policies(LegalDay first_day) {
    const WorldMaker maker{first_day, policy_seeds.size()};
    // The longer ones first: all run at once, as many as there are cores.
    auto with_arrivals = start(maker, Intake::backlog_and_arrivals);
    auto without = start(maker, Intake::backlog_only);
    auto backlog = gather(std::move(without), Intake::backlog_only);
    auto both = gather(std::move(with_arrivals), Intake::backlog_and_arrivals);
    if (!backlog) return std::unexpected(backlog.error());
    if (!both) return std::unexpected(both.error());
    return std::vector{std::move(*backlog), std::move(*both)};
}

bool is_on_front(std::span<const Measures> by_policy,
                 std::size_t candidate,
                 double Measures::* share) {
    for (std::size_t other = 0; other < order_count; ++other) {
        if (other == candidate) continue;
        if (other == default_order && candidate >= order_count) continue;
        if (dominates(by_policy[other], by_policy[candidate], share)) return false;
    }
    return true;
}

bool beats_oldest(std::span<const Measures> by_policy,
                  std::size_t candidate,
                  double Measures::* share) {
    const auto& oldest = by_policy.front();
    const auto& own = by_policy[candidate];
    return own.*share > oldest.*share && own.wait_worst <= oldest.wait_worst;
}

}  // namespace echeance::bench
