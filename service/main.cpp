// SPDX-License-Identifier: EUPL-1.2
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>

#include "service/command_line.hpp"

extern "C" char** environ;

int main(int argc, char** argv) {
    // A peer that is gone is an error of its write, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return echeance::run_command_line(argc, argv, environ);
    } catch (const std::exception& error) {
        std::cerr << "echeance: " << error.what() << "\n";
        return EXIT_FAILURE;
    }
}
