// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/child_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "service/redis/data_folder.hpp"

namespace echeance::redis {

namespace {

/// The child's descriptors: 0 to 2, the kept one, and the pipe that tells of a failed exec.
constexpr int kept_slot = 3;
constexpr int report_slot = 4;
/// Above all of these: descriptors are first moved there so that none overwrites another.
constexpr int parking = 10;

/// Everything the child needs, made before the fork: after it, in a program with threads, only
/// async-signal-safe calls are allowed.
struct Prepared {
    const char* program;
    char* const* argv;
    int working_directory;
    int null_fd;
    int log_fd;
    int kept_fd;
    int report_fd;
    pid_t parent;
};

bool place_descriptors(const Prepared& child) {
    const int null_fd = ::fcntl(child.null_fd, F_DUPFD, parking);
    const int log_fd = ::fcntl(child.log_fd, F_DUPFD, parking);
    const int kept_fd = ::fcntl(child.kept_fd, F_DUPFD, parking);
    const int report_fd = ::fcntl(child.report_fd, F_DUPFD, parking);
    return ::dup2(null_fd, STDIN_FILENO) >= 0 && ::dup2(log_fd, STDOUT_FILENO) >= 0 &&
           ::dup2(log_fd, STDERR_FILENO) >= 0 && ::dup2(kept_fd, kept_slot) >= 0 &&
           ::dup3(report_fd, report_slot, O_CLOEXEC) >= 0;
}

void reset_signals() {
    struct sigaction standard{};
    standard.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &standard, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const Prepared& child) {
    constexpr int exec_failed = 127;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have died before the line above.
    if (::getppid() != child.parent) ::_exit(exec_failed);
    ::setsid();
    ::umask(S_IRWXG | S_IRWXO);
    int report_fd = child.report_fd;
    if (::fchdir(child.working_directory) == 0 && place_descriptors(child)) {
        report_fd = report_slot;
        // Failing (before Linux 5.9) is harmless: all of ours are close-on-exec.
        ::close_range(report_slot + 1, ~0U, 0);
        reset_signals();
        ::execv(child.program, child.argv);
    }
    const int code = errno;
    [[maybe_unused]] const auto told = ::write(report_fd, &code, sizeof(code));
    ::_exit(exec_failed);
}

std::unexpected<Error> fault(const std::string& program, int code) {
    return refuse(Errc::store_unavailable,
                  "cannot run " + program + ": " + std::generic_category().message(code));
}

}  // namespace

std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return name;
    const char* const variable = std::getenv("PATH");
    std::string_view rest = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
    while (!rest.empty()) {
        const auto folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
        auto candidate = std::string(folder) + "/" + name;
        if (!folder.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
}

Result<pid_t> start_child(const ChildPlan& plan) {
    const FileDescriptor null_fd(::open("/dev/null", O_RDWR | O_CLOEXEC));
    std::array<int, 2> ends{};
    if (!null_fd.is_open() || ::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fault(plan.program, errno);
    const FileDescriptor report_out(ends[0]);
    FileDescriptor report_in(ends[1]);
    std::vector<std::string> words{plan.called.empty() ? plan.program : plan.called};
    words.insert(words.end(), plan.args.begin(), plan.args.end());
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const Prepared child{plan.program.c_str(),
                         argv.data(),
                         plan.working_directory_fd,
                         null_fd.get(),
                         plan.log_fd,
                         plan.kept_fd,
                         report_in.get(),
                         ::getpid()};

    const pid_t pid = ::fork();
    if (pid < 0) return fault(plan.program, errno);
    if (pid == 0) become(child);
    {
        const FileDescriptor ours = std::move(report_in);
    }
    int code = 0;
    ssize_t bytes = 0;
    do {
        bytes = ::read(report_out.get(), &code, sizeof(code));
    } while (bytes < 0 && errno == EINTR);
    // End of file: the pipe was closed by a successful exec.
    if (bytes != sizeof(code)) return pid;
    ::waitpid(pid, nullptr, 0);
    return fault(plan.program, code);
}

}  // namespace echeance::redis
