// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/capacity.hpp"
#include "domain/case_file.hpp"
#include "domain/events.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// One change of a doctor's minutes, as the history of a file tells it.
struct WorkStep {
    enum class Kind : std::uint8_t {
        assigned,    ///< within the week's minutes, or it should not have been
        overridden,  ///< beyond them, by hand and with a reason
        other,       ///< anything else: time spent, a return, an amendment
    };
    std::pair<std::uint64_t, std::uint64_t> position;  ///< in the history of the tenant
    Instant at;
    Kind kind = Kind::other;
    int held = 0;   ///< minutes more that the doctor holds; less: below 0
    int spent = 0;  ///< minutes more of the week that is judged
};
/// What an event did to the minutes of each doctor concerned. `before` null: the registration.
/// `monday`: of the week that is judged.
[[nodiscard]] std::vector<std::pair<DoctorId, WorkStep>> work_steps(const CaseFile* before,
                                                                    const FileEvent& event,
                                                                    const CaseFile& after,
                                                                    const Rules& rules,
                                                                    LegalDay monday);

/// Why a doctor's week holds more than its minutes.
enum class WeekVerdict : std::uint8_t {
    within,  ///< it does not
    overridden,
    doctor_changed,  ///< an absence, a shorter week, entered after the files were given
    rules_changed,   ///< longer expected minutes, a closed day
    work_grew,       ///< it took longer, came back, or was carried over from an earlier week
    silent,          ///< an assignment went beyond them without a word: a fault of the program
    not_judged,      ///< too many steps to tell
};
[[nodiscard]] std::string_view to_text(WeekVerdict verdict);

/// A doctor's week as it stands.
struct Week {
    std::optional<int> capacity{};  ///< empty: no limit
    Workload now{};
    std::optional<Instant> doctor_changed_at{};  ///< empty: not known
    std::optional<Instant> rules_changed_at{};   ///< empty: never
};
/// `steps`: all of this week, in any order. Each assignment is held to the capacity known now, so
/// one from before a change of doctor or rules proves nothing. Replicas' clocks may differ by five
/// minutes.
[[nodiscard]] WeekVerdict judge(const Week& week, std::vector<WorkStep> steps);

}  // namespace echeance
