// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/ports.hpp"
#include "domain/language.hpp"
#include "domain/learned_minutes.hpp"
#include "domain/relaxations.hpp"

// JSON of the contract to domain values and back. `from_json` functions take a document that the
// contract's schema has accepted, check what a schema cannot (a day that exists), and collect every
// fault with its pointer.
namespace echeance::codec {

/// Parses with every guard: UTF-8, depth at most 32, no duplicate member, no number out of range.
/// `malformed` otherwise.
[[nodiscard]] Result<nlohmann::json> parse(std::string_view text);
/// Never throws: bad UTF-8 is replaced.
[[nodiscard]] std::string dump(const nlohmann::json& value);

[[nodiscard]] Result<Registration> registration(const nlohmann::json& body);
/// `patch` is a JSON Merge Patch (RFC 7396) over `facts`.
[[nodiscard]] Result<Amendment> amendment(const nlohmann::json& patch, const Registration& facts);
[[nodiscard]] Result<Doctor> doctor(const nlohmann::json& body, DoctorId id);
/// Merge Patch over a doctor as encoded.
[[nodiscard]] Result<Doctor> amended_doctor(const nlohmann::json& patch, const Doctor& before);
[[nodiscard]] Result<Targets> targets(const nlohmann::json& body, int version);
[[nodiscard]] Result<Priorities> priorities(const nlohmann::json& body, int version);
[[nodiscard]] Result<Calendars> calendars(const nlohmann::json& body, int version);
/// Without what was learned, which a caller may send back as it was shown.
[[nodiscard]] Result<MinutesTable> minutes(const nlohmann::json& body, int version);
[[nodiscard]] Result<LearnedMinutes> learned_minutes(const nlohmann::json& body, int version);
/// The member `objective` of a plan's request over `base`, checked together. Refusals point below
/// `/objective`.
[[nodiscard]] Result<PlanWeights> objective(const nlohmann::json& body, PlanWeights base);
/// Small bodies of transitions.
[[nodiscard]] Result<Suspension> suspension(const nlohmann::json& body, LegalDay today);
[[nodiscard]] Result<std::vector<RequestDecision>> decisions(const nlohmann::json& body,
                                                             LegalDay today);
/// A day member, or `fallback` when absent. Refusal points at `/name`.
[[nodiscard]] Result<LegalDay> day_or(const nlohmann::json* body,
                                      std::string_view name,
                                      LegalDay fallback);
[[nodiscard]] std::string text_or(const nlohmann::json* body,
                                  std::string_view name,
                                  std::string_view fallback);
[[nodiscard]] std::int64_t integer_or(const nlohmann::json* body,
                                      std::string_view name,
                                      std::int64_t fallback);
[[nodiscard]] std::vector<std::string> texts(const nlohmann::json* body, std::string_view name);

enum class WithClocks : std::uint8_t { no, yes };
/// Whether the doctor of the assignment is away today: said where it has been looked up.
enum class Holder : std::uint8_t { unsaid, away };
/// A File of the contract, rendered straight to text (no tree): the hot answers.
[[nodiscard]] std::string encode_file(const StoredFile& stored,
                                      const TenantRules& rules,
                                      LegalDay today,
                                      WithClocks with_clocks,
                                      Holder holder = Holder::unsaid);
/// `breach`: probability that the first legal limit passes undecided; said with the legal clocks
/// that run to it.
[[nodiscard]] std::string encode_clocks(const StoredFile& stored,
                                        const TenantRules& rules,
                                        LegalDay today,
                                        std::optional<double> breach = {});
/// `given_back`: of a doctor who is away, else null.
[[nodiscard]] std::string encode_doctor(const StoredDoctor& stored,
                                        const Rules& rules,
                                        LegalDay today,
                                        const GivenBack* given_back = nullptr);
/// Without revision and open files: the event's and export's form, read back by `doctor`.
[[nodiscard]] std::string encode_doctor_facts(const Doctor& doctor);
[[nodiscard]] std::string encode_targets(const Targets& targets);
[[nodiscard]] std::string encode_priorities(const Priorities& priorities);
/// As in the `priorities`, and in the answer of a plan.
void append_plan_weights(std::string& out, const PlanWeights& weights);
[[nodiscard]] std::string encode_calendars(const Calendars& calendars);
[[nodiscard]] std::string encode_minutes(const MinutesTable& minutes);
[[nodiscard]] std::string encode_learned_minutes(const LearnedMinutes& learned);
/// Member `learned` of the minutes section: what is in force and the estimates behind it.
[[nodiscard]] std::string encode_estimates(const MinutesTable& table,
                                           std::span<const MinutesEstimate> estimates);
/// A CloudEvent.
[[nodiscard]] std::string encode_event(const StoredEvent& event, const TenantId& tenant);
/// Inverse of `encode_event`, for restoring an export.
[[nodiscard]] Result<StoredEvent> event(std::string_view line);
[[nodiscard]] std::string encode_claim(const std::vector<ClaimedFile>& files,
                                       const TenantRules& rules);
/// `relaxations` as `echeance::relaxations` gives them; left out when somebody is eligible.
[[nodiscard]] std::string encode_eligibility(
    const FileId& file,
    std::span<const DoctorEligibility> doctors,
    const std::optional<std::vector<Relaxation>>& relaxations,
    Language language);

[[nodiscard]] std::string encode_integrity(const IntegrityReport& report);
/// How a daily proof rests in the store, and back: `unexpected` for what is not of this form.
[[nodiscard]] std::string encode_daily_proof(const DailyProof& proof);
[[nodiscard]] Result<DailyProof> daily_proof(std::string_view text);

/// The `data` of a file event, and back by its type: exact in both directions.
[[nodiscard]] std::string encode_change(const FileChange& change);
[[nodiscard]] Result<FileChange> change(std::string_view type, std::string_view data);

/// How a file rests in the store: compact, short keys, defaults left out. Assignment is kept apart
/// (the claim script writes it): `encode_assignment` gives `doctor|mode|day number|ms|started
/// day|started ms`, the last two empty until started. `encode_record` holds all else but id, state
/// and assignment.
[[nodiscard]] std::string encode_record(const CaseFile& file);
[[nodiscard]] std::string encode_assignment(const std::optional<Assignment>& assignment);
/// `unexpected` for a record that is not of this form: never guessed at.
[[nodiscard]] Result<CaseFile> decode_record(FileId id,
                                             std::string_view record,
                                             std::string_view state,
                                             std::string_view assignment);
/// Placement at rest: `due|effective|lane|score|open|overdue|minutes|turns|class`, empty where
/// absent.
[[nodiscard]] std::string encode_placement(const Placement& placement);
[[nodiscard]] Result<Placement> decode_placement(std::string_view text);

/// Appends `text` as a JSON string, quotes included.
void append_quoted(std::string& out, std::string_view text);

}  // namespace echeance::codec
