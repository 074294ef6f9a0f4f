// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/torn_tail.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>

#include "service/redis/child_process.hpp"

namespace echeance::redis {

namespace {

constexpr std::string_view folder_name = "appendonlydir/";
/// What Redis writes in one go: at most what all connections have sent and it has not answered.
constexpr std::uint64_t tail_bytes_max = 64U << 20U;

std::unexpected<Error> fault(const std::string& what) {
    return refuse(Errc::store_unavailable,
                  "The append-only file ends in the middle of a write " + what);
}

/// What `redis-check-aof` says of the file it checked last.
struct Finding {
    std::string file;
    std::uint64_t size = 0;
    std::uint64_t whole_bytes = 0;
};

std::string text_between(std::string_view text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin + before.size());
    return std::string(text.substr(0, text.find(after)));
}

std::optional<std::uint64_t> number_of(const std::string& text) {
    std::uint64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (text.empty() || failure != std::errc() || stop != end) return std::nullopt;
    return number;
}

/// `AOF analyzed: filename=appendonly.aof.1.incr.aof, size=95, ok_up_to=53, ...`.
std::optional<Finding> read_finding(std::string_view output) {
    const auto line = output.rfind("AOF analyzed: ");
    if (line == std::string_view::npos) return std::nullopt;
    output.remove_prefix(line);
    const auto size = number_of(text_between(output, "size=", ","));
    const auto whole_bytes = number_of(text_between(output, "ok_up_to=", ","));
    auto file = text_between(output, "filename=", ",");
    if (!size || !whole_bytes || file.find('/') != std::string::npos) return std::nullopt;
    return Finding{std::move(file), *size, *whole_bytes};
}

std::string read_all(int fd) {
    std::string text;
    char piece[4096];
    ::lseek(fd, 0, SEEK_SET);
    for (ssize_t bytes = 0; (bytes = ::read(fd, piece, sizeof(piece))) > 0;)
        text.append(piece, static_cast<std::size_t>(bytes));
    return text;
}

/// Reads the whole file, at about the pace of a load.
std::optional<Finding> check(const DataFolder& folder, const std::string& program) {
    const FileDescriptor output(::memfd_create("redis-check-aof", MFD_CLOEXEC));
    if (!output.is_open()) return std::nullopt;
    const auto child = start_child({.program = program,
                                    .args = {std::string(folder_name) + "appendonly.aof.manifest"},
                                    .called = "redis-check-aof",
                                    .working_directory_fd = folder.directory_fd(),
                                    .log_fd = output.get(),
                                    .kept_fd = folder.lock_fd()});
    if (!child) return std::nullopt;
    while (::waitpid(*child, nullptr, 0) < 0 && errno == EINTR) {
    }
    return read_finding(read_all(output.get()));
}

}  // namespace

Result<std::uint64_t> cut_torn_tail(const DataFolder& folder, const std::string& program) {
    const auto found = check(folder, program);
    if (!found || !found->file.ends_with(".incr.aof") || found->whole_bytes >= found->size)
        return fault("and redis-check-aof does not tell where; restore a backup.");
    const auto torn = found->size - found->whole_bytes;
    if (torn > tail_bytes_max)
        return fault("of " + std::to_string(torn) +
                     " bytes, more than a crash leaves; restore a backup.");
    const auto path = std::string(folder_name) + found->file;
    const FileDescriptor file(
        ::openat(folder.directory_fd(), path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat facts{};
    const bool is_as_checked = file.is_open() && ::fstat(file.get(), &facts) == 0 &&
                               static_cast<std::uint64_t>(facts.st_size) == found->size;
    if (!is_as_checked || ::ftruncate(file.get(), static_cast<off_t>(found->whole_bytes)) != 0 ||
        ::fsync(file.get()) != 0)
        return fault("which cannot be cut off; see that the data folder is writable.");
    return torn;
}

}  // namespace echeance::redis
