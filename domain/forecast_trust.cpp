// SPDX-License-Identifier: EUPL-1.2
#include "domain/forecast_trust.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "domain/capacity.hpp"
#include "domain/forecast_inflow.hpp"

namespace echeance {
namespace {

constexpr int days_a_week = 7;
constexpr int weeks_min = 4;  ///< of record before a forecast, and after it

ForecastCheck check_of(const ForecastBand& band, int observed) {
    return {static_cast<double>(band.p10),
            static_cast<double>(band.p50),
            static_cast<double>(band.p90),
            static_cast<double>(observed)};
}

/// The days that forecasts are made as of: Mondays, so that their weeks are whole.
std::vector<LegalDay> past_days(LegalDay first, LegalDay today) {
    std::vector<LegalDay> days;
    auto day = monday_of(today);
    for (int n = 0; n < past_forecasts_max; ++n) {
        day = day - weeks_between_past_forecasts * days_a_week;
        if (day - first < weeks_min * days_a_week) break;
        days.push_back(day);
    }
    std::ranges::reverse(days);
    return days;
}

class PastForecasts {
public:
    PastForecasts(const ForecastInputs& inputs, const ForecastTools& tools)
        : inputs_(inputs), tools_(tools) {
        for (const auto& round : inputs.history.rounds)
            rounds_[{std::string{round.id_text()}, round.began_on}] = &round;
    }

    Result<Trust> run() {
        Trust trust;
        const auto since = recorded_since(inputs_.history, inputs_.today);
        if (!since) return trust;
        for (const auto day : past_days(*since, inputs_.today)) {
            auto made = forecast_as_of(day);
            if (!made) return std::unexpected(made.error());
            trust.forecasts.push_back(std::move(*made));
        }
        trust.open_requests = accuracy_of(all(trust, &TrustWeek::open_requests));
        trust.overdue = accuracy_of(all(trust, &TrustWeek::overdue));
        trust.decided = accuracy_of(all(trust, &TrustWeek::decided));
        trust.breach = calibration_of(breaches_);
        return trust;
    }

private:
    static std::vector<ForecastCheck> all(const Trust& trust, ForecastCheck TrustWeek::* figure) {
        std::vector<ForecastCheck> checks;
        for (const auto& forecast : trust.forecasts)
            for (const auto& week : forecast.weeks) checks.push_back(week.*figure);
        return checks;
    }

    Result<PastForecast> forecast_as_of(LegalDay day) {
        const auto known = known_before(inputs_.history, day);
        const int weeks = (monday_of(inputs_.today) - day) / days_a_week;
        // What doctors hold and have spent is of today: then, nothing of the week was spent.
        std::vector<PlanningDoctor> doctors{inputs_.doctors.begin(), inputs_.doctors.end()};
        for (auto& doctor : doctors) doctor.load = {};
        const auto world = forecast_world_of({.history = known,
                                              .doctors = doctors,
                                              .rules = inputs_.rules,
                                              .today = day,
                                              .days = weeks * days_a_week,
                                              .salt = inputs_.salt,
                                              .files_a_year = inputs_.files_a_year});
        const auto made = forecast(world,
                                   {.seed = static_cast<std::uint64_t>(day.number()),
                                    .replications = past_forecast_replications,
                                    .scenarios = {{.doctors = world.doctors}},
                                    .detail = ForecastDetail::waiting_files},
                                   tools_);
        if (!made) return std::unexpected(made.error());
        PastForecast past{.as_of = day, .weeks = {}};
        const auto observed = past_weeks(inputs_.history, inputs_.rules, day, weeks);
        const auto& simulated = made->scenarios.front().weeks;
        for (std::size_t n = 0; n < std::min(observed.size(), simulated.size()); ++n)
            past.weeks.push_back({observed[n].on,
                                  check_of(simulated[n].open_requests, observed[n].open_requests),
                                  check_of(simulated[n].overdue, observed[n].overdue_requests),
                                  check_of(simulated[n].decided, observed[n].decided_requests)});
        add_breaches(world, made->files);
        return past;
    }

    void add_breaches(const ForecastWorld& world, const std::vector<FileOutlook>& files) {
        for (std::size_t n = 0; n < files.size(); ++n) {
            const auto& file = world.waiting[n];
            if (!files[n].breach || file.limits.empty()) continue;
            const auto due =
                world.first_day + std::ranges::min(file.limits, {}, &ForecastLimit::due).due;
            // Late already then: nothing was to be foretold.
            if (due < world.first_day || due >= inputs_.today) continue;
            const auto ended = ended_on(file.id, world.first_day);
            breaches_.push_back({*files[n].breach, !ended || *ended > due});
        }
    }

    /// When the round that was open on that day ended.
    [[nodiscard]] std::optional<LegalDay> ended_on(const FileId& id, LegalDay day) const {
        auto at = rounds_.lower_bound({id.text(), day});
        if (at == rounds_.begin()) return std::nullopt;
        --at;
        return at->first.first == id.text() ? at->second->ended_on : std::nullopt;
    }

    const ForecastInputs& inputs_;
    const ForecastTools& tools_;
    std::map<std::pair<std::string, LegalDay>, const HistoryRound*> rounds_;
    std::vector<ProbabilityCheck> breaches_;
};

}  // namespace

Result<Trust> past_forecasts(const ForecastInputs& inputs, const ForecastTools& tools) {
    return PastForecasts(inputs, tools).run();
}

}  // namespace echeance
