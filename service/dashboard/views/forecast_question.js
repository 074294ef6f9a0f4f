// SPDX-License-Identifier: EUPL-1.2
// What a reader asks of a forecast: in the address, so that it can be sent to a colleague; as the body
// of the request; as a form.
import { h } from '../app/dom.js';
import { addMonths, number } from '../app/format.js';
import { currentLanguage, t, term } from '../app/i18n.js';

export const KINDS = ['titular', 'sessional', 'supervised'];
const HORIZONS = [182, 365, 730];
const DOCTORS_MAX = 12;
const MINUTES_MAX = 3000;
const MINUTES_USUAL = 420;
const ARRIVALS = { least: 50, most: 150, usual: 100, step: 5 };
const NAMES = [...KINDS, 'minutes', 'from', 'horizon', 'arrivals'];

/** Doctors can come once a month's notice is over: the first day of the month after next. */
const usualStart = (today) => addMonths(`${today.slice(0, 7)}-01`, 2);

/** A whole number within the limits; text that is none is as good as absent. */
function wholeNumber(text, least, most, usual) {
    if (!/^\d{1,6}$/.test(text ?? '')) return usual;
    return Math.min(Math.max(Number(text), least), most);
}

function dayOr(text, usual) {
    const at = Date.parse(`${text}T00:00:00Z`);
    return /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && new Date(at).toJSON()?.startsWith(text) ? text : usual;
}

export const isAsked = (query) => NAMES.some((name) => query.has(name));

export function questionOf(query, today) {
    const horizon = Number(query.get('horizon'));
    return {
        ...Object.fromEntries(KINDS.map((kind) => [kind, wholeNumber(query.get(kind), 0, DOCTORS_MAX, 0)])),
        minutes: wholeNumber(query.get('minutes'), 1, MINUTES_MAX, MINUTES_USUAL),
        from: dayOr(query.get('from'), usualStart(today)),
        horizon: HORIZONS.includes(horizon) ? horizon : 365,
        arrivals: wholeNumber(query.get('arrivals'), ARRIVALS.least, ARRIVALS.most, ARRIVALS.usual),
    };
}

/** The body of `createForecast`. */
export function bodyOf(question) {
    return {
        horizon_days: question.horizon,
        doctors_added: KINDS.filter((kind) => question[kind] > 0).map((kind) => ({ kind, count: question[kind],
            from: question.from, ...(kind === 'sessional' ? { minutes_per_week: question.minutes } : {}) })),
        ...(question.arrivals === ARRIVALS.usual ? {} : { inflow_factor: question.arrivals / 100 }),
    };
}

/** A slider says its value as words, and shows them beside it. */
function slider(name, label, { value, least, most, step = 1 }, words) {
    const shown = h('span', { class: 'slider-value', 'aria-hidden': 'true' }, words(value));
    const field = h('input', { type: 'range', id: `forecast-${name}`, name, min: least, max: most, step, value,
        'aria-valuetext': words(value), oninput: () => {
            const text = words(Number(field.value));
            field.setAttribute('aria-valuetext', text);
            shown.textContent = text;
        } });
    field.value = value; // it was cut to the limits of before they were set
    return h('div', { class: 'slider' }, h('label', { htmlFor: field.id }, label), field, shown);
}

const doctors = (count) => t('forecast.doctors', { count, n: number(count, currentLanguage()) });
const share = (value) => t('forecast.share', { n: number(value, currentLanguage()) });

/** The form; `asked` gets the fields of what was sent. */
export function questionForm(question, today, asked) {
    const form = h('form', { class: 'scenario', 'aria-label': t('forecast.form'), onsubmit: (event) => {
        event.preventDefault();
        asked(Object.fromEntries(new FormData(form)));
    } },
    h('fieldset', {}, h('legend', {}, t('forecast.more_doctors')), KINDS.map((kind) =>
        slider(kind, term('forecast.kind', kind), { value: question[kind], least: 0, most: DOCTORS_MAX }, doctors))),
    h('fieldset', {}, h('legend', {}, t('forecast.conditions')),
        slider('arrivals', t('forecast.arrivals'),
            { value: question.arrivals, least: ARRIVALS.least, most: ARRIVALS.most, step: ARRIVALS.step }, share),
        h('div', { class: 'controls' },
            h('label', {}, h('span', {}, t('forecast.from')),
                h('input', { type: 'date', name: 'from', value: question.from, min: today, required: true })),
            h('label', {}, h('span', {}, t('forecast.minutes')), h('input', { type: 'number', name: 'minutes',
                value: question.minutes, min: 1, max: MINUTES_MAX, required: true })),
            h('label', {}, h('span', {}, t('forecast.horizon')), h('select', { name: 'horizon' }, HORIZONS.map((days) =>
                h('option', { value: days, selected: days === question.horizon }, t(`forecast.horizon_${days}`))))))),
    h('button', { type: 'submit' }, t('forecast.simulate')));
    return form;
}
