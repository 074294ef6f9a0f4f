// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/doctor.hpp"
#include "domain/rules.hpp"

namespace echeance::testing {

[[nodiscard]] inline LegalDay day(std::string_view text) {
    return LegalDay::parse(text).value();
}

/// Small random values of the domain. The same seed gives the same values on every machine: nothing
/// here uses a standard distribution, whose results differ between libraries.
class Generator {
public:
    explicit Generator(std::uint32_t seed) : engine_(seed) {}

    /// Both ends included.
    [[nodiscard]] int between(int low, int high) {
        return low + static_cast<int>(engine_() % (static_cast<std::uint32_t>(high - low) + 1U));
    }
    [[nodiscard]] bool chance(int percent) { return between(1, 100) <= percent; }
    [[nodiscard]] std::uint32_t bits() { return static_cast<std::uint32_t>(engine_()); }

    template <class Container>
    [[nodiscard]] auto pick(const Container& values) {
        return values[static_cast<std::size_t>(
            between(0, static_cast<int>(std::size(values)) - 1))];
    }
    template <class T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i) {
            std::swap(values[i - 1],
                      values[static_cast<std::size_t>(between(0, static_cast<int>(i) - 1))]);
        }
    }

    [[nodiscard]] LegalDay day_between(LegalDay low, LegalDay high) {
        return LegalDay::from_number(between(low.number(), high.number()));
    }
    /// Six years with two leap days.
    [[nodiscard]] LegalDay any_day() { return day_between(day("2023-01-01"), day("2028-12-31")); }

    /// Asked on `from` or at most `span` days later; some are not indispensable, some still open.
    [[nodiscard]] Suspension suspension(LegalDay from, int span) {
        const LegalDay asked_on = from + between(0, span);
        Suspension made{"missing_document",
                        {"medical_certificate"},
                        asked_on,
                        asked_on + between(1, 60),
                        chance(85),
                        std::nullopt};
        if (chance(70)) made.received_on = asked_on + between(0, 70);
        return made;
    }
    [[nodiscard]] std::vector<Suspension> suspensions(LegalDay from, int span, int at_most) {
        std::vector<Suspension> made;
        for (int n = between(0, at_most); n > 0; --n) made.push_back(suspension(from, span));
        return made;
    }

    [[nodiscard]] FileId file_id() {
        const std::uint64_t milliseconds = 1'700'000'000'000ULL + bits();
        return make_file_id(milliseconds, bits());
    }
    /// Few enough that two draws often meet.
    [[nodiscard]] DoctorId doctor_id() {
        return DoctorId::parse("d" + std::to_string(between(1, 8))).value();
    }
    [[nodiscard]] Sector sector() {
        return Sector::parse(pick(std::vector<std::string>{"92004", "92012", "92050", "2A004"}))
            .value();
    }
    /// Sorted, unique, `at_most` or fewer.
    [[nodiscard]] std::vector<Skill> skills(int at_most) {
        std::vector<Skill> made;
        for (const char* name : {"hearing", "neurology", "paediatrics", "psychiatry", "vision"}) {
            if (static_cast<int>(made.size()) < at_most && chance(25)) {
                made.push_back(Skill::parse(name).value());
            }
        }
        return made;
    }

    [[nodiscard]] RightRequest request(Right right, LegalDay around) {
        RightRequest made{.right = right, .nature = chance(50) ? Nature::first : Nature::review};
        if (made.nature == Nature::review && chance(60)) {
            made.current_right_ends_on = around + between(-90, 180);
        }
        return made;
    }
    /// A filing as `createFile` takes it, at `filed_on`.
    [[nodiscard]] Registration registration(LegalDay filed_on) {
        Registration made{.reference = Reference::parse("R-" + std::to_string(bits())).value(),
                          .filed_on = filed_on,
                          .stage = chance(77) ? StageOfLife::adult : StageOfLife::child,
                          .sector = sector(),
                          .requests = {}};
        if (chance(80)) made.complete_on = filed_on + between(0, 60);
        if (chance(20)) urge(made);
        std::vector<Right> rights(all_rights.begin(), all_rights.end());
        shuffle(rights);
        for (int n = between(1, 4); n > 0; --n) {
            made.requests.push_back(request(rights[static_cast<std::size_t>(n)], filed_on));
        }
        made.required_skills = skills(2);
        for (int n = chance(20) ? between(1, 2) : 0; n > 0; --n) {
            made.excluded_doctors.push_back({doctor_id(),
                                             pick(std::vector{ExclusionReason::conflict_of_interest,
                                                              ExclusionReason::own_patient,
                                                              ExclusionReason::relative,
                                                              ExclusionReason::declined})});
            auto& exclusion = made.excluded_doctors.back();
            if (chance(50)) exclusion.declared_on = filed_on - between(0, 400);
            if (chance(50)) exclusion.source = static_cast<ExclusionSource>(between(0, 3));
        }
        if (chance(20)) made.expected_minutes = between(1, 60);
        if (chance(20)) made.modality = Modality::visit;
        return made;
    }
    /// An open file from filing to assignment, its dates in order, some in an appeal round. Built
    /// by hand, not by transitions: suspensions may lie anywhere in the first 200 days.
    [[nodiscard]] CaseFile file(LegalDay filed_on) {
        CaseFile made{.id = file_id(), .facts = registration(filed_on)};
        made.suspensions = suspensions(filed_on, 200, 3);
        if (!made.facts.complete_on) return made;
        made.state = FileState::queued;
        made.queued_on = made.facts.complete_on;
        if (chance(15)) appeal_round(made);
        if (chance(40)) assign(made);
        return made;
    }

    [[nodiscard]] Doctor doctor(LegalDay today) {
        Doctor made{.id = doctor_id()};
        made.kind = pick(std::vector{DoctorKind::titular,
                                     DoctorKind::titular,
                                     DoctorKind::sessional,
                                     DoctorKind::supervised});
        made.skills = skills(5);
        made.minutes_per_week = between(0, 2'400);
        if (chance(40)) made.rights = some_rights();
        if (chance(30))
            made.stages = std::vector{chance(50) ? StageOfLife::child : StageOfLife::adult};
        if (chance(30)) made.sectors = std::vector{sector()};
        if (chance(30)) made.max_open_files = between(0, 10);
        if (chance(20)) made.active = DayRange{today + between(-100, 10), today + between(0, 300)};
        if (chance(20)) made.absences.push_back({today + between(-10, 3), today + between(4, 20)});
        if (made.kind == DoctorKind::sessional && chance(70)) made.sessions.push_back({today, 180});
        if (made.kind == DoctorKind::supervised) supervise(made, today);
        return made;
    }

private:
    [[nodiscard]] std::vector<Right> some_rights() {
        std::vector<Right> rights;
        for (const Right right : all_rights) {
            if (chance(60)) rights.push_back(right);
        }
        if (rights.empty()) rights.push_back(Right::aah);
        return rights;
    }
    void urge(Registration& made) {
        made.procedure = Procedure::urgent;
        made.urgency_reason = static_cast<UrgencyReason>(between(0, 7));
        if (chance(70)) made.urgency_requested_on = made.filed_on + between(0, 30);
    }
    void appeal_round(CaseFile& made) {
        made.round = 2;
        const LegalDay appealed_on = *made.facts.complete_on + between(60, 300);
        made.facts.requests.front().appealed_on = appealed_on;
        made.queued_on = appealed_on;
        made.evaluators.push_back(doctor_id());
    }
    void assign(CaseFile& made) {
        made.state = FileState::assigned;
        const LegalDay assigned_on = *made.queued_on + between(0, 120);
        const Instant at{std::chrono::sys_days{std::chrono::days{assigned_on.number()}}};
        made.assignment =
            Assignment{.doctor = doctor_id(), .assigned_on = assigned_on, .assigned_at = at};
    }
    void supervise(Doctor& made, LegalDay today) {
        made.supervisors.push_back(doctor_id());
        if (made.supervisors.front() == made.id) {
            made.supervisors.front() = DoctorId::parse("d9").value();
        }
        made.authorised = DayRange{today + between(-200, 20), today + between(21, 300)};
    }

    std::mt19937 engine_;
};

/// Runs `property(generator)` for `n` seeds and stops at the first that fails. A failure prints its
/// seed; `ECHEANCE_SEED=<seed>` runs that one alone.
template <class Property>
void for_each_seed(std::uint32_t n, Property property) {
    const char* only = std::getenv("ECHEANCE_SEED");
    const std::uint32_t first =
        only ? static_cast<std::uint32_t>(std::strtoul(only, nullptr, 10)) : 1;
    const std::uint32_t last = only ? first : n;
    for (std::uint32_t seed = first; seed <= last; ++seed) {
        SCOPED_TRACE("ECHEANCE_SEED=" + std::to_string(seed));
        Generator generator{seed};
        property(generator);
        if (::testing::Test::HasFailure()) return;
    }
}

}  // namespace echeance::testing
