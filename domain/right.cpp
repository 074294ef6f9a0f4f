// SPDX-License-Identifier: EUPL-1.2
#include "domain/right.hpp"

#include "domain/enum_names.hpp"

namespace echeance {
namespace {

using std::string_view;

constexpr std::array<string_view, right_count> right_names{"AAH",
                                                           "AEEH",
                                                           "PCH",
                                                           "RQTH",
                                                           "CMI_INVALIDITE",
                                                           "CMI_PRIORITE",
                                                           "CMI_STATIONNEMENT",
                                                           "ORIENTATION_ENFANT",
                                                           "ORIENTATION_ADULTE",
                                                           "SCOLARISATION",
                                                           "AVPF",
                                                           "AUTRE"};
constexpr std::array<string_view, 2> nature_names{"first", "review"};
constexpr std::array<string_view, 2> procedure_names{"normal", "urgent"};
constexpr std::array<string_view, 2> stage_names{"child", "adult"};
constexpr std::array<string_view, 2> modality_names{"on_file", "visit"};
constexpr std::array<string_view, 3> decision_names{"granted", "refused", "deferred"};
constexpr std::array<string_view, 8> urgency_names{"home",
                                                   "school",
                                                   "establishment",
                                                   "job",
                                                   "hospital_discharge",
                                                   "training",
                                                   "new_job",
                                                   "rights_ending"};

/// NATDEM and TYPPROC number the enumerators from 1.
constexpr std::array<string_view, 2> two_codes{"1", "2"};

}  // namespace

string_view to_text(Right right) {
    return name_in(right_names, right);
}
string_view to_text(Nature nature) {
    return name_in(nature_names, nature);
}
string_view to_text(Procedure procedure) {
    return name_in(procedure_names, procedure);
}
string_view to_text(Modality modality) {
    return name_in(modality_names, modality);
}
string_view to_text(StageOfLife stage) {
    return name_in(stage_names, stage);
}
string_view to_text(Decision decision) {
    return name_in(decision_names, decision);
}
string_view to_text(UrgencyReason reason) {
    return name_in(urgency_names, reason);
}

template <>
std::optional<Right> from_text<Right>(string_view text) {
    return named_in<Right>(right_names, text);
}
template <>
std::optional<Nature> from_text<Nature>(string_view text) {
    return named_in<Nature>(nature_names, text);
}
template <>
std::optional<Procedure> from_text<Procedure>(string_view text) {
    return named_in<Procedure>(procedure_names, text);
}
template <>
std::optional<Modality> from_text<Modality>(string_view text) {
    return named_in<Modality>(modality_names, text);
}
template <>
std::optional<StageOfLife> from_text<StageOfLife>(string_view text) {
    return named_in<StageOfLife>(stage_names, text);
}
template <>
std::optional<Decision> from_text<Decision>(string_view text) {
    return named_in<Decision>(decision_names, text);
}
template <>
std::optional<UrgencyReason> from_text<UrgencyReason>(string_view text) {
    return named_in<UrgencyReason>(urgency_names, text);
}

std::optional<Nature> nature_of_natdem(string_view code) {
    return named_in<Nature>(two_codes, code);
}
std::optional<Procedure> procedure_of_typproc(string_view code) {
    return named_in<Procedure>(two_codes, code);
}

}  // namespace echeance
