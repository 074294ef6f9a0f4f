// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <vector>

#include "api/call.hpp"
#include "domain/doctor.hpp"

namespace echeance {

Task<Response> put_doctor(Call& call);
Task<Response> get_doctor(Call& call);
Task<Response> amend_doctor(Call& call);
Task<Response> list_doctors(Call& call);

/// Every fault of a doctor by itself, as one refusal with pointers into the body.
[[nodiscard]] Result<void> check_sound(const Doctor& doctor);
/// `unknown_doctor` at each supervisor that is not among `known`.
[[nodiscard]] Result<void> check_supervisors(const Doctor& doctor,
                                             const std::vector<Doctor>& known);

}  // namespace echeance
