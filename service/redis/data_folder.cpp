// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>
#include <thread>

namespace echeance::redis {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view format_line = "echeance 1\n";
constexpr std::string_view created_line = "store created\n";
constexpr std::chrono::milliseconds lock_poll{50};
/// More than the format file may hold.
constexpr std::size_t format_bytes_max = 4096;

std::unexpected<Error> fault(const fs::path& path, const std::string& what) {
    return refuse(Errc::store_unavailable, "data folder " + path.string() + ": " + what);
}

std::unexpected<Error> system_fault(const fs::path& path, const std::string& action, int code) {
    return fault(path, action + ": " + std::generic_category().message(code));
}

std::optional<std::string> read_small(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::string text(format_bytes_max, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

/// What may be in a folder that has no format file: nothing, our lock (a first start that was cut
/// short), or what a fresh file system brings.
Result<void> check_unmarked(const fs::path& path) {
    std::error_code code;
    for (fs::directory_iterator it(path, code), end; !code && it != end; it.increment(code)) {
        const auto name = it->path().filename().string();
        if (name == "lock" || name == "lost+found" || name == "format.new") continue;
        return fault(path, "it is not empty and not a data folder of echeance; give another one");
    }
    if (code) return system_fault(path, "cannot be listed", code.value());
    return {};
}

Result<void> check_folder(const fs::path& path) {
    const auto file = path / "format";
    std::error_code code;
    if (fs::symlink_status(file, code).type() == fs::file_type::not_found)
        return check_unmarked(path);
    const auto text = read_small(file);
    if (!text) return fault(path, "its format file cannot be read");
    if (*text == format_line) return {};
    if (*text != std::string(format_line) + std::string(created_line)) {
        if (text->starts_with("echeance ") && !text->starts_with(format_line))
            return fault(path,
                         "it was written in another format, by a newer version; use that one");
        return fault(path, "its format file is damaged; restore a backup");
    }
    if (!fs::is_regular_file(path / "appendonlydir" / "appendonly.aof.manifest", code))
        return fault(
            path,
            "its data is missing (appendonlydir/appendonly.aof.manifest); refusing to start "
            "on an empty store: put the files back or restore a backup");
    return {};
}

Result<void> make_folder(const fs::path& path) {
    std::error_code code;
    if (path.has_parent_path()) fs::create_directories(path.parent_path(), code);
    if (::mkdir(path.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
    return system_fault(path, "cannot be made", errno);
}

bool write_whole(int fd, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

FileDescriptor::~FileDescriptor() {
    if (is_open()) ::close(fd_);
}

Result<DataFolder> DataFolder::open(const fs::path& path, std::chrono::milliseconds lock_wait) {
    std::error_code code;
    auto absolute = fs::absolute(path, code).lexically_normal();
    if (!absolute.has_filename()) absolute = absolute.parent_path();
    if (auto made = make_folder(absolute); !made) return std::unexpected(made.error());
    FileDescriptor directory(::open(absolute.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.is_open()) return system_fault(absolute, "cannot be opened", errno);
    DataFolder folder(std::move(absolute), std::move(directory));

    // Looked at before the lock file is made, so that nothing is written to a folder that is not
    // ours, and after, since another service may have been at work.
    if (auto ours = folder.check(); !ours) return std::unexpected(ours.error());
    if (auto locked = folder.lock(lock_wait); !locked) return std::unexpected(locked.error());
    if (auto ours = folder.check(); !ours) return std::unexpected(ours.error());
    if (!fs::exists(folder.path_ / "format", code)) {
        auto written = folder.write_file("format", std::string(format_line));
        if (!written) return std::unexpected(written.error());
    }
    return folder;
}

Result<void> DataFolder::check() const {
    return check_folder(path_);
}

Result<void> DataFolder::lock(std::chrono::milliseconds lock_wait) {
    constexpr auto flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW;
    lock_ = FileDescriptor(::openat(directory_.get(), "lock", flags, S_IRUSR | S_IWUSR));
    if (!lock_.is_open()) return system_fault(path_, "its lock cannot be opened", errno);
    const auto give_up_at = std::chrono::steady_clock::now() + lock_wait;
    while (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return system_fault(path_, "cannot be locked", errno);
        if (std::chrono::steady_clock::now() >= give_up_at)
            return fault(path_, "it is in use by another echeance (or by the Redis of one)");
        // flock has no time limit, and nobody tells when another process lets go: a start looks again,
        // for as long as `lock_wait` allows, before any thread of ours answers.
        std::this_thread::sleep_for(lock_poll);
    }
    return {};
}

Result<void> DataFolder::mark_created() {
    const auto whole = std::string(format_line) + std::string(created_line);
    if (read_small(path_ / "format") == whole) return {};
    return write_file("format", whole);
}

Result<void> DataFolder::write_file(const std::string& name, const std::string& content) const {
    const auto draft = name + ".new";
    constexpr auto flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    const FileDescriptor file(::openat(directory_.get(), draft.c_str(), flags, S_IRUSR | S_IWUSR));
    if (!file.is_open()) return system_fault(path_, name + " cannot be written", errno);
    const bool is_on_disk =
        write_whole(file.get(), content) && ::fsync(file.get()) == 0 &&
        ::renameat(directory_.get(), draft.c_str(), directory_.get(), name.c_str()) == 0 &&
        ::fsync(directory_.get()) == 0;
    if (!is_on_disk) return system_fault(path_, name + " cannot be written", errno);
    return {};
}

}  // namespace echeance::redis
