// SPDX-License-Identifier: EUPL-1.2
// The sentence of a forecast, in every case there is, in both languages. Needs no browser.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { chooseLanguage } from '../../service/dashboard/app/i18n.js';
import { endSentence, limitSentence, skillName, trustSentence } from '../../service/dashboard/views/forecast_sentence.js';
import { bodyOf, questionOf } from '../../service/dashboard/views/forecast_question.js';

const TODAY = '2026-11-25';
const names = ['document', 'localStorage'];
const before = names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
Object.defineProperty(globalThis, 'document', { value: { documentElement: {} }, configurable: true });
Object.defineProperty(globalThis, 'localStorage', { value: { setItem() {}, getItem: () => null }, configurable: true });
after(() => names.forEach((name, at) => (before[at] ? Object.defineProperty(globalThis, name, before[at]) : delete globalThis[name])));

/** Narrow and plain no-break spaces as spaces, so that the cases can be read. */
const plain = (text) => text.replace(/[\u202f\u00a0]/g, ' ');
const question = (text) => questionOf(new URLSearchParams(text), TODAY);
const met = (on) => ({ meets_limit_on: on, weeks: [] });
const never = (verdict, more = {}) => ({ weeks: [], why_never: { verdict, demand_minutes_per_week: 12980,
    capacity_minutes_per_week: 6240, backlog_files_per_week: 1, ...more } });
const short = never('capacity_below_demand');
const say = (language, asked, today, scenario) => {
    chooseLanguage(language);
    return plain(limitSentence({ question: asked && question(asked), as_of: TODAY, today, scenario }));
};

for (const [name, asked, today, scenario, fr, en] of [
    ['nothing was asked yet', undefined, short, undefined,
        'Avec l’effectif d’aujourd’hui, le délai légal ne serait pas tenu : 6 240 minutes par semaine pour 12 980 demandées.',
        'With today’s staff, the legal limit would not be kept: 6,240 minutes a week for 12,980 asked for.'],
    ['kept already', undefined, met(TODAY), undefined,
        'Avec l’effectif d’aujourd’hui, le délai légal serait tenu dès maintenant.',
        'With today’s staff, the legal limit would be kept from now on.'],
    ['the scenario is today’s staff', 'titular=0', met('2027-03-01'), met('2027-03-01'),
        'Ce scénario ne change rien. Avec l’effectif d’aujourd’hui, le délai légal serait de nouveau tenu à partir du 1er mars 2027.',
        'This scenario changes nothing. With today’s staff, the legal limit would be kept again from 1 March 2027.'],
    ['met against never', 'titular=7&from=2027-01-04', short, met('2027-09-05'),
        'Avec 7 médecins titulaires de plus à partir du 4 janvier 2027, le délai légal serait de nouveau tenu à partir du 5 septembre 2027 ; avec l’effectif d’aujourd’hui, il ne le serait pas : 6 240 minutes par semaine pour 12 980 demandées.',
        'With 7 more titular doctors from 4 January 2027, the legal limit would be kept again from 5 September 2027; with today’s staff, it would not be: 6,240 minutes a week for 12,980 asked for.'],
    ['met against met later, of each kind', 'titular=1&sessional=2&supervised=1&minutes=600', met('2028-02-01'), met('2027-09-05'),
        'Avec 1 médecin titulaire, 2 médecins vacataires (600 minutes par semaine) et 1 médecin encadré de plus à partir du 1er janvier 2027, le délai légal serait de nouveau tenu à partir du 5 septembre 2027 ; avec l’effectif d’aujourd’hui, il le serait à partir du 1er février 2028.',
        'With 1 more titular doctor, 2 more sessional doctors (600 minutes a week) and 1 more supervised doctor from 1 January 2027, the legal limit would be kept again from 5 September 2027; with today’s staff, it would be from 1 February 2028.'],
    ['neither, for want of a skill', 'titular=1', never('structural_shortage', { skills: ['adult', 'hearing+vision'] }),
        never('structural_shortage', { skills: ['hearing+vision'] }),
        'Avec 1 médecin titulaire de plus à partir du 1er janvier 2027, le délai légal ne serait pas tenu : il manque des médecins pour audition et vision ; avec l’effectif d’aujourd’hui, il ne le serait pas non plus : il manque des médecins pour adultes, sans compétence demandée et audition et vision.',
        'With 1 more titular doctor from 1 January 2027, the legal limit would not be kept: doctors are missing for hearing and vision; with today’s staff, it would not be either: doctors are missing for adults, no skill asked for and hearing and vision.'],
    ['too slowly, with a day and without', 'arrivals=90', never('shrinks_too_slowly'), never('shrinks_too_slowly', { projected_on: '2029-05-02' }),
        'Avec 10 % d’arrivées en moins, le délai légal ne serait pas tenu d’ici la fin de la prévision : à ce rythme, il le serait vers le 2 mai 2029 ; sans ce changement, il ne le serait pas non plus : trop de demandes resteraient en retard.',
        'With 10% fewer arrivals, the legal limit would not be kept before the forecast ends: at this pace, it would be around 2 May 2029; without this change, it would not be either: too many requests would stay late.'],
    ['doctors enough, and yet late', undefined, never('shrinks_too_slowly'), undefined,
        'Avec l’effectif d’aujourd’hui, le délai légal ne serait pas tenu d’ici la fin de la prévision : les médecins suffiraient, mais trop de demandes resteraient en retard.',
        'With today’s staff, the legal limit would not be kept before the forecast ends: the doctors would be enough, but too many requests would stay late.'],
    ['worse than today', 'titular=1&arrivals=150', met(TODAY), never('capacity_below_demand'),
        'Avec 1 médecin titulaire de plus à partir du 1er janvier 2027 et 50 % d’arrivées en plus, le délai légal ne serait pas tenu : 6 240 minutes par semaine pour 12 980 demandées ; sans ce changement, il le serait dès maintenant.',
        'With 1 more titular doctor from 1 January 2027 and 50% more arrivals, the legal limit would not be kept: 6,240 minutes a week for 12,980 asked for; without this change, it would be from now on.'],
    ['never, and no reason is known', 'titular=1', { weeks: [] }, { weeks: [] },
        'Avec 1 médecin titulaire de plus à partir du 1er janvier 2027, le délai légal ne serait pas tenu d’ici la fin de la prévision ; avec l’effectif d’aujourd’hui, il ne le serait pas non plus.',
        'With 1 more titular doctor from 1 January 2027, the legal limit would not be kept before the forecast ends; with today’s staff, it would not be either.'],
]) {
    test(`the sentence: ${name}`, () => {
        assert.equal(say('fr', asked, today, scenario), fr);
        assert.equal(say('en', asked, today, scenario), en);
    });
}

