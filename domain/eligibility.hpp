// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/rules.hpp"

namespace echeance {

/// Stable reason codes of the hard rules: filters, never weights.
enum class EligibilityRule : std::uint8_t {
    conflict_of_interest,  ///< CSP R.4127-105; nothing passes it
    declined_before,
    same_evaluator,  ///< an appeal goes to who took no part before (supervisor included)
    right,
    stage,
    skill,
    sector,
    not_authorised,  ///< outside the authorisation, or a file a supervised doctor may not take
    no_supervisor,   ///< no named supervisor who works today and is free of conflict
    not_working,
    open_files_cap,
    no_capacity,
};
[[nodiscard]] std::string_view to_text(EligibilityRule rule);
template <>
std::optional<EligibilityRule> from_text<EligibilityRule>(std::string_view text);
inline constexpr std::size_t eligibility_rule_count = 12;

struct RuleResult {
    EligibilityRule rule;
    bool passed;
};

/// What eligibility depends on besides the file: the doctor, and those who would countersign.
struct DoctorOnDuty {
    const Doctor& doctor;
    std::span<const Doctor> supervisors;  ///< those of `doctor.supervisors` that exist
    int open_files = 0;                   ///< files the doctor holds now
    bool has_room = true;                 ///< minutes left for the file: `domain/capacity.hpp`
};

/// Every rule, in the order of `EligibilityRule`.
[[nodiscard]] std::vector<RuleResult> eligibility(const CaseFile& file,
                                                  const DoctorOnDuty& duty,
                                                  const Priorities& priorities,
                                                  LegalDay today);
/// Whether one may countersign what the other evaluates of the file: named, working today, free of
/// conflict, and without a part in it before an appeal.
[[nodiscard]] bool may_supervise(const CaseFile& file,
                                 const Doctor& supervised,
                                 const Doctor& supervisor,
                                 LegalDay today);
/// What bars the doctor from this file whatever they know and whenever they work: a conflict of
/// interest, a part in it before an appeal (both bar from supervising as well), a refusal of it.
[[nodiscard]] std::optional<EligibilityRule> personal_bar(const CaseFile& file,
                                                          const DoctorId& doctor);
[[nodiscard]] bool is_eligible(std::span<const RuleResult> results);
/// May pass for an assignment by hand with a reason: `open_files_cap`, `no_capacity`, nothing else.
[[nodiscard]] bool may_be_overridden(EligibilityRule rule);

/// The rules that depend on the doctor alone (`not_working`, `not_authorised` by date,
/// `no_supervisor` when none works): what a claim checks once, before it looks at any file.
[[nodiscard]] std::vector<EligibilityRule> unfit_reasons(const DoctorOnDuty& duty, LegalDay today);

/// Doctors' limits that split the queues: each distinct set of rights and of sectors that some
/// doctor is limited to, under a name made of its content. Grows when a doctor brings a new set.
struct Partition {
    std::map<std::string, std::vector<Right>> right_sets;  ///< at most `partition_sets_max`
    std::map<std::string, std::vector<Sector>> sector_sets;
    bool operator==(const Partition&) const = default;
};
inline constexpr std::size_t partition_sets_max = 64;
/// Adds the doctor's sets. False when nothing was new. `invalid_input` past the limit.
[[nodiscard]] Result<bool> extend(Partition& partition, const Doctor& doctor);
/// The name of a set: 8 hexadecimal digits of a hash of its sorted texts.
[[nodiscard]] std::string set_name(std::span<const Right> rights);
[[nodiscard]] std::string set_name(std::span<const Sector> sectors);

/// A queue: the files with the same requirements, such that any doctor may serve all of them or
/// none (exclusions of single doctors aside). Text: `stage;skills;flags;right sets;sector sets`,
/// for example `A;psychiatry+vision;1;3fa1c2d0;`. Flag `1`: a first request closed to supervised
/// doctors, flag `2`: an appeal, flag `3`: needs a visit.
struct RequirementClass {
    StageOfLife stage = StageOfLife::adult;
    std::vector<std::string> skills;  ///< sorted
    bool closed_to_supervised = false;
    bool appeal = false;
    bool needs_visit = false;  ///< no hard rule: `domain/visits.hpp`
    std::vector<std::string> right_sets;   ///< names of those that hold all the file's open rights
    std::vector<std::string> sector_sets;  ///< names of those that hold its sector
    [[nodiscard]] std::string text() const;
    [[nodiscard]] static Result<RequirementClass> parse(std::string_view text);
    bool operator==(const RequirementClass&) const = default;
};
[[nodiscard]] RequirementClass requirement_class(const CaseFile& file,
                                                 const Partition& partition,
                                                 const Priorities& priorities);
/// Whether a doctor knows all that the files of a class ask for.
[[nodiscard]] bool has_skills(const Doctor& doctor, const RequirementClass& requirements);
/// Whether a doctor may take the files of a class: right, stage, skill, sector, and what a
/// supervised doctor may not. Agrees with `eligibility` on every file of the class
/// (property-tested).
[[nodiscard]] bool serves(const Doctor& doctor,
                          const RequirementClass& requirements,
                          const Priorities& priorities);

}  // namespace echeance
