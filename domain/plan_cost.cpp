// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <utility>

#include "domain/assignment_plan.hpp"
#include "domain/enum_names.hpp"
#include "domain/plan_model.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, 4> reason_names{
    "no_eligible_doctor", "no_capacity", "files_cap", "no_supervision"};
constexpr std::size_t bands_max = 16;
constexpr int band_price_max = 10'000;
/// Keeps sums of scaled costs within 64 bits, for a million files.
constexpr int lateness_days_max = 4'000;

using Faults = std::vector<FieldError>;

/// Both ends included.
struct Bounds {
    int low;
    int high;
};

void check(Faults& found, std::string pointer, int value, Bounds bounds) {
    if (value >= bounds.low && value <= bounds.high) return;
    found.push_back({std::move(pointer),
                     "out_of_range",
                     "from " + std::to_string(bounds.low) + " to " + std::to_string(bounds.high)});
}

void check_bands(Faults& found, const PlanWeights& weights) {
    const auto& bands = weights.bands;
    if (bands.empty() || bands.size() > bands_max) {
        found.push_back({"/bands", "wrong_count", "from 1 to 16 bands"});
        return;
    }
    UtilisationBand before{.up_to_percent = 0, .per_minute = 0};
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const std::string pointer = "/bands/" + std::to_string(i);
        check(found,
              pointer + "/up_to_percent",
              bands[i].up_to_percent,
              {before.up_to_percent + 1, 100});
        check(found,
              pointer + "/per_minute",
              bands[i].per_minute,
              {before.per_minute, band_price_max});
        before = bands[i];
    }
    if (before.up_to_percent != 100) {
        found.push_back({"/bands", "not_complete", "the last band goes up to 100"});
    }
    if (before.per_minute >= weights.left_out_per_minute) {
        found.push_back({"/left_out_per_minute", "too_small", "above the last band's price"});
    }
}

}  // namespace

std::vector<FieldError> faults(const PlanWeights& weights) {
    Faults found;
    check(found, "/anticipation_days", weights.anticipation_days, {0, 1'000});
    check(found, "/lateness_square", weights.lateness_square, {1, 100});
    check(found, "/left_out_per_file", weights.left_out_per_file, {0, 1'000'000});
    check(found, "/left_out_per_minute", weights.left_out_per_minute, {1, 10'000});
    check(found, "/preference_per_minute", weights.preference_per_minute, {0, 1'000});
    check_bands(found, weights);
    return found;
}

std::int64_t left_out_cost(const PlanFile& file, const PlanWeights& weights) {
    const std::int64_t days =
        std::clamp(file.days_late + weights.anticipation_days, 0, lateness_days_max);
    return weights.left_out_per_file + std::int64_t{weights.left_out_per_minute} * file.minutes +
           weights.lateness_square * days * days;
}

int minutes_in_band(const PlanDoctor& doctor,
                    int minutes,
                    std::size_t band,
                    const PlanWeights& weights) {
    const auto end_of = [&](std::size_t index) {
        const std::int64_t percent = weights.bands[index].up_to_percent;
        return static_cast<int>(doctor.capacity_minutes * percent / 100);
    };
    const int begins = std::max(doctor.load_minutes, band == 0 ? 0 : end_of(band - 1));
    const int ends = std::min(doctor.load_minutes + minutes, end_of(band));
    return std::max(0, ends - begins);
}

std::int64_t unfairness(const PlanDoctor& doctor, int minutes, const PlanWeights& weights) {
    std::int64_t points = 0;
    for (std::size_t band = 0; band < weights.bands.size(); ++band) {
        points += std::int64_t{weights.bands[band].per_minute} *
                  minutes_in_band(doctor, minutes, band, weights);
    }
    return points;
}

std::string_view to_text(LeftOutReason reason) {
    return name_in(reason_names, reason);
}

double gap(const Plan& plan) {
    const auto size = std::max<std::int64_t>(1, std::abs(plan.bound));
    return static_cast<double>(plan.objective - plan.bound) / static_cast<double>(size);
}

}  // namespace echeance
