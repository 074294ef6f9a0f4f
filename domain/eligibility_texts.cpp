// SPDX-License-Identifier: EUPL-1.2
#include "domain/eligibility_texts.hpp"

#include <array>

namespace echeance {
namespace {

struct RuleTexts {
    Wording passed;
    Wording failed;
};

/// In the order of `EligibilityRule`.
constexpr std::array<RuleTexts, eligibility_rule_count> texts{{
    // conflict_of_interest
    {{"Aucun conflit d'intérêts n'est connu entre ce médecin et la personne (CSP R.4127-105).",
      "No conflict of interest is known between this doctor and the person (CSP R.4127-105)."},
     {"Un conflit d'intérêts est déclaré : un médecin n'évalue jamais son propre patient, un "
      "parent "
      "ou un proche (CSP R.4127-105). Rien ne permet de passer outre.",
      "A conflict of interest is declared: a doctor never evaluates their own patient, a relative "
      "or a friend (CSP R.4127-105). Nothing overrides it."}},
    // declined_before
    {{"Ce médecin n'a pas renoncé à ce dossier.", "This doctor has not declined this file."},
     {"Ce médecin a renoncé à ce dossier, pour un autre motif qu'un conflit d'intérêts : il ne lui "
      "est pas proposé de nouveau (règle de l'office).",
      "This doctor has declined this file, for a reason other than a conflict of interest: it is "
      "not offered to them again (rule of the office)."}},
    // same_evaluator
    {{"Ce médecin n'a pas pris part à une évaluation de ce dossier contestée depuis.",
      "This doctor took no part in an evaluation of this file that has been appealed since."},
     {"Ce médecin a évalué ou contresigné avant le recours : le recours va à un médecin qui n'y a "
      "pas pris part, pour un traitement impartial (CRPA L.100-2). Rien ne permet de passer outre.",
      "This doctor evaluated or countersigned before the appeal: the appeal goes to a doctor who "
      "took no part, so that it is treated impartially (CRPA L.100-2). Nothing overrides it."}},
    // right
    {{"Ce médecin évalue tous les droits encore demandés dans ce dossier.",
      "This doctor evaluates every right still asked for in this file."},
     {"Un droit encore demandé dans ce dossier n'est pas de ceux que ce médecin évalue "
      "(organisation de l'office).",
      "A right still asked for in this file is not among those that this doctor evaluates "
      "(organisation of the office)."}},
    // stage
    {{"Ce médecin évalue les dossiers de cet âge de la vie, enfant ou adulte.",
      "This doctor evaluates files of this stage of life, child or adult."},
     {"Ce médecin n'évalue pas les dossiers de cet âge de la vie : enfant avant 20 ans, adulte "
      "ensuite (organisation de l'office).",
      "This doctor does not evaluate files of this stage of life: child below 20, adult from then "
      "on (organisation of the office)."}},
    // skill
    {{"Ce médecin a toutes les compétences que ce dossier demande.",
      "This doctor has every skill that this file requires."},
     {"Il manque à ce médecin une compétence que ce dossier demande : l'évaluation réunit les "
      "compétences que le handicap appelle (CASF R.146-27).",
      "This doctor lacks a skill that this file requires: an evaluation brings together the skills "
      "that the disability calls for (CASF R.146-27)."}},
    // sector
    {{"La commune de ce dossier est dans le secteur de ce médecin.",
      "The commune of this file is in this doctor's sector."},
     {"La commune de ce dossier n'est pas dans le secteur de ce médecin (organisation de "
      "l'office).",
      "The commune of this file is not in this doctor's sector (organisation of the office)."}},
    // not_authorised
    {{"Ce médecin est qualifié, ou son autorisation d'exercer sous encadrement est en vigueur et "
      "couvre ce dossier.",
      "This doctor is qualified, or their authorisation to practise under supervision is in force "
      "and covers this file."},
     {"Ce médecin exerce sous encadrement et son autorisation n'est pas en vigueur à cette date, "
      "ou "
      "ne couvre pas ce dossier : recours, ou première demande d'un droit réservé (règle de "
      "l'office).",
      "This doctor practises under supervision and the authorisation is not in force on this day, "
      "or does not cover this file: an appeal, or a first request for a reserved right (rule of "
      "the office)."}},
    // no_supervisor
    {{"Ce médecin n'a pas besoin de contreseing, ou un de ses encadrants désignés travaille ce "
      "jour et peut contresigner.",
      "This doctor needs no countersignature, or one of their named supervisors works on this day "
      "and may countersign."},
     {"Aucun encadrant désigné de ce médecin ne travaille ce jour en étant libre de conflit "
      "d'intérêts avec ce dossier et étranger à l'évaluation contestée : personne ne pourrait "
      "contresigner (CSP R.4127-105).",
      "No named supervisor of this doctor works on this day while being free of conflict with this "
      "file and foreign to the evaluation appealed: nobody could countersign (CSP R.4127-105)."}},
    // not_working
    {{"Ce médecin travaille ce jour.", "This doctor works on this day."},
     {"Ce médecin ne travaille pas ce jour : absence, vacation un autre jour, ou hors de sa "
      "période "
      "d'activité.",
      "This doctor does not work on this day: an absence, no session on it, or outside their "
      "period of activity."}},
    // open_files_cap
    {{"Ce médecin n'a pas atteint son nombre maximal de dossiers en cours.",
      "This doctor is below their greatest number of open files."},
     {"Ce médecin a atteint son nombre maximal de dossiers en cours. Une attribution motivée peut "
      "passer outre.",
      "This doctor has reached their greatest number of open files. An assignment by hand with a "
      "reason may override this."}},
    // no_capacity
    {{"Ce médecin, et qui contresignerait, ont cette semaine le temps de ce dossier, ou aucune "
      "limite n'est fixée.",
      "This doctor, and who would countersign, have the time for this file this week, or no limit "
      "is stated."},
     {"Il ne reste pas cette semaine à ce médecin, ou à qui contresignerait, assez de minutes pour "
      "ce dossier. Une attribution motivée peut passer outre.",
      "Too few minutes are left this week to this doctor, or to who would countersign, for this "
      "file. An assignment by hand with a reason may override this."}},
}};

}  // namespace

const Wording& explanation(const RuleResult& result) {
    const auto& both = texts[static_cast<std::size_t>(result.rule)];
    return result.passed ? both.passed : both.failed;
}

}  // namespace echeance
