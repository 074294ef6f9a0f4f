// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/forecast_office.hpp"

#include <algorithm>
#include <random>
#include <string>

#include "tests/support/forecast_offices.hpp"

namespace echeance::bench {
namespace {

constexpr int days = 365;
constexpr int limit_days = 122;
constexpr std::size_t sectors = 12;
constexpr std::size_t doctors = 20;

class Office {
public:
    Office(const OfficeSize& size, std::uint64_t seed) : size_(size), random_(seed) {
        for (const auto* const stage : {"child", "adult"})
            for (std::size_t sector = 0; sector < sectors; ++sector)
                for (const auto* const skill : {"", "psychiatry", "hearing"})
                    world_.requirements.push_back(
                        {stage + std::to_string(sector) + skill, *skill == '\0' ? stage : skill});
    }

    ForecastWorld made() {
        add_calendars();
        for (std::size_t n = 0; n < doctors; ++n) add_doctor(n);
        for (int n = 0; n < size_.waiting; ++n) add_waiting(static_cast<std::uint32_t>(n));
        for (int n = 0; n < 20'000; ++n) add_arrival();
        for (int day = 0; day < days; ++day) {
            const bool is_open = day % 7 < 5;
            world_.inflow.mean.push_back(is_open ? size_.files_a_year / 261.0 : 0);
            world_.next_session.push_back((day + 13) / 14 * 14);
        }
        world_.inflow.dispersion = 20;
        world_.minutes_spread = {0.5, 0.7, 0.8, 0.9, 1, 1, 1.1, 1.2, 1.3, 1.5};
        return std::move(world_);
    }

private:
    int between(int low, int high) {
        return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
    }
    std::size_t requirement() {
        const auto plain = static_cast<std::size_t>(between(0, 2 * sectors - 1)) * 3;
        const int skill = between(1, 100);
        return plain + (skill > 95 ? 2U : skill > 88 ? 1U : 0U);
    }
    void add_calendars() {
        for (const int requests : {1, 2, 3}) {
            for (const int credit : {0, 0, 45, 90}) {
                auto& calendar = world_.calendars.emplace_back();
                for (int day = 0; day < days; ++day)
                    calendar.days.push_back({.effective_due = day + limit_days - credit,
                                             .limits = {{.requests = requests,
                                                         .legal_start = day,
                                                         .due = day + limit_days,
                                                         .target = day + 90}}});
            }
        }
    }
    void add_doctor(std::size_t number) {
        ForecastDoctor doctor{.id = DoctorId::parse("d" + std::to_string(number)).value(),
                              .requirements = {},
                              .minutes = {}};
        for (std::size_t each = 0; each < world_.requirements.size(); ++each) {
            const bool knows = each % 3 == 0 || number % 4 == each % 3;
            const bool covers = number % 3 != 0 || each / 3 % 2 == number % 2;
            if (knows && covers) doctor.requirements.push_back(each);
        }
        if (number % 5 == 3) doctor.kind = DoctorKind::sessional;
        if (number % 5 == 4) doctor.kind = DoctorKind::supervised;
        if (doctor.kind == DoctorKind::supervised) doctor.supervisors = {number - 4, number - 3};
        for (int day = 0; day < days; ++day) {
            const bool is_working = doctor.kind == DoctorKind::sessional
                                        ? day % 7 == static_cast<int>(number) % 5
                                        : day % 7 < 5;
            doctor.minutes.push_back(is_working ? size_.minutes_a_day : 0);
        }
        world_.doctors.push_back(std::move(doctor));
    }
    void add_waiting(std::uint32_t number) {
        const int filed = -between(1, 400);
        const int complete = std::min(0, filed + between(0, 40));
        ForecastFile file{.requirement = requirement(),
                          .minutes = between(8, 25),
                          .filed = filed,
                          .complete = complete,
                          .ready = between(0, 9) == 0 ? between(1, 60) : 0,
                          .effective_due = complete + limit_days - between(0, 3) / 3 * 45,
                          .tie = number,
                          .limits = {{.requests = between(1, 3),
                                      .legal_start = complete,
                                      .due = complete + limit_days,
                                      .target = complete + 90}},
                          .id = make_file_id(1, number)};
        if (between(1, 20) == 1) file.closed_to = {static_cast<std::size_t>(between(0, 19))};
        if (between(1, 100) == 1) file.held_by = static_cast<std::size_t>(between(0, 19));
        if (between(1, 30) == 1) file.withdrawn = between(0, 300);
        if (between(1, 20) == 1) file.evaluated = -between(0, 20);
        file.decision_days = between(5, 30);
        world_.waiting.push_back(std::move(file));
    }
    void add_arrival() {
        ForecastArrival arrival{.requirement = requirement(), .minutes = between(8, 25)};
        if (between(1, 50) > 1) arrival.complete_after = between(0, 40);
        if (between(1, 5) == 1) arrival.suspended_days = between(10, 40);
        if (between(1, 30) == 1) arrival.withdrawn_after = between(10, 200);
        if (between(1, 20) == 1) arrival.closed_to = {static_cast<std::size_t>(between(0, 19))};
        arrival.decision_days = between(5, 30);
        arrival.calendar =
            static_cast<std::size_t>(between(0, static_cast<int>(world_.calendars.size()) - 1));
        world_.arrivals.push_back(std::move(arrival));
    }

    OfficeSize size_;
    std::mt19937_64 random_;
    ForecastWorld world_ = testing::empty_world(LegalDay::parse("2026-11-23").value(), days);
};

}  // namespace

ForecastWorld forecast_office(const OfficeSize& size, std::uint64_t seed) {
    return Office(size, seed).made();
}

}  // namespace echeance::bench
