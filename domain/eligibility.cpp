// SPDX-License-Identifier: EUPL-1.2
#include "domain/eligibility.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <utility>

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

using std::string_view;

constexpr std::array<string_view, eligibility_rule_count> rule_names{"conflict_of_interest",
                                                                     "declined_before",
                                                                     "same_evaluator",
                                                                     "right",
                                                                     "stage",
                                                                     "skill",
                                                                     "sector",
                                                                     "not_authorised",
                                                                     "no_supervisor",
                                                                     "not_working",
                                                                     "open_files_cap",
                                                                     "no_capacity"};

template <class Range, class T>
bool contains(const Range& range, const T& value) {
    return std::ranges::find(range, value) != std::ranges::end(range);
}

template <class T>
bool allows(const std::optional<std::vector<T>>& limit, const T& value) {
    return !limit || contains(*limit, value);
}

bool is_excluded(const CaseFile& file, const DoctorId& doctor, ExclusionReason reason) {
    return std::ranges::any_of(file.facts.excluded_doctors, [&](const auto& exclusion) {
        return exclusion.doctor == doctor && exclusion.reason == reason;
    });
}

bool has_conflict(const CaseFile& file, const DoctorId& doctor) {
    return std::ranges::any_of(file.facts.excluded_doctors, [&](const auto& exclusion) {
        return exclusion.doctor == doctor && is_conflict(exclusion.reason);
    });
}

bool took_part(const CaseFile& file, const DoctorId& doctor) {
    return is_excluded(file, doctor, ExclusionReason::same_evaluator);
}

template <class Wanted>
bool all_open_requests(const CaseFile& file, Wanted wanted) {
    return std::ranges::all_of(file.facts.requests, [&](const auto& request) {
        return !is_open(request) || wanted(request);
    });
}

/// Whether a first request of a right kept from supervised doctors is open.
bool is_closed_to_supervised(const CaseFile& file, const Priorities& priorities) {
    return !all_open_requests(file, [&](const auto& request) {
        return request.nature != Nature::first ||
               !contains(priorities.supervised_no_first_request, request.right);
    });
}

bool is_appeal(const CaseFile& file) {
    return file.round > 1;
}

/// What of a file a doctor may not take for want of qualification.
bool may_take(const Doctor& doctor,
              bool closed_to_supervised,
              bool appeal,
              const Priorities& priorities) {
    if (doctor.kind != DoctorKind::supervised) return true;
    return !closed_to_supervised && (!appeal || priorities.supervised_may_take_appeals);
}

bool is_authorised(const Doctor& doctor, LegalDay today) {
    return doctor.kind != DoctorKind::supervised ||
           (doctor.authorised && doctor.authorised->covers(today));
}

template <class Accepts>
bool has_supervisor(const DoctorOnDuty& duty, LegalDay today, Accepts accepts) {
    if (duty.doctor.kind != DoctorKind::supervised) return true;
    return std::ranges::any_of(duty.supervisors, [&](const Doctor& supervisor) {
        return supervisor.id != duty.doctor.id &&
               contains(duty.doctor.supervisors, supervisor.id) && is_working(supervisor, today) &&
               accepts(supervisor);
    });
}

bool is_below_cap(const DoctorOnDuty& duty) {
    return !duty.doctor.max_open_files || duty.open_files < *duty.doctor.max_open_files;
}

/// FNV-1a of the texts with a separator that none of them holds.
std::uint32_t hash_of(const std::set<std::string>& texts) {
    std::uint32_t hash = 2'166'136'261U;
    const auto mix = [&hash](char c) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
    };
    for (const auto& text : texts) {
        for (const char c : text) mix(c);
        mix(',');
    }
    return hash;
}

std::string name_of(const std::set<std::string>& texts) {
    constexpr string_view digits = "0123456789abcdef";
    const auto hash = hash_of(texts);
    std::string name;
    for (int shift = 28; shift >= 0; shift -= 4) name += digits[(hash >> shift) & 0xFU];
    return name;
}

/// `false` when the set was known.
template <class T>
Result<bool> add_set(std::map<std::string, std::vector<T>>& sets, std::vector<T> values) {
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
    const auto name = set_name(values);
    if (const auto known = sets.find(name); known != sets.end()) {
        if (known->second == values) return false;
        return refuse(Errc::invalid_input, "Two sets of limits have the same name.");
    }
    if (sets.size() >= partition_sets_max) {
        return refuse(Errc::invalid_input, "The doctors have too many different limits.");
    }
    sets.emplace(name, std::move(values));
    return true;
}

}  // namespace

string_view to_text(EligibilityRule rule) {
    return name_in(rule_names, rule);
}

template <>
std::optional<EligibilityRule> from_text<EligibilityRule>(string_view text) {
    return named_in<EligibilityRule>(rule_names, text);
}

