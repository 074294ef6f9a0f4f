// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_world.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <span>
#include <string>

#include "domain/capacity.hpp"
#include "domain/clocks.hpp"
#include "domain/events.hpp"
#include "domain/transitions.hpp"
#include "service/demo.hpp"

namespace echeance::bench {
namespace {

using Random = std::mt19937_64;

int below(Random& random, int bound) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(bound));
}

/// As the demo's: complete at once or within 45 days; the 3 % that lack a document take 45 more.
int days_to_complete(Random& random) {
    const int delay = below(random, 100) < 45 ? 0 : below(random, 45);
    return below(random, 100) < 3 ? delay + 45 : delay;
}

/// A day's intake varies with a gamma weight of shape 8 (a third around its mean), as post and
/// campaigns do; days when the office is closed have none.
std::discrete_distribution<int> arrival_days(Random& random, LegalDay first, const Rules& rules) {
    const auto calendar = rules.working_calendar();
    std::gamma_distribution<double> weight{8.0};
    std::vector<double> weights;
    weights.reserve(year_days);
    for (int day = 0; day < year_days; ++day)
        weights.push_back(calendar.is_working(first + day) ? weight(random) : 0.0);
    return {weights.begin(), weights.end()};
}

void move_to(Registration& facts, LegalDay filed_on, int delay, int days) {
    facts.filed_on = filed_on;
    facts.complete_on = filed_on + delay;
    if (facts.urgency_requested_on) facts.urgency_requested_on = filed_on;
    for (auto& request : facts.requests)
        if (request.current_right_ends_on)
            request.current_right_ends_on = *request.current_right_ends_on + days;
}

/// Fills one world; lives as long as that takes.
class Builder {
public:
    Builder(World& world, std::uint64_t salt) : world_(world), salt_(salt) {}

    Result<void> add_doctors() {
        doctors_ = demo_doctors(world_.first_day);
        for (const auto& doctor : doctors_) {
            const auto extended = extend(partition_, doctor);
            if (!extended) return std::unexpected(extended.error());
        }
        for (const auto& doctor : doctors_) add(doctor);
        return {};
    }

    Result<void> add(Registration facts) {
        constexpr int far_ahead = 2 * year_days;  // nothing of the year is in the future
        const auto number = static_cast<std::uint32_t>(world_.files.size());
        const FileId id = make_file_id(1, number);
        auto change =
            register_file(std::move(facts), world_.rules.targets, world_.first_day + far_ahead);
        if (!change) return std::unexpected(change.error());
        const auto file = begin_file({id, Instant{}, "bench", std::move(*change)});
        WorldFile waiting{id};
        waiting.complete_on = day_of(file.facts.complete_on.value_or(file.facts.filed_on));
        waiting.queued_on = std::max(0, waiting.complete_on);
        waiting.minutes = expected_minutes(file, world_.rules.minutes);
        waiting.procedure = file.facts.procedure;
        waiting.sector = sectors_.try_emplace(file.facts.sector, sectors_.size()).first->second;
        exclude(waiting, file);
        add_requests(waiting, file);
        add_steps(waiting, file);
        waiting.is_servable = is_servable(waiting);
        world_.files.push_back(std::move(waiting));
        world_.sector_count = sectors_.size();
        return {};
    }

private:
    int day_of(LegalDay day) const { return day - world_.first_day; }

    void add(const Doctor& doctor) {
        WorldDoctor known{doctor.id, doctor.kind};
        std::vector<Doctor> supervisors;
        for (const auto& id : doctor.supervisors) {
            const auto found = std::ranges::find(doctors_, id, &Doctor::id);
            if (found == doctors_.end()) continue;
            known.supervisors.push_back(static_cast<std::size_t>(found - doctors_.begin()));
            supervisors.push_back(*found);
        }
        const auto calendar = world_.rules.working_calendar();
        for (int day = 0; day < year_days; ++day) {
            const auto on = world_.first_day + day;
            const bool fit = unfit_reasons({doctor, supervisors}, on).empty();
            known.minutes_on.push_back(fit ? capacity_on(doctor, on, calendar).value_or(0) : 0);
        }
        world_.doctors.push_back(std::move(known));
    }

