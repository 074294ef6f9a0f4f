// SPDX-License-Identifier: EUPL-1.2
#include "domain/office_proof.hpp"

#include <algorithm>

#include "domain/enum_names.hpp"
#include "domain/lapse.hpp"

namespace echeance {
namespace {

constexpr std::size_t examples_max = 10;
constexpr std::array<std::string_view, finding_kind_count> kind_names{"no_doctor",
                                                                      "no_doctor_later",
                                                                      "late_out_of_reach",
                                                                      "doctor_away",
                                                                      "holder_barred",
                                                                      "no_countersigner",
                                                                      "over_capacity"};

std::vector<Doctor> by_id(std::vector<Doctor> doctors) {
    std::ranges::sort(doctors, {}, &Doctor::id);
    return doctors;
}

}  // namespace

std::string_view to_text(FindingKind kind) {
    return name_in(kind_names, kind);
}

template <>
std::optional<FindingKind> from_text<FindingKind>(std::string_view text) {
    return named_in<FindingKind>(kind_names, text);
}

OfficeProof::OfficeProof(std::vector<Doctor> doctors, const Rules& rules, LegalDay today)
    : doctors_(by_id(std::move(doctors))),
      rules_(rules),
      today_(today),
      reach_(doctors_, rules.priorities, today) {}

void OfficeProof::see(const CaseFile& file, const Placement& now, const Partition& partition) {
    switch (file.state) {
        case FileState::filed:
        case FileState::queued:
            return see_waiting(file, now, partition);
        case FileState::assigned:
        case FileState::in_evaluation:
            return see_held(file);
        case FileState::awaiting_countersignature:
            return see_submitted(file);
        case FileState::evaluated:
        case FileState::decided:
        case FileState::notified:
        case FileState::withdrawn:
            return;
    }
}

void OfficeProof::see_waiting(const CaseFile& file,
                              const Placement& now,
                              const Partition& partition) {
    const auto& id = file.id.text();
    const auto obstacle =
        reach_.obstacle(file, requirement_class(file, partition, rules_.priorities));
    const bool is_queued = now.lane != Lane::none;
    if (obstacle)
        note(is_queued ? FindingKind::no_doctor : FindingKind::no_doctor_later,
             to_text(*obstacle),
             id);
    if (now.overdue_rights == 0) return;
    if (file.state == FileState::filed)
        note(FindingKind::late_out_of_reach, "incomplete", id);
    else if (!is_queued)
        note(FindingKind::late_out_of_reach, "suspended", id);
    else if (obstacle)
        note(FindingKind::late_out_of_reach, to_text(*obstacle), id);
}

void OfficeProof::see_held(const CaseFile& file) {
    if (!file.assignment) return;
    const auto& id = file.id.text();
    const auto& assignment = *file.assignment;
    const auto* const holder = doctor_of(assignment.doctor);
    if (holder == nullptr)
        note(FindingKind::doctor_away, "unknown", id);
    else if (is_away(*holder, today_))
        note(FindingKind::doctor_away, is_active(*holder, today_) ? "absent" : "inactive", id);
    auto bar = personal_bar(file, assignment.doctor);
    if (!bar && assignment.supervisor) {
        bar = personal_bar(file, *assignment.supervisor);
        if (bar == EligibilityRule::declined_before) bar.reset();
    }
    if (bar) note(FindingKind::holder_barred, to_text(*bar), id);
}

void OfficeProof::see_submitted(const CaseFile& file) {
    const auto* const author = file.evaluation ? doctor_of(file.evaluation->doctor) : nullptr;
    if (author == nullptr || !reach_.has_supervisor(file, *author))
        note(
            FindingKind::no_countersigner, to_text(EligibilityRule::no_supervisor), file.id.text());
}

void OfficeProof::see_week(const DoctorId& doctor, WeekVerdict verdict) {
    if (verdict != WeekVerdict::within)
        note(FindingKind::over_capacity, to_text(verdict), doctor.text());
}

std::vector<Finding> OfficeProof::findings() const {
    std::vector<Finding> rows;
    for (const auto& [key, finding] : found_) rows.push_back(finding);
    return rows;
}

void OfficeProof::note(FindingKind kind, std::string_view reason, const std::string& example) {
    auto& finding = found_[{kind, std::string{reason}}];
    finding.kind = kind;
    finding.reason = reason;
    ++finding.count;
    if (finding.examples.size() < examples_max) finding.examples.push_back(example);
}

const Doctor* OfficeProof::doctor_of(const DoctorId& id) const {
    const auto found = std::ranges::lower_bound(doctors_, id, {}, &Doctor::id);
    return found == doctors_.end() || found->id != id ? nullptr : &*found;
}

}  // namespace echeance
