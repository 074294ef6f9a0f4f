// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/doctor.hpp"
#include "domain/ids.hpp"
#include "domain/legal_day.hpp"

/// What a forecast simulates, as plain numbers: the queue as it is, the files that will come and
/// the doctors. Every rule is asked once, while the world is made (`forecast_world_of`), with the
/// code that serves real claims; a simulation only compares days and minutes. Days count from
/// `first_day`, which is 0; those before are negative.
namespace echeance {

inline constexpr int forecast_days_max = 1'096;
inline constexpr std::size_t forecast_waiting_max = 200'000;

/// Some of a file's requests, which the law treats alike.
struct ForecastLimit {
    int requests = 1;
    int legal_start = 0;  ///< day on which the legal clock started; suspensions push it back
    int due = 0;          ///< last day in time
    int target = 0;       ///< last day within the service target
};

/// A file that waits for an evaluation, or for its decision.
struct ForecastFile {
    std::size_t requirement = 0;  ///< its queue: index into `ForecastWorld::requirements`
    int minutes = 1;              ///< expected, before the spread
    int filed = 0;
    int complete = 0;       ///< the barometer clock starts
    int ready = 0;          ///< day on which a doctor may have it; past: now
    int effective_due = 0;  ///< the order of service: due date less credits
    std::uint32_t tie = 0;  ///< among files of the same effective due and filing day
    std::vector<ForecastLimit> limits;
    std::vector<std::size_t> closed_to{};  ///< doctors, by index
    std::optional<std::size_t> held_by{};  ///< assigned or begun: that doctor reads it first
    std::optional<int> withdrawn{};  ///< day on which it will leave undecided, if then still open
    std::optional<int> evaluated{};  ///< read already: waits for the commission since that day
    int decision_days = 0;           ///< between evaluation and decision, sessions aside
    /// Instead of these, one in each replication, each as likely as another; empty: none.
    std::vector<int> decision_choices{};
    FileId id;  ///< to tell of it afterwards
};

/// What kind of file comes: drawn whole from those of the past, so that what goes together stays
/// together. Offsets in days after filing.
struct ForecastArrival {
    std::size_t requirement = 0;
    int minutes = 1;
    std::optional<int> complete_after{};  ///< absent: it never was
    int suspended_days = 0;  ///< of the legal clock, from completeness on: the file is ready after
    std::optional<int> withdrawn_after{};
    int decision_days = 0;
    std::vector<std::size_t> closed_to{};
    /// What the rules say of such a file by the day on which it is complete, from day 0 to the
    /// last. Shared among arrivals alike.
    std::size_t calendar = 0;  ///< index into `ForecastWorld::calendars`
};
/// Due dates by day of completeness.
struct ForecastCalendar {
    struct Day {
        int effective_due = 0;
        std::vector<ForecastLimit> limits;
    };
    std::vector<Day> days;  ///< as many as the world has
};

/// Where the volume of an inflow comes from.
enum class InflowBasis : std::uint8_t {
    observed,    ///< fitted on a period of which every filing is on record
    configured,  ///< such a period is too short: the volume that was given
    survivors,   ///< and none was given: filings of late that are still on record, a lower bound
};

/// How many files are filed a day: negative binomial about the mean of that day.
struct ForecastInflow {
    std::vector<double> mean;  ///< by day
    double dispersion = 1e9;   ///< k: the variance is mean + mean^2 / k
    /// What the arrivals were fitted on, for the reader; 0 days: configured volumes.
    int observed_days = 0;
    std::array<double, 12> months{};   ///< factors about 1, January first
    std::array<double, 7> weekdays{};  ///< factors about 1, Monday first
    double files_a_year = 0;
    double chi_square_a_degree = 0;  ///< of the fit: 1 is as good as it gets
    InflowBasis basis = InflowBasis::configured;
    std::optional<LegalDay> observed_from{};   ///< first day that it was fitted on
    std::optional<LegalDay> observed_until{};  ///< the last
};

struct ForecastDoctor {
    DoctorId id;
    DoctorKind kind = DoctorKind::titular;
    std::vector<std::size_t> requirements;   ///< queues they may serve, ascending
    std::vector<int> minutes;                ///< of evaluation and supervision, by day
    std::vector<std::size_t> supervisors{};  ///< of a supervised doctor, by index
};

/// One queue: files that ask for the same.
struct ForecastRequirement {
    std::string name;   ///< `RequirementClass::text()`
    std::string skill;  ///< what it asks for in the field's words: its skills, else its stage
};

struct ForecastWorld {
    LegalDay first_day;
    int days = 365;  ///< 1 to `forecast_days_max`
    std::vector<ForecastRequirement> requirements;
    std::vector<ForecastFile> waiting;
    std::vector<ForecastArrival> arrivals;  ///< each as likely as another; empty: nothing comes
    std::vector<ForecastCalendar> calendars;
    ForecastInflow inflow;
    std::vector<ForecastDoctor> doctors;
    std::vector<double> minutes_spread{1.0};  ///< spent over expected, each as likely as another
    std::vector<int>
        next_session;  ///< by day: the first day from it on with a session of the CDAPH
    int on_time_share_percent = 30;
    int supervision_percent = 25;
};

}  // namespace echeance
