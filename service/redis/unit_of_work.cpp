// SPDX-License-Identifier: EUPL-1.2
#include "service/redis/unit_of_work.hpp"

#include <algorithm>

namespace echeance::redis {

UnitOfWork::UnitOfWork(const Keys& keys) : key_names_{keys.meta(), keys.events()} {}

std::size_t UnitOfWork::index_of(const std::string& key) {
    const auto found = std::ranges::find(key_names_, key);
    if (found != key_names_.end()) return static_cast<std::size_t>(found - key_names_.begin()) + 1;
    key_names_.push_back(key);
    return key_names_.size();
}

void UnitOfWork::check(const std::string& key, std::string_view field, std::string_view expected) {
    checks_.push_back(std::to_string(index_of(key)));
    checks_.emplace_back(field);
    checks_.emplace_back(expected);
    ++check_count_;
}

void UnitOfWork::operation(std::string_view name, const std::string& key, std::size_t arg_count) {
    operations_.arg(name).arg(index_of(key)).arg(arg_count);
}

ScriptCall UnitOfWork::call(const Script& commit) const {
    ScriptCall call(commit);
    for (const auto& key : key_names_) call.key(key);
    call.arg(check_count_);
    for (const auto& text : checks_) call.arg(text);
    call.append(operations_);
    return call;
}

}  // namespace echeance::redis
