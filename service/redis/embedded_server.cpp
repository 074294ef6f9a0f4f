// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/embedded_server.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>
#include <system_error>

#include "service/redis/child_process.hpp"
#include "service/redis/embedded_config.hpp"
#include "service/redis/torn_tail.hpp"

namespace echeance::redis {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds ready_poll{10};
constexpr std::chrono::seconds loading_report_every{1};
constexpr std::chrono::milliseconds restart_delay_min{100};
constexpr std::chrono::milliseconds restart_delay_max{5'000};
/// A child that lived this long had started well: the next one starts at once.
constexpr std::chrono::seconds steady_life{10};
constexpr std::uintmax_t log_bytes_max = 16U << 20U;
constexpr std::size_t log_tail_bytes = 4096;
constexpr std::size_t config_bytes_max = 64U << 10U;

enum class Probe { absent, loading, ready };

bool connect_unix(int fd, const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) return false;
    std::memcpy(address.sun_path, path.data(), path.size());
    return ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

/// Asks once, on a connection of its own.
Probe probe(const std::string& path) {
    constexpr std::string_view question = "PING\r\n";
    const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval limit{2, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    if (!socket.is_open() || !connect_unix(socket.get(), path)) return Probe::absent;
    if (::send(socket.get(), question.data(), question.size(), MSG_NOSIGNAL) < 0)
        return Probe::absent;
    char answer[64];
    const auto bytes = ::recv(socket.get(), answer, sizeof(answer), 0);
    if (bytes <= 0) return Probe::absent;
    const std::string_view text(answer, static_cast<std::size_t>(bytes));
    if (text.starts_with("+PONG")) return Probe::ready;
    return text.starts_with("-LOADING") ? Probe::loading : Probe::absent;
}

/// What a file holds from `start` on, at most its last `bytes_max` bytes.
std::string read_tail(const fs::path& path, std::uintmax_t start, std::size_t bytes_max) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) return {};
    const auto size = static_cast<std::uintmax_t>(std::max<std::streamoff>(in.tellg(), 0));
    const auto from =
        std::max(std::min(start, size), size - std::min<std::uintmax_t>(size, bytes_max));
    std::string text(size - from, '\0');
    in.seekg(static_cast<std::streamoff>(from));
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

}  // namespace

Result<std::unique_ptr<EmbeddedServer>> EmbeddedServer::start(EmbeddedOptions options) {
    auto program = find_program(options.program);
    if (program.empty())
        return refuse(Errc::store_unavailable, options.program + " was not found in PATH");
    auto folder = DataFolder::open(options.data_dir, options.lock_wait);
    if (!folder) return std::unexpected(folder.error());
    std::unique_ptr<EmbeddedServer> server(
        new EmbeddedServer(std::move(options), std::move(*folder), std::move(program)));
    server->supervisor_ = std::thread([raw = server.get()] { raw->supervise(); });
    if (auto ready = server->wait_until_ready(); !ready) return std::unexpected(ready.error());
    return server;
}

EmbeddedServer::EmbeddedServer(EmbeddedOptions options, DataFolder folder, std::string program)
    : options_(std::move(options)), folder_(std::move(folder)), program_(std::move(program)) {}

EmbeddedServer::~EmbeddedServer() {
    stop();
}

Endpoint EmbeddedServer::endpoint() const {
    Endpoint endpoint;
    endpoint.path = (folder_.path() / "redis.sock").string();
    if (endpoint.path.size() >= sizeof(sockaddr_un::sun_path))
        endpoint.path = "/proc/self/fd/" + std::to_string(folder_.directory_fd()) + "/redis.sock";
    return endpoint;
}

Result<void> EmbeddedServer::wait_until_ready() {
    const auto path = endpoint().path;
    const auto began_at = steady_clock::now();
    auto report_at = began_at + loading_report_every;
    std::unique_lock lock(mutex_);
    while (phase_ != Phase::failed && steady_clock::now() < began_at + options_.load_limit) {
        lock.unlock();
        const auto state = probe(path);
        if (state == Probe::loading && steady_clock::now() >= report_at) {
            report_at += loading_report_every;
            tell(ServerEvent::loading, "Redis loads its data.");
        }
        if (state == Probe::ready) {
            if (auto marked = folder_.mark_created(); !marked) return marked;
            tell(ServerEvent::ready, "Redis answers.");
            lock.lock();
            // Redis may have died after its PONG, before the supervisor saw it.
            if (phase_ == Phase::failed) break;
            phase_ = Phase::ready;
            return {};
        }
        lock.lock();
        changed_.wait_for(lock, ready_poll, [&] { return phase_ == Phase::failed; });
    }
    if (phase_ == Phase::failed) return refuse(Errc::store_unavailable, start_fault_);
    return refuse(Errc::store_unavailable, "Redis was not ready in time: " + last_log_line());
}

/// The supervisor's thread. Until the first start has succeeded a death is a failed start; after
/// it, the child is started again: at once, then with growing pauses while it does not last.
void EmbeddedServer::supervise() {
    std::chrono::milliseconds delay{0};
    std::chrono::milliseconds next_delay{0};
    bool is_first = true;
    do {
        const auto began_at = steady_clock::now();
        auto child = spawn();
        if (child) {
            tell(is_first ? ServerEvent::started : ServerEvent::died,
                 is_first ? "Redis was started." : "Redis had died; it was started again.");
            wait_for_exit(*child);
            const auto mended = mend_tail();
            if (mended && *mended) continue;
            if (!mended) child = std::unexpected(mended.error());
        }
        if (!is_to_go_on(child)) break;
        if (!child) tell(ServerEvent::restart_failed, child.error().detail);
        is_first = false;
        const bool was_steady = child && steady_clock::now() - began_at >= steady_life;
        delay = was_steady ? std::chrono::milliseconds(0) : next_delay;
        next_delay = std::clamp(2 * delay, restart_delay_min, restart_delay_max);
    } while (pause(delay));
    tell(ServerEvent::stopped, "Redis has stopped.");
}

/// After a child has ended: whether it had refused an unfinished last write, which is now cut off.
Result<bool> EmbeddedServer::mend_tail() {
    constexpr std::string_view refused = "Unexpected end of file reading the append only file";
    const auto log = read_tail(folder_.path() / "redis.log", log_start_, log_tail_bytes);
    if (log.find(refused) == std::string::npos) return false;
    const auto cut = cut_torn_tail(folder_, program_);
    if (!cut) return std::unexpected(cut.error());
    tell(ServerEvent::tail_truncated,
         "The unfinished last write of a crash was dropped: " + std::to_string(*cut) + " bytes.");
    return true;
}

/// After a child has ended, or could not be started: whether there is to be another.
bool EmbeddedServer::is_to_go_on(const Result<pid_t>& child) {
    const std::scoped_lock lock(mutex_);
    if (is_stopping_) return false;
    if (phase_ == Phase::ready) return true;
    phase_ = Phase::failed;
    start_fault_ = child ? "Redis did not start: " + last_log_line() : child.error().detail;
    changed_.notify_all();
    return false;
}

Result<pid_t> EmbeddedServer::spawn() {
    // Also before a restart: data that has gone missing must not come back empty.
    if (auto ours = folder_.check(); !ours) return std::unexpected(ours.error());
    // Left alone if it is right: a full disk must not keep Redis from coming back to serve reads.
    if (read_tail(folder_.path() / "redis.conf", 0, config_bytes_max) != embedded_config) {
        auto written = folder_.write_file("redis.conf", std::string(embedded_config));
        if (!written) return std::unexpected(written.error());
    }
    const auto log_path = folder_.path() / "redis.log";
    std::error_code absent;
    const auto log_bytes = fs::file_size(log_path, absent);
    log_start_ = absent ? 0 : log_bytes;
    if (log_start_ > log_bytes_max) {
        fs::rename(log_path, folder_.path() / "redis.log.1", absent);
        log_start_ = 0;
    }
    constexpr auto flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW;
    const FileDescriptor log(
        ::openat(folder_.directory_fd(), "redis.log", flags, S_IRUSR | S_IWUSR));
    if (!log.is_open()) return refuse(Errc::store_unavailable, "redis.log cannot be opened");

    const std::scoped_lock lock(mutex_);
    if (is_stopping_) return refuse(Errc::store_unavailable, "Redis is being stopped");
    auto child = start_child({.program = program_,
                              .args = {"redis.conf"},
                              .working_directory_fd = folder_.directory_fd(),
                              .log_fd = log.get(),
                              .kept_fd = folder_.lock_fd()});
    if (!child) return child;
    pid_.store(*child);
    is_child_gone_ = false;
    if (phase_ == Phase::ready) restarts_.fetch_add(1);
    return child;
}

void EmbeddedServer::wait_for_exit(pid_t pid) {
    siginfo_t info{};
    // Left unreaped until `pid_` is cleared, so that `stop` never signals a recycled number.
    while (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) != 0 &&
           errno == EINTR) {
    }
    const std::scoped_lock lock(mutex_);
    pid_.store(0);
    ::waitpid(pid, nullptr, 0);
    is_child_gone_ = true;
    changed_.notify_all();
}

/// Waits before a restart; false when it is time to stop instead.
bool EmbeddedServer::pause(std::chrono::milliseconds delay) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, delay, [&] { return is_stopping_; });
}

void EmbeddedServer::stop() {
    std::call_once(stopped_, [&] {
        {
            std::unique_lock lock(mutex_);
            is_stopping_ = true;
            changed_.notify_all();
            if (const auto pid = pid_.load(); pid != 0) ::kill(pid, SIGTERM);
            changed_.wait_for(lock, options_.stop_limit, [&] { return is_child_gone_; });
            if (const auto pid = pid_.load(); pid != 0) ::kill(pid, SIGKILL);
        }
        if (supervisor_.joinable()) supervisor_.join();
    });
}

void EmbeddedServer::tell(ServerEvent event, std::string_view detail) const {
    const std::scoped_lock lock(telling_);
    if (options_.on_event) options_.on_event(event, detail);
}

std::string EmbeddedServer::last_log_line() const {
    auto text = read_tail(folder_.path() / "redis.log", log_start_, log_tail_bytes);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    const auto line_break = text.rfind('\n');
    auto line = line_break == std::string::npos ? text : text.substr(line_break + 1);
    return line.empty() ? "it left no log line" : line;
}

}  // namespace echeance::redis
