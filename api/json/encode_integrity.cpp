// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/json/codec.hpp"
#include "api/json/writer.hpp"

namespace echeance::codec {
namespace {

void append_text(std::string& out, const std::string& text) {
    append_quoted(out, text);
}

void append_check(std::string& out, const IntegrityCheck& check) {
    ObjectWriter object(out);
    object.text("check", check.check);
    object.number("violations", check.violations);
    append_list(object.begin("examples"), check.examples, append_text);
    object.close();
}

void append_finding(std::string& out, const Finding& finding) {
    ObjectWriter object(out);
    object.word("finding", to_text(finding.kind));
    object.text("reason", finding.reason);
    object.number("count", finding.count);
    append_list(object.begin("examples"), finding.examples, append_text);
    object.close();
}

std::vector<std::string> examples_of(const nlohmann::json& row) {
    return row.at("examples").get<std::vector<std::string>>();
}

IntegrityReport report_of(const nlohmann::json& body) {
    IntegrityReport report;
    for (const auto& row : body.at("checks"))
        report.checks.push_back({row.at("check").get<std::string>(),
                                 row.at("violations").get<std::int64_t>(),
                                 examples_of(row)});
    for (const auto& row : body.at("findings"))
        if (const auto kind = from_text<FindingKind>(row.at("finding").get<std::string>()))
            report.findings.push_back({*kind,
                                       row.at("reason").get<std::string>(),
                                       row.at("count").get<std::int64_t>(),
                                       examples_of(row)});
    return report;
}

}  // namespace

std::string encode_integrity(const IntegrityReport& report) {
    std::string out;
    ObjectWriter object(out);
    object.flag("ok", std::ranges::all_of(report.checks, [](const auto& each) {
                    return each.violations == 0;
                }));
    append_list(object.begin("checks"), report.checks, append_check);
    append_list(object.begin("findings"), report.findings, append_finding);
    object.close();
    return out;
}

std::string encode_daily_proof(const DailyProof& proof) {
    return "{\"day\":" + std::to_string(proof.day.number()) +
           ",\"at\":" + std::to_string(proof.proved_at.time_since_epoch().count()) +
           ",\"report\":" + encode_integrity(proof.report) + "}";
}

Result<DailyProof> daily_proof(std::string_view text) {
    const auto json = parse(text);
    if (!json) return std::unexpected(json.error());
    try {
        return DailyProof{LegalDay::from_number(json->at("day").get<int>()),
                          Instant{std::chrono::milliseconds{json->at("at").get<std::int64_t>()}},
                          report_of(json->at("report"))};
    } catch (const nlohmann::json::exception&) {
        return refuse(Errc::unexpected, "A stored proof cannot be read.");
    }
}

}  // namespace echeance::codec
