// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/capacity_proof.hpp"
#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/eligibility.hpp"
#include "domain/priority.hpp"
#include "domain/unserved.hpp"

namespace echeance {

/// What is amiss at the office although the program does as it should: for people to see to.
enum class FindingKind : std::uint8_t {
    no_doctor,          ///< a queued file that no available doctor may take
    no_doctor_later,    ///< the same of one that is not in its queue yet: documents are awaited
    late_out_of_reach,  ///< past its limit, and no doctor's claim can reach it
    doctor_away,        ///< in the hands of a doctor who is absent or inactive
    holder_barred,      ///< in the hands of a doctor who may not touch it any more
    no_countersigner,   ///< evaluated, and nobody is there to countersign
    over_capacity,      ///< a doctor's week that holds more than its minutes
};
inline constexpr std::size_t finding_kind_count = 7;
[[nodiscard]] std::string_view to_text(FindingKind kind);
template <>
std::optional<FindingKind> from_text<FindingKind>(std::string_view text);

struct Finding {
    FindingKind kind = FindingKind::no_doctor;
    std::string reason{};  ///< of a closed set: an `EligibilityRule`, a `WeekVerdict`, or a word
    std::int64_t count = 0;
    std::vector<std::string> examples{};  ///< ids of files or doctors, at most 10
};

/// Looks at every file and doctor of an office once, in any order, and tells what it found.
class OfficeProof {
public:
    /// `rules` outlives the object.
    OfficeProof(std::vector<Doctor> doctors, const Rules& rules, LegalDay today);
    OfficeProof(const OfficeProof&) = delete;
    OfficeProof& operator=(const OfficeProof&) = delete;
    /// `now`: the placement as it ought to be today.
    void see(const CaseFile& file, const Placement& now, const Partition& partition);
    /// Any verdict; `within` is no finding.
    void see_week(const DoctorId& doctor, WeekVerdict verdict);
    /// Those that there are, in the order of `FindingKind`, each reason by itself.
    [[nodiscard]] std::vector<Finding> findings() const;

private:
    void see_waiting(const CaseFile& file, const Placement& now, const Partition& partition);
    void see_held(const CaseFile& file);
    void see_submitted(const CaseFile& file);
    void note(FindingKind kind, std::string_view reason, const std::string& example);
    [[nodiscard]] const Doctor* doctor_of(const DoctorId& id) const;

    std::vector<Doctor> doctors_;  // by id
    const Rules& rules_;
    LegalDay today_;
    Reach reach_;
    std::map<std::pair<FindingKind, std::string>, Finding> found_;
};

}  // namespace echeance
