// SPDX-License-Identifier: EUPL-1.2
#include "api/configuration.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "api/answers.hpp"
#include "api/conditional.hpp"
#include "api/json/codec.hpp"

namespace echeance {
namespace {

/// A section's document as the codec and the domain accept it: rendered again, so that every
/// version is kept in one form.
using Read = Result<std::string> (*)(const Call& call, int version);
struct Section {
    std::string_view name;
    Read read;
    std::string (*defaults)(const Rules& rules);
};

template <class T>
Result<std::string> read_sound(Result<T> table,
                               std::vector<FieldError> (*faults_of)(const T&),
                               std::string (*encode)(const T&)) {
    if (!table) return std::unexpected(table.error());
    auto found = faults_of(*table);
    if (found.empty()) return encode(*table);
    return std::unexpected(
        Error{Errc::invalid_input, "Some fields are not valid.", std::move(found)});
}

Result<std::string> read_targets(const Call& call, int version) {
    return read_sound<Targets>(codec::targets(*call.body, version), faults, codec::encode_targets);
}
Result<std::string> read_priorities(const Call& call, int version) {
    return read_sound<Priorities>(
        codec::priorities(*call.body, version), faults, codec::encode_priorities);
}
Result<std::string> read_minutes(const Call& call, int version) {
    return read_sound<MinutesTable>(
        codec::minutes(*call.body, version), faults, codec::encode_minutes);
}
Result<std::string> read_calendars(const Call& call, int version) {
    const auto calendars = codec::calendars(*call.body, version);
    if (!calendars) return std::unexpected(calendars.error());
    if (!call.ports.calendar.knows(calendars->time_zone))
        return refuse_field("/time_zone", "unknown_time_zone", "There is no such time zone.");
    return codec::encode_calendars(*calendars);
}

constexpr std::array<Section, 4> sections{{
    {"targets",
     read_targets,
     [](const Rules& rules) { return codec::encode_targets(rules.targets); }},
    {"priorities",
     read_priorities,
     [](const Rules& rules) { return codec::encode_priorities(rules.priorities); }},
    {"calendars",
     read_calendars,
     [](const Rules& rules) { return codec::encode_calendars(rules.calendars); }},
    {"minutes",
     read_minutes,
     [](const Rules& rules) { return codec::encode_minutes(rules.minutes); }},
}};

Result<Section> section_of(const Call& call) {
    const auto found = std::ranges::find(sections, call.param("section"), &Section::name);
    if (found == sections.end()) return refuse(Errc::not_found, "There is no such section.");
    return *found;
}

/// Every version written, newest last, behind the built-in version 0.
Task<std::vector<ConfigurationVersion>> versions_of(Call& call, Section section) {
    const auto& tenant = call.principal.tenant;
    std::vector<ConfigurationVersion> versions;
    versions.push_back({0, {}, {}, section.defaults(default_rules(tenant.text()))});
    auto written = co_await call.ports.store.configuration_versions(
        tenant, std::string{section.name}, call.deadline());
    if (!written && written.error().code != Errc::not_found)
        co_return std::unexpected(written.error());
    if (written)
        for (auto& version : *written)
            if (version.version > 0) versions.push_back(std::move(version));
    std::ranges::sort(versions, {}, &ConfigurationVersion::version);
    co_return versions;
}

/// The document with its place and origin in front of its own members.
std::string version_document(Section section, const ConfigurationVersion& version) {
    std::string text = R"({"section":)";
    codec::append_quoted(text, section.name);
    text += R"(,"version":)" + std::to_string(version.version);
    if (version.version > 0) {
        text += R"(,"created_at":")" + to_rfc3339(version.created_at) + R"(","created_by":)";
        codec::append_quoted(text, version.created_by);
    }
    return text + ',' + version.document.substr(1);
}

Response version_answer(Section section, const ConfigurationVersion& version) {
    Response response = json_answer(version_document(section, version));
    response.headers.emplace_back("ETag",
                                  etag(Revision{static_cast<std::uint64_t>(version.version)}));
    response.subject = section.name;
    return response;
}

/// The minutes with what was learned of them, which moves by itself: the tag is the version's, for
/// a PUT, and no copy of the whole is good for long.
Task<Response> minutes_answer(Call& call, Section section, ConfigurationVersion version) {
    const auto document = codec::parse(version.document);
    if (!document) co_return std::unexpected(document.error());
    auto table = codec::minutes(*document, version.version);
    if (!table) co_return std::unexpected(table.error());
    const auto& in_force = call.rules->rules.minutes;
    if (in_force.version == version.version) table->learned = in_force.learned;
    const auto evidence = co_await call.ports.store.minutes_spent(
        call.principal.tenant, evidence_months(table->learning, call.today), call.deadline());
    if (!evidence) co_return std::unexpected(evidence.error());
    version.document.pop_back();
    version.document += R"(,"learned":)" +
                        codec::encode_estimates(*table, estimate_minutes(*table, *evidence)) + '}';
    auto response = version_answer(section, version);
    response.whole = true;
    co_return response;
}

}  // namespace

Task<Response> get_configuration(Call& call) {
    const auto section = section_of(call);
    if (!section) co_return std::unexpected(section.error());
    const auto versions = co_await versions_of(call, *section);
    if (!versions) co_return std::unexpected(versions.error());
    if (section->name == "minutes")
        co_return co_await minutes_answer(call, *section, versions->back());
    co_return version_answer(*section, versions->back());
}

Task<Response> put_configuration(Call& call) {
    const auto section = section_of(call);
    if (!section) co_return std::unexpected(section.error());
    const auto versions = co_await versions_of(call, *section);
    if (!versions) co_return std::unexpected(versions.error());
    const int current = versions->back().version;
    if (call.if_match && number(*call.if_match) != static_cast<std::uint64_t>(current))
        co_return refuse(Errc::stale_revision, "The section has changed since that version.");
    auto document = section->read(call, current + 1);
    if (!document) co_return std::unexpected(document.error());
    if (call.dry_run == DryRun::yes)
        co_return version_answer(
            *section, {current + 1, call.now(), call.principal.name, std::move(*document)});
    const auto written = co_await call.ports.store.put_configuration(call.principal.tenant,
                                                                     std::string{section->name},
                                                                     std::move(*document),
                                                                     current,
                                                                     call.principal.name,
                                                                     call.now(),
                                                                     call.deadline());
    if (!written) co_return std::unexpected(written.error());
    co_return version_answer(*section, *written);
}

Task<Response> list_configuration_versions(Call& call) {
    const auto section = section_of(call);
    if (!section) co_return std::unexpected(section.error());
    const auto versions = co_await versions_of(call, *section);
    if (!versions) co_return std::unexpected(versions.error());
    std::vector<std::string> items;
    items.reserve(versions->size());
    for (const auto& version : std::views::reverse(*versions))
        items.push_back(version_document(*section, version));
    co_return list_answer("versions", items, "");
}

}  // namespace echeance
