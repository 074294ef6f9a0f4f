// SPDX-License-Identifier: EUPL-1.2
#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "tests/bench/forecast_speed.hpp"
#include "tests/support/queueing_theory.hpp"

namespace echeance::bench {
namespace {

struct Validation {
    testing::QueueCase queue;
    double theory = 0;
    testing::SimulatedWait simulated;
    [[nodiscard]] double errors_off() const { return (simulated.mean - theory) / simulated.error; }
};

void add_row(std::ostream& table, const Validation& each) {
    table << "| " << each.queue.name << " | " << std::setprecision(2) << each.queue.load << " | "
          << std::setprecision(3) << each.theory << " | ";
    if (each.queue.servers > 1)
        table << erlang_c(each.queue);
    else
        table << "the same";
    table << " | " << each.simulated.mean << " ± " << each.simulated.error << " | "
          << std::setprecision(1) << each.errors_off() << " |\n";
}

void add_object(std::ostream& text, const Validation& each) {
    text << R"({"queue": ")" << each.queue.name << R"(", "load": )" << each.queue.load
         << R"(, "theory": )" << each.theory << R"(, "simulated": )" << each.simulated.mean
         << R"(, "standard_error": )" << each.simulated.error << "}";
}

}  // namespace

std::string forecast_validation(std::uint64_t seed, BenchText text) {
    std::vector<Validation> rows;
    for (const auto& queue : testing::queue_cases()) {
        rows.push_back({queue, expected_wait(queue), simulated_wait(queue, seed++)});
        const auto& row = rows.back();
        if (row.simulated.is_complete && std::abs(row.errors_off()) <= 4) continue;
        std::cerr << queue.name << " at " << queue.load << ": " << row.simulated.mean
                  << " where theory has " << row.theory << "\n";
        return {};
    }
    std::ostringstream out;
    if (text == BenchText::json) {
        for (const auto& row : rows) {
            out << (&row == rows.data() ? "[" : ", ");
            add_object(out, row);
        }
        out << "]\n";
        return out.str();
    }
    out << std::fixed
        << "| queue | load | theory, in slots | in continuous time | simulated | "
           "standard errors off |\n|---|---:|---:|---:|---:|---:|\n";
    for (const auto& row : rows) add_row(out, row);
    return out.str();
}

}  // namespace echeance::bench
