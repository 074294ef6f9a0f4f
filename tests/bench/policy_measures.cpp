// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_measures.hpp"

#include <algorithm>
#include <numeric>

namespace echeance::bench {
namespace {

constexpr int last_day = year_days - 1;

std::optional<int> decided_on(const std::optional<Turn>& turn) {
    if (!turn || turn->evaluated_on + decision_days > last_day) return std::nullopt;
    return turn->evaluated_on + decision_days;
}

struct Share {
    std::size_t part = 0;
    std::size_t whole = 0;
    void count(bool is_part) {
        part += is_part ? 1 : 0;
        ++whole;
    }
    [[nodiscard]] double percent() const {
        return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    }
};

int first_start(const WorldFile& file) {
    return std::ranges::min(file.requests, {}, &WorldRequest::starts_on).starts_on;
}

double mean(std::span<const int> values) {
    const auto sum = std::accumulate(values.begin(), values.end(), 0LL);
    return values.empty() ? 0 : static_cast<double>(sum) / static_cast<double>(values.size());
}

/// The nearest rank of sorted values.
double quantile(std::span<const int> sorted, std::size_t percent) {
    if (sorted.empty()) return 0;
    const auto rank = (sorted.size() * percent + 99) / 100;
    return sorted[std::max(1UZ, rank) - 1];
}

double doctor_gini(const World& world, const Turns& turns) {
    std::vector<double> files(world.doctors.size());
    for (const auto& turn : turns)
        if (turn) ++files[turn->doctor];
    std::vector<double> rates;
    for (std::size_t n = 0; n < world.doctors.size(); ++n) {
        const auto& doctor = world.doctors[n];
        const int minutes = std::accumulate(doctor.minutes_on.begin(), doctor.minutes_on.end(), 0);
        if (doctor.kind == DoctorKind::titular && minutes > 0)
            rates.push_back(60 * files[n] / minutes);
    }
    std::ranges::sort(rates);
    double weighted = 0;
    double sum = 0;
    for (std::size_t n = 0; n < rates.size(); ++n) {
        weighted += static_cast<double>(n + 1) * rates[n];
        sum += rates[n];
    }
    const auto count = static_cast<double>(rates.size());
    return sum > 0 ? 2 * weighted / (count * sum) - (count + 1) / count : 0;
}

double sector_gap(const std::vector<std::vector<int>>& waits_by_sector) {
    constexpr std::size_t enough = 100;
    std::vector<double> means;
    for (const auto& waits : waits_by_sector)
        if (waits.size() >= enough) means.push_back(mean(waits));
    if (means.empty()) return 0;
    const auto [least, most] = std::ranges::minmax(means);
    return most - least;
}

}  // namespace

Measures measures_of(const World& world, const Turns& turns) {
    Share requests;
    Share files;
    Share due;
    Measures year;
    std::vector<int> waits;
    std::vector<std::vector<int>> by_sector(world.sector_count);
    for (std::size_t n = 0; n < world.files.size(); ++n) {
        const auto& file = world.files[n];
        if (file.requests.empty()) continue;
        const auto decided = decided_on(turns[n]);
        for (const auto& request : file.requests) {
            const bool in_time = decided && *decided <= request.due_on;
            if (decided) requests.count(in_time);
            if (request.due_on >= 0 && request.due_on <= last_day) due.count(in_time);
        }
        const int wait = decided.value_or(last_day) - first_start(file);
        if (file.is_servable) {
            const int decidable_on = std::min(last_day, file.queued_on + decision_days);
            const int least = decidable_on - first_start(file);
            year.wait_worst = std::max(year.wait_worst, static_cast<double>(wait));
            year.wait_floor = std::max(year.wait_floor, static_cast<double>(least));
        }
        const bool is_waiting = !turns[n] && file.queued_on <= last_day;
        if (is_waiting) ++year.waiting_files;
        if (is_waiting && !file.is_servable) ++year.unservable_files;
        if (!decided) continue;
        files.count(*decided <= file.due_on);
        waits.push_back(wait);
        by_sector[file.sector].push_back(wait);
    }
    std::ranges::sort(waits);
    year.decided_files = static_cast<double>(waits.size());
    year.requests_in_time = requests.percent();
    year.files_in_time = files.percent();
    year.due_in_time = due.percent();
    year.wait_mean = mean(waits);
    year.wait_median = quantile(waits, 50);
    year.wait_p90 = quantile(waits, 90);
    year.wait_p99 = quantile(waits, 99);
    year.doctor_gini = doctor_gini(world, turns);
    year.sector_gap = sector_gap(by_sector);
    return year;
}

Measures mean_of(std::span<const Measures> all) {
    Measures mean;
    for (const auto& column : measure_columns) {
        for (const auto& one : all) mean.*column.value += one.*column.value;
        mean.*column.value /= static_cast<double>(all.size());
    }
    return mean;
}

}  // namespace echeance::bench
