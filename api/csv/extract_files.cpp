// SPDX-License-Identifier: EUPL-1.2
#include <algorithm>

#include "api/csv/fields.hpp"

namespace echeance::csv {
namespace {

enum class Tatdem : std::uint8_t { filed = 1, complete, to_be_completed, cancelled };

std::optional<Tatdem> tatdem(Fields& fields) {
    const auto code = fields.required("tatdem");
    if (code.empty()) return std::nullopt;
    if (code.size() == 1 && code[0] >= '1' && code[0] <= '4') {
        return static_cast<Tatdem>(code[0] - '0');
    }
    fields.add("tatdem", "unknown_code");
    return std::nullopt;
}

template <class Code>
auto coded(Fields& fields, std::string_view column, Code code) {
    const auto text = fields.required(column);
    auto value = code(text);
    if (!text.empty() && !value) fields.add(column, "unknown_code");
    return value;
}

std::optional<StageOfLife> stage_of_typpub(std::string_view code) {
    if (code == "E") return StageOfLife::child;
    if (code == "A") return StageOfLife::adult;
    return std::nullopt;
}

/// `RIGHT/NATDEM/end of the current right`, the end often empty.
std::optional<RightRequest> request(Fields& fields, std::string_view text) {
    if (text.empty()) return fields.add("demandes", "unknown_right"), std::nullopt;
    const auto [right_text, rest] = halves(text, '/');
    const auto [nature_text, end_text] = halves(rest, '/');
    const auto right = from_text<Right>(right_text);
    const auto nature = nature_of_natdem(nature_text);
    std::optional<LegalDay> ends_on;
    if (!right) fields.add("demandes", "unknown_right");
    if (!nature) fields.add("demandes", "unknown_code");
    if (!end_text.empty()) ends_on = fields.day_of("demandes", end_text);
    if (!right || !nature) return std::nullopt;
    return RightRequest{.right = *right, .nature = *nature, .current_right_ends_on = ends_on};
}

std::vector<RightRequest> requests(Fields& fields) {
    std::vector<RightRequest> result;
    const auto text = fields.text("demandes");
    for_each_part(text, '|', [&](std::string_view part) {
        const auto one = request(fields, part);
        if (!one) return;
        const bool known = std::ranges::any_of(
            result, [&](const RightRequest& other) { return other.right == one->right; });
        if (known) return fields.add("demandes", "duplicate_right");
        result.push_back(*one);
    });
    if (text.empty() && fields.is_free_of_nir("demandes")) fields.add("demandes", "empty");
    return result;
}

struct Urgency {
    std::optional<Procedure> procedure;
    std::optional<UrgencyReason> reason;
};

Urgency urgency(Fields& fields) {
    Urgency result{coded(fields, "typproc", procedure_of_typproc), std::nullopt};
    const auto text = fields.text("motif_urgence");
    result.reason = from_text<UrgencyReason>(text);
    if (!text.empty() && !result.reason) fields.add("motif_urgence", "unknown_code");
    if (result.procedure == Procedure::urgent && text.empty() &&
        fields.is_free_of_nir("motif_urgence")) {
        fields.add("motif_urgence", "required");
    }
    if (result.procedure == Procedure::normal && !text.empty()) {
        fields.add("motif_urgence", "inconsistent");
    }
    return result;
}

/// The day on which the file was complete must be there for TATDEM 2 and 3, and not for 1.
std::optional<LegalDay> complete_on(Fields& fields,
                                    std::optional<Tatdem> standing,
                                    std::optional<LegalDay> filed_on) {
    const bool given = !fields.text("recevable_le").empty();
    const auto day = fields.day("recevable_le");
    if (standing == Tatdem::filed && given) fields.add("recevable_le", "inconsistent");
    const bool needed = standing == Tatdem::complete || standing == Tatdem::to_be_completed;
    if (needed && !given && fields.is_free_of_nir("recevable_le")) {
        fields.add("recevable_le", "required");
    }
    if (day && filed_on && *day < *filed_on) fields.add("recevable_le", "before_filed_on");
    return day;
}

std::vector<Exclusion> exclusions(Fields& fields) {
    std::vector<Exclusion> result;
    for (auto& doctor :
         fields.names<DoctorId>("medecins_exclus", exclusions_max, "invalid_doctor_id")) {
        result.push_back({.doctor = std::move(doctor),
                          .reason = ExclusionReason::conflict_of_interest,
                          .source = ExclusionSource::extract});
    }
    return result;
}

std::vector<Skill> skills(Fields& fields) {
    auto result = fields.names<Skill>("competence", skills_max, "invalid_skill");
    std::ranges::sort(result);
    result.erase(std::ranges::unique(result).begin(), result.end());
    return result;
}

}  // namespace

Result<ExtractedFile> file(const Heading& heading, const std::vector<std::string>& record) {
    Fields fields(heading, record);
    auto reference = fields.required_name<Reference>("reference", "invalid_reference");
    const auto filed_on = fields.required_day("depose_le");
    const auto standing = tatdem(fields);
    const auto complete = complete_on(fields, standing, filed_on);
    const auto urgent = urgency(fields);
    const auto stage = coded(fields, "typpub", stage_of_typpub);
    auto sector = fields.required_name<Sector>("code_insee", "invalid_sector");
    auto asked = requests(fields);
    auto required = skills(fields);
    auto excluded = exclusions(fields);
    if (!fields.is_sound()) return std::move(fields).refusal();
    Registration facts{.reference = std::move(*reference),
                       .filed_on = *filed_on,
                       .complete_on = complete,
                       .stage = *stage,
                       .sector = std::move(*sector),
                       .procedure = *urgent.procedure,
                       .urgency_reason = urgent.reason,
                       .requests = std::move(asked),
                       .required_skills = std::move(required),
                       .excluded_doctors = std::move(excluded)};
    // The extract has no day for the urgency: it was asked for with the file.
    if (facts.procedure == Procedure::urgent) facts.urgency_requested_on = facts.filed_on;
    return ExtractedFile{std::move(facts),
                         standing == Tatdem::cancelled ? Standing::cancelled : Standing::open};
}

}  // namespace echeance::csv