    void exclude(WorldFile& waiting, const CaseFile& file) const {
        for (const auto& exclusion : file.facts.excluded_doctors) {
            const auto found = std::ranges::find(doctors_, exclusion.doctor, &Doctor::id);
            if (found != doctors_.end()) waiting.conflicts |= 1U << (found - doctors_.begin());
        }
        waiting.closed_to = waiting.conflicts;
        for (std::size_t n = 0; n < world_.doctors.size(); ++n) {
            const auto& doctor = world_.doctors[n];
            if (doctor.kind != DoctorKind::supervised) continue;
            const bool barred = std::ranges::all_of(doctor.supervisors, [&](std::size_t one) {
                return (waiting.conflicts >> one & 1U) != 0;
            });
            if (barred) waiting.closed_to |= 1U << n;
        }
    }

    void add_requests(WorldFile& waiting, const CaseFile& file) const {
        const auto on = world_.first_day + waiting.queued_on;
        for (const auto& request : file.facts.requests) {
            const auto clock = legal_clock(file, request, world_.rules, on);
            if (!clock.start_on || !clock.due_on) continue;
            waiting.requests.push_back({day_of(*clock.start_on), day_of(*clock.due_on)});
        }
    }

    void add_steps(WorldFile& waiting, const CaseFile& file) {
        for (int day = waiting.queued_on; day < year_days;) {
            const auto place =
                placement(file, world_.rules, partition_, world_.first_day + day, salt_);
            if (waiting.steps.empty()) {
                waiting.requirement = requirement(place.queue_class);
                waiting.due_on = day_of(place.due_on.value_or(file.facts.filed_on));
            }
            waiting.steps.push_back({day, place.lane, place.queue_score});
            if (!place.turns_on) break;
            day = day_of(*place.turns_on);
        }
    }

    bool is_servable(const WorldFile& waiting) const {
        for (std::size_t n = 0; n < world_.doctors.size(); ++n) {
            const auto& served = world_.doctors[n].requirements;
            const bool is_closed = (waiting.closed_to >> n & 1U) != 0;
            const bool may =
                !is_closed && std::ranges::find(served, waiting.requirement) != served.end();
            if (may && works_from(world_.doctors[n], waiting.queued_on)) return true;
        }
        return false;
    }

    static bool works_from(const WorldDoctor& doctor, int day) {
        const auto first = static_cast<std::size_t>(std::min(day, year_days));
        return std::ranges::any_of(std::span{doctor.minutes_on}.subspan(first),
                                   [](int minutes) { return minutes > 0; });
    }

    std::size_t requirement(const std::string& text) {
        const auto [found, is_new] = classes_.try_emplace(text, classes_.size());
        if (!is_new) return found->second;
        world_.requirement_count = classes_.size();
        const auto parsed = RequirementClass::parse(text);
        for (std::size_t n = 0; parsed && n < doctors_.size(); ++n)
            if (serves(doctors_[n], *parsed, world_.rules.priorities))
                world_.doctors[n].requirements.push_back(found->second);
        return found->second;
    }

    World& world_;
    std::uint64_t salt_;
    std::vector<Doctor> doctors_;
    Partition partition_;
    std::map<std::string, std::size_t> classes_;
    std::map<Sector, std::size_t> sectors_;
};

}  // namespace

WorldMaker::WorldMaker(LegalDay first_day, std::size_t seed_count)
    : first_day_(first_day),
      facts_(demo_files(first_day, backlog_files + seed_count * arrivals_a_year)) {}

Result<World> WorldMaker::world(Intake intake, std::size_t seed) const {
    Random random{seed};
    World world{.first_day = first_day_, .rules = default_rules("92"), .files = {}, .doctors = {}};
    Builder builder{world, seed};
    if (const auto added = builder.add_doctors(); !added) return std::unexpected(added.error());
    for (std::size_t n = 0; n < backlog_files; ++n) {
        auto facts = facts_[n];
        if (!facts.complete_on) facts.complete_on = first_day_ + (1 + below(random, 45));
        const auto added = builder.add(std::move(facts));
        if (!added) return std::unexpected(added.error());
    }
    if (intake == Intake::backlog_only) return world;
    auto days = arrival_days(random, first_day_, world.rules);
    const auto from = backlog_files + (seed - 1) * arrivals_a_year;
    for (std::size_t n = from; n < from + arrivals_a_year; ++n) {
        auto facts = facts_[n];
        const int day = days(random);
        move_to(facts, first_day_ + day, days_to_complete(random), day);
        const auto added = builder.add(std::move(facts));
        if (!added) return std::unexpected(added.error());
    }
    return world;
}

}  // namespace echeance::bench
