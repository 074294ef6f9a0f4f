// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/result.hpp"

namespace echeance {

/// Checks that the transitions share. Faults are gathered, so that a caller sees all of them at
/// once.
using Faults = std::vector<FieldError>;

/// `/requests/1/right` from its three parts.
[[nodiscard]] std::string pointer_to(std::string_view list,
                                     std::size_t index,
                                     std::string_view member);

/// `state_conflict` unless the file is in one of the states.
[[nodiscard]] Result<void> check_state(const CaseFile& file,
                                       std::initializer_list<FileState> allowed);
/// `state_conflict` unless the person still waits for a decision.
[[nodiscard]] Result<void> check_open(const CaseFile& file);

/// The two ends, included, between which a step may be entered.
struct StepWindow {
    LegalDay previous_step_on;
    LegalDay today;
};
/// `in_the_future`, or `before_previous_step`.
void check_day(Faults& faults, std::string pointer, LegalDay day, StepWindow window);

/// `invalid_input` with the faults; precondition: there are some.
[[nodiscard]] std::unexpected<Error> refuse_fields(Faults faults);

/// The state, then the day `/on` between the last step recorded and `today`.
[[nodiscard]] Result<void> check_step(const CaseFile& file,
                                      std::initializer_list<FileState> allowed,
                                      LegalDay on,
                                      LegalDay today);

}  // namespace echeance
