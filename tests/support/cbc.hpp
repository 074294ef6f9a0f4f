// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace echeance::testing {

/// A folder of its own under the system's temporary one, gone with the object.
class Scratch {
public:
    Scratch() {
        std::string name = std::filesystem::temp_directory_path() / "echeance-cbc-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Scratch() { std::filesystem::remove_all(path_); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    [[nodiscard]] std::string file(const char* name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

/// The best that CBC, which knows nothing of flows, finds for a model in LP format: for one without
/// integers the optimum. Empty when it found nothing.
[[nodiscard]] inline std::optional<double> cbc_best(const Scratch& scratch) {
    const auto solution = scratch.file("solution");
    const std::string command = "cbc " + scratch.file("model.lp") +
                                " ratioGap 0.0005 sec 20 solve solution " + solution + " 2>&1";
    FILE* const process = ::popen(command.c_str(), "r");
    std::array<char, 4'096> ignored{};
    while (std::fread(ignored.data(), 1, ignored.size(), process) > 0) continue;
    if (::pclose(process) != 0) return std::nullopt;
    std::ifstream in(solution);
    std::string line;
    std::getline(in, line);
    const auto at = line.rfind("objective value ");
    if (line.starts_with("Infeasible") || at == std::string::npos) return std::nullopt;
    return std::strtod(line.c_str() + at + 16, nullptr);
}

}  // namespace echeance::testing
