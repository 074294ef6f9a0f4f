// SPDX-License-Identifier: EUPL-1.2
#include "api/json/writer.hpp"
#include "domain/eligibility_texts.hpp"

namespace echeance::codec {
namespace {

/// Who was given a file passed every rule: the claim's queues and checks leave nobody else.
void append_every_rule(std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < eligibility_rule_count; ++i) {
        if (i != 0) out += ',';
        out += '"';
        out += to_text(static_cast<EligibilityRule>(i));
        out += '"';
    }
    out += ']';
}

void append_why(std::string& out, const ClaimedFile& file) {
    ObjectWriter object(out);
    object.day("due_on", file.due_on);
    object.day("effective_due_on", file.effective_due_on);
    append_list(object.begin("credits"), file.credits, [](std::string& to, const Credit& credit) {
        ObjectWriter element(to);
        element.text("id", credit.id);
        element.number("days", credit.days);
        element.close();
    });
    object.word("lane", to_text(file.lane));
    append_every_rule(object.begin("rules_passed"));
    object.close();
}

void append_claimed(std::string& out, const ClaimedFile& file) {
    ObjectWriter object(out);
    object.word("id", file.id);
    object.text("reference", file.reference);
    object.number("revision", number(file.revision));
    object.day("due_on", file.due_on);
    object.day("effective_due_on", file.effective_due_on);
    append_why(object.begin("why"), file);
    object.close();
}

void append_result(std::string& out, const RuleResult& result, Language language) {
    ObjectWriter object(out);
    object.word("rule", to_text(result.rule));
    object.flag("passed", result.passed);
    if (!result.passed) object.word("code", to_text(result.rule));
    object.text("text", explanation(result).in(language));
    object.close();
}

}  // namespace

std::string encode_claim(const std::vector<ClaimedFile>& files, const TenantRules& /*rules*/) {
    constexpr std::size_t bytes_per_file = 512;
    std::string out;
    out.reserve(16 + files.size() * bytes_per_file);
    ObjectWriter object(out);
    append_list(object.begin("files"), files, append_claimed);
    object.close();
    return out;
}

std::string encode_eligibility(const FileId& file,
                               std::span<const DoctorEligibility> doctors,
                               const std::optional<std::vector<Relaxation>>& relaxations,
                               Language language) {
    const auto append_rule = [&](std::string& to, const RuleResult& result) {
        append_result(to, result, language);
    };
    std::string out;
    ObjectWriter object(out);
    object.word("file", file);
    append_list(object.begin("doctors"), doctors, [&](std::string& to, const auto& entry) {
        ObjectWriter element(to);
        element.word("doctor", entry.doctor);
        element.flag("eligible", is_eligible(entry.rules));
        append_list(element.begin("rules"), entry.rules, append_rule);
        element.close();
    });
    if (relaxations) {
        append_list(object.begin("relaxations"), *relaxations, append_words<Relaxation>);
    }
    object.close();
    return out;
}

}  // namespace echeance::codec
