// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "domain/legal_day.hpp"
#include "domain/plan_weights.hpp"
#include "domain/right.hpp"
#include "domain/working_days.hpp"

namespace echeance {

/// From `from` (included) to `until` (included); absent ends are open.
struct Validity {
    std::optional<LegalDay> from;
    std::optional<LegalDay> until;
    [[nodiscard]] bool covers(LegalDay day) const {
        return (!from || *from <= day) && (!until || day <= *until);
    }
    bool operator==(const Validity&) const = default;
};

enum class StartEvent : std::uint8_t { complete_on, filed_on, urgency_requested_on, appealed_on };
[[nodiscard]] std::string_view to_text(StartEvent event);
template <>
std::optional<StartEvent> from_text<StartEvent>(std::string_view text);

/// A legal limit. Where several match, the first of the table wins: order them from special to
/// general. The day on which the clock starts decides the validity, so a change of law never
/// touches a period that began under the old one.
struct LegalLimit {
    std::string id;
    std::vector<Right> rights;           ///< empty: every right
    std::optional<Procedure> procedure;  ///< empty: both
    bool appeal = false;                 ///< applies to appeal rounds only
    int months = 0;                      ///< exactly one of months, working_days is not 0
    int working_days = 0;
    StartEvent starts_at = StartEvent::complete_on;
    std::string reference;  ///< the text of law: `CASF R.241-33`
    Validity validity;
    bool operator==(const LegalLimit&) const = default;
};
/// The house's promise beside the law, on the barometer clock.
struct ServiceTarget {
    std::string id;
    std::vector<Right> rights;
    int months = 0;
    Validity validity;
    bool operator==(const ServiceTarget&) const = default;
};
struct StageTargets {
    int waiting_days = 45;
    int evaluation_days = 10;
    int countersignature_working_days = 5;
    int decision_days = 30;
    bool operator==(const StageTargets&) const = default;
};
/// `GET /v1/configuration/targets`.
struct Targets {
    int version = 0;  ///< 0: the built-in defaults of DOMAIN.md
    std::vector<LegalLimit> legal_limits;
    std::vector<ServiceTarget> service_targets;
    StageTargets stages;
    bool aah_opens_rqth = true;
    bool operator==(const Targets&) const = default;
};

enum class Situation : std::uint8_t { urgent, right_ended, right_ends_within, appeal };
[[nodiscard]] std::string_view to_text(Situation situation);
template <>
std::optional<Situation> from_text<Situation>(std::string_view text);

/// Days of credit that a situation earns in the order of service.
struct CreditRule {
    std::string id;
    Situation situation = Situation::urgent;
    std::vector<UrgencyReason> urgency_reasons;  ///< `urgent` only; empty: every reason
    int within_days = 0;                         ///< `right_ends_within` only
    int days = 0;
    bool operator==(const CreditRule&) const = default;
};
/// `GET /v1/configuration/priorities`.
struct Priorities {
    int version = 0;
    std::vector<CreditRule> credits;
    int on_time_share_percent = 30;     ///< of claims, for files still within their limit
    int start_within_working_days = 5;  ///< then an assignment ends by itself
    int supervision_percent = 25;       ///< of expected minutes, reserved at the supervisor
    PlanWeights plan_weights{};         ///< what an assignment plan minimises
    bool supervised_may_take_appeals = false;
    std::vector<Right> supervised_no_first_request{Right::aah};
    bool operator==(const Priorities&) const = default;
};
/// `GET /v1/configuration/calendars`.
struct Calendars {
    int version = 0;
    std::string time_zone = "Europe/Paris";  ///< IANA name
    Territory territory = Territory::metropole;
    std::vector<LegalDay> closed_days;  ///< besides the public holidays
    bool operator==(const Calendars&) const = default;
};
/// Expected minutes of reading, by right and nature.
struct MinutesRule {
    Right right = Right::autre;
    std::optional<Nature> nature;  ///< empty: both
    int minutes = 0;
    bool operator==(const MinutesRule&) const = default;
};
/// How expected minutes follow what evaluations really took (`domain/learned_minutes.hpp`).
struct MinutesLearning {
    bool enabled = true;
    int prior_evaluations = 20;       ///< what the table weighs against them; 1 to 1000
    std::optional<LegalDay> since{};  ///< first day of a month: older evaluations do not count
    bool operator==(const MinutesLearning&) const = default;
};
/// What was learned under one version of the table: void under any other.
struct LearnedMinutes {
    int version = 0;                ///< counts what was learned since the first; 0: nothing yet
    int table_version = 0;          ///< of the `MinutesTable` it was learned under
    std::vector<MinutesRule> rows;  ///< each with its nature; only where they differ from the table
    bool operator==(const LearnedMinutes&) const = default;
};
/// `GET /v1/configuration/minutes`.
struct MinutesTable {
    int version = 0;
    int default_minutes = 12;
    std::vector<MinutesRule> table;
    MinutesLearning learning{};
    LearnedMinutes learned{};  ///< in force: empty where nothing is, or learning is off
    bool operator==(const MinutesTable&) const = default;
};

/// Every dated rule a tenant works under, as one value. `revision` counts PUTs of any section.
struct Rules {
    std::uint64_t revision = 0;
    Targets targets;
    Priorities priorities;
    Calendars calendars;
    MinutesTable minutes;
    [[nodiscard]] WorkingCalendar working_calendar() const {
        return WorkingCalendar{calendars.territory, calendars.closed_days};
    }
};
/// The tables of DOMAIN.md, with the time zone and holidays of the département.
[[nodiscard]] Rules default_rules(std::string_view departement);

/// Every fault of a table an operator wrote, with pointers into the PUT body; empty when sound.
[[nodiscard]] std::vector<FieldError> faults(const Targets& targets);
[[nodiscard]] std::vector<FieldError> faults(const Priorities& priorities);
[[nodiscard]] std::vector<FieldError> faults(const MinutesTable& minutes);

/// Minutes that the table states for a request.
[[nodiscard]] int configured_minutes(const MinutesTable& table, Right right, Nature nature);
/// Expected minutes of a request: those learned, else those configured. Of a file see
/// `domain/priority.hpp`.
[[nodiscard]] int expected_minutes(const MinutesTable& table, Right right, Nature nature);
/// Minutes of several requests read at once, none twice: the largest whole and half of each other
/// (one reading serves several rights), rounded up.
[[nodiscard]] int minutes_together(int largest, int sum);

}  // namespace echeance
