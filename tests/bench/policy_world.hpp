// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/priority.hpp"
#include "domain/rules.hpp"

namespace echeance::bench {

/// Days of a simulation are counted from its first, 0; those before are negative.
inline constexpr int year_days = 365;
inline constexpr std::size_t backlog_files = 18'000;
/// Persons who filed in Hauts-de-Seine in a year (handidonnees, 2018): one file each.
inline constexpr std::size_t arrivals_a_year = 38'633;

enum class Intake : std::uint8_t { backlog_only, backlog_and_arrivals };

/// The legal clock of one request: both days are known once the file is complete.
struct WorldRequest {
    int starts_on = 0;
    int due_on = 0;
};
/// Where the service's default order has a waiting file, from a day on.
struct WorldStep {
    int day = 0;
    Lane lane = Lane::none;
    std::uint64_t score = 0;
};

struct WorldFile {
    FileId id;
    int complete_on = 0;  ///< from then on a doctor may have it; may lie before the year
    int queued_on = 0;    ///< that day, or the first; may lie past the year
    int minutes = 0;
    int due_on = 0;  ///< the earliest of its requests
    std::size_t requirement = 0;
    std::size_t sector = 0;
    Procedure procedure = Procedure::normal;
    bool is_servable = false;  ///< some doctor may take it, and works on a day after it is complete
    std::uint32_t conflicts{};  ///< bit set by doctor: neither evaluates nor countersigns
    std::uint32_t closed_to{};  ///< the same, and the supervised ones left without a supervisor
    std::vector<WorldRequest> requests{};
    std::vector<WorldStep> steps{};  ///< the first on `queued_on`
};

struct WorldDoctor {
    DoctorId id;
    DoctorKind kind = DoctorKind::titular;
    std::vector<std::size_t> requirements{};  ///< those that the doctor serves
    std::vector<std::size_t> supervisors{};
    std::vector<int> minutes_on{};  ///< by day of the year; 0 when they may not work
};

/// All that an order of service does not change, worked out once by the domain's own code.
struct World {
    LegalDay first_day;
    Rules rules;
    std::vector<WorldFile> files;
    std::vector<WorldDoctor> doctors;
    std::size_t requirement_count = 0;
    std::size_t sector_count = 0;
};

/// The backlog and the doctors of the demo; arrivals are further files of its generator, of which
/// each seed has its own, spread over working days with over-dispersion.
class WorldMaker {
public:
    WorldMaker(LegalDay first_day, std::size_t seed_count);
    /// `seed` from 1 to `seed_count`. The same arguments give the same world.
    [[nodiscard]] Result<World> world(Intake intake, std::size_t seed) const;

private:
    LegalDay first_day_;
    std::vector<Registration> facts_;
};

}  // namespace echeance::bench
