// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <utility>

#include "api/json/reader.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

std::optional<RightRequest> request(const json& value,
                                    std::string at,
                                    Origin origin,
                                    Faults& faults) {
    Reader reader(value, std::move(at), faults);
    const auto right = reader.word<Right>("right", Presence::required);
    const auto nature = reader.word<Nature>("nature", Presence::required);
    const auto ends_on = reader.day("current_right_ends_on", Presence::optional);
    std::optional<bool> automatic;
    if (origin == Origin::event) {
        automatic = reader.flag("opened_automatically", Presence::optional);
    }
    reader.refuse_others();
    if (!right || !nature) return std::nullopt;
    return RightRequest{.right = *right,
                        .nature = *nature,
                        .current_right_ends_on = ends_on,
                        .opened_automatically = automatic.value_or(false)};
}

std::optional<Exclusion> exclusion(const json& value, std::string at, Faults& faults) {
    Reader reader(value, std::move(at), faults);
    auto doctor = reader.name<DoctorId>("doctor", Presence::required);
    const auto reason = reader.word<ExclusionReason>("reason", Presence::required);
    const auto declared_on = reader.day("declared_on", Presence::optional);
    const auto source = reader.word<ExclusionSource>("source", Presence::optional);
    reader.refuse_others();
    if (!doctor || !reason) return std::nullopt;
    return Exclusion{std::move(*doctor), *reason, declared_on, source};
}

std::vector<RightRequest> requests(Reader& reader, Origin origin, Presence presence) {
    const auto read = [&](const json& value, std::string at) {
        return request(value, std::move(at), origin, reader.faults());
    };
    const auto* given = reader.find("requests", Presence::optional);
    if (given != nullptr && given->is_array() && given->empty()) {
        reader.faults().add(reader.at("requests"), "empty");
    }
    return reader.list<RightRequest>("requests", right_count, presence, read);
}

std::vector<Exclusion> exclusions(Reader& reader) {
    return reader.list<Exclusion>("excluded_doctors",
                                  exclusions_max,
                                  Presence::optional,
                                  [&](const json& value, std::string at) {
                                      return exclusion(value, std::move(at), reader.faults());
                                  });
}

std::vector<Skill> skills(Reader& reader) {
    auto skills = reader.names<Skill>("required_skills", skills_max, Presence::optional);
    std::ranges::sort(skills);
    skills.erase(std::ranges::unique(skills).begin(), skills.end());
    return skills;
}

/// A member that a patch may take away: empty when the patch is silent, an empty value (nothing, or
/// no element) when it says null.
template <class Read>
auto removable(Reader& reader, std::string_view name, Read read) {
    std::optional<decltype(read())> result;
    if (reader.is_removed(name)) {
        result.emplace();
    } else if (reader.has(name)) {
        result = read();
    }
    return result;
}

/// The facts of a request that a patch can change.
bool same_request(const RightRequest& a, const RightRequest& b) {
    return a.right == b.right && a.nature == b.nature &&
           a.current_right_ends_on == b.current_right_ends_on;
}

/// Forgets a change to what stands already, so that a patch without effect is an empty amendment.
template <class T>
void drop_if_same(std::optional<T>& change, const T& before) {
    if (change && *change == before) change.reset();
}

}  // namespace

std::optional<Registration> read_registration(Reader& reader, Origin origin) {
    auto reference = reader.name<Reference>("reference", Presence::required);
    const auto filed_on = reader.day("filed_on", Presence::required);
    const auto complete_on = reader.day("complete_on", Presence::optional);
    const auto stage = reader.word<StageOfLife>("stage", Presence::required);
    auto sector = reader.name<Sector>("sector", Presence::required);
    const auto procedure = reader.word<Procedure>("procedure", Presence::optional);
    const auto reason = reader.word<UrgencyReason>("urgency_reason", Presence::optional);
    const auto requested_on = reader.day("urgency_requested_on", Presence::optional);
    auto asked = requests(reader, origin, Presence::required);
    auto required = skills(reader);
    auto excluded = exclusions(reader);
    const auto minutes =
        reader.integer("expected_minutes", 1, expected_minutes_max, Presence::optional);
    const auto modality = reader.word<Modality>("modality", Presence::optional);
    reader.refuse_others();
    if (!reader.faults().empty()) return std::nullopt;
    return Registration{.reference = std::move(*reference),
                        .filed_on = *filed_on,
                        .complete_on = complete_on,
                        .stage = *stage,
                        .sector = std::move(*sector),
                        .procedure = procedure.value_or(Procedure::normal),
                        .urgency_reason = reason,
                        .urgency_requested_on = requested_on,
                        .requests = std::move(asked),
                        .required_skills = std::move(required),
                        .excluded_doctors = std::move(excluded),
                        .expected_minutes = minutes,
                        .modality = modality.value_or(Modality::on_file)};
}

Amendment read_amendment(Reader& reader, Origin origin) {
    constexpr auto optional = Presence::optional;
    Amendment result;
    result.filed_on = reader.day("filed_on", optional);
    result.stage = reader.word<StageOfLife>("stage", optional);
    result.sector = reader.name<Sector>("sector", optional);
    result.procedure = reader.word<Procedure>("procedure", optional);
    result.urgency_reason = removable(reader, "urgency_reason", [&] {
        return reader.word<UrgencyReason>("urgency_reason", optional);
    });
    result.urgency_requested_on = removable(reader, "urgency_requested_on", [&] {
        return reader.day("urgency_requested_on", optional);
    });
    if (reader.has("requests")) result.requests = requests(reader, origin, Presence::required);
    result.required_skills = removable(reader, "required_skills", [&] { return skills(reader); });
    result.excluded_doctors =
        removable(reader, "excluded_doctors", [&] { return exclusions(reader); });
    result.expected_minutes = removable(reader, "expected_minutes", [&] {
        return reader.integer("expected_minutes", 1, expected_minutes_max, optional);
    });
    result.modality = reader.word<Modality>("modality", optional);
    reader.refuse_others();
    return result;
}

Result<Registration> registration(const json& body) {
    Faults faults;
    Reader reader(body, "", faults);
    auto facts = read_registration(reader, Origin::caller);
    if (!facts) return std::move(faults).refusal();
    return std::move(*facts);
}

Result<Amendment> amendment(const json& patch, const Registration& facts) {
    Faults faults;
    Reader reader(patch, "", faults);
    auto changes = read_amendment(reader, Origin::caller);
    if (!faults.empty()) return std::move(faults).refusal();
    drop_if_same(changes.filed_on, facts.filed_on);
    drop_if_same(changes.stage, facts.stage);
    drop_if_same(changes.sector, facts.sector);
    drop_if_same(changes.procedure, facts.procedure);
    drop_if_same(changes.urgency_reason, facts.urgency_reason);
    drop_if_same(changes.urgency_requested_on, facts.urgency_requested_on);
    drop_if_same(changes.required_skills, facts.required_skills);
    drop_if_same(changes.expected_minutes, facts.expected_minutes);
    drop_if_same(changes.modality, facts.modality);
    if (changes.excluded_doctors &&
        amended_exclusions(facts.excluded_doctors, *changes.excluded_doctors) ==
            facts.excluded_doctors) {
        changes.excluded_doctors.reset();
    }
    if (changes.requests && std::ranges::equal(*changes.requests, facts.requests, same_request)) {
        changes.requests.reset();
    }
    return changes;
}

}  // namespace echeance::codec