std::vector<RuleResult> eligibility(const CaseFile& file,
                                    const DoctorOnDuty& duty,
                                    const Priorities& priorities,
                                    LegalDay today) {
    using enum EligibilityRule;
    const auto& doctor = duty.doctor;
    const bool right_passed =
        all_open_requests(file, [&](const auto& one) { return allows(doctor.rights, one.right); });
    const bool skill_passed =
        std::ranges::all_of(file.facts.required_skills,
                            [&](const auto& skill) { return contains(doctor.skills, skill); });
    const bool authorised =
        is_authorised(doctor, today) &&
        may_take(doctor, is_closed_to_supervised(file, priorities), is_appeal(file), priorities);
    const bool supervised = has_supervisor(duty, today, [&](const Doctor& supervisor) {
        return may_supervise(file, doctor, supervisor, today);
    });
    return {{conflict_of_interest, !has_conflict(file, doctor.id)},
            {declined_before, !is_excluded(file, doctor.id, ExclusionReason::declined)},
            {same_evaluator, !took_part(file, doctor.id)},
            {right, right_passed},
            {stage, allows(doctor.stages, file.facts.stage)},
            {skill, skill_passed},
            {sector, allows(doctor.sectors, file.facts.sector)},
            {not_authorised, authorised},
            {no_supervisor, supervised},
            {not_working, is_working(doctor, today)},
            {open_files_cap, is_below_cap(duty)},
            {no_capacity, duty.has_room}};
}

bool may_supervise(const CaseFile& file,
                   const Doctor& supervised,
                   const Doctor& supervisor,
                   LegalDay today) {
    return supervisor.id != supervised.id && contains(supervised.supervisors, supervisor.id) &&
           is_working(supervisor, today) && !has_conflict(file, supervisor.id) &&
           !took_part(file, supervisor.id);
}

std::optional<EligibilityRule> personal_bar(const CaseFile& file, const DoctorId& doctor) {
    if (has_conflict(file, doctor)) return EligibilityRule::conflict_of_interest;
    if (took_part(file, doctor)) return EligibilityRule::same_evaluator;
    if (is_excluded(file, doctor, ExclusionReason::declined))
        return EligibilityRule::declined_before;
    return std::nullopt;
}

bool is_eligible(std::span<const RuleResult> results) {
    return std::ranges::all_of(results, [](const auto& result) { return result.passed; });
}

bool may_be_overridden(EligibilityRule rule) {
    return rule == EligibilityRule::open_files_cap || rule == EligibilityRule::no_capacity;
}

std::vector<EligibilityRule> unfit_reasons(const DoctorOnDuty& duty, LegalDay today) {
    using enum EligibilityRule;
    std::vector<EligibilityRule> reasons;
    if (!is_authorised(duty.doctor, today)) reasons.push_back(not_authorised);
    if (!has_supervisor(duty, today, [](const Doctor&) { return true; })) {
        reasons.push_back(no_supervisor);
    }
    if (!is_working(duty.doctor, today)) reasons.push_back(not_working);
    return reasons;
}

Result<bool> extend(Partition& partition, const Doctor& doctor) {
    Partition extended = partition;
    bool grown = false;
    if (doctor.rights) {
        const auto added = add_set(extended.right_sets, *doctor.rights);
        if (!added) return added;
        grown = *added;
    }
    if (doctor.sectors) {
        const auto added = add_set(extended.sector_sets, *doctor.sectors);
        if (!added) return added;
        grown = grown || *added;
    }
    if (grown) partition = std::move(extended);
    return grown;
}

std::string set_name(std::span<const Right> rights) {
    std::set<std::string> texts;
    for (const auto right : rights) texts.emplace(to_text(right));
    return name_of(texts);
}

std::string set_name(std::span<const Sector> sectors) {
    std::set<std::string> texts;
    for (const auto& sector : sectors) texts.insert(sector.text());
    return name_of(texts);
}

RequirementClass requirement_class(const CaseFile& file,
                                   const Partition& partition,
                                   const Priorities& priorities) {
    RequirementClass requirements{.stage = file.facts.stage,
                                  .skills = {},
                                  .closed_to_supervised = is_closed_to_supervised(file, priorities),
                                  .appeal = is_appeal(file),
                                  .needs_visit = file.facts.modality == Modality::visit,
                                  .right_sets = {},
                                  .sector_sets = {}};
    for (const auto& skill : file.facts.required_skills)
        requirements.skills.push_back(skill.text());
    std::ranges::sort(requirements.skills);
    for (const auto& [name, rights] : partition.right_sets) {
        const bool holds = all_open_requests(
            file, [&rights](const auto& request) { return contains(rights, request.right); });
        if (holds) requirements.right_sets.push_back(name);
    }
    for (const auto& [name, sectors] : partition.sector_sets) {
        if (contains(sectors, file.facts.sector)) requirements.sector_sets.push_back(name);
    }
    return requirements;
}

bool has_skills(const Doctor& doctor, const RequirementClass& requirements) {
    return std::ranges::all_of(requirements.skills, [&](const auto& needed) {
        return std::ranges::any_of(doctor.skills,
                                   [&](const auto& skill) { return skill.text() == needed; });
    });
}

bool serves(const Doctor& doctor,
            const RequirementClass& requirements,
            const Priorities& priorities) {
    if (!allows(doctor.stages, requirements.stage)) return false;
    if (!has_skills(doctor, requirements)) return false;
    if (doctor.rights && !contains(requirements.right_sets, set_name(*doctor.rights))) return false;
    if (doctor.sectors && !contains(requirements.sector_sets, set_name(*doctor.sectors)))
        return false;
    return may_take(doctor, requirements.closed_to_supervised, requirements.appeal, priorities);
}

}  // namespace echeance
