// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "api/json/codec.hpp"

// The pieces that answers are made of, shared by the handlers.
namespace echeance {

/// How often a change is tried again when another one came first.
inline constexpr int attempts_max = 8;

[[nodiscard]] Response json_answer(std::string body, int status = 200);
/// The whole file with its clocks, its `ETag`, and its id for the access log.
[[nodiscard]] Response file_answer(const Call& call,
                                   const StoredFile& stored,
                                   int status = 200,
                                   codec::Holder holder = codec::Holder::unsaid);
[[nodiscard]] Response doctor_answer(const Call& call,
                                     const StoredDoctor& stored,
                                     int status = 200,
                                     const GivenBack* given_back = nullptr);
/// `{"<name>":[<items>],"next_cursor":"..."}`; the cursor is left out when empty.
[[nodiscard]] Response list_answer(std::string_view name,
                                   const std::vector<std::string>& items,
                                   std::string_view next_cursor);

/// A path that holds no id of the kind is simply not there.
[[nodiscard]] Result<FileId> file_id(const Call& call);
[[nodiscard]] Result<DoctorId> doctor_id(const Call& call);
/// A count that the contract allows (`limit`, `weeks`).
[[nodiscard]] std::size_t count_of(const Call& call, std::string_view name, std::size_t fallback);

/// Reads the tenant's rules again after a write met newer ones.
Task<bool> refresh_rules(Call& call);
/// A doctor to whom a file may be given: the reading that the commit is to find unchanged.
struct ChosenDoctor {
    std::shared_ptr<const Duty> duty;
    int open_files = 0;
    Workloads loads{};
    DutyCheck check;
};
/// `on`: the day whose week the workloads are of. `not_found`.
Task<ChosenDoctor> choose_doctor(
    Ports& ports, TenantId tenant, DoctorId id, LegalDay on, Deadline deadline);

/// Those of a doctor's supervisors that exist.
Task<std::vector<Doctor>> supervisors_of(Call& call, const Doctor& doctor);
/// For a request that ended well without a write: its `Idempotency-Key` may be used again, and will
/// find the same. The answer does not depend on whether that could be noted.
Task<Response> without_record(Call& call, Response answer);

}  // namespace echeance
