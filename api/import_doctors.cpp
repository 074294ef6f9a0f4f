// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <set>

#include "api/answers.hpp"
#include "api/doctors.hpp"
#include "api/import_lines.hpp"
#include "api/import_report.hpp"
#include "api/imports.hpp"

namespace echeance {
namespace {

constexpr std::size_t lines_max = 10'000;
constexpr std::size_t waiting_max = 1'000;

/// One import of doctors. Results stay in memory until the end, because a line may have to wait for
/// a supervisor who comes later. Lives on its handler's frame.
struct DoctorImport {
    Call& call;
    std::vector<ImportResult> results{};
    std::vector<std::pair<std::size_t, Doctor>> waiting{};  ///< by position in `results`
    std::set<DoctorId> seen{};  ///< taken in this import; the only ones a dry run could find
};

Error unknown_supervisors(const Doctor& doctor, const std::vector<Doctor>& known) {
    return check_supervisors(doctor, known).error();
}

/// The supervisors that exist, in the store or in this import.
Task<std::vector<Doctor>> known_supervisors(DoctorImport& import, const Doctor& doctor) {
    auto known = co_await supervisors_of(import.call, doctor);
    if (!known) co_return known;
    for (const auto& id : doctor.supervisors)
        if (import.seen.contains(id)) known->push_back(Doctor{id});
    co_return known;
}

/// Puts one doctor over what is stored; `stale_revision` when another write came between.
Task<ImportStatus> put_once(Call& call, const Doctor& doctor) {
    const auto& tenant = call.principal.tenant;
    const auto before = co_await call.ports.store.find_doctor(tenant, doctor.id, call.deadline());
    if (!before && before.error().code != Errc::not_found)
        co_return std::unexpected(before.error());
    if (before && before->doctor == doctor) co_return ImportStatus::unchanged;
    const auto status = before ? ImportStatus::updated : ImportStatus::created;
    if (call.dry_run == DryRun::yes) co_return status;
    const auto written =
        co_await call.ports.store.put_doctor(tenant,
                                             doctor,
                                             before ? before->revision : Revision{0},
                                             call.principal.name,
                                             call.now(),
                                             std::nullopt,
                                             call.deadline());
    if (!written) co_return std::unexpected(written.error());
    co_return status;
}

/// Decides a line whose supervisors are known. Fails only with what ends the import.
Task<bool> put_line(DoctorImport& import, ImportResult& result, const Doctor& doctor) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto status = co_await put_once(import.call, doctor);
        if (status) {
            result.status = *status;
            result.id = doctor.id.text();
            import.seen.insert(doctor.id);
            co_return true;
        }
        const auto code = status.error().code;
        if (code == Errc::store_unavailable || code == Errc::deadline_exceeded)
            co_return std::unexpected(status.error());
        result.problem = status.error();
        if (code != Errc::stale_revision) co_return true;
    }
    result.problem = {Errc::state_conflict, "The doctor is changing too fast.", {}};
    co_return true;
}

/// Decides one line, or lets it wait for its supervisors.
Task<bool> take_line(DoctorImport& import, InputLine<Doctor> line) {
    auto& result = import.results.emplace_back();
    result.line = line.line;
    if (!line.value) {
        result.problem = std::move(line.value.error());
        co_return true;
    }
    const auto& doctor = *line.value;
    if (import.seen.contains(doctor.id)) {
        result.problem = refuse_field("/id", "duplicate", "The doctor comes twice.").error();
        co_return true;
    }
    if (auto sound = check_sound(doctor); !sound) {
        result.problem = std::move(sound.error());
        co_return true;
    }
    const auto known = co_await known_supervisors(import, doctor);
    if (!known) co_return std::unexpected(known.error());
    if (check_supervisors(doctor, *known)) co_return co_await put_line(import, result, doctor);
    if (import.waiting.size() < waiting_max) {
        import.waiting.emplace_back(import.results.size() - 1, doctor);
    } else {
        result.problem = unknown_supervisors(doctor, *known);
    }
    co_return true;
}

/// One pass over the waiting lines. True when one of them could be decided.
Task<bool> take_waiting(DoctorImport& import) {
    auto waiting = std::exchange(import.waiting, {});
    const std::size_t before = waiting.size();
    for (auto& [position, doctor] : waiting) {
        auto& result = import.results[position];
        const auto known = co_await known_supervisors(import, doctor);
        if (!known) co_return std::unexpected(known.error());
        if (check_supervisors(doctor, *known)) {
            const auto put = co_await put_line(import, result, doctor);
            if (!put) co_return std::unexpected(put.error());
        } else {
            result.problem = unknown_supervisors(doctor, *known);
            import.waiting.emplace_back(position, std::move(doctor));
        }
    }
    co_return import.waiting.size() < before;
}

Task<bool> read_all(DoctorImport& import) {
    const auto parser = doctor_lines(import.call);
    ImportBody body{import.call.request};
    for (;;) {
        auto lines = co_await next_lines(body, *parser);
        if (!lines) co_return std::unexpected(lines.error());
        if (lines->empty()) co_return true;
        for (auto& line : *lines) {
            if (import.results.size() >= lines_max)
                co_return refuse(Errc::payload_too_large, "Too many doctors for one import.");
            if (const auto taken = co_await take_line(import, std::move(line)); !taken)
                co_return std::unexpected(taken.error());
        }
    }
}

Task<bool> import_all(DoctorImport& import) {
    if (const auto read = co_await read_all(import); !read) co_return std::unexpected(read.error());
    for (;;) {
        const auto progress = co_await take_waiting(import);
        if (!progress) co_return std::unexpected(progress.error());
        if (!*progress || import.waiting.empty()) co_return true;
    }
}

}  // namespace

Task<Response> import_doctors(Call& call) {
    DoctorImport import{call};
    const auto done = co_await import_all(import);
    if (!done && import.results.empty()) co_return std::unexpected(done.error());
    auto report = ImportReport::begin(call);
    if (!report) co_return std::unexpected(report.error());
    for (auto& [position, doctor] : import.waiting)
        if (import.results[position].problem.detail.empty())
            import.results[position].problem = unknown_supervisors(doctor, {});
    for (const auto& result : import.results)
        if (const auto added = report->add(result); !added)
            co_return std::unexpected(added.error());
    co_return report->close(done ? nullptr : &done.error());
}

}  // namespace echeance
