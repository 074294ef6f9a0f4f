// SPDX-License-Identifier: EUPL-1.2
#include "service/tenant_calendar.hpp"

#include <date/tz.h>

#include <mutex>
#include <stdexcept>

namespace echeance {

const date::time_zone* ZoneCalendar::find(const std::string& name) const {
    {
        const std::shared_lock lock(mutex_);
        const auto known = zones_.find(name);
        if (known != zones_.end()) return known->second;
    }
    const date::time_zone* zone = nullptr;
    try {
        zone = date::locate_zone(name);
    } catch (const std::runtime_error&) {
        // The library's only way to say that there is no such zone.
        return nullptr;
    }
    const std::unique_lock lock(mutex_);
    zones_.emplace(name, zone);
    return zone;
}

LegalDay ZoneCalendar::today(const std::string& time_zone, Instant at) const {
    const auto* const zone = find(time_zone);
    const auto offset = zone == nullptr ? std::chrono::seconds(0) : zone->get_info(at).offset;
    const auto local = at + offset;
    const auto days = std::chrono::floor<std::chrono::days>(local.time_since_epoch());
    return LegalDay::from_number(static_cast<int>(days.count()));
}

bool ZoneCalendar::knows(const std::string& time_zone) const {
    return find(time_zone) != nullptr;
}

}  // namespace echeance
