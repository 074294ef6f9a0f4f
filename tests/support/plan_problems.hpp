// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "domain/assignment_plan.hpp"

namespace echeance::testing {

/// Made-up problems in the shape of an MDPH's: sectors, stages of life and skills make the
/// requirements; some doctors are limited to a few sectors, some come for sessions, some are
/// supervised; a few files are closed to single doctors. The same seed gives the same problem on
/// every machine.
class PlanProblemMaker {
public:
    struct Size {
        std::size_t files = 18'000;
        std::size_t doctors = 20;
        int capacity_percent = 100;  ///< of a usual week's minutes
        int capped_percent = 0;      ///< of doctors who may hold few more files than they can read
    };

    explicit PlanProblemMaker(std::uint32_t seed) : engine_(seed) {}

    [[nodiscard]] PlanProblem problem(const Size& size) {
        PlanProblem made;
        for (std::size_t i = 0; i < size.doctors; ++i) add_doctor(made, size);
        for (int sector = 0; sector < sectors; ++sector) {
            for (int need = 0; need < needs; ++need) {
                made.requirements.push_back(requirement(sector, need));
            }
        }
        for (std::size_t i = 0; i < size.files; ++i) made.files.push_back(file(size.doctors, i));
        return made;
    }

private:
    static constexpr int sectors = 36;
    static constexpr int usual_minutes = 18;
    static constexpr int needs = 12;  // stage of life, a skill or none, an appeal or not

    struct Profile {
        int home = 0;  ///< sector
        bool is_bound_to_home = false;
        bool is_supervised = false;
        bool reads_children = true;
        int skill = 0;  ///< besides none
    };

    int between(int low, int high) {
        return low + static_cast<int>(engine_() % static_cast<std::uint32_t>(high - low + 1));
    }
    bool chance(int percent) { return between(1, 100) <= percent; }

    void add_doctor(PlanProblem& made, const Size& size) {
        const std::size_t index = made.doctors.size();
        const bool is_supervised = index > 3 && chance(15);
        profiles_.push_back({.home = between(0, sectors - 1),
                             .is_bound_to_home = index > 3 && chance(20),
                             .is_supervised = is_supervised,
                             .reads_children = index < 2 || chance(60),
                             .skill = static_cast<int>(index) % 3});
        PlanDoctor doctor{.id = DoctorId::parse("M" + std::to_string(index)).value()};
        doctor.capacity_minutes = (chance(20) ? 360 : 1'200) * size.capacity_percent / 100;
        doctor.load_minutes = doctor.capacity_minutes * between(0, 30) / 100;
        if (chance(size.capped_percent)) {
            doctor.files_max = doctor.capacity_minutes * between(30, 90) / 100 / usual_minutes;
        }
        if (is_supervised) {
            const auto last = static_cast<int>(index) - 1;
            doctor.supervisors = {0, static_cast<std::size_t>(between(1, std::min(last, 12)))};
        }
        made.doctors.push_back(doctor);
    }
    [[nodiscard]] PlanRequirement requirement(int sector, int need) const {
        PlanRequirement made;
        const int skill = need % 3;
        for (const auto& [home, is_bound, is_supervised, reads_children, has] : profiles_) {
            const bool is_near = std::abs(home - sector) <= 5;
            const bool may = (!is_bound || is_near) && (need < 6 || reads_children) &&
                             (skill == 0 || skill == has) && !(is_supervised && need % 6 > 2);
            const int strength =
                (is_near ? 3 : 0) + (home == sector ? 2 : 0) + (skill != 0 ? 2 : 0);
            made.strengths.push_back(may ? std::optional{strength} : std::nullopt);
        }
        return made;
    }
    PlanFile file(std::size_t doctors, std::size_t index) {
        const int need =
            (chance(75) ? 0 : 6) + (chance(10) ? 3 : 0) + (chance(30) ? between(1, 2) : 0);
        PlanFile made{.id = make_file_id(1'790'000'000'000ULL + index, 0)};
        made.minutes = 5 + between(0, 12) + between(0, 12) + (chance(10) ? between(0, 15) : 0);
        made.days_late = between(-110, 150) + (chance(30) ? between(0, 390) : 0);
        made.requirement = static_cast<std::size_t>(between(0, sectors - 1) * needs + need);
        for (int n = chance(3) ? between(1, 2) : 0; n > 0; --n) {
            made.closed_to.push_back(
                static_cast<std::size_t>(between(0, static_cast<int>(doctors) - 1)));
        }
        return made;
    }

    std::mt19937 engine_;
    std::vector<Profile> profiles_;
};

}  // namespace echeance::testing
