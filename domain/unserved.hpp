// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/doctor.hpp"
#include "domain/eligibility.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Whether a doctor can be counted on: not away today, a session today or later for a sessional
/// doctor, and for a supervised one the authorisation and a supervisor of whom the same is true.
/// `doctors`: everybody.
[[nodiscard]] bool is_available(const Doctor& doctor,
                                std::span<const Doctor> doctors,
                                LegalDay today);

/// For a queue that no available doctor serves, the rule that keeps it from the doctor who fails
/// the fewest: its files wait for a doctor whom the office has not got. `not_working`: one who
/// serves it is not available. `skill` where there is no doctor at all. Empty: somebody serves it.
[[nodiscard]] std::optional<EligibilityRule> why_unserved(const RequirementClass& requirements,
                                                          std::span<const Doctor> doctors,
                                                          const Priorities& priorities,
                                                          LegalDay today);

/// Whom the office has, as of one day, for each file that waits: as `why_unserved` has it, and past
/// what bars single doctors from single files. Remembers the doctors of each queue, so that a walk
/// over many files asks each once.
class Reach {
public:
    /// `doctors`, everybody, and `priorities` outlive the object.
    Reach(std::span<const Doctor> doctors, const Priorities& priorities, LegalDay today)
        : doctors_(doctors), priorities_(priorities), today_(today) {}
    /// What keeps the file from every available doctor. Empty: one may take it, some day soon.
    [[nodiscard]] std::optional<EligibilityRule> obstacle(const CaseFile& file,
                                                          const RequirementClass& requirements);
    /// Somebody available may countersign what `author` submits of the file.
    [[nodiscard]] bool has_supervisor(const CaseFile& file, const Doctor& author) const;

private:
    struct Service {
        std::optional<EligibilityRule> why_not;
        std::vector<const Doctor*> doctors;
    };
    const Service& service_of(const RequirementClass& requirements);

    std::span<const Doctor> doctors_;
    const Priorities& priorities_;
    LegalDay today_;
    std::map<std::string, Service> services_;  // at most one a queue
};

}  // namespace echeance