test('how many would wait, and how right past forecasts were', () => {
    chooseLanguage('fr');
    const ends = (p50) => ({ weeks: [{ on: '2027-11-22', backlog: { p10: p50 - 1, p50, p90: p50 + 1 } }] });
    assert.match(plain(endSentence({ today: ends(1) })), /^Dans la semaine du 22 novembre 2027, 1 dossier attendrait un médecin \(.*: 0 à 2\)\.$/);
    assert.match(plain(endSentence({ today: ends(18000), scenario: ends(1200) })), /1 200 dossiers attendraient .*, contre 18 000 sans rien changer\.$/);
    assert.equal(endSentence({ today: { weeks: [] } }), '');
    const accuracy = { open_requests: { weeks: 84, coverage: 0.8214, mean_absolute_error_percent: 1.42 } };
    assert.match(plain(trustSentence(accuracy)), /^Sur 84 semaines passées, .* 82,1 % du temps \(80 % promis\).* de 1,42 % en moyenne\.$/);
    for (const nothing of [undefined, { open_requests: { ...accuracy.open_requests, weeks: 0 } }]) assert.match(trustSentence(nothing), /On ne sait encore rien/);
    assert.equal(skillName('A'), 'A');
});

test('the question becomes the body of the request', () => {
    assert.deepEqual(bodyOf(question('')), { horizon_days: 365, doctors_added: [] });
    assert.deepEqual(bodyOf(question('titular=2&sessional=1&minutes=300&from=2027-02-01&horizon=730&arrivals=120')), {
        horizon_days: 730, inflow_factor: 1.2, doctors_added: [{ kind: 'titular', count: 2, from: '2027-02-01' },
            { kind: 'sessional', count: 1, from: '2027-02-01', minutes_per_week: 300 }] });
});
