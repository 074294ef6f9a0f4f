// SPDX-License-Identifier: EUPL-1.2
#include "domain/transition_checks.hpp"

#include <algorithm>

namespace echeance {
namespace {

std::unexpected<Error> refuse_state() {
    return refuse(Errc::state_conflict, "The state of the file does not allow this.");
}

}  // namespace

std::string pointer_to(std::string_view list, std::size_t index, std::string_view member) {
    return std::string{list} + '/' + std::to_string(index) + std::string{member};
}

Result<void> check_state(const CaseFile& file, std::initializer_list<FileState> allowed) {
    if (std::ranges::find(allowed, file.state) == allowed.end()) return refuse_state();
    return {};
}

Result<void> check_open(const CaseFile& file) {
    if (!is_open(file)) return refuse_state();
    return {};
}

void check_day(Faults& faults, std::string pointer, LegalDay day, StepWindow window) {
    if (day > window.today) {
        faults.push_back({std::move(pointer), "in_the_future", "The day is after today."});
    } else if (day < window.previous_step_on) {
        faults.push_back(
            {std::move(pointer), "before_previous_step", "The day is before the step it follows."});
    }
}

std::unexpected<Error> refuse_fields(Faults faults) {
    return std::unexpected(
        Error{Errc::invalid_input, "Some fields are not valid.", std::move(faults)});
}

Result<void> check_step(const CaseFile& file,
                        std::initializer_list<FileState> allowed,
                        LegalDay on,
                        LegalDay today) {
    if (const auto state = check_state(file, allowed); !state) return state;
    Faults faults;
    check_day(faults, "/on", on, {last_step_on(file), today});
    if (!faults.empty()) return refuse_fields(std::move(faults));
    return {};
}

}  // namespace echeance
