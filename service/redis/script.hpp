// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <string_view>

#include "service/redis/command.hpp"

namespace echeance::redis {

/// A Lua script and the name Redis knows it by (the SHA-1 of its source). The source is not copied:
/// it is an asset of the binary and outlives every script.
class Script {
public:
    Script(std::string_view name, std::string_view source);

    std::string_view name() const { return name_; }
    std::string_view source() const { return source_; }
    /// 40 lower-case hexadecimal digits.
    const std::string& sha1() const { return sha1_; }

private:
    std::string_view name_;
    std::string_view source_;
    std::string sha1_;
};

/// One call of a script: its keys, then its arguments, encoded as they are added. The script must
/// outlive the call.
class ScriptCall {
public:
    explicit ScriptCall(const Script& script) : script_(&script) {}

    ScriptCall& key(std::string_view key);

    template <class Argument>
    ScriptCall& arg(const Argument& argument) {
        args_.arg(argument);
        return *this;
    }

    /// Adds the arguments of `more`, without encoding them again.
    ScriptCall& append(const Command& more) {
        args_.append(more);
        return *this;
    }

    /// `EVALSHA`: by name, the usual way.
    Command by_name() const { return build("EVALSHA", script_->sha1()); }
    /// `EVAL`: with the source, which Redis then knows; for a server that has lost it.
    Command with_source() const { return build("EVAL", script_->source()); }

private:
    Command build(std::string_view verb, std::string_view script) const;

    const Script* script_;
    Command keys_;
    Command args_;
};

}  // namespace echeance::redis
