// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <utility>

#include "api/ports.hpp"

namespace echeance {

/// Calls `use(StoredFile&)` for each file of the list, page by page, until it gives false; each
/// page has a time limit of its own. What cannot be read is passed over.
template <class Use>
Task<bool> every_file(Ports& ports, TenantId tenant, FileFilter filter, LegalDay today, Use use) {
    constexpr std::size_t page_files = 500;
    filter.limit = page_files;
    filter.unreadable = Unreadable::passed_over;
    do {
        auto page =
            co_await ports.store.list_files(tenant, filter, today, ports.workshop.deadline());
        if (!page) co_return std::unexpected(page.error());
        for (auto& each : page->files)
            if (!use(each)) co_return true;
        filter.cursor = std::move(page->next_cursor);
    } while (!filter.cursor.empty());
    co_return true;
}

}  // namespace echeance
