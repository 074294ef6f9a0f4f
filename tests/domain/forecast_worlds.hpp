// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "domain/forecast.hpp"
#include "tests/domain/generators.hpp"
#include "tests/support/forecast_offices.hpp"

namespace echeance::testing {

/// Small worlds with everything that a world may have.
class ForecastWorldMaker {
public:
    explicit ForecastWorldMaker(std::uint32_t seed) : random_(seed) {}

    ForecastWorld world() { return world(random_.between(1, 5), random_.between(0, 60)); }
    ForecastWorld world(int doctor_count, int waiting_count) {
        auto made = empty_world(day("2026-06-01") + random_.between(0, 6), random_.between(1, 80));
        for (int n = random_.between(1, 4); n > 0; --n)
            made.requirements.push_back({"queue", random_.chance(50) ? "any" : "psychiatry"});
        made.on_time_share_percent = random_.between(0, 100);
        made.supervision_percent = random_.between(0, 60);
        made.minutes_spread = {0.5, 1, 1.7};
        for (int n = random_.between(1, 3); n > 0; --n) made.calendars.push_back(calendar(made));
        made.doctors = doctors(made, doctor_count);
        for (int n = 0; n < waiting_count; ++n) made.waiting.push_back(file(made));
        for (int n = random_.between(0, 6); n > 0; --n) made.arrivals.push_back(arrival(made));
        for (int n = 0; n < made.days; ++n)
            made.inflow.mean.push_back(random_.chance(70) ? random_.between(0, 60) / 10.0 : 0);
        made.inflow.dispersion = random_.chance(50) ? 1e9 : 2;
        int next = made.days + random_.between(0, 5);
        made.next_session.resize(static_cast<std::size_t>(made.days));
        for (int n = made.days - 1; n >= 0; --n) {
            if (random_.chance(30)) next = n;
            made.next_session[static_cast<std::size_t>(n)] = next;
        }
        return made;
    }
    /// Some of the world's doctors, others and new ones.
    ForecastScenario scenario(const ForecastWorld& world) {
        ForecastScenario made{.doctors = doctors(world, random_.between(1, 6))};
        for (std::size_t n = 0; n < made.doctors.size(); ++n)
            if (random_.chance(30)) made.doctors[n].id = forecast_doctor_id(100 + n);
        if (random_.chance(50)) made.inflow_factor = random_.between(5, 20) / 10.0;
        if (random_.chance(50)) made.on_time_share_percent = random_.between(0, 100);
        return made;
    }

    Generator& random() { return random_; }

private:
    std::vector<ForecastLimit> limits(int from) {
        std::vector<ForecastLimit> made;
        for (int n = random_.between(0, 3); n > 0; --n)
            made.push_back({.requests = random_.between(1, 3),
                            .legal_start = from + random_.between(0, 5),
                            .due = from + random_.between(5, 40),
                            .target = from + random_.between(3, 40)});
        return made;
    }
    ForecastCalendar calendar(const ForecastWorld& world) {
        ForecastCalendar made;
        for (int n = 0; n < world.days; ++n)
            made.days.push_back({n + random_.between(-20, 40), limits(n)});
        return made;
    }
    std::vector<std::size_t> some_of(std::size_t count, int percent) {
        std::vector<std::size_t> made;
        for (std::size_t n = 0; n < count; ++n)
            if (random_.chance(percent)) made.push_back(n);
        return made;
    }
    std::vector<ForecastDoctor> doctors(const ForecastWorld& world, int count) {
        std::vector<ForecastDoctor> made;
        for (int n = 0; n < count; ++n) {
            ForecastDoctor doctor{.id = forecast_doctor_id(static_cast<std::size_t>(n)),
                                  .requirements = some_of(world.requirements.size(), 70),
                                  .minutes = {}};
            const int least = random_.chance(20) ? 0 : random_.between(0, 60);
            for (int at = 0; at < world.days; ++at)
                doctor.minutes.push_back(random_.chance(60) ? random_.between(0, 2) * least : 0);
            if (random_.chance(35)) {
                doctor.kind = DoctorKind::supervised;
                doctor.supervisors = some_of(static_cast<std::size_t>(n), 60);
            }
            made.push_back(std::move(doctor));
        }
        return made;
    }
    ForecastFile file(const ForecastWorld& world) {
        const int filed = -random_.between(0, 60);
        ForecastFile made{.requirement = static_cast<std::size_t>(
                              random_.between(0, static_cast<int>(world.requirements.size()) - 1)),
                          .minutes = random_.between(1, 30),
                          .filed = filed,
                          .complete = filed + random_.between(0, 10),
                          .ready = random_.chance(80) ? filed + 10 : random_.between(0, 90),
                          .effective_due = filed + random_.between(0, 5) * 20,
                          .tie = random_.bits() % 4,
                          .limits = limits(filed),
                          .id = random_.file_id()};
        if (random_.chance(30)) made.closed_to = some_of(world.doctors.size(), 50);
        if (random_.chance(20))
            made.held_by = static_cast<std::size_t>(
                random_.between(0, static_cast<int>(world.doctors.size()) - 1));
        if (random_.chance(20)) made.withdrawn = random_.between(-3, 90);
        if (random_.chance(15)) made.evaluated = -random_.between(0, 30);
        made.decision_days = random_.between(0, 30);
        if (random_.chance(50))
            made.decision_choices = {random_.between(0, 9), random_.between(0, 30), 7};
        return made;
    }
    ForecastArrival arrival(const ForecastWorld& world) {
        ForecastArrival made{.requirement = static_cast<std::size_t>(random_.between(
                                 0, static_cast<int>(world.requirements.size()) - 1)),
                             .minutes = random_.between(1, 30)};
        if (random_.chance(85)) made.complete_after = random_.between(0, 20);
        made.suspended_days = random_.chance(70) ? 0 : random_.between(1, 20);
        if (random_.chance(25)) made.withdrawn_after = random_.between(0, 60);
        made.decision_days = random_.between(0, 15);
        if (random_.chance(30)) made.closed_to = some_of(world.doctors.size(), 50);
        made.calendar = static_cast<std::size_t>(
            random_.between(0, static_cast<int>(world.calendars.size()) - 1));
        return made;
    }

    Generator random_;
};

}  // namespace echeance::testing
