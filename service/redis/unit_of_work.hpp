// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/redis/command.hpp"
#include "service/redis/keys.hpp"
#include "service/redis/script.hpp"

namespace echeance::redis {

/// Collects one call of `commit.lua`: what must still hold, and what is written then.
class UnitOfWork {
public:
    explicit UnitOfWork(const Keys& keys);

    /// `expected` empty: the field must not exist; "0": it may be absent.
    void check(const std::string& key, std::string_view field, std::string_view expected);
    /// Any Redis write command on one key.
    template <class... Args>
    void write(std::string_view command, const std::string& key, const Args&... args) {
        operation(command, key, sizeof...(args));
        (operations_.arg(args), ...);
    }
    /// Appends to the event stream.
    template <class... Args>
    void entry(const Args&... args) {
        write("ENTRY", key_names_[1], args...);
    }
    /// Number of checks so far: tells which one failed.
    [[nodiscard]] std::size_t check_count() const { return check_count_; }
    [[nodiscard]] ScriptCall call(const Script& commit) const;

private:
    std::size_t index_of(const std::string& key);
    void operation(std::string_view name, const std::string& key, std::size_t arg_count);

    std::vector<std::string> key_names_;
    std::vector<std::string> checks_;
    std::size_t check_count_ = 0;
    Command operations_;
};

}  // namespace echeance::redis
