// SPDX-License-Identifier: EUPL-1.2
#include <array>

#include "domain/enum_names.hpp"
#include "domain/outlook.hpp"

namespace echeance {
namespace {

constexpr std::array<std::string_view, outlook_note_count> note_names{"documents_missing",
                                                                      "documents_awaited",
                                                                      "documents_expected",
                                                                      "documents_may_be_asked",
                                                                      "countersignature_awaited",
                                                                      "limit_passed",
                                                                      "right_has_ended",
                                                                      "right_ends_before",
                                                                      "no_estimate",
                                                                      "estimate_only"};

/// In the order of `OutlookNote`.
constexpr std::array<Wording, outlook_note_count> note_texts{{
    {"Il manque un document obligatoire : sans lui, votre dossier n'est pas complet et ne peut pas "
     "être évalué.",
     "A mandatory document is missing: without it your file is not complete and cannot be "
     "evaluated."},
    {"Nous vous avons demandé un document indispensable. Le délai est suspendu jusqu'à ce que nous "
     "le recevions, ou jusqu'à la date limite indiquée dans notre demande (CRPA L.114-5).",
     "We have asked you for an indispensable document. The time limit is suspended until we "
     "receive "
     "it, or until the deadline given in our request (CRPA L.114-5)."},
    {"Nous vous avons demandé un document. Il ne suspend pas le délai.",
     "We have asked you for a document. It does not suspend the time limit."},
    {"Un document indispensable peut encore vous être demandé : le délai serait alors suspendu "
     "jusqu'à sa réception (CRPA L.114-5).",
     "You may still be asked for an indispensable document: the time limit would then be suspended "
     "until it is received (CRPA L.114-5)."},
    {"L'évaluation de votre dossier est faite ; un médecin doit encore la contresigner.",
     "Your file has been evaluated; a doctor has yet to countersign the evaluation."},
    {"Le délai légal est dépassé. Votre dossier reste ouvert et doit toujours recevoir une "
     "décision.",
     "The legal time limit has passed. Your file stays open and must still be decided."},
    {"Un droit que vous aviez est arrivé à son terme.",
     "A right that you had has come to its end."},
    {"Un de vos droits en cours se termine avant la fin de la période indiquée. Contactez votre "
     "MDPH avant cette date.",
     "One of your current rights ends before the end of the period given. Contact your MDPH before "
     "that date."},
    {"Nous ne pouvons pas indiquer aujourd'hui quand une décision sera prise.",
     "We cannot say today when a decision will be made."},
    {"Cette estimation n'est pas un engagement : elle peut changer avec le nombre de dossiers et "
     "de "
     "médecins.",
     "This estimate is not a commitment: it may change with the number of files and of doctors."},
}};

/// In the order of `FileStage`.
constexpr std::array<Wording, file_stage_count> stage_texts{{
    {"Votre dossier est déposé ; il n'est pas encore complet.",
     "Your file has been filed; it is not complete yet."},
    {"Votre dossier est complet ; il attend qu'un médecin l'évalue.",
     "Your file is complete; it waits for a doctor to evaluate it."},
    {"Votre dossier est confié à un médecin, qui l'évalue.",
     "Your file is with a doctor, who evaluates it."},
    {"Votre dossier est évalué ; l'évaluation attend d'être contresignée.",
     "Your file has been evaluated; the evaluation waits to be countersigned."},
    {"Votre dossier est évalué ; il attend la décision de la commission (CDAPH).",
     "Your file has been evaluated; it waits for the decision of the commission (CDAPH)."},
    {"La commission (CDAPH) a pris sa décision ; elle doit encore vous être envoyée.",
     "The commission (CDAPH) has decided; the decision has yet to be sent to you."},
}};

constexpr Wording notified_text{"La décision vous a été envoyée.",
                                "The decision has been sent to you."};
constexpr Wording withdrawn_text{"Votre demande a été retirée ; plus rien n'est attendu.",
                                 "Your request has been withdrawn; nothing more is expected."};

constexpr std::array<Wording, 12> month_names{{{"janvier", "January"},
                                               {"février", "February"},
                                               {"mars", "March"},
                                               {"avril", "April"},
                                               {"mai", "May"},
                                               {"juin", "June"},
                                               {"juillet", "July"},
                                               {"août", "August"},
                                               {"septembre", "September"},
                                               {"octobre", "October"},
                                               {"novembre", "November"},
                                               {"décembre", "December"}}};

}  // namespace

std::string_view to_text(OutlookNote note) {
    return name_in(note_names, note);
}
template <>
std::optional<OutlookNote> from_text<OutlookNote>(std::string_view text) {
    return named_in<OutlookNote>(note_names, text);
}

const Wording& explanation(OutlookNote note) {
    return note_texts[static_cast<std::size_t>(note)];
}

const Wording& stage_text(const Outlook& outlook) {
    if (outlook.stage) return stage_texts[static_cast<std::size_t>(*outlook.stage)];
    return outlook.state == FileState::withdrawn ? withdrawn_text : notified_text;
}

std::string date_text(LegalDay day, Language language) {
    const auto ymd = day.ymd();
    const auto number = static_cast<unsigned>(ymd.day());
    const auto month = static_cast<std::size_t>(static_cast<unsigned>(ymd.month())) - 1;
    auto text = std::to_string(number);
    if (language == Language::fr && number == 1) text += "er";
    text += ' ';
    text += month_names[month].in(language);
    text += ' ';
    return text + std::to_string(static_cast<int>(ymd.year()));
}

std::string window_text(const Outlook& outlook, Language language) {
    if (!outlook.window) return {};
    const auto from = date_text(outlook.window->from, language);
    const auto until = date_text(outlook.window->until, language);
    if (language == Language::fr) {
        return "Estimation : une chance sur deux d'une décision d'ici au " + from +
               ", quatre chances sur cinq d'ici au " + until + '.';
    }
    return "Estimate: one chance in two of a decision by " + from + ", four in five by " + until +
           '.';
}

}  // namespace echeance
