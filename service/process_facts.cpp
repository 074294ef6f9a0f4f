// SPDX-License-Identifier: EUPL-1.2
#include "service/process_facts.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "service/system_clock.hpp"

namespace echeance {

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessFacts read_process_facts() {
    ProcessFacts facts;
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) == 0)
        facts.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    std::ifstream memory("/proc/self/statm");
    double total_pages = 0;
    double resident_pages = 0;
    if (memory >> total_pages >> resident_pages)
        facts.resident_bytes = resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
    std::error_code error;
    const std::filesystem::directory_iterator files("/proc/self/fd", error);
    if (!error) facts.open_files = static_cast<double>(std::distance(begin(files), end(files)));
    return facts;
}

double process_start_seconds() {
    return std::chrono::duration<double>(SystemClock::real_now().time_since_epoch()).count();
}

}  // namespace echeance
