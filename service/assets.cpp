// SPDX-License-Identifier: EUPL-1.2
#include "service/assets.hpp"

#include <algorithm>
#include <span>
#include <string>

namespace echeance {

namespace {

/// One row of the table that `embed.py` writes.
struct Row {
    const char* name;
    const char* begin;
    const char* end;
    const char* digest;
};

}  // namespace

extern "C" {
extern const Row echeance_assets_begin[];
extern const Row echeance_assets_end[];
}

namespace {

const Row* row_of(std::string_view name) {
    const std::span rows(echeance_assets_begin, echeance_assets_end);
    const auto found =
        std::ranges::find(rows, name, [](const Row& row) -> std::string_view { return row.name; });
    return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::string_view asset(std::string_view name) {
    const Row* const row = row_of(name);
    return row == nullptr ? std::string_view{} : std::string_view{row->begin, row->end};
}

PageFile page_file(std::string_view name) {
    const Row* const row = row_of("dashboard/" + std::string{name});
    return row == nullptr ? PageFile{} : PageFile{{row->begin, row->end}, row->digest};
}

}  // namespace echeance
