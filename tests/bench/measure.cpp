// SPDX-License-Identifier: EUPL-1.2
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace echeance::bench {
namespace {

/// Nanoseconds on a CPU of every thread alive now (`/proc/PID/task/TID/schedstat`, first field).
std::int64_t cpu_of(pid_t pid) {
    std::int64_t total = 0;
    std::error_code gone;
    const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
    for (const auto& task : std::filesystem::directory_iterator(tasks, gone)) {
        std::int64_t spent = 0;
        if (std::ifstream(task.path() / "schedstat") >> spent) total += spent;
    }
    return total;
}

double microseconds(Round::Clock::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

}  // namespace

void CpuMeter::watch(std::string_view name_and_pid) {
    const auto sign = name_and_pid.find('=');
    if (sign == name_and_pid.npos) return;
    Watched watched{std::string{name_and_pid.substr(0, sign)}};
    const auto digits = name_and_pid.substr(sign + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), watched.pid);
    watched_.push_back(std::move(watched));
}

void CpuMeter::start() {
    for (auto& watched : watched_) watched.before = cpu_of(watched.pid);
}

std::vector<std::pair<std::string, std::int64_t>> CpuMeter::used() const {
    std::vector<std::pair<std::string, std::int64_t>> spent;
    for (const auto& watched : watched_)
        spent.emplace_back(watched.name, cpu_of(watched.pid) - watched.before);
    return spent;
}

Round::Round(CpuMeter& cpu, int wanted) : cpu_(cpu), wanted_(wanted) {
    latencies_.reserve(static_cast<std::size_t>(wanted));
}

bool Round::begins() {
    if (begun_ == wanted_) return false;
    if (begun_++ == 0) {
        cpu_.start();
        started_at_ = Clock::now();
    }
    return true;
}

void Round::ended(Clock::time_point began_at, bool granted) {
    latencies_.push_back(Clock::now() - began_at);
    ++ended_;
    if (granted) ++granted_;
}

std::string Round::json() const {
    const auto time = Clock::now() - started_at_;
    auto sorted = latencies_;
    std::ranges::sort(sorted);
    const auto at = [&](std::size_t percent) {
        return sorted.empty() ? 0.0 : microseconds(sorted[(sorted.size() - 1) * percent / 100]);
    };
    std::ostringstream out;
    out << R"({"claims":)" << ended_ << R"(,"granted":)" << granted_ << R"(,"seconds":)"
        << std::chrono::duration<double>(time).count() << R"(,"p50_us":)" << at(50)
        << R"(,"p99_us":)" << at(99);
    for (const auto& [name, spent] : cpu_.used())
        out << ",\"" << name << "_us\":" << static_cast<double>(spent) / 1e3 / std::max(1, ended_);
    out << "}";
    return out.str();
}

}  // namespace echeance::bench
