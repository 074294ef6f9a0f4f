// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "domain/result.hpp"

namespace echeance::testing {

using Texts = std::vector<std::string>;

/// The faults as `pointer code`, sorted.
template <class T>
[[nodiscard]] std::vector<std::string> faults_of(const Result<T>& result) {
    std::vector<std::string> faults;
    if (result) return faults;
    for (const auto& field : result.error().fields)
        faults.push_back(field.pointer + ' ' + field.code);
    std::ranges::sort(faults);
    return faults;
}
template <class T>
[[nodiscard]] std::optional<Errc> refusal(const Result<T>& result) {
    if (result) return std::nullopt;
    return result.error().code;
}

}  // namespace echeance::testing
