// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/transitions.hpp"
#include "tests/domain/generators.hpp"

namespace echeance::testing {

[[nodiscard]] inline DoctorId doctor_named(std::string_view text) {
    return DoctorId::parse(text).value();
}
[[nodiscard]] inline Sector sector_named(std::string_view text) {
    return Sector::parse(text).value();
}
[[nodiscard]] inline Skill skill_named(std::string_view text) {
    return Skill::parse(text).value();
}

[[nodiscard]] inline Instant noon(LegalDay on) {
    return Instant{std::chrono::sys_days{std::chrono::days{on.number()}} + std::chrono::hours{12}};
}

/// A first request for PCH and a review of a card, complete on the day of filing.
[[nodiscard]] inline Registration plain_registration() {
    return {.reference = Reference::parse("R-1").value(),
            .filed_on = day("2026-01-05"),
            .complete_on = day("2026-01-05"),
            .sector = sector_named("92004"),
            .requests = {{.right = Right::pch},
                         {.right = Right::cmi_priorite, .nature = Nature::review}}};
}

[[nodiscard]] inline Doctor titular(std::string_view id) {
    return {.id = doctor_named(id)};
}
/// Supervised by `s1` and `s2`, authorised for the year 2026.
[[nodiscard]] inline Doctor supervised(std::string_view id) {
    return {.id = doctor_named(id),
            .kind = DoctorKind::supervised,
            .supervisors = {doctor_named("s1"), doctor_named("s2")},
            .authorised = DayRange{day("2026-01-01"), day("2026-12-31")}};
}

[[nodiscard]] inline CaseFile after(CaseFile file, FileChange change, LegalDay on) {
    return apply(std::move(file), {file.id, noon(on), "test", std::move(change)});
}
/// Takes a step that is allowed; the test fails with an exception when it is not.
[[nodiscard]] inline CaseFile after(const CaseFile& file,
                                    const Result<FileChange>& change,
                                    LegalDay on) {
    return after(file, change.value(), on);
}

[[nodiscard]] inline CaseFile registered(Registration facts, LegalDay today) {
    const auto id = make_file_id(1'790'000'000'000ULL, 7);
    const auto change = register_file(std::move(facts), default_rules("92").targets, today);
    return begin_file({id, noon(today), "test", change.value()});
}

inline const LegalDay a_today = day("2026-06-01");

[[nodiscard]] inline CaseFile evaluated_by(const CaseFile& queued,
                                           std::string_view doctor,
                                           LegalDay on,
                                           Countersignature countersignature) {
    FileAssigned claim{.doctor = doctor_named(doctor), .on = on};
    auto file = after(queued, FileChange{claim}, on);
    file = after(file, start_evaluation(file, on, a_today), on);
    return after(
        file, submit_evaluation(file, 12, Outcome::conclusive, countersignature, on, a_today), on);
}

[[nodiscard]] inline CaseFile decided_at(const CaseFile& evaluated, LegalDay on) {
    std::vector<RequestDecision> decisions;
    for (const auto& request : evaluated.facts.requests) {
        if (is_open(request)) decisions.push_back({request.right, Decision::refused, on});
    }
    return after(evaluated, decide(evaluated, decisions, a_today), on);
}

/// A file of `plain_registration` in each state, by real transitions: held by `d1`, and in
/// `awaiting_countersignature` by the supervised `t1`.
[[nodiscard]] inline CaseFile file_in(FileState state) {
    auto facts = plain_registration();
    if (state == FileState::filed) facts.complete_on.reset();
    const auto file = registered(facts, a_today);
    const FileChange claim = FileAssigned{.doctor = doctor_named("d1"), .on = day("2026-02-01")};
    switch (state) {
        case FileState::filed:
        case FileState::queued:
            return file;
        case FileState::assigned:
            return after(file, claim, a_today);
        case FileState::in_evaluation:
            return after(after(file, claim, a_today),
                         FileChange{EvaluationStarted{day("2026-02-02")}},
                         a_today);
        case FileState::awaiting_countersignature:
            return evaluated_by(file, "t1", day("2026-02-02"), Countersignature::needed);
        case FileState::evaluated:
            return evaluated_by(file, "d1", day("2026-02-02"), Countersignature::not_needed);
        case FileState::decided:
            return decided_at(file_in(FileState::evaluated), day("2026-03-01"));
        case FileState::notified: {
            const auto decided = file_in(FileState::decided);
            return after(decided, notify(decided, day("2026-03-05"), a_today), a_today);
        }
        case FileState::withdrawn:
            return after(file, withdraw(file, {}, day("2026-02-01"), a_today), a_today);
    }
    return file;
}

}  // namespace echeance::testing
