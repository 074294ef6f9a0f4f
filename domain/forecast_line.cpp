// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_line.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace echeance {
namespace {

/// Where the turns of a lane come among all claims from the first on.
class Turns {
public:
    Turns(int on_time_share_percent, Lane lane) {
        for (int n = 0; n < 100; ++n) {
            const bool is_on_time =
                is_on_time_turn(static_cast<std::uint64_t>(n), on_time_share_percent);
            if (is_on_time == (lane == Lane::on_time)) turns_.push_back(n);
        }
    }
    /// Files that go before one with `own` before it in this lane, where the other lane has
    /// `others` in all.
    [[nodiscard]] int ahead(int own, int others) const {
        if (turns_.empty()) return own + others;
        const auto period = static_cast<int>(turns_.size());
        const int turn = own / period * 100 + turns_[static_cast<std::size_t>(own % period)];
        return own + std::min(turn - own, others);
    }

private:
    std::vector<int> turns_;
};

/// Files in line, by who may take them.
class Line {
public:
    using Doctors = std::vector<std::uint32_t>;
    using Lanes = std::array<int, 2>;

    std::size_t set_of(const Doctors& doctors) {
        const auto [entry, is_new] = sets_.emplace(doctors, known_.size());
        if (is_new) {
            known_.push_back(&entry->first);
            rivals_.emplace_back();
            counts_.push_back({});
            all_.push_back({});
            for (std::size_t other = 0; other < known_.size(); ++other) {
                if (!have_common(doctors, *known_[other])) continue;
                rivals_.back().push_back(other);
                if (other + 1 < known_.size()) rivals_[other].push_back(known_.size() - 1);
            }
        }
        return entry->second;
    }
    void expect(std::size_t set, std::size_t lane) { ++all_[set][lane]; }
    void pass(std::size_t set, std::size_t lane) { ++counts_[set][lane]; }
    [[nodiscard]] int passed(std::size_t set, std::size_t lane) const {
        return sum(counts_, set, lane);
    }
    [[nodiscard]] int all(std::size_t set, std::size_t lane) const { return sum(all_, set, lane); }

private:
    static bool have_common(const Doctors& one, const Doctors& other) {
        return std::ranges::any_of(
            one, [&](std::uint32_t doctor) { return std::ranges::binary_search(other, doctor); });
    }
    [[nodiscard]] int sum(const std::vector<Lanes>& of, std::size_t set, std::size_t lane) const {
        int files = 0;
        for (const auto rival : rivals_[set]) files += of[rival][lane];
        return files;
    }

    std::map<Doctors, std::size_t> sets_;
    std::vector<const Doctors*> known_;
    std::vector<std::vector<std::size_t>> rivals_;  // sets with a doctor in common, itself included
    std::vector<Lanes> counts_;
    std::vector<Lanes> all_;
};

Line::Doctors takers_of(const ForecastStaff& staff, const SimulatedFile& file) {
    Line::Doctors takers;
    for (std::uint32_t doctor = 0; doctor < staff.size(); ++doctor)
        if (staff.serves(doctor, file.requirement) && staff.may_take(doctor, file))
            takers.push_back(doctor);
    return takers;
}

struct InLine {
    const SimulatedFile* file = nullptr;
    std::size_t set = 0;
    std::size_t lane = 0;
};

}  // namespace

std::vector<std::optional<int>> places_in_line(const FlatWorld& flat,
                                               const ForecastStaff& staff,
                                               int on_time_share_percent) {
    const std::array<Turns, 2> turns{Turns(on_time_share_percent, Lane::on_time),
                                     Turns(on_time_share_percent, Lane::late)};
    std::vector<std::optional<int>> places(flat.waiting().size());
    std::vector<int> held(staff.size(), 0);
    std::vector<InLine> in_line;
    Line line;
    for (const auto& file : flat.waiting()) {
        const auto queue = staff.queue_of(file);
        if (file.ready > 0 || file.withdrawn <= 0 || queue == no_queue) continue;
        if (queue >= staff.held_queue(0)) {
            places[file.origin] = held[queue - staff.held_queue(0)]++;
            continue;
        }
        const auto set = line.set_of(takers_of(staff, file));
        const std::size_t lane = file.late_from <= 0 ? 1 : 0;
        line.expect(set, lane);
        in_line.push_back({&file, set, lane});
    }
    for (const auto& each : in_line) {
        places[each.file->origin] = turns[each.lane].ahead(line.passed(each.set, each.lane),
                                                           line.all(each.set, 1 - each.lane));
        line.pass(each.set, each.lane);
    }
    return places;
}

}  // namespace echeance
