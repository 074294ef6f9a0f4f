// SPDX-License-Identifier: EUPL-1.2
#include "service/assets.hpp"

#include <span>

namespace echeance {

namespace {

/// One row of the table that `embed.py` writes.
struct Row {
    const char* name;
    const char* begin;
    const char* end;
};

}  // namespace

extern "C" {
extern const Row echeance_assets_begin[];
extern const Row echeance_assets_end[];
}

std::string_view asset(std::string_view name) {
    for (const auto& row : std::span(echeance_assets_begin, echeance_assets_end))
        if (name == row.name) return {row.begin, row.end};
    return {};
}

}  // namespace echeance
