// SPDX-License-Identifier: EUPL-1.2
#include <utility>

#include "api/json/reader.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

/// A code of a document: a short word, never free text.
bool is_code(std::string_view text) {
    if (text.empty() || text.size() > word_length_max) return false;
    return text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
           std::string_view::npos;
}

std::optional<std::string> document(const json& value, std::string at, Faults& faults) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr) {
        faults.add(std::move(at), "wrong_kind");
        return std::nullopt;
    }
    if (looks_like_nir(*text) || !is_code(*text)) {
        faults.add(std::move(at), looks_like_nir(*text) ? "nir_refused" : "unknown_code");
        return std::nullopt;
    }
    return *text;
}

std::optional<std::string> reason_code(Reader& reader) {
    auto reason = reader.text("reason", word_length_max, Presence::required);
    if (reason && !is_code(*reason)) {
        reader.faults().add(reader.at("reason"), "unknown_code");
        return std::nullopt;
    }
    return reason;
}

/// The day of the step as a whole, for the members that carry none of their own.
std::optional<LegalDay> step_day(Reader& reader, std::optional<LegalDay> today) {
    if (!today) return std::nullopt;
    const auto on = reader.day("on", Presence::optional);
    return reader.has("on") ? on : today;
}

std::optional<RequestDecision> decision(const json& value,
                                        std::string at,
                                        Faults& faults,
                                        std::optional<LegalDay> step_on) {
    Reader reader(value, std::move(at), faults);
    const auto presence = step_on ? Presence::optional : Presence::required;
    const auto right = reader.word<Right>("right", Presence::required);
    const auto decided = reader.word<Decision>("decision", Presence::required);
    auto on = reader.day("decided_on", presence);
    if (!reader.has("decided_on")) on = step_on;
    reader.refuse_others();
    if (!right || !decided || !on) return std::nullopt;
    return RequestDecision{*right, *decided, *on};
}

}  // namespace

std::optional<Suspension> read_suspension(Reader& reader, std::optional<LegalDay> today) {
    const auto asked_presence = today ? Presence::optional : Presence::required;
    auto reason = reason_code(reader);
    auto documents = reader.list<std::string>(
        "documents", documents_max, Presence::optional, [&](const json& value, std::string at) {
            return document(value, std::move(at), reader.faults());
        });
    auto asked_on = reader.day("asked_on", asked_presence);
    const auto step_on = step_day(reader, today);
    if (!reader.has("asked_on")) asked_on = step_on;
    const auto limit = reader.day("time_limit_on", Presence::required);
    const auto indispensable = reader.flag("indispensable", Presence::optional);
    std::optional<LegalDay> received_on;
    if (!today) received_on = reader.day("received_on", Presence::optional);
    reader.refuse_others();
    if (!reader.faults().empty()) return std::nullopt;
    return Suspension{.reason = std::move(*reason),
                      .documents = std::move(documents),
                      .asked_on = *asked_on,
                      .time_limit_on = *limit,
                      .indispensable = indispensable.value_or(true),
                      .received_on = received_on};
}

std::vector<RequestDecision> read_decisions(Reader& reader, std::optional<LegalDay> today) {
    const auto* given = reader.find("decisions", Presence::optional);
    if (given != nullptr && given->is_array() && given->empty()) {
        reader.faults().add(reader.at("decisions"), "empty");
    }
    auto step_on = step_day(reader, today);
    // A wrong day is one fault, not one more for each decision.
    if (!step_on) step_on = today;
    return reader.list<RequestDecision>(
        "decisions", right_count, Presence::required, [&](const json& value, std::string at) {
            return decision(value, std::move(at), reader.faults(), step_on);
        });
}

Result<Suspension> suspension(const json& body, LegalDay today) {
    Faults faults;
    Reader reader(body, "", faults);
    (void)reader.find("on", Presence::optional);  // the caller's day, read by who asks
    auto result = read_suspension(reader, today);
    if (!result) return std::move(faults).refusal();
    return std::move(*result);
}

Result<std::vector<RequestDecision>> decisions(const json& body, LegalDay today) {
    Faults faults;
    Reader reader(body, "", faults);
    (void)reader.find("on", Presence::optional);
    auto result = read_decisions(reader, today);
    reader.refuse_others();
    if (!faults.empty()) return std::move(faults).refusal();
    return result;
}

}  // namespace echeance::codec
