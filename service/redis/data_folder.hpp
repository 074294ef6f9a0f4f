// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include "domain/result.hpp"

namespace echeance::redis {

/// A file descriptor, closed once.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int fd) : fd_(fd) {}
    FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor();

    int get() const { return fd_; }
    bool is_open() const { return fd_ >= 0; }

private:
    int fd_ = -1;
};

/// The folder that holds all the data of one service, locked for as long as this lives.
///
/// - `lock`: held with flock(2), by the service and by the Redis it started (which inherits the
///   descriptor): the folder is free once both are gone.
/// - `format`: `echeance 1`, then `store created` once Redis has run on it. Written whole (rename).
/// - `appendonlydir/`: the data. `redis.conf`, `redis.log`, `redis.sock`: made anew or appended to.
///
/// Nothing is written to a folder that is not ours, that a newer version wrote, or whose data is
/// missing: an empty store must never stand in for a lost one.
class DataFolder {
public:
    /// Opens the folder, or makes it (mode 0700) with its missing parents. Waits up to `lock_wait`
    /// for a Redis that is dying after its service was killed. Errors, all
    /// `Errc::store_unavailable` with a line for the operator: in use, not ours, other format, data
    /// missing, system error.
    static Result<DataFolder> open(const std::filesystem::path& path,
                                   std::chrono::milliseconds lock_wait);

    /// That the format is ours and the data, if there ever was any, is there. Reads only.
    Result<void> check() const;

    /// Records that the store exists from now on.
    Result<void> mark_created();

    /// Writes `name` in the folder whole or not at all, mode 0600, synced.
    Result<void> write_file(const std::string& name, const std::string& content) const;

    const std::filesystem::path& path() const { return path_; }
    /// The folder itself: the child's working directory, and a short way to its socket.
    int directory_fd() const { return directory_.get(); }
    int lock_fd() const { return lock_.get(); }

private:
    DataFolder(std::filesystem::path path, FileDescriptor directory)
        : path_(std::move(path)), directory_(std::move(directory)) {}

    Result<void> lock(std::chrono::milliseconds lock_wait);

    std::filesystem::path path_;
    FileDescriptor directory_;
    FileDescriptor lock_;
};

}  // namespace echeance::redis
