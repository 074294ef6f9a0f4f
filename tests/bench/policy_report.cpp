// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <iomanip>
#include <sstream>

#include "tests/bench/policies.hpp"

namespace echeance::bench {
namespace {

constexpr int name_width = 20;
constexpr int value_width = 10;

struct ShareKind {
    std::string_view name;
    std::string_view title;
    double Measures::* value;
};
/// The share in time has two honest readings: what was decided leaves out what is kept waiting.
constexpr std::array<ShareKind, 2> shares{
    {{"requests_decided", "front req", &Measures::requests_in_time},
     {"requests_due", "front due", &Measures::due_in_time}}};

std::string_view name_of(Intake intake) {
    return intake == Intake::backlog_only ? "backlog" : "backlog_and_arrivals";
}

std::string_view yes_no(bool yes) {
    return yes ? "yes" : "no";
}

/// The policies of the table of on-time shares, by rising share.
std::vector<std::size_t> default_shares() {
    const auto policies = compared_policies();
    std::vector<std::size_t> places{default_order};
    for (std::size_t n = order_count; n < policies.size(); ++n) places.push_back(n);
    std::ranges::sort(
        places, {}, [&](std::size_t n) { return policies[n].policy.on_time_share_percent; });
    return places;
}

void write_head(std::ostream& out) {
    out << std::left << std::setw(name_width) << "order" << std::right;
    for (const auto& column : measure_columns) out << std::setw(value_width) << column.title;
    for (const auto& share : shares) out << std::setw(value_width) << share.title;
    out << "\n";
}

void write_row(std::ostream& out, const ScenarioResult& scenario, std::size_t place) {
    out << std::left << std::setw(name_width) << compared_policies()[place].name << std::right;
    for (const auto& column : measure_columns) {
        out << std::fixed << std::setprecision(column.decimals) << std::setw(value_width)
            << scenario.means[place].*column.value;
    }
    for (const auto& share : shares)
        out << std::setw(value_width) << yes_no(is_on_front(scenario.means, place, share.value));
    out << "\n";
}

using Judgement = bool (*)(std::span<const Measures>, std::size_t, double Measures::*);

/// What the means say, and how many of the seeds say yes.
void write_judgement(std::ostream& out,
                     const ScenarioResult& scenario,
                     Judgement judge,
                     double Measures::* share) {
    const auto seeds = std::ranges::count_if(
        scenario.by_seed, [&](const auto& seed) { return judge(seed, default_order, share); });
    out << yes_no(judge(scenario.means, default_order, share)) << " (seeds: " << seeds << " of "
        << scenario.by_seed.size() << ")";
}

/// What a year can tell of the worst wait beside its floor: the part that the order itself made.
void write_price(std::ostream& out, const ScenarioResult& scenario) {
    const auto& oldest = scenario.means.front();
    const auto& own = scenario.means[default_order];
    out << "price " << name_of(scenario.intake) << ", against oldest first: p90 "
        << own.wait_p90 - oldest.wait_p90 << " days, worst wait "
        << own.wait_worst - oldest.wait_worst << " (its floor is " << oldest.wait_floor
        << "), all but one file in a thousand waited within the year "
        << own.year_p999 - oldest.year_p999 << " days more, the last one "
        << own.year_worst - oldest.year_worst << "\n";
}

void write_verdict(std::ostream& out, const ScenarioResult& scenario) {
    for (const auto& share : shares) {
        out << "verdict " << name_of(scenario.intake) << ", share of " << share.name
            << ": default on the Pareto front of (share, p90, worst): ";
        write_judgement(out, scenario, is_on_front, share.value);
        out << "; beats oldest first on the share without a worse worst wait: ";
        write_judgement(out, scenario, beats_oldest, share.value);
        out << "; on-time shares on the front:";
        for (const auto place : default_shares())
            if (is_on_front(scenario.means, place, share.value))
                out << " " << compared_policies()[place].policy.on_time_share_percent;
        out << "\n";
    }
}

void write_measures(std::ostream& out, const Measures& measures) {
    const char* separator = "{";
    for (const auto& column : measure_columns) {
        out << separator << '"' << column.name << "\": " << std::fixed << std::setprecision(4)
            << measures.*column.value;
        separator = ", ";
    }
    out << "}";
}

void write_policy(std::ostream& out, const ScenarioResult& scenario, std::size_t place) {
    out << R"({"name": ")" << compared_policies()[place].name << R"(", "mean": )";
    write_measures(out, scenario.means[place]);
    out << R"(, "by_seed": )";
    const char* separator = "[";
    for (const auto& seed : scenario.by_seed) {
        out << separator;
        write_measures(out, seed[place]);
        separator = ", ";
    }
    out << "]";
    for (const auto& share : shares) {
        out << R"(, "on_front_of_)" << share.name << R"(": )" << std::boolalpha
            << is_on_front(scenario.means, place, share.value) << R"(, "beats_oldest_first_on_)"
            << share.name << R"(": )" << beats_oldest(scenario.means, place, share.value);
    }
    out << "}";
}

}  // namespace

bool keeps_promises(const std::vector<ScenarioResult>& scenarios) {
    return std::ranges::all_of(scenarios, [](const ScenarioResult& scenario) {
        return std::ranges::all_of(shares, [&](const ShareKind& share) {
            return is_on_front(scenario.means, default_order, share.value) &&
                   beats_oldest(scenario.means, default_order, share.value);
        });
    });
}

std::string policy_tables(const std::vector<ScenarioResult>& scenarios) {
    std::ostringstream out;
    out << "Means of the seeds:";
    for (const auto seed : policy_seeds) out << " " << seed;
    out << ". Waits in days: mean to p99 of the legal clock, the worst ones since the file was "
           "complete (yr: since then, within the year); in%: by the legal limit.\n";
    for (const auto& scenario : scenarios) {
        out << "\n" << name_of(scenario.intake) << "\n";
        write_head(out);
        for (std::size_t place = 0; place < order_count; ++place) write_row(out, scenario, place);
        out << "\nthe default, by on_time_share_percent (front: in the place of the present one)\n";
        for (const auto place : default_shares()) write_row(out, scenario, place);
        write_verdict(out, scenario);
        write_price(out, scenario);
    }
    return out.str();
}

std::string policy_json(const std::vector<ScenarioResult>& scenarios) {
    std::ostringstream out;
    out << R"({"seeds": )";
    const char* separator = "[";
    for (const auto seed : policy_seeds) {
        out << separator << seed;
        separator = ", ";
    }
    out << R"(], "scenarios": )";
    separator = "[";
    for (const auto& scenario : scenarios) {
        out << separator << R"({"name": ")" << name_of(scenario.intake) << R"(", "policies": )";
        const char* between = "[";
        for (std::size_t place = 0; place < scenario.means.size(); ++place) {
            out << between;
            write_policy(out, scenario, place);
            between = ", ";
        }
        out << "]}";
        separator = ", ";
    }
    out << "]}\n";
    return out.str();
}

}  // namespace echeance::bench
