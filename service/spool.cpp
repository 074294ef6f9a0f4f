// SPDX-License-Identifier: EUPL-1.2
#include "service/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace echeance {

bool FileSpool::write(std::string_view piece) {
    if (is_failed_ || written_ + piece.size() > bytes_max) {
        is_failed_ = true;
        return false;
    }
    written_ += piece.size();
    buffer_.append(piece);
    return buffer_.size() < buffer_bytes || put_out();
}

bool FileSpool::put_out() {
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        const auto done = ::write(file_.get(), rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) {
            is_failed_ = true;
            return false;
        }
        rest.remove_prefix(static_cast<std::size_t>(done));
    }
    buffer_.clear();
    return true;
}

boost::asio::awaitable<bool> FileSpool::send(BodySink& sink) {
    if (is_failed_ || !put_out()) co_return false;
    std::uint64_t offset = 0;
    while (offset < written_) {
        std::string piece(buffer_bytes, '\0');
        const auto got =
            ::pread(file_.get(), piece.data(), piece.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) co_return false;
        piece.resize(static_cast<std::size_t>(got));
        offset += piece.size();
        const bool goes_on = co_await sink.write(std::move(piece));
        if (!goes_on) co_return false;
    }
    co_return true;
}

std::unique_ptr<Spool> FileScratch::make_spool() {
    const int fd = ::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return std::make_unique<FileSpool>(redis::FileDescriptor{fd});
    // Not every file system has O_TMPFILE (NFS, some overlays).
    auto name = (folder_ / "spool-XXXXXX").string();
    redis::FileDescriptor file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file.is_open() || ::unlink(name.c_str()) != 0) return nullptr;
    return std::make_unique<FileSpool>(std::move(file));
}

}  // namespace echeance
