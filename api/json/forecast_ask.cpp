// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <cmath>

#include "api/json/forecast.hpp"
#include "api/json/reader.hpp"

namespace echeance::codec {

using nlohmann::json;

namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr int horizon_days_min = 28;
constexpr int minutes_a_week_max = 3'000;
constexpr int supervisors_max_read = 8;

/// A number from 0 to `max`.
std::optional<double> number(Reader& reader, std::string_view name, double max) {
    const auto* value = reader.find(name, Presence::optional);
    if (value == nullptr) return std::nullopt;
    const bool is_sound = value->is_number() && std::isfinite(value->get<double>()) &&
                          value->get<double>() >= 0 && value->get<double>() <= max;
    if (!is_sound) {
        reader.faults().add(reader.at(name), "out_of_range");
        return std::nullopt;
    }
    return value->get<double>();
}

RampUp ramp_up(Reader& reader) {
    if (!reader.has("ramp_up_percents")) return usual_ramp_up();
    return reader.list<int>("ramp_up_percents",
                            ramp_up_weeks_max,
                            Presence::optional,
                            [&](const json& value, std::string at) -> std::optional<int> {
                                if (value.is_number_integer() && value >= 0 && value <= 100)
                                    return value.get<int>();
                                reader.faults().add(std::move(at), "out_of_range");
                                return std::nullopt;
                            });
}

/// One kind of doctor; the id is a number of `added-<n>`.
std::optional<AddedDoctor> added(Reader& reader, LegalDay today) {
    const auto kind = reader.word<DoctorKind>("kind", Presence::required);
    const auto from = reader.day("from", Presence::required);
    const auto until = reader.day("until", Presence::optional);
    const auto minutes =
        reader.integer("minutes_per_week", 1, minutes_a_week_max, Presence::optional);
    auto skills = reader.names<Skill>("skills", skills_max, Presence::optional);
    auto supervisors =
        reader.names<DoctorId>("supervisors", supervisors_max_read, Presence::optional);
    auto ramp = ramp_up(reader);
    if (until && from && *until < *from) reader.faults().add(reader.at("until"), "before_from");
    if (!kind || !from) return std::nullopt;
    std::ranges::sort(skills);
    AddedDoctor doctor{.id = *DoctorId::parse("added-1"),
                       .kind = *kind,
                       .from = std::max(*from, today),
                       .until = until,
                       .skills = std::move(skills),
                       .ramp_up = std::move(ramp),
                       .supervisors = std::move(supervisors)};
    if (minutes) doctor.minutes_per_week = *minutes;
    return doctor;
}

void read_doctors(Reader& reader, WhatIf& what_if, LegalDay today) {
    using Several = std::vector<AddedDoctor>;
    const auto groups = reader.list<Several>(
        "doctors_added",
        added_doctors_max,
        Presence::optional,
        [&](const json& value, std::string at) -> std::optional<Several> {
            Reader element(value, std::move(at), reader.faults());
            const auto count = element.integer(
                "count", 1, static_cast<int>(added_doctors_max), Presence::optional);
            const auto doctor = added(element, today);
            element.refuse_others();
            if (!doctor) return std::nullopt;
            return Several(static_cast<std::size_t>(count.value_or(1)), *doctor);
        });
    for (const auto& group : groups)
        for (auto doctor : group) {
            doctor.id = *DoctorId::parse("added-" + std::to_string(what_if.added.size() + 1));
            what_if.added.push_back(std::move(doctor));
        }
    if (what_if.added.size() > added_doctors_max)
        reader.faults().add(reader.at("doctors_added"), "too_many");
    what_if.leaving = reader.list<DoctorLeaving>(
        "doctors_leaving",
        added_doctors_max,
        Presence::optional,
        [&](const json& value, std::string at) -> std::optional<DoctorLeaving> {
            Reader element(value, std::move(at), reader.faults());
            const auto doctor = element.name<DoctorId>("doctor", Presence::required);
            const auto from = element.day("from", Presence::required);
            element.refuse_others();
            if (!doctor || !from) return std::nullopt;
            return DoctorLeaving{*doctor, *from};
        });
}

void read_what_if(Reader& reader, WhatIf& what_if, LegalDay today) {
    constexpr double inflow_factor_max = 10;
    read_doctors(reader, what_if, today);
    what_if.inflow_factor = number(reader, "inflow_factor", inflow_factor_max);
    if (const auto* value = reader.find("policy", Presence::optional)) {
        Reader policy(*value, reader.at("policy"), reader.faults());
        what_if.on_time_share_percent =
            policy.integer("on_time_share_percent", 0, 100, Presence::required);
        policy.refuse_others();
    }
}

std::optional<LeastStaffAsk> read_least_staff(Reader& reader, LegalDay today) {
    const auto* value = reader.find("least_staff", Presence::optional);
    if (value == nullptr) return std::nullopt;
    Reader element(*value, reader.at("least_staff"), reader.faults());
    const auto by = element.day("by", Presence::required);
    const auto doctor = added(element, today);
    element.refuse_others();
    if (!by || !doctor) return std::nullopt;
    return LeastStaffAsk{*by, *doctor};
}

}  // namespace

Result<ForecastAsk> forecast_ask(const json& body, LegalDay today) {
    constexpr int seed_max = 2'147'483'647;
    constexpr double files_a_year_max = 1'000'000;
    Faults faults;
    Reader reader(body, "", faults);
    ForecastAsk ask;
    ask.horizon_days =
        reader.integer("horizon_days", horizon_days_min, forecast_days_max, Presence::optional)
            .value_or(ask.horizon_days);
    ask.replications =
        reader.integer("replications", 1, forecast_replications_max, Presence::optional)
            .value_or(ask.replications);
    ask.seed = static_cast<std::uint64_t>(
        reader.integer("seed", 0, seed_max, Presence::optional).value_or(1));
    ask.files_a_year = number(reader, "files_a_year", files_a_year_max);
    read_what_if(reader, ask.scenario, today);
    ask.comparisons = reader.list<WhatIf>(
        "comparisons",
        comparisons_max,
        Presence::optional,
        [&](const json& value, std::string at) -> std::optional<WhatIf> {
            Reader element(value, std::move(at), faults);
            WhatIf what_if;
            what_if.name = element.text("name", name_bytes_max, Presence::required).value_or("");
            read_what_if(element, what_if, today);
            element.refuse_others();
            return what_if;
        });
    ask.least_staff = read_least_staff(reader, today);
    reader.refuse_others();
    if (!faults.empty()) return std::move(faults).refusal();
    return ask;
}

}  // namespace echeance::codec
