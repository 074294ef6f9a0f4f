// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/policy_measures.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

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
    return gini(std::move(rates));
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

double quantile(std::span<const int> sorted, std::size_t permille) {
    if (sorted.empty()) return 0;
    const auto rank = (sorted.size() * permille + 999) / 1000;
    return sorted[std::max(1UZ, rank) - 1];
}

double gini(std::vector<double> values) {
    std::ranges::sort(values);
    double weighted = 0;
    double sum = 0;
    for (std::size_t n = 0; n < values.size(); ++n) {
        weighted += static_cast<double>(n + 1) * values[n];
        sum += values[n];
    }
    const auto count = static_cast<double>(values.size());
    return sum > 0 ? 2 * weighted / (count * sum) - (count + 1) / count : 0;
}

Measures measures_of(const World& world, const Turns& turns) {
    Share requests;
    Share files;
    Share due;
    Measures year;
    int worst = 0;
    int floor = 0;
    std::vector<int> in_year;
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
        if (file.is_servable && file.queued_on <= last_day) {
            const int end = decided.value_or(last_day);
            const int decidable_on = std::min(last_day, file.queued_on + decision_days);
            worst = std::max(worst, end - file.complete_on);
            floor = std::max(floor, decidable_on - file.complete_on);
            in_year.push_back(end - file.queued_on);
        }
        const bool is_waiting = !turns[n] && file.queued_on <= last_day;
        if (is_waiting) ++year.waiting_files;
        if (is_waiting && !file.is_servable) ++year.unservable_files;
        if (!decided) continue;
        files.count(*decided <= file.due_on);
        const int wait = *decided - first_start(file);
        waits.push_back(wait);
        by_sector[file.sector].push_back(wait);
    }
    std::ranges::sort(waits);
    std::ranges::sort(in_year);
    year.decided_files = static_cast<double>(waits.size());
    year.requests_in_time = requests.percent();
    year.files_in_time = files.percent();
    year.due_in_time = due.percent();
    year.wait_mean = mean(waits);
    year.wait_median = quantile(waits, 500);
    year.wait_p90 = quantile(waits, 900);
    year.wait_p99 = quantile(waits, 990);
    year.wait_worst = worst;
    year.wait_floor = floor;
    year.year_p999 = quantile(in_year, 999);
    year.year_worst = quantile(in_year, 1000);
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
