// SPDX-License-Identifier: EUPL-1.2
#include "api/json/codec.hpp"
#include "service/redis/store.hpp"

namespace echeance::redis {
namespace {

/// As kept: `{"version":1,"at":ms,"by":"owner","document":{...}}`, the document as it was written.
std::string encode_version(const ConfigurationVersion& version) {
    std::string text = "{\"version\":" + std::to_string(version.version) +
                       ",\"at\":" + std::to_string(version.created_at.time_since_epoch().count()) +
                       ",\"by\":";
    codec::append_quoted(text, version.created_by);
    return text + ",\"document\":" + version.document + "}";
}

}  // namespace

Result<ConfigurationVersion> stored::configuration_version(std::string_view text) {
    const auto json = codec::parse(text);
    if (!json) return refuse(Errc::unexpected, "A stored configuration cannot be read.");
    ConfigurationVersion version;
    version.version = json->value("version", 0);
    version.created_at = Instant{std::chrono::milliseconds{json->value("at", std::int64_t{0})}};
    version.created_by = json->value("by", std::string{});
    version.document = codec::dump(json->value("document", nlohmann::json::object()));
    return version;
}

void stored::write_configuration(UnitOfWork& work,
                                 const Keys& keys,
                                 std::string_view section,
                                 const ConfigurationVersion& version) {
    const auto field = "version:" + std::string{section};
    const int before = version.version - 1;
    work.check(keys.meta(), field, before == 0 ? std::string{} : std::to_string(before));
    work.write("HSET", keys.meta(), field, version.version);
    work.write("RPUSH", keys.configuration(section), encode_version(version));
    work.write("HINCRBY", keys.meta(), "configuration", 1);
    work.write("HSET", keys.meta(), "reindex", 0);
    work.entry("t",
               "configuration.put",
               "s",
               section,
               "a",
               version.created_by,
               "i",
               version.created_at.time_since_epoch().count(),
               "r",
               version.version,
               "d",
               version.document);
}

Task<std::vector<ConfigurationVersion>> RedisStore::configuration_versions(TenantId tenant,
                                                                           std::string section,
                                                                           Deadline deadline) {
    const auto rows = co_await client_.run(
        Command("LRANGE", Keys{tenant}.configuration(section), 0, -1), deadline);
    if (!rows) co_return std::unexpected(rows.error());
    std::vector<ConfigurationVersion> versions;
    for (const auto& row : rows->elements()) {
        auto version = stored::configuration_version(row.text());
        if (!version) co_return std::unexpected(version.error());
        versions.push_back(std::move(*version));
    }
    co_return versions;
}

Task<ConfigurationVersion> RedisStore::put_configuration(TenantId tenant,
                                                         std::string section,
                                                         std::string document,
                                                         int expected,
                                                         std::string actor,
                                                         Instant at,
                                                         Deadline deadline) {
    constexpr int versions_max = 1'000;
    if (expected >= versions_max)
        co_return refuse(Errc::state_conflict, "This section has too many versions.");
    const Keys keys{tenant};
    ConfigurationVersion version{expected + 1, at, std::move(actor), std::move(document)};
    UnitOfWork work(keys);
    stored::write_configuration(work, keys, section, version);
    const auto failed = co_await run_work(work, deadline);
    if (!failed) co_return std::unexpected(failed.error());
    forget(tenant);
    if (*failed != 0) co_return refuse(Errc::stale_revision, "Another version stands.");
    co_return version;
}

}  // namespace echeance::redis
