// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <shared_mutex>
#include <string>

#include "api/ports.hpp"

namespace date {
class time_zone;
}

namespace echeance {

/// What day it is somewhere, by the system's time zone data (package tzdata). Any thread.
class ZoneCalendar final : public TenantCalendar {
public:
    /// Precondition: `knows(time_zone)`; an unknown zone counts as UTC.
    [[nodiscard]] LegalDay today(const std::string& time_zone, Instant at) const override;
    [[nodiscard]] bool knows(const std::string& time_zone) const override;

private:
    const date::time_zone* find(const std::string& name) const;

    /// Looking a zone up costs more than a whole claim may. Only known zones enter, so input cannot
    /// grow it. Values belong to the library's database and last as long as the process.
    mutable std::shared_mutex mutex_;
    mutable std::map<std::string, const date::time_zone*, std::less<>> zones_;
};

}  // namespace echeance
