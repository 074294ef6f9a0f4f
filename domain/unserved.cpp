// SPDX-License-Identifier: EUPL-1.2
#include "domain/unserved.hpp"

#include <algorithm>
#include <vector>

#include "domain/lapse.hpp"

namespace echeance {
namespace {

bool is_there(const Doctor& doctor, LegalDay today) {
    if (is_away(doctor, today)) return false;
    if (doctor.kind != DoctorKind::sessional) return true;
    return std::ranges::any_of(doctor.sessions, [&](const auto& one) { return one.on >= today; });
}

template <class T>
bool is_within(const std::optional<std::vector<T>>& limit, const std::vector<std::string>& sets) {
    return !limit || std::ranges::find(sets, set_name(std::span<const T>{*limit})) != sets.end();
}

/// What keeps the queue from the doctor, in the order of `EligibilityRule`.
std::vector<EligibilityRule> obstacles(const RequirementClass& requirements,
                                       const Doctor& doctor,
                                       const Priorities& priorities) {
    using enum EligibilityRule;
    std::vector<EligibilityRule> found;
    if (!is_within(doctor.rights, requirements.right_sets)) found.push_back(right);
    if (doctor.stages &&
        std::ranges::find(*doctor.stages, requirements.stage) == doctor.stages->end())
        found.push_back(stage);
    if (!has_skills(doctor, requirements)) found.push_back(skill);
    if (!is_within(doctor.sectors, requirements.sector_sets)) found.push_back(sector);
    // Nothing else can keep them apart.
    if (found.empty() && !serves(doctor, requirements, priorities)) found.push_back(not_authorised);
    return found;
}

}  // namespace

bool is_available(const Doctor& doctor, std::span<const Doctor> doctors, LegalDay today) {
    if (!is_there(doctor, today)) return false;
    if (doctor.kind != DoctorKind::supervised) return true;
    if (!doctor.authorised || !doctor.authorised->covers(today)) return false;
    return std::ranges::any_of(doctors, [&](const Doctor& other) {
        return other.id != doctor.id && is_there(other, today) &&
               std::ranges::find(doctor.supervisors, other.id) != doctor.supervisors.end();
    });
}

std::optional<EligibilityRule> why_unserved(const RequirementClass& requirements,
                                            std::span<const Doctor> doctors,
                                            const Priorities& priorities,
                                            LegalDay today) {
    std::vector<EligibilityRule> fewest;
    for (const auto& doctor : doctors) {
        auto found = obstacles(requirements, doctor, priorities);
        if (!is_available(doctor, doctors, today)) found.push_back(EligibilityRule::not_working);
        if (found.empty()) return std::nullopt;
        if (fewest.empty() || found.size() < fewest.size()) fewest = std::move(found);
    }
    return fewest.empty() ? EligibilityRule::skill : fewest.front();
}

const Reach::Service& Reach::service_of(const RequirementClass& requirements) {
    const auto [found, is_new] = services_.try_emplace(requirements.text());
    auto& service = found->second;
    if (!is_new) return service;
    service.why_not = why_unserved(requirements, doctors_, priorities_, today_);
    for (const auto& doctor : doctors_)
        if (serves(doctor, requirements, priorities_) && is_available(doctor, doctors_, today_))
            service.doctors.push_back(&doctor);
    return service;
}

std::optional<EligibilityRule> Reach::obstacle(const CaseFile& file,
                                               const RequirementClass& requirements) {
    const auto& service = service_of(requirements);
    auto first = service.why_not;
    for (const auto* const doctor : service.doctors) {
        auto bar = personal_bar(file, doctor->id);
        const bool is_alone =
            doctor->kind == DoctorKind::supervised && !has_supervisor(file, *doctor);
        if (!bar && is_alone) bar = EligibilityRule::no_supervisor;
        if (!bar) return std::nullopt;
        if (!first) first = bar;
    }
    return first;
}

bool Reach::has_supervisor(const CaseFile& file, const Doctor& author) const {
    return std::ranges::any_of(author.supervisors, [&](const DoctorId& id) {
        const auto bar = personal_bar(file, id);
        if (id == author.id || (bar && *bar != EligibilityRule::declined_before)) return false;
        const auto known = std::ranges::find(doctors_, id, &Doctor::id);
        return known != doctors_.end() && is_there(*known, today_);
    });
}

}  // namespace echeance
