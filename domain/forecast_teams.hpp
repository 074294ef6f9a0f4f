// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "domain/forecast_files.hpp"
#include "domain/forecast_queues.hpp"

namespace echeance {

/// Sets of doctors that get a queue of their own only because files are closed to others; the most
/// numerous first. Files of further sets are passed over one by one.
inline constexpr std::size_t forecast_closed_queues_max = 64;

inline constexpr std::uint32_t no_doctor = std::numeric_limits<std::uint32_t>::max();

/// A scenario's doctors against the files of a world: who may take what. Doctors are known by their
/// index in the scenario; what a file says of a doctor of the world holds for the one of the same
/// id. Read by several threads at once.
class ForecastStaff {
public:
    /// `flat` outlives the object. `left_out`: a doctor who gives no minutes; `no_doctor` for
    /// nobody.
    ForecastStaff(const FlatWorld& flat,
                  std::vector<ForecastDoctor> doctors,
                  std::uint32_t left_out = no_doctor);

    [[nodiscard]] const std::vector<ForecastDoctor>& doctors() const { return doctors_; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(doctors_.size()); }
    [[nodiscard]] int minutes(std::uint32_t doctor, int day) const {
        return doctors_[doctor].minutes[static_cast<std::size_t>(day)];
    }
    /// The first day after `day` by whose evening the doctor will have given `owed` minutes more;
    /// `forecast_never` past the last.
    [[nodiscard]] int paid_on(std::uint32_t doctor, int day, int owed) const;

    /// Files that the same doctors may take share a queue, so that a queue's first is mostly open
    /// to whom it is offered; past those queues there is one a doctor for the files that they hold.
    [[nodiscard]] std::size_t queues() const { return shared_queues_ + doctors_.size(); }
    [[nodiscard]] std::span<const std::uint32_t> shared_queues(std::uint32_t doctor) const {
        return queues_of_[doctor];
    }
    [[nodiscard]] std::uint32_t held_queue(std::uint32_t doctor) const {
        return static_cast<std::uint32_t>(shared_queues_) + doctor;
    }
    /// `no_queue`: nobody ever may take the file. One that is held by a doctor who will never read
    /// it is back in its shared queue.
    [[nodiscard]] std::uint32_t queue_of(const SimulatedFile& file) const {
        return queue_of_origin_[file.origin];
    }
    [[nodiscard]] bool serves(std::uint32_t doctor, std::size_t requirement) const;

    [[nodiscard]] bool is_supervised(std::uint32_t doctor) const {
        return doctors_[doctor].kind == DoctorKind::supervised;
    }
    /// Not closed to the doctor, nor, where they are supervised, to all their supervisors.
    [[nodiscard]] bool may_take(std::uint32_t doctor, const SimulatedFile& file) const {
        return !file.is_closed_to_some || is_open_to(doctor, flat_.closed_to(file));
    }
    [[nodiscard]] bool may_supervise(std::uint32_t doctor, const SimulatedFile& file) const {
        return !file.is_closed_to_some || !is_barred(doctor, flat_.closed_to(file));
    }

private:
    using Doctors = std::vector<std::uint32_t>;  // ascending
    /// Files closed to some, by who is left.
    struct Origins {
        double files = 0;  ///< expected
        std::vector<std::size_t> origins;
    };
    using ClosedSets = std::map<Doctors, Origins>;
    void sum_minutes();
    void name_doctors();
    void share_queues();
    void place_origins();
    void place_closed(const ClosedSets& closed);
    void place_held();
    std::uint32_t queue_for(const Doctors& doctors);
    [[nodiscard]] bool works(std::uint32_t doctor) const { return given_[doctor].back() > 0; }
    [[nodiscard]] bool is_barred(std::uint32_t doctor, const std::vector<std::size_t>& to) const;
    [[nodiscard]] bool is_open_to(std::uint32_t doctor, const std::vector<std::size_t>& to) const;
    [[nodiscard]] bool may_be_supervised(std::uint32_t doctor,
                                         const std::vector<std::size_t>& closed_to) const;

    const FlatWorld& flat_;
    std::vector<ForecastDoctor> doctors_;
    std::vector<std::vector<int>> given_;            // by doctor and day: minutes before it
    std::vector<std::optional<std::size_t>> named_;  // by doctor: index in the world
    std::vector<std::uint32_t> doctor_of_;           // by index in the world
    std::map<Doctors, std::uint32_t> queue_by_doctors_;
    std::size_t shared_queues_ = 0;
    std::vector<Doctors> serving_;  // by requirement
    std::vector<std::uint32_t> queue_of_requirement_;
    std::vector<std::uint32_t> queue_of_origin_;
    std::vector<std::vector<std::uint32_t>> queues_of_;
};

}  // namespace echeance
