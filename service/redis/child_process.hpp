// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "domain/result.hpp"

namespace echeance::redis {

/// A program to run apart from the terminal: its own session and process group (Ctrl-C does not
/// reach it), stdin from /dev/null, stdout and stderr to `log_fd`, every signal at its default,
/// umask 077. Of our descriptors it keeps `kept_fd` only (as its descriptor 3), which holds the
/// folder's lock.
///
/// It is killed (SIGKILL) when the *thread* that started it ends, for whatever reason: the kernel
/// ties PR_SET_PDEATHSIG to that thread. SIGKILL rather than SIGTERM: a Redis that is busy or
/// stopped must die too, and with `appendfsync always` no acknowledged write is lost by it.
struct ChildPlan {
    std::string program;
    std::vector<std::string> args;
    std::string called{};  ///< what it is told that its name is; `program` when empty
    int working_directory_fd = -1;
    int log_fd = -1;
    int kept_fd = -1;
};

/// The file that `name` stands for: itself if it has a slash, else the first in PATH. Empty if
/// none.
std::string find_program(const std::string& name);

/// Starts the child. `Errc::store_unavailable` if it could not be forked or executed.
Result<pid_t> start_child(const ChildPlan& plan);

}  // namespace echeance::redis
