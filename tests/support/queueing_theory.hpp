// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/forecast_run.hpp"
#include "tests/support/forecast_offices.hpp"

namespace echeance::testing {

/// A queue that theory has the answer for, as an office: a day is a slot of one minute a doctor,
/// files come by Poisson's law and take whole slots.
struct QueueCase {
    std::string name;
    int servers = 1;
    double load = 0.5;            ///< of each server
    std::vector<double> service;  ///< slots, each value as likely as another
};

/// Quantiles of the geometric distribution, which forgets as the exponential one does.
[[nodiscard]] inline std::vector<double> geometric_slots(double mean) {
    constexpr int values = 4'096;
    std::vector<double> slots;
    for (int n = 0; n < values; ++n)
        slots.push_back(
            std::max(1.0, std::ceil(std::log1p(-(n + 0.5) / values) / std::log1p(-1 / mean))));
    return slots;
}
[[nodiscard]] inline std::vector<QueueCase> queue_cases() {
    const auto geometric = geometric_slots(8);
    const std::vector<double> uneven{2, 2, 2, 2, 22};  // mean 6, coefficient of variation 1.33
    std::vector<QueueCase> cases;
    for (const double load : {0.5, 0.7, 0.85}) {
        cases.push_back({"M/D/1", 1, load, {6}});
        cases.push_back({"M/G/1", 1, load, uneven});
        for (const int servers : {1, 3, 6})
            cases.push_back({"M/M/" + std::to_string(servers), servers, load, geometric});
    }
    return cases;
}

[[nodiscard]] inline double moment_of(const std::vector<double>& values, int power) {
    double sum = 0;
    for (const double each : values) sum += std::pow(each, power);
    return sum / static_cast<double>(values.size());
}
[[nodiscard]] inline double arrivals_a_slot(const QueueCase& of) {
    return of.load * of.servers / moment_of(of.service, 1);
}

/// Slots that a file waits in the mean, for one server: Pollaczek and Khinchine's formula. It holds
/// in slots to the letter. With X the work that comes in a slot, the work V left at its end goes on
/// as max(V + X - 1, 0); the stationary second moment gives
/// E[V] = (var X - r(1 - r)) / 2(1 - r) with var X = l E[S^2], and the files of a slot wait for
/// half of the others': r/2 more. The sum is l E[S^2] / 2(1 - r).
[[nodiscard]] inline double pollaczek_khinchine(const QueueCase& of) {
    return arrivals_a_slot(of) * moment_of(of.service, 2) / (2 * (1 - of.load));
}

/// Of M/M/c in continuous time: the limit of ever finer slots.
[[nodiscard]] inline double erlang_c(const QueueCase& of) {
    const double offered = of.load * of.servers;
    double term = 1;
    double sum = 0;
    for (int n = 0; n < of.servers; ++n) {
        sum += term;
        term *= offered / (n + 1);
    }
    const double wait = term / (1 - of.load) / (sum + term / (1 - of.load));
    return wait * moment_of(of.service, 1) / (of.servers * (1 - of.load));
}

/// Of c servers in slots with geometric service: the Markov chain of the files there, iterated to
/// its stationary law. A slot adds a Poisson number, then each busy server ends with chance p.
class SlottedQueue {
public:
    explicit SlottedQueue(const QueueCase& of)
        : servers_(static_cast<std::size_t>(of.servers)), rate_(arrivals_a_slot(of)) {
        double weight = std::exp(-rate_);
        for (std::size_t n = 0; weight > 1e-14; ++n) {
            arrivals_.push_back(weight);
            weight *= rate_ / static_cast<double>(n + 1);
        }
        const double ends = 1 / moment_of(of.service, 1);
        departures_.assign(1, {1.0});
        for (std::size_t busy = 1; busy <= servers_; ++busy) {
            const auto& before = departures_.back();
            std::vector<double> law(busy + 1, 0);
            for (std::size_t n = 0; n < busy; ++n) {
                law[n] += before[n] * (1 - ends);
                law[n + 1] += before[n] * ends;
            }
            departures_.push_back(law);
        }
    }
    /// By Little's law from those who wait once the free servers have begun.
    [[nodiscard]] double mean_wait() {
        std::vector<double> law(states, 1.0 / states);
        double waiting = -1;
        while (true) {
            auto [next, now] = step(law);
            law = std::move(next);
            if (std::abs(now - waiting) < 1e-9 * now) return now / rate_;
            waiting = now;
        }
    }

private:
    static constexpr std::size_t states = 160;

    [[nodiscard]] std::pair<std::vector<double>, double> step(
        const std::vector<double>& law) const {
        std::vector<double> there(states + arrivals_.size(), 0);
        for (std::size_t n = 0; n < states; ++n)
            for (std::size_t more = 0; more < arrivals_.size(); ++more)
                there[n + more] += law[n] * arrivals_[more];
        std::vector<double> next(states, 0);
        double waiting = 0;
        for (std::size_t n = 0; n < there.size(); ++n) {
            const auto busy = std::min(n, servers_);
            waiting += there[n] * static_cast<double>(n - busy);
            for (std::size_t end = 0; end <= busy; ++end)
                next[std::min(n - end, states - 1)] += there[n] * departures_[busy][end];
        }
        return {std::move(next), waiting};
    }

    std::size_t servers_;
    double rate_;
    std::vector<double> arrivals_;
    std::vector<std::vector<double>> departures_;  // by busy servers
};

/// What theory says of the wait, in slots.
[[nodiscard]] inline double expected_wait(const QueueCase& of) {
    return of.servers == 1 ? pollaczek_khinchine(of) : SlottedQueue(of).mean_wait();
}

/// What the simulation says: a mean over the replications, and its standard error.
struct SimulatedWait {
    double mean = 0;
    double error = 0;
    bool is_complete = true;  ///< every file that counts was begun before the end
};
[[nodiscard]] inline ForecastWorld office_of(const QueueCase& of, int slots) {
    auto world = plain_world(slots, arrivals_a_slot(of), 1);
    world.minutes_spread = of.service;
    for (int n = 0; n < of.servers; ++n)
        world.doctors.push_back(steady_doctor(world, static_cast<std::size_t>(n), 1));
    return world;
}
[[nodiscard]] inline SimulatedWait simulated_wait(const QueueCase& of, std::uint64_t seed) {
    constexpr int slots = 50'000;
    constexpr int edge = 2'000;  // to fill the queue, and to serve the last
    constexpr std::size_t replications = 40;
    const auto world = office_of(of, slots);
    const FlatWorld flat(world);
    const ForecastCounts counts(world.inflow, 1);
    const ForecastStaff staff(flat, world.doctors);
    ForecastFileMaker maker(flat, counts, seed);
    ForecastRunner runner(flat);
    ForecastFiles files;
    SimulatedWait found;
    std::vector<double> means;
    for (std::size_t replication = 0; replication < replications; ++replication) {
        maker.make(replication, files);
        runner.run(files, staff, 0);
        double sum = 0;
        double count = 0;
        for (std::size_t n = 0; n < files.files.size(); ++n) {
            const int filed = files.files[n].filed;
            if (filed < edge || filed >= slots - edge) continue;
            found.is_complete = found.is_complete && runner.outcomes()[n].begun != forecast_never;
            sum += runner.outcomes()[n].begun - filed;
            ++count;
        }
        means.push_back(sum / count);
    }
    found.mean = moment_of(means, 1);
    found.error = std::sqrt((moment_of(means, 2) - found.mean * found.mean) /
                            static_cast<double>(replications - 1));
    return found;
}

}  // namespace echeance::testing
