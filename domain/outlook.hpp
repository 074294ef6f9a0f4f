// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/case_file.hpp"
#include "domain/language.hpp"
#include "domain/rules.hpp"
#include "domain/stage_account.hpp"

// What a person may be told of their own file, for the citizens' portal: where it stands, when a
// decision may be expected, and what may change that. An estimate, and said to be one: nothing here
// is a commitment, and nothing names a doctor.
namespace echeance {

/// What a forecast says of one file; each part only where it says anything.
struct OutlookEstimate {
    std::optional<int> files_before{};         ///< in the order of service; 0: it is next
    std::optional<LegalDay> decided_p50_on{};  ///< as likely earlier as later
    std::optional<LegalDay> decided_p80_on{};  ///< four times in five no later
};

/// Stable codes of what the outlook rests on, or could move.
enum class OutlookNote : std::uint8_t {
    documents_missing,       ///< the file is not complete: a mandatory document is awaited
    documents_awaited,       ///< an indispensable document was asked for: the clock stands still
    documents_expected,      ///< one was asked for that stops no clock
    documents_may_be_asked,  ///< it may still be asked for one: that would stop the clock
    countersignature_awaited,
    limit_passed,       ///< the legal time limit has passed: the file stays open all the same
    right_has_ended,    ///< a current right has ended
    right_ends_before,  ///< a current right ends before the window does
    no_estimate,        ///< nothing can be said of when
    estimate_only,      ///< the window is an estimate and no commitment
};
inline constexpr std::size_t outlook_note_count = 10;
[[nodiscard]] std::string_view to_text(OutlookNote note);
template <>
std::optional<OutlookNote> from_text<OutlookNote>(std::string_view text);
/// In plain French and English.
[[nodiscard]] const Wording& explanation(OutlookNote note);

struct OutlookWindow {
    LegalDay from;   ///< p50
    LegalDay until;  ///< p80, never before `from`
    bool operator==(const OutlookWindow&) const = default;
};
struct Outlook {
    FileState state = FileState::filed;
    std::optional<FileStage> stage{};       ///< absent once nothing is awaited any more
    std::optional<int> files_before{};      ///< only of a file that waits for a doctor
    std::optional<OutlookWindow> window{};  ///< of the decision; never begins before today
    /// The first current right that ends by the end of the window, or has ended.
    std::optional<LegalDay> right_ends_on{};
    std::vector<OutlookNote> notes{};  ///< in the order of `OutlookNote`
};
/// The outlook of a decided, notified or withdrawn file has its state and nothing to expect. A
/// window is given for a complete file only, and none where the estimate lacks either day.
[[nodiscard]] Outlook outlook_of(const CaseFile& file,
                                 const Rules& rules,
                                 LegalDay today,
                                 const OutlookEstimate& estimate);

/// The sentence for the stage: `Votre dossier attend qu'un médecin l'évalue.`
[[nodiscard]] const Wording& stage_text(const Outlook& outlook);
/// The window in words, with its dates written out; empty without a window.
[[nodiscard]] std::string window_text(const Outlook& outlook, Language language);
/// `1er mars 2027`, `1 March 2027`.
[[nodiscard]] std::string date_text(LegalDay day, Language language);

}  // namespace echeance
