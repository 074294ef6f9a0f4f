// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "domain/result.hpp"
#include "service/redis/connection.hpp"
#include "service/redis/data_folder.hpp"

namespace echeance::redis {

/// What happens to the embedded server, for the log. `loading` repeats every second of a long load;
/// `tail_truncated` says that the last, unfinished write of a crash was dropped (never an
/// acknowledged one).
enum class ServerEvent { started, loading, ready, tail_truncated, died, restart_failed, stopped };

struct EmbeddedOptions {
    std::filesystem::path data_dir;
    /// A path, or a name looked up in PATH.
    std::string program = "redis-server";
    /// For a Redis that is dying after its service was killed.
    std::chrono::milliseconds lock_wait{5'000};
    /// Loading a million files takes about 6 s; far beyond it something else is wrong.
    std::chrono::milliseconds load_limit{std::chrono::minutes(30)};
    /// Between SIGTERM and SIGKILL.
    std::chrono::milliseconds stop_limit{10'000};
    /// Called from the thread of `start` and from the supervisor's, never from two at once;
    /// must not call `stop`.
    std::function<void(ServerEvent, std::string_view detail)> on_event{};
};

/// A private `redis-server` on a Unix socket in a data folder, started, watched and restarted here.
/// An acknowledged write is on disk (`appendfsync always`).
///
/// Supervision has a thread of its own, from `start` to `stop`. The child is forked there, because
/// the kernel kills it when the forking *thread* ends: with the process by kill -9, it dies too.
/// The child shares the folder's lock, so a next service waits for it to be gone.
///
/// Thread-safe: `stop`, `pid`, `restarts`. All else on the thread that started it.
class EmbeddedServer {
public:
    /// Returns once `PING` is answered. `Errc::store_unavailable` with a line for the operator if
    /// the folder is refused (see `DataFolder`), or Redis exits (a damaged append-only file; all
    /// that is mended is an unfinished end, see `torn_tail.hpp`) or is not ready within
    /// `load_limit`: the line quotes the end of its log.
    static Result<std::unique_ptr<EmbeddedServer>> start(EmbeddedOptions options);

    ~EmbeddedServer();
    EmbeddedServer(const EmbeddedServer&) = delete;
    EmbeddedServer& operator=(const EmbeddedServer&) = delete;

    /// The socket; valid while this lives, across restarts. If the folder's path is too long for a
    /// socket address it goes through /proc/self/fd, and is good inside this process only.
    Endpoint endpoint() const;

    /// Ends the child: SIGTERM, then SIGKILL after `stop_limit`. Stop the clients first.
    void stop();

    /// The running child, or 0 between two.
    pid_t pid() const { return pid_.load(); }
    /// Times the child was started again.
    std::uint64_t restarts() const { return restarts_.load(); }

private:
    enum class Phase { starting, ready, failed };

    EmbeddedServer(EmbeddedOptions options, DataFolder folder, std::string program);

    Result<void> wait_until_ready();
    void supervise();
    Result<pid_t> spawn();
    void wait_for_exit(pid_t pid);
    Result<bool> mend_tail();
    bool is_to_go_on(const Result<pid_t>& child);
    bool pause(std::chrono::milliseconds delay);
    void tell(ServerEvent event, std::string_view detail) const;
    std::string last_log_line() const;

    EmbeddedOptions options_;
    DataFolder folder_;
    std::string program_;
    std::uintmax_t log_start_ = 0;
    std::atomic<pid_t> pid_ = 0;
    std::atomic<std::uint64_t> restarts_ = 0;

    mutable std::mutex telling_;
    std::mutex mutex_;
    std::condition_variable changed_;
    Phase phase_ = Phase::starting;
    std::string start_fault_;
    bool is_stopping_ = false;
    bool is_child_gone_ = true;

    std::once_flag stopped_;
    std::thread supervisor_;
};

}  // namespace echeance::redis
