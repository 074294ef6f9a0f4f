// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "api/ports.hpp"

namespace echeance {

/// A believable backlog of made-up files, dated relative to `today`, from the figures published for
/// Hauts-de-Seine: some files over 18 months old, 77 % adults, 51 % first requests, 2.2 requests a
/// file, cards 31 %, employment 23 %, AAH 14 % (Senate questions 2024 and 2025, CNSA 2022). The
/// same `today` and `count` give the same files.
[[nodiscard]] std::vector<Registration> demo_files(LegalDay today, std::size_t count);
/// Four titular doctors at work and seven to come, six sessional ones, three supervised.
[[nodiscard]] std::vector<Doctor> demo_doctors(LegalDay today);

struct DemoLoad {
    std::size_t files = 0;
    std::size_t doctors = 0;
};
/// Writes both into an empty tenant; `state_conflict` when it is not empty. `progress` hears the
/// number of files written so far.
Task<DemoLoad> load_demo(Store& store,
                         const TenantCalendar& calendar,
                         Randomness& randomness,
                         TenantId tenant,
                         Instant now,
                         std::size_t count,
                         std::function<void(std::size_t)> progress);

}  // namespace echeance
