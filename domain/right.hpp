// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace echeance {

/// A right that can be asked for (`droit`). Texts are the contract's.
enum class Right : std::uint8_t {
    aah,
    aeeh,
    pch,
    rqth,
    cmi_invalidite,
    cmi_priorite,
    cmi_stationnement,
    orientation_enfant,
    orientation_adulte,
    scolarisation,
    avpf,
    autre,
};
inline constexpr std::size_t right_count = 12;
inline constexpr std::array<Right, right_count> all_rights{Right::aah,
                                                           Right::aeeh,
                                                           Right::pch,
                                                           Right::rqth,
                                                           Right::cmi_invalidite,
                                                           Right::cmi_priorite,
                                                           Right::cmi_stationnement,
                                                           Right::orientation_enfant,
                                                           Right::orientation_adulte,
                                                           Right::scolarisation,
                                                           Right::avpf,
                                                           Right::autre};

enum class Nature : std::uint8_t { first, review };      ///< NATDEM 1, 2
enum class Procedure : std::uint8_t { normal, urgent };  ///< TYPPROC 1, 2
enum class StageOfLife : std::uint8_t { child, adult };  ///< below 20, from 20
/// How a person is evaluated, and what a doctor's session is for: by the file at the office, or
/// where the person is (an antenna in a commune, a home visit).
enum class Modality : std::uint8_t { on_file, visit };
enum class Decision : std::uint8_t { granted, refused, deferred };  ///< TYPDEC 1, 2, 3 (sursis)

/// The eight reasons of box A5 of form Cerfa 15692. Texts are the extract's `motif_urgence`.
enum class UrgencyReason : std::uint8_t {
    home,
    school,
    establishment,
    job,
    hospital_discharge,
    training,
    new_job,
    rights_ending,
};

[[nodiscard]] std::string_view to_text(Right right);
[[nodiscard]] std::string_view to_text(Nature nature);
[[nodiscard]] std::string_view to_text(Procedure procedure);
[[nodiscard]] std::string_view to_text(StageOfLife stage);
[[nodiscard]] std::string_view to_text(Modality modality);
[[nodiscard]] std::string_view to_text(Decision decision);
[[nodiscard]] std::string_view to_text(UrgencyReason reason);

/// `from_text<Right>("AAH")`; empty for a text that names none.
template <class E>
[[nodiscard]] std::optional<E> from_text(std::string_view text);
template <>
std::optional<Right> from_text<Right>(std::string_view text);
template <>
std::optional<Nature> from_text<Nature>(std::string_view text);
template <>
std::optional<Procedure> from_text<Procedure>(std::string_view text);
template <>
std::optional<StageOfLife> from_text<StageOfLife>(std::string_view text);
template <>
std::optional<Decision> from_text<Decision>(std::string_view text);
template <>
std::optional<Modality> from_text<Modality>(std::string_view text);
template <>
std::optional<UrgencyReason> from_text<UrgencyReason>(std::string_view text);

/// Official status codes (order of 13 September 2010). Empty for a code that does not exist.
[[nodiscard]] std::optional<Nature> nature_of_natdem(std::string_view code);
[[nodiscard]] std::optional<Procedure> procedure_of_typproc(std::string_view code);

}  // namespace echeance
