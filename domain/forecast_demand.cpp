// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_demand.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace echeance {
namespace {

double mean_spread(const ForecastWorld& world) {
    const auto& spread = world.minutes_spread;
    return std::accumulate(spread.begin(), spread.end(), 0.0) / static_cast<double>(spread.size());
}

/// Some are never ready for a doctor, and some have left by then.
bool is_ever_read(const ForecastArrival& arrival) {
    if (!arrival.complete_after) return false;
    return !arrival.withdrawn_after ||
           *arrival.withdrawn_after > *arrival.complete_after + arrival.suspended_days;
}

void add_files(ForecastDemand& demand, const ForecastWorld& world, double factor) {
    const auto half = static_cast<std::size_t>(world.days / 2);
    double files = 0;
    for (auto day = half; day < world.inflow.mean.size(); ++day)
        files += world.inflow.mean[day] * factor;
    demand.arriving.assign(world.requirements.size(), 0);
    for (const auto& arrival : world.arrivals) {
        if (!is_ever_read(arrival)) continue;
        demand.arriving[arrival.requirement] +=
            files / static_cast<double>(world.arrivals.size()) * arrival.minutes;
    }
    std::vector<double> waiting(world.requirements.size(), 0);
    for (const auto& file : world.waiting)
        if (!file.evaluated) waiting[file.requirement] += file.minutes;
    for (auto& minutes : demand.arriving) minutes *= mean_spread(world);
    for (const double minutes : waiting)
        demand.waiting.push_back(std::llround(minutes * mean_spread(world)));
}

void add_doctors(ForecastDemand& demand, const ForecastWorld& world, const ForecastStaff& staff) {
    for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor) {
        std::int64_t given = 0;
        for (int day = world.days / 2; day < world.days; ++day) given += staff.minutes(doctor, day);
        if (staff.is_supervised(doctor) && staff.doctors()[doctor].supervisors.empty()) given = 0;
        demand.given.push_back(given);
        const int own = staff.is_supervised(doctor) ? 100 - world.supervision_percent : 100;
        demand.given_less_supervision += static_cast<double>(given) * own / 100;
    }
}

/// Requirements, doctors, and last a sink that takes what doctors read for nothing, and what nobody
/// does for 1 a minute.
struct Served {
    FlowNetwork network;
    std::vector<std::size_t> unserved;  ///< by requirement: its arc to the sink
};

Served network_of(const ForecastDemand& demand, const ForecastStaff& staff) {
    const std::size_t requirements = demand.arriving.size();
    const std::size_t sink = requirements + staff.size();
    Served made;
    made.network.supplies.assign(sink + 1, 0);
    std::int64_t all = 0;
    for (std::size_t each = 0; each < requirements; ++each)
        all += made.network.supplies[each] = std::llround(demand.arriving[each]);
    made.network.supplies[sink] = -all;
    for (std::size_t each = 0; each < requirements; ++each) {
        for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor)
            if (staff.serves(doctor, each))
                made.network.arcs.push_back({each, requirements + doctor, all, 0});
        made.unserved.push_back(made.network.arcs.size());
        made.network.arcs.push_back({each, sink, all, 1});
    }
    for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor)
        made.network.arcs.push_back({requirements + doctor, sink, demand.given[doctor], 0});
    return made;
}

/// From each requirement with minutes unserved to its doctors, from a doctor to whatever they read.
void spread_shortage(ForecastDemand& demand, const Served& served, const FlowSolution& solution) {
    const std::size_t requirements = demand.arriving.size();
    const auto& arcs = served.network.arcs;
    std::vector<char> is_reached(served.network.supplies.size(), 0);
    for (std::size_t each = 0; each < requirements; ++each)
        is_reached[each] = solution.flows[served.unserved[each]] > 0 ? 1 : 0;
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (std::size_t n = 0; n < arcs.size(); ++n) {
            if (arcs[n].to + 1 == is_reached.size()) continue;
            auto& requirement = is_reached[arcs[n].from];
            auto& doctor = is_reached[arcs[n].to];
            if (requirement == doctor || (doctor != 0 && solution.flows[n] == 0)) continue;
            requirement = doctor = 1;
            has_grown = true;
        }
    }
    for (std::size_t each = 0; each < requirements; ++each)
        if (is_reached[each] != 0) demand.is_short[each] = 1;
}

}  // namespace

Result<ForecastDemand> forecast_demand(const FlatWorld& flat,
                                       const ForecastStaff& staff,
                                       double factor,
                                       const FlowSolver& solve) {
    const auto& world = flat.world();
    ForecastDemand demand;
    const int half = world.days / 2;
    demand.weeks = (world.days - half) / 7.0;
    add_files(demand, world, factor);
    add_doctors(demand, world, staff);
    demand.is_short.assign(world.requirements.size(), 0);
    for (std::size_t each = 0; each < world.requirements.size(); ++each) {
        bool is_served = false;
        for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor)
            is_served = is_served || staff.serves(doctor, each);
        if (!is_served && (demand.waiting[each] > 0 || demand.arriving[each] > 0))
            demand.is_short[each] = 1;
    }
    const auto served = network_of(demand, staff);
    const auto solution = solve(served.network);
    if (!solution) return std::unexpected(solution.error());
    spread_shortage(demand, served, *solution);
    return demand;
}

}  // namespace echeance
